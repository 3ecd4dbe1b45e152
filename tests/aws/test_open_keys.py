"""Keys that nobody sent: what settles them, and what stays unknown."""

from __future__ import annotations

import json

import pytest

from ufo_preflight.aws.held_policies import HeldPolicies
from ufo_preflight.aws.open_keys import hangs_on, needs_settling, settle
from ufo_preflight.aws.results import Answer
from ufo_preflight.context import absent
from ufo_preflight.model import Decision, Layer, Question, Reason, Statement, Verdict
from ufo_preflight.policy.parse import parse_policy

ME = "arn:aws:iam::111122223333:user/me"
MFA = "aws:MultiFactorAuthPresent"
ASKED = Question("ecs:CreateService")
YES = Decision.allowed()
NO = Decision.denied(Reason.IMPLICIT_DENY, Layer.IDENTITY)
DENY = Decision.denied(
    Reason.EXPLICIT_DENY, Layer.IDENTITY, matched=[Statement("p", Layer.IDENTITY)]
)
BY_SCP = Decision.denied(Reason.SCP, Layer.SERVICE_CONTROL_POLICY)


def held(*statements):
    text = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    return HeldPolicies((parse_policy(text, name="p"),))


def statement(effect, action, **condition):
    return {"Effect": effect, "Action": action, "Resource": "*"} | (
        {"Condition": condition} if condition else {}
    )


class Simulator:
    """Answers by whether a key is true, false or not sent, and remembers what it was asked."""

    def __init__(self, **by_value):
        self.by_value = by_value
        self.ways = []

    def ask(self, ways):
        self.ways = [way for way in ways if way]
        return {
            question: Answer(self.by_value[question.context[-1].values[0]])
            for way in self.ways
            for question in way
        }


def settled(answer, *, policies=None, question=ASKED, simulator=None):
    simulator = simulator or Simulator()
    return settle({question: answer}, ME, lambda _arn: policies, simulator.ask)[question]


S3_WITH_MFA = statement("Allow", "s3:*", Bool={MFA: "true"})


@pytest.mark.parametrize("said", [YES, NO])
def test_a_statement_about_something_else_does_not_matter(said):
    own = [] if said is NO else [statement("Allow", "ecs:*")]
    simulator = Simulator()
    found = settled(Answer(said, (MFA,)), policies=held(S3_WITH_MFA, *own), simulator=simulator)
    assert (found, simulator.ways) == (said, [])


@pytest.mark.parametrize(
    ("said", "statements"),
    [
        (NO, [statement("Allow", "ecs:*", Bool={MFA: "true"})]),
        (YES, [statement("Allow", "*"), statement("Deny", "ecs:*", Bool={MFA: "false"})]),
        (DENY, [statement("Allow", "*"), statement("Deny", "*", BoolIfExists={MFA: "false"})]),
    ],
)
def test_a_statement_that_does_matter_leaves_it_unknown_and_names_the_key(said, statements):
    found = settled(Answer(said, (MFA, "aws:SourceIp")), policies=held(*statements))
    assert (found.verdict, found.missing_context) == (Verdict.UNKNOWN, (MFA,))
    assert found.detail == (
        f"Depends on {MFA}, which only the deploy knows: settle it with --mfa or --no-mfa."
    )
    assert found.matched == said.matched


def test_policies_that_contradict_an_allow_are_no_pass():
    found = settled(Answer(YES, (MFA,)), policies=held(S3_WITH_MFA))
    assert (found.verdict, found.reason) == (Verdict.UNKNOWN, Reason.NO_RESULT)


def test_policies_that_contradict_a_denial_leave_it():
    everything = held(statement("Allow", "*"))
    assert settled(Answer(NO, (MFA,)), policies=everything) == NO


@pytest.mark.parametrize(
    ("said", "with_mfa", "without", "is_settled"),
    [
        (NO, NO, NO, True),
        (YES, YES, YES, True),
        (YES, YES, DENY, False),
        (NO, YES, NO, False),
        (DENY, YES, DENY, False),
    ],
)
def test_where_policies_cannot_be_read_it_is_asked_both_ways(said, with_mfa, without, is_settled):
    simulator = Simulator(true=with_mfa, false=without)
    found = settled(Answer(said, (MFA,)), simulator=simulator)
    assert found == (said if is_settled else hangs_on((MFA,), said))
    assert len(simulator.ways) == 2


def test_an_answer_that_does_not_come_settles_nothing():
    found = settle({ASKED: Answer(YES, (MFA,))}, ME, lambda _arn: None, lambda _ways: {})
    assert found[ASKED] == hangs_on((MFA,), YES)


def test_a_key_whose_values_nobody_can_try_stays_open():
    simulator = Simulator()
    found = settled(Answer(YES, ("aws:SourceIp",)), simulator=simulator)
    assert (found, simulator.ways) == (hangs_on(("aws:SourceIp",), YES), [])
    assert found.detail.endswith("settle it with --context aws:SourceIp:ip=VALUE.")


@pytest.mark.parametrize(
    ("with_mfa", "is_settled"), [(YES, False), (NO, True), (BY_SCP, True), (DENY, True)]
)
def test_a_denial_by_the_organization_is_asked_again_with_mfa(with_mfa, is_settled):
    simulator = Simulator(true=with_mfa)
    assert needs_settling(ASKED, Answer(BY_SCP))
    found = settled(Answer(BY_SCP), simulator=simulator)
    assert found == (BY_SCP if is_settled else hangs_on((MFA,), BY_SCP))
    assert len(simulator.ways) == 1


def test_a_denial_by_the_organization_stands_where_mfa_is_known():
    assert not needs_settling(Question("ecs:CreateService", context=(absent(MFA),)), Answer(BY_SCP))


def test_the_policies_of_another_principal_are_read_for_its_questions():
    role = "arn:aws:iam::111122223333:role/cfn"
    asked = []
    question = Question("ecs:CreateService", principal=role)
    settle({question: Answer(NO, (MFA,))}, ME, lambda arn: asked.append(arn), lambda _ways: {})
    assert asked == [role]
