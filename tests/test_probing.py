"""What AWS's answers to probes mean beside what was decided."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ufo_preflight.caller import Identity, PrincipalKind
from ufo_preflight.model import Decision, Layer, Method, Need, Question, Reason, Result
from ufo_preflight.outcome import (
    PROBE_NAME,
    ActionResult,
    Check,
    CheckResult,
    Probe,
    ProbeOutcome,
    Requirement,
)
from ufo_preflight.probing import weigh

ACTION = "ecs:DescribeServices"
IDENTITY = Identity(PrincipalKind.USER, policy_source_arn="arn:aws:iam::123456789012:user/u")
SIMULATOR = Method("simulate-principal-policy")
OWN = Requirement("ecs", Question(ACTION), "why", "source")
FORWARDED = replace(OWN, stage="cloudformation")
OF_A_ROLE = replace(OWN, question=Question(ACTION, principal="arn:aws:iam::123456789012:role/r"))
DENIED = Decision.denied(Reason.IMPLICIT_DENY, Layer.IDENTITY)


def row(requirement=OWN, decision=None, result=Result.PASS):
    check = Check("ecs", "ECS", Need.REQUIRED, "why", (requirement,))
    action = ActionResult(requirement, decision or Decision.allowed())
    return CheckResult(check, result, (action,))


def refused(layer, resource="*", *, explicit=False):
    because = f"with an explicit deny in a {layer}" if explicit else f"because no {layer} allows it"
    text = (
        f"User: arn:aws:iam::123456789012:user/u is not authorized to perform: {ACTION} "
        f"on resource: {resource} {because}"
    )
    return Probe(ACTION, ProbeOutcome.REFUSED, text)


def weighed(found, probe, method=SIMULATOR):
    (changed,), (told,) = weigh([found], [probe], IDENTITY, method)
    return changed, told


@pytest.mark.parametrize(
    ("layer", "named", "words"),
    [
        ("session policy", Layer.SESSION_POLICY, "what simulation cannot see"),
        ("VPC endpoint policy", Layer.VPC_ENDPOINT_POLICY, "what simulation cannot see"),
        ("resource-based policy", Layer.RESOURCE_POLICY, "what simulation cannot see"),
        ("resource control policy", Layer.RESOURCE_CONTROL_POLICY, "what simulation cannot see"),
        ("identity-based policy", Layer.IDENTITY, "AWS and its simulator disagree"),
        ("permissions boundary", Layer.PERMISSIONS_BOUNDARY, "AWS and its simulator disagree"),
        ("service control policy", Layer.SERVICE_CONTROL_POLICY, "AWS and its simulator disagree"),
    ],
)
@pytest.mark.parametrize("explicit", [False, True])
def test_what_was_allowed_and_is_refused_is_unknown(layer, named, words, explicit):
    found, told = weighed(row(), refused(layer, explicit=explicit))
    (action,) = found.actions
    assert found.result is Result.UNKNOWN
    assert action.decision.reason is Reason.PROBE_REFUSED
    assert action.decision.detail.endswith(told.sentence)
    assert (told.layer, words in told.sentence) == (named, True)


@pytest.mark.parametrize("text", ["", "No.", "Not authorized: \x00", "You are not authorized"])
def test_a_message_that_names_no_layer_leaves_it_unknown(text):
    found, told = weighed(row(), Probe(ACTION, ProbeOutcome.REFUSED, text))
    assert found.result is Result.UNKNOWN
    assert (told.layer, "why is not known" in told.sentence) == (None, True)
    assert found.actions[0].decision.detail.startswith("Look up in CloudTrail")


@pytest.mark.parametrize(
    ("layer", "result"),
    [("VPC endpoint policy", Result.PASS), ("session policy", Result.UNKNOWN)],
)
def test_an_endpoint_refuses_no_call_of_cloudformation(layer, result):
    found, told = weighed(row(FORWARDED), refused(layer))
    assert found.result is result
    assert ("CloudFormation" in told.sentence) is (result is Result.PASS)


def test_what_another_role_does_is_not_the_callers():
    assert weighed(row(OF_A_ROLE), refused("session policy"))[0] == row(OF_A_ROLE)


@pytest.mark.parametrize("outcome", [ProbeOutcome.ANSWERED, ProbeOutcome.FAILED])
@pytest.mark.parametrize("decided", [row(), row(decision=DENIED, result=Result.FAIL)])
def test_an_answer_or_none_changes_no_row(outcome, decided):
    found, told = weighed(decided, Probe(ACTION, outcome, "late"))
    assert found == decided
    assert told.sentence


def test_a_denial_stays_one():
    denied = row(decision=DENIED, result=Result.FAIL)
    assert weighed(denied, refused("session policy"))[0] == denied


def test_what_is_refused_on_the_probes_own_name_says_nothing_of_the_ship():
    service = f"arn:aws:ecs:us-west-2:123456789012:service/dev/{PROBE_NAME}"
    found, told = weighed(row(), refused("identity-based policy", service))
    assert (found, "says nothing" in told.sentence) == (row(), True)
    found, _ = weighed(row(), refused("service control policy", service, explicit=True))
    assert found.result is Result.UNKNOWN


def test_read_policies_are_not_called_a_simulator():
    _, told = weighed(row(), refused("identity-based policy"), Method("readable-policies"))
    assert "what could be read of the policies disagree" in told.sentence
