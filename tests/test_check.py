"""The use case: every row gets a finding, and never a pass on ignorance."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import RuleDecider
from ufo_preflight.check import NOTHING_TO_CREATE, result_of, run_check
from ufo_preflight.context import Surroundings
from ufo_preflight.model import (
    ContextEntry,
    Decision,
    Layer,
    Need,
    Question,
    Reason,
    Result,
)
from ufo_preflight.outcome import ActionResult, Check, Requirement
from ufo_preflight.passrole import service_of

WHERE = Surroundings(
    "us-west-2",
    "aws",
    "arn:aws:iam::111122223333:user/dee",
    datetime(2026, 11, 23, tzinfo=timezone.utc),
)
DENIED = Decision.denied(Reason.IMPLICIT_DENY, Layer.IDENTITY)
EXPLICIT = Decision.denied(Reason.EXPLICIT_DENY, Layer.IDENTITY)
UNKNOWN = Decision.unknown(Reason.THROTTLED)
ALLOWED = Decision.allowed()
STACK = "arn:aws:cloudformation:us-west-2:111122223333:stack/demo-web-dev/*"


def requirement(action="ecs:CreateService", resource=None, pattern=None, **more):
    context = more.pop("context", ())
    question = Question(action, resource, context, pattern=pattern)
    return Requirement("row", question, "why", "src", **more)


def row(*requirements, need=Need.REQUIRED, skipped=False):
    return Check("row", "Row", need, "why", requirements, skipped)


def check(one, rule):
    decider = RuleDecider(rule)
    (found,) = run_check([one], WHERE, decider)
    return found, decider


def test_every_question_carries_the_base_context():
    _, decider = check(row(requirement()), lambda _: ALLOWED)
    keys = {entry.key for entry in decider.asked[0].context}
    assert {"aws:CurrentTime", "aws:RequestedRegion", "aws:PrincipalArn"} <= keys


@pytest.mark.parametrize(
    ("stage", "principal", "via"),
    [
        ("direct", None, "false"),
        ("cloudformation", None, "true"),
        ("cloudformation", STACK, "false"),
    ],
)
def test_who_makes_the_request_follows_from_its_stage(stage, principal, via):
    one = requirement(stage=stage)
    one = replace(one, question=replace(one.question, principal=principal))
    _, decider = check(row(one), lambda _: ALLOWED)
    assert ContextEntry("aws:ViaAWSService", (via,), "boolean") in decider.asked[0].context


@pytest.mark.parametrize(
    ("decision", "need", "result"),
    [
        (ALLOWED, Need.REQUIRED, Result.PASS),
        (DENIED, Need.REQUIRED, Result.FAIL),
        (DENIED, Need.OPTIONAL, Result.WARN),
        (UNKNOWN, Need.REQUIRED, Result.UNKNOWN),
        (UNKNOWN, Need.OPTIONAL, Result.UNKNOWN),
        (None, Need.REQUIRED, Result.UNKNOWN),
    ],
)
def test_a_row_says_what_its_action_says(decision, need, result):
    found, _ = check(row(requirement(), need=need), lambda _: decision)
    assert found.result is result
    assert found.actions[0].decision.verdict is (decision or UNKNOWN).verdict


def test_a_question_that_nobody_answered_is_unknown_for_want_of_a_result():
    found, _ = check(row(requirement()), lambda _: None)
    assert found.actions[0].decision.reason is Reason.NO_RESULT


@pytest.mark.parametrize(
    "one", [row(requirement(), skipped=True), row(requirement(), need=Need.NO)]
)
def test_what_is_skipped_or_not_needed_is_not_asked(one):
    found, decider = check(one, lambda _: ALLOWED)
    assert (found.result, found.actions, decider.asked) == (Result.SKIPPED, (), [])


def test_a_row_that_asks_nothing_proves_nothing():
    found, _ = check(row(), lambda _: ALLOWED)
    assert found.result is Result.UNKNOWN


verdicts = st.lists(
    st.tuples(st.sampled_from([ALLOWED, DENIED, UNKNOWN]), st.booleans()), max_size=6
)


@given(verdicts, st.sampled_from([Need.REQUIRED, Need.OPTIONAL]))
def test_a_row_passes_only_when_every_action_is_allowed(answers, need):
    found = [
        ActionResult(requirement(advisory=advisory), decision) for decision, advisory in answers
    ]
    passed = result_of(row(need=need), found) is Result.PASS
    assert passed == (bool(found) and all(action.decision is ALLOWED for action in found))


@given(verdicts)
def test_advisory_actions_never_fail_a_row_that_asks_for_more(answers):
    found = [ActionResult(requirement(advisory=True), decision) for decision, _ in answers]
    counted = ActionResult(requirement(), ALLOWED)
    assert result_of(row(), [counted, *found]) in (Result.PASS, Result.WARN)
    assert result_of(row(need=Need.OPTIONAL), found) is not Result.FAIL


@pytest.mark.parametrize(
    ("decision", "required", "optional"),
    [
        (ALLOWED, Result.PASS, Result.PASS),
        (DENIED, Result.FAIL, Result.WARN),
        (UNKNOWN, Result.UNKNOWN, Result.UNKNOWN),
    ],
)
def test_advisory_actions_alone_count_where_the_row_is_required(decision, required, optional):
    found = [ActionResult(requirement(advisory=True), decision)]
    assert result_of(row(), found) is required
    assert result_of(row(need=Need.OPTIONAL), found) is optional


def test_a_resource_is_asked_once_and_never_as_any():
    one = row(requirement(resource=STACK))
    found, decider = check(one, lambda _: DENIED)
    assert [question.resource for question in decider.asked] == [STACK]
    assert found.actions[0].decision == DENIED


def test_more_can_be_found_out_before_checks_are_judged():
    decider = RuleDecider(lambda _: DENIED)
    asked = row(requirement())
    (found,) = run_check(
        [asked], WHERE, decider, lambda decisions: dict.fromkeys(decisions, UNKNOWN)
    )
    assert found.result is Result.UNKNOWN


def test_a_check_of_which_nothing_turns_out_to_be_needed_is_not_needed():
    decider = RuleDecider(lambda _: DENIED)
    (found,) = run_check([row(requirement())], WHERE, decider, lambda _: {})
    assert (found.result, found.check.need, found.check.why) == (
        Result.SKIPPED,
        Need.NO,
        NOTHING_TO_CREATE,
    )


PASSROLE = {
    "action": "iam:PassRole",
    "context": (ContextEntry("iam:PassedToService", ("ecs-tasks.amazonaws.com",)),),
}


def test_an_allowed_passrole_says_how_wide_it_is():
    found, _ = check(row(requirement(**PASSROLE)), lambda _: ALLOWED)
    assert found.note == "unconditional: wider than UFO's page recommends"
    found, _ = check(
        row(requirement(**PASSROLE)),
        lambda question: ALLOWED if service_of(question).startswith("ecs-tasks") else DENIED,
    )
    assert found.note == "limited to ECS tasks"


def test_a_passrole_granted_for_a_wrong_service_says_so():
    found, _ = check(
        row(requirement(**PASSROLE)),
        lambda question: ALLOWED if service_of(question) == "ecs.amazonaws.com" else DENIED,
    )
    assert found.result is Result.FAIL
    assert found.note == ""
    assert found.actions[0].decision.reason is Reason.WRONG_SERVICE_PASSROLE


@pytest.mark.parametrize(
    ("need", "uncertain", "result"),
    [
        (Need.REQUIRED, False, Result.FAIL),
        (Need.REQUIRED, True, Result.UNKNOWN),
        (Need.OPTIONAL, True, Result.WARN),
    ],
)
def test_a_denial_of_what_may_not_be_needed_leaves_a_required_row_unknown(need, uncertain, result):
    found = [ActionResult(requirement(uncertain=uncertain), DENIED)]
    assert result_of(row(need=need), found) is result


def test_what_is_surely_needed_and_denied_fails_all_the_same():
    found = [ActionResult(requirement(uncertain=each), DENIED) for each in (True, False)]
    assert result_of(row(), found) is Result.FAIL
