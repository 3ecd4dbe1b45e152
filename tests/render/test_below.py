"""The lines below the rows."""

from __future__ import annotations

from tests.render.reports import DENIED, USER, report, row
from ufo_preflight.render.below import advice_lines, paragraph, short_lines, tail_lines
from ufo_preflight.render.style import Style
from ufo_preflight.report import Cause, Report

LOOK = Style(width=40)
ONE = report(row("ecs", DENIED), warnings=("mind the gap",), caveats=("Not seen: quotas.",))


def test_advice_ends_with_the_rows_it_is_of():
    assert advice_lines(ONE, LOOK) == [
        "Allow ecs:CreateService on *: add it to",
        "  a policy of user deployer. [ecs]",
    ]


def test_short_advice_begins_with_the_mark_and_the_row():
    assert short_lines(ONE, LOOK) == [
        "✗ ECS: Allow ecs:CreateService on *: add",
        "  it to a policy of user deployer.",
    ]


def test_the_verdict_comes_last_with_what_it_does_not_cover():
    assert tail_lines(ONE, LOOK) == [
        "Warning: mind the gap",
        "blocked: 1 fail. Not seen: quotas.",
    ]


def test_a_cause_that_is_of_no_open_row_is_not_in_the_short_form():
    cause = Cause("Do it.", ("iam",), ())
    found = Report(USER, "", ONE.method, ONE.checks, causes=(cause,))
    assert short_lines(found, LOOK) == []


def test_a_paragraph_is_escaped_before_it_is_measured():
    assert paragraph("\x1b" * 12, LOOK) == [r"\x1b" * 10, "  " + r"\x1b" * 2]
