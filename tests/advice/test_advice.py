"""One line a cause, and every row that is not a pass has one that begins with what to do."""

from __future__ import annotations

import pytest

from tests.render.reports import (
    ALLOWED,
    BLOCKED,
    DENIED,
    FILES,
    READY,
    REPORTS,
    SKIPPED,
    USER,
    decided,
    requirement,
    row,
)
from ufo_preflight.advice import causes, hints
from ufo_preflight.model import Decision, Reason, Result
from ufo_preflight.report import Cause


def test_a_pass_has_neither_hint_nor_cause():
    assert causes(READY.checks, USER) == ()
    assert {found.hint for found in hints(READY.checks, USER)} == {""}


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_every_row_that_is_not_a_pass_has_a_cause_and_a_hint(report):
    explained = {check for cause in report.causes for check in cause.checks}
    assert explained == {
        found.check.id for found in report.checks if found.result is not Result.PASS
    }
    for found in report.checks:
        assert bool(found.hint) is (found.result is not Result.PASS)


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_every_line_begins_with_what_to_do(report):
    verbs = {
        "Allow", "Ask", "Correct", "Find", "Let", "Meet", "Name", "Nothing", "Remove", "Run",
        "Say", "Set", "Wait", "Widen",
    }  # fmt: skip
    assert {cause.action.split()[0] for cause in report.causes} <= verbs


def test_every_action_that_is_not_allowed_is_in_exactly_one_cause():
    open_actions = [
        one.requirement.question.action
        for found in BLOCKED.checks
        for one in found.actions
        if one.decision is not ALLOWED
    ]
    named = [action for cause in BLOCKED.causes for action in cause.actions]
    assert sorted(named) == sorted(open_actions)


def test_what_lies_in_the_asking_is_one_line_for_all_rows():
    throttled = Decision.unknown(Reason.THROTTLED, detail="one text")
    other = Decision.unknown(Reason.THROTTLED, detail="another")
    found = causes([row("ecs", throttled), row("ecr", other)], USER)
    assert [cause.checks for cause in found] == [("ecs", "ecr")]


def test_the_hint_of_a_row_is_of_that_row_alone():
    first, second = hints([row("ecs", DENIED), row("logs", DENIED)], FILES)
    assert first.hint == (
        "Allow ecs:CreateService on *: add it to an identity policy (--policy-file)."
    )
    assert second.hint == (
        "Allow logs:CreateLogGroup on *: add it to an identity policy (--policy-file)."
    )


def test_rows_that_nobody_was_asked_about_share_a_line():
    found = causes(SKIPPED.checks, USER)
    assert found == (
        Cause(
            "Run without --skip and --only to decide these rows: nothing is known of them.",
            ("ec2", "ecr"),
            (),
        ),
        Cause("Nothing to do for what this ship does not need.", ("route53",), ()),
    )


def test_the_advisory_actions_of_a_row_are_a_cause_of_their_own():
    found = decided(
        "ecs",
        [
            (requirement("ecs"), DENIED),
            (requirement("ecs", "ecs:TagResource", advisory=True), DENIED),
        ],
    )
    assert [cause.action for cause in causes([found], USER)] == [
        "Allow ecs:CreateService on *: add it to a policy of user deployer.",
        (
            "Allow ecs:TagResource on *: add it to a policy of user deployer. "
            "Advisory: a ship may succeed without it."
        ),
    ]
