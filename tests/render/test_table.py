"""What a terminal shows: it fits, it is text only, and colour says nothing more."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.render.reports import (
    BLOCKED,
    DENIED,
    NEAR_CONDITION,
    NO_ROLES,
    READY,
    REPORTS,
    SKIPPED,
    USER,
    decided,
    report,
    requirement,
    row,
)
from tests.render.strategies import looks, reports, some
from ufo_preflight.model import Decision, Layer, Reason, Result
from ufo_preflight.render import render
from ufo_preflight.render.style import Style, columns_of
from ufo_preflight.render.table import (
    advice_lines,
    render_short,
    render_table,
    short_lines,
    statement_lines,
    tail_lines,
)
from ufo_preflight.report import Cause, Report

COLOR = re.compile(r"\x1b\[\d+m")


@some
@given(reports(), looks, st.sampled_from(["table", "short"]))
def test_text_for_a_terminal_fits_and_only_our_colours_are_in_it(found, style, output):
    shown = render(found, output, style)
    assert style.use_color or "\x1b" not in shown
    for line in COLOR.sub("", shown).split("\n"):
        assert line.isprintable()
        assert columns_of(line) <= style.width
        assert style.use_unicode or line.isascii()


@some
@given(reports(), looks)
def test_colour_changes_nothing_else(found, style):
    plain = Style(style.width, False, style.use_unicode, style.verbose, style.quiet)
    assert COLOR.sub("", render(found, "table", style)) == render(found, "table", plain)


@pytest.mark.parametrize("width", range(40, 201))
def test_at_any_width_only_the_last_column_wraps(width):
    lines = render_table(BLOCKED, Style(width=width)).split("\n\n")[1].split("\n")
    marked = [line for line in lines[1:] if not line.startswith(" ")]
    assert len(marked) == len(BLOCKED.checks)
    for line, found in zip(marked, BLOCKED.checks, strict=True):
        assert line[3:].startswith(found.check.title)


@pytest.mark.parametrize(
    ("width", "head"),
    [
        (
            200,
            f"   {'Service':22}  Needed    Result  {'Action':24}  {'Reason':20}  Why needed",
        ),
        (80, "   Service                 Needed    Result  Action: reason"),
        (60, "   Service, needed, result, action: reason"),
    ],
)
def test_the_columns_that_have_no_room_join_the_last_one(width, head):
    assert render_table(READY, Style(width=width)).split("\n\n")[1].split("\n")[0] == head


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_the_last_paragraph_is_the_verdict(report):
    last = render_table(report, Style(width=200)).split("\n")[-1]
    assert last.startswith(f"{report.verdict.value}: ")


NARROW, WIDE = Style(width=40), Style(width=4000)
ONE = report(row("ecs", DENIED), warnings=("mind the gap",), caveats=("Not seen: quotas.",))


def test_advice_ends_with_the_rows_it_is_of():
    assert advice_lines(ONE, NARROW) == [
        "Allow ecs:CreateService on *: add it to",
        "  a policy of user deployer. [ecs]",
        "More on an id in brackets:",
        "  https://ufo-preflight.readthedocs.io/",
        "  en/stable/checks/ID/",
    ]


def test_short_advice_begins_with_the_mark_and_the_row():
    assert short_lines(ONE, NARROW) == [
        "✗ ECS: Allow ecs:CreateService on *: add",
        "  it to a policy of user deployer.",
    ]


def test_the_verdict_comes_last_with_what_it_does_not_cover():
    assert tail_lines(ONE, NARROW) == [
        "Warning: mind the gap",
        "blocked: 1 fail. Not seen: quotas.",
    ]


def test_a_cause_that_is_of_no_open_row_is_not_in_the_short_form():
    cause = Cause("Do it.", ("iam",), ())
    found = Report(USER, "", ONE.method, ONE.checks, causes=(cause,))
    assert short_lines(found, NARROW) == []


def test_a_paragraph_is_escaped_before_it_is_measured():
    assert NARROW.wrap("\x1b" * 12, rest="  ") == [r"\x1b" * 10, "  " + r"\x1b" * 2]


def test_a_ship_that_is_ready_is_one_line():
    assert render_short(READY, WIDE) == (
        "ready: 11 pass. Based on AWS's policy simulator, which does not evaluate quotas."
    )


def test_what_was_left_out_is_only_counted():
    assert render_short(SKIPPED, WIDE).startswith("ready: 2 pass, 3 skipped.")


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_every_row_to_look_at_is_named(report):
    *lines, _verdict = render_short(report, WIDE).split("\n")
    for found in report.checks:
        named = any(found.check.title in line[2:].split(": ")[0].split(", ") for line in lines)
        assert named is (found.result not in (Result.PASS, Result.SKIPPED))


def test_quiet_is_the_verdict_alone():
    assert render_short(BLOCKED, Style(quiet=True)) == "blocked: 1 pass, 7 fail, 3 warn"


def test_a_denial_quotes_the_statement_that_decided():
    denied = Decision.denied(Reason.EXPLICIT_DENY, Layer.IDENTITY, matched=[NO_ROLES])
    assert statement_lines([row("iam", denied, resource="arn:x")], WIDE) == [
        "IAM",
        "  denied iam:CreateRole on arn:x (explicit deny)",
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
    assert statement_lines([row("ec2", denied)], WIDE)[3:] == [
        "    nearly",
        "    almost allowed by Allow in deploy.json:30:5 (Sid Region) [identity]",
        "      StringEquals aws:RequestedRegion wants eu-west-1; it is us-west-2",
    ]


def test_an_unknown_names_the_keys_that_would_settle_it():
    unknown = Decision.unknown(Reason.MISSING_CONTEXT, missing_context=["a:b", "c:d"])
    assert statement_lines([row("ecs", unknown, pattern="arn:*")], WIDE) == [
        "ECS",
        "  unknown ecs:CreateService on arn:* (condition key not known)",
        "    A ship calls it. Source: a source",
        "    missing: a:b, c:d",
    ]


def test_a_row_that_nobody_was_asked_about_has_no_lines():
    assert statement_lines(SKIPPED.checks[:2], WIDE) == []


def test_an_advisory_cause_warns_though_its_row_fails():
    pairs = [
        (requirement("ecs"), DENIED),
        (requirement("ecs", "ecs:TagResource", advisory=True), DENIED),
        (requirement("ecs", "ecs:ListTasks"), Decision.unknown(Reason.THROTTLED)),
    ]
    lines = short_lines(report(decided("ecs", pairs)), WIDE)
    assert [line[0] for line in lines] == ["✗", "!", "?"]


def test_why_a_row_is_needed_stands_below_where_no_column_has_room():
    blocks = render_table(SKIPPED, Style()).split("\n\n")
    assert blocks[2].split("\n") == [
        "Why needed:",
        "  EC2, ECR: Skipped by --skip or --only.",
        "  ECS: A ship needs ECS.",
        "  Route53 (not needed): No DNS record: .ufo/config.rb sets no dns.name.",
        "  PassRole: A ship needs PassRole.",
    ]
    assert "Why needed:" not in render_table(SKIPPED, WIDE)
