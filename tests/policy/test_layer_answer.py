"""What a layer says: a sure deny decides, an open one leaves open; and what came near to allowing."""

from __future__ import annotations

import pytest

from tests.policy.prepared import SERVICE, document, request, statement
from ufo_preflight.model import Layer
from ufo_preflight.policy.layer_answer import Outcome, answer, near_misses

ALLOW, DENY = statement(Sid="allow"), statement("Deny", Sid="deny")
OPEN = {"Condition": {"Bool": {"aws:x": "true"}}}
MAYBE, NEVER = statement(Sid="maybe", **OPEN), statement("Deny", Sid="never", **OPEN)


@pytest.mark.parametrize(
    ("statements", "outcome", "matched", "open_"),
    [
        ((), Outcome.IMPLICIT_DENY, [], []),
        ((ALLOW,), Outcome.ALLOWED, ["allow"], []),
        ((DENY,), Outcome.EXPLICIT_DENY, ["deny"], []),
        ((ALLOW, DENY), Outcome.EXPLICIT_DENY, ["deny"], []),
        ((MAYBE,), Outcome.UNKNOWN, [], ["maybe"]),
        ((NEVER,), Outcome.IMPLICIT_DENY, [], []),
        ((ALLOW, MAYBE), Outcome.ALLOWED, ["allow"], []),
        ((ALLOW, NEVER), Outcome.UNKNOWN, [], ["never"]),
        ((MAYBE, NEVER), Outcome.UNKNOWN, [], ["never", "maybe"]),
        ((ALLOW, MAYBE, NEVER), Outcome.UNKNOWN, [], ["never"]),
        ((DENY, MAYBE, NEVER), Outcome.EXPLICIT_DENY, ["deny"], []),
    ],
)
def test_what_a_layer_says(statements, outcome, matched, open_):
    documents = tuple(document(item) for item in statements)
    found = answer(Layer.IDENTITY, documents, request())
    assert found.outcome is outcome
    assert [item.sid for item in found.statements] == matched + open_


PROD = "arn:aws:ecs:*:*:service/prod/*"


def missed(*statements, **context):
    found = near_misses([document(*statements)], request(resource=SERVICE, **context))
    return [(miss.missed, miss.key, miss.wanted, miss.detail) for miss in found]


def test_another_resource():
    assert missed(statement(resource=PROD)) == [
        ("resource", "", (PROD,), f"Resource is {PROD}; asked {SERVICE}")
    ]


def test_a_resource_that_is_excluded():
    excluding = {"Effect": "Allow", "Action": "*", "NotResource": SERVICE}
    assert missed(excluding) == [
        ("resource", "", (SERVICE,), f"NotResource is {SERVICE}; asked {SERVICE}")
    ]


def test_a_condition_that_fails():
    condition = {"StringEquals": {"aws:RequestedRegion": ["us-east-1", "eu-west-1"]}}
    wanted = ("us-east-1", "eu-west-1")
    assert missed(statement(Condition=condition), aws_RequestedRegion="us-west-2") == [
        (
            "condition",
            "aws:RequestedRegion",
            wanted,
            "StringEquals aws:RequestedRegion wants us-east-1, eu-west-1; it is us-west-2",
        )
    ]


def test_a_condition_on_a_key_that_is_absent():
    condition = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    assert missed(statement(Condition=condition), aws_MultiFactorAuthPresent=None) == [
        (
            "condition",
            "aws:MultiFactorAuthPresent",
            ("true",),
            "Bool aws:MultiFactorAuthPresent wants true; it is absent",
        )
    ]


def test_the_nearest_comes_first():
    far = statement(resource=PROD, Condition={"Bool": {"aws:x": "true"}}, Sid="far")
    near = statement(resource=SERVICE, Condition={"Bool": {"aws:x": "true"}}, Sid="near")
    found = near_misses([document(far, near)], request(resource=SERVICE, aws_x="false"))
    assert [(miss.statement.sid, miss.missed) for miss in found] == [
        ("near", "condition"),
        ("far", "resource"),
        ("far", "condition"),
    ]


def test_neither_denies_nor_other_actions_come_near():
    assert missed(statement("Deny", resource=PROD), statement(action="s3:*", resource=PROD)) == []


def test_control_characters_do_not_reach_the_sentence():
    assert missed(statement(resource="arn:aws:s3:::\x1b[31m"))[0][3] == (
        rf"Resource is arn:aws:s3:::\x1b[31m; asked {SERVICE}"
    )
