"""PassRole is asked as ECS asks it, and its controls tell how wide the grant is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ufo_preflight.model import ContextEntry, Decision, Layer, Question, Reason, Verdict
from ufo_preflight.passrole import (
    WRONG_SERVICES,
    controls,
    for_service,
    is_passrole,
    judge_wrong_service,
    refuse_foreign,
    service_of,
    width,
    wrong_service_questions,
)

REGION = ContextEntry("aws:RequestedRegion", ("us-east-1",))
PASSROLE = Question(
    "iam:PassRole",
    "arn:aws:iam::111122223333:role/task",
    (REGION, ContextEntry("iam:PassedToService", ("ecs-tasks.amazonaws.com",))),
)
DENIED = Decision.denied(Reason.IMPLICIT_DENY, Layer.IDENTITY)
UNKNOWN = Decision.unknown(Reason.THROTTLED)
HANGS = Decision.unknown(Reason.MISSING_CONTEXT, missing_context=["iam:PassedToService"])
ALLOWED = Decision.allowed()


def test_passrole_is_told_by_action_and_service():
    assert is_passrole(PASSROLE)
    assert not is_passrole(Question("iam:PassRole"))
    assert not is_passrole(Question("iam:CreateRole", context=PASSROLE.context))


def test_the_service_key_is_replaced_and_nothing_else():
    other = for_service(PASSROLE, "ec2.amazonaws.com")
    assert service_of(other) == "ec2.amazonaws.com"
    assert other.context[0] == REGION
    assert for_service(PASSROLE, "").context == (REGION,)


def test_the_controls_are_spare_and_ask_for_another_service_and_for_none():
    other, unnamed = controls(PASSROLE)
    assert (service_of(other), service_of(unnamed)) == ("ec2.amazonaws.com", "")
    assert other.spare
    assert unnamed.spare


@pytest.mark.parametrize(
    ("other", "unnamed", "note"),
    [
        (DENIED, DENIED, "limited to ECS tasks"),
        (DENIED, ALLOWED, "limited to ECS tasks"),
        (ALLOWED, DENIED, "unconditional: wider than UFO's page recommends"),
        (None, ALLOWED, "unconditional: wider than UFO's page recommends"),
        (UNKNOWN, DENIED, "limited to ECS tasks"),
        (None, None, ""),
        (None, UNKNOWN, ""),
        (None, HANGS, "limited to ECS tasks"),
    ],
)
def test_the_width_of_a_grant_follows_from_the_controls(other, unnamed, note):
    answers = zip(controls(PASSROLE), (other, unnamed), strict=True)
    decisions = {question: decision for question, decision in answers if decision}
    assert width(PASSROLE, decisions) == note


def test_the_width_names_another_service_by_its_principal():
    question = for_service(PASSROLE, "application-autoscaling.amazonaws.com")
    decisions = dict.fromkeys(controls(question), DENIED)
    assert width(question, decisions) == "limited to application-autoscaling.amazonaws.com"


@pytest.mark.parametrize("service", WRONG_SERVICES)
def test_a_grant_for_a_wrong_service_is_named(service):
    decisions = dict.fromkeys(wrong_service_questions(PASSROLE), DENIED)
    decisions[for_service(PASSROLE, service)] = ALLOWED
    found = judge_wrong_service(PASSROLE, DENIED, decisions)
    assert found.reason is Reason.WRONG_SERVICE_PASSROLE
    assert found.detail == f"granted for {service}, not for ecs-tasks.amazonaws.com"


def test_a_role_that_may_be_passed_nowhere_stays_an_implicit_deny():
    decisions = dict.fromkeys(wrong_service_questions(PASSROLE), DENIED)
    assert judge_wrong_service(PASSROLE, DENIED, decisions) is DENIED
    assert judge_wrong_service(PASSROLE, DENIED, {}) is DENIED


def test_a_role_of_another_account_is_refused_whatever_the_policies_say():
    here = ContextEntry("aws:PrincipalAccount", ("111122223333",))
    there = ContextEntry("aws:PrincipalAccount", ("444455556666",))
    assert refuse_foreign(replace(PASSROLE, context=(*PASSROLE.context, here))) is None
    assert refuse_foreign(PASSROLE) is None
    refused = refuse_foreign(replace(PASSROLE, context=(*PASSROLE.context, there)))
    assert (refused.verdict, refused.layer) == (Verdict.DENIED, None)
    assert "account 111122223333" in refused.detail
    assert refuse_foreign(Question("iam:GetRole", PASSROLE.resource, (there,))) is None
