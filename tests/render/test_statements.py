"""Every action with its decision and the statements behind it."""

from __future__ import annotations

from tests.render.reports import NEAR_CONDITION, NO_ROLES, SKIPPED, row
from ufo_preflight.model import Decision, Layer, Reason
from ufo_preflight.render.statements import statement_lines
from ufo_preflight.render.style import Style

LOOK = Style(width=200)


def test_a_denial_quotes_the_statement_that_decided():
    denied = Decision.denied(Reason.EXPLICIT_DENY, Layer.IDENTITY, matched=[NO_ROLES])
    assert statement_lines([row("iam", denied, resource="arn:x")], LOOK) == [
        "IAM",
        "  denied iam:CreateRole on arn:x (explicit-deny)",
        "    A ship calls it. Source: a source",
        (
            "    decided by Deny in Guard:14:5 (Sid NoRoles)"
            " arn:aws:iam::111122223333:policy/Guard [identity]"
        ),
        "      | {",
        '      |   "Sid": "NoRoles",',
        '      |   "Effect": "Deny",',
        '      |   "Action": "iam:*",',
        '      |   "Resource": "*"',
        "      | }",
    ]


def test_a_near_miss_says_what_was_missed():
    denied = Decision.denied(
        Reason.IMPLICIT_DENY, Layer.IDENTITY, near_misses=[NEAR_CONDITION], detail="nearly"
    )
    assert statement_lines([row("ec2", denied)], LOOK)[3:] == [
        "    nearly",
        "    almost allowed by Allow in deploy.json:30:5 (Sid Region) [identity]",
        "      StringEquals aws:RequestedRegion wants eu-west-1; it is us-west-2",
    ]


def test_an_unknown_names_the_keys_that_would_settle_it():
    unknown = Decision.unknown(Reason.MISSING_CONTEXT, missing_context=["a:b", "c:d"])
    assert statement_lines([row("ecs", unknown, pattern="arn:*")], LOOK) == [
        "ECS",
        "  unknown ecs:CreateService on arn:* (missing-context)",
        "    A ship calls it. Source: a source",
        "    missing: a:b, c:d",
    ]


def test_a_row_that_nobody_was_asked_about_has_no_lines():
    assert statement_lines(SKIPPED.checks[:2], LOOK) == []
