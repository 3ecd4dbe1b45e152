"""The verdict and the exit code follow from the findings."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from ufo_preflight.caller import Identity, PrincipalKind
from ufo_preflight.model import Decision, Layer, Method, Need, Overall, Question, Reason, Result
from ufo_preflight.outcome import ActionResult, Check, CheckResult, Requirement
from ufo_preflight.report import Coverage, FailOn, OnUnknown, Report, Strictness

REQUIREMENT = Requirement("ecs", Question("ecs:CreateService"), "why", "source")
DECISIONS = {
    Result.PASS: Decision.allowed(),
    Result.FAIL: Decision.denied(Reason.IMPLICIT_DENY, Layer.IDENTITY),
    Result.WARN: Decision.denied(Reason.IMPLICIT_DENY, Layer.IDENTITY),
    Result.UNKNOWN: Decision.unknown(Reason.THROTTLED),
}


def finding(result, need=Need.REQUIRED):
    check = Check("ecs", "ECS", need, "why", (REQUIREMENT,))
    if result is Result.SKIPPED:
        return CheckResult(check, result)
    return CheckResult(check, result, (ActionResult(REQUIREMENT, DECISIONS[result]),))


def report(*findings, fail_on=FailOn.REQUIRED, on_unknown=OnUnknown.FAIL):
    return Report(
        Identity(PrincipalKind.USER),
        "us-west-2",
        Method("rule"),
        findings,
        strictness=Strictness(fail_on, on_unknown),
    )


PASS, FAIL, UNKNOWN = (finding(result) for result in (Result.PASS, Result.FAIL, Result.UNKNOWN))
WARN = finding(Result.WARN, Need.OPTIONAL)
OPTIONAL_UNKNOWN = finding(Result.UNKNOWN, Need.OPTIONAL)


@pytest.mark.parametrize(
    ("findings", "verdict", "code"),
    [
        ((PASS,), Overall.READY, 0),
        ((PASS, WARN), Overall.READY, 0),
        ((PASS, OPTIONAL_UNKNOWN), Overall.READY, 0),
        ((PASS, finding(Result.SKIPPED)), Overall.READY, 0),
        ((PASS, UNKNOWN), Overall.UNDETERMINED, 3),
        ((PASS, FAIL), Overall.BLOCKED, 1),
        ((UNKNOWN, FAIL), Overall.BLOCKED, 1),
    ],
)
def test_a_denial_beats_an_unknown_and_both_beat_a_pass(findings, verdict, code):
    for order in itertools.permutations(findings):
        assert (report(*order).verdict, report(*order).exit_code) == (verdict, code)


@pytest.mark.parametrize(
    ("fail_on", "on_unknown", "findings", "code"),
    [
        (FailOn.ANY, OnUnknown.FAIL, (PASS, WARN), 1),
        (FailOn.ANY, OnUnknown.FAIL, (PASS,), 0),
        (FailOn.NEVER, OnUnknown.FAIL, (FAIL,), 0),
        (FailOn.NEVER, OnUnknown.FAIL, (FAIL, UNKNOWN), 3),
        (FailOn.NEVER, OnUnknown.WARN, (FAIL, UNKNOWN), 0),
        (FailOn.REQUIRED, OnUnknown.WARN, (PASS, UNKNOWN), 0),
        (FailOn.REQUIRED, OnUnknown.WARN, (FAIL, UNKNOWN), 1),
    ],
)
def test_the_exit_code_is_as_strict_as_asked(fail_on, on_unknown, findings, code):
    assert report(*findings, fail_on=fail_on, on_unknown=on_unknown).exit_code == code


def test_leniency_changes_the_exit_code_and_never_the_verdict():
    assert report(FAIL, fail_on=FailOn.NEVER).verdict is Overall.BLOCKED
    assert report(UNKNOWN, on_unknown=OnUnknown.WARN).verdict is Overall.UNDETERMINED


def test_a_report_without_a_check_cannot_exist():
    with pytest.raises(ValueError, match="pass on ignorance"):
        report()


def test_a_report_in_which_every_required_row_was_skipped_is_not_ready():
    assert report(finding(Result.SKIPPED)).verdict is Overall.UNDETERMINED


@pytest.mark.parametrize(
    ("asked", "of", "words"),
    [
        (11, 132, "1 of 12 actions a service; --full asks all"),
        (10, 12, "1 of 2 actions a service; --full asks all"),
        (12, 12, ""),
        (0, 0, ""),
    ],
)
def test_a_verdict_says_its_reach(asked, of, words):
    assert Coverage(asked, of).words == words


def test_a_resource_that_no_check_covers_leaves_the_verdict_open():
    ready = report(finding(Result.PASS))
    found = replace(ready, uncovered=("Jobs (AWS::SQS::Queue)",))
    assert (ready.verdict, found.verdict) == (Overall.READY, Overall.UNDETERMINED)
    assert found.exit_code == 3
    blocked = replace(report(finding(Result.FAIL)), uncovered=("Jobs",))
    assert blocked.verdict is Overall.BLOCKED
