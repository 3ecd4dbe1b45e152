"""Denied rows are looked into, and nothing else is."""

from __future__ import annotations

from tests.aws.account import Account
from tests.aws.sessions import session_at
from tests.aws.stub_aws import ACCOUNT, USER
from ufo_preflight.aws.investigation import investigation
from ufo_preflight.aws.simulate import SimulatorDecider
from ufo_preflight.model import (
    Decision,
    Identity,
    Layer,
    Need,
    PrincipalKind,
    Question,
    Reason,
    Result,
)
from ufo_preflight.report import ActionResult, Check, CheckResult, Requirement

USER_POLICY = "user_deployer_own"
ALL = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'
NONE = ALL.replace('"*", "Resource"', '"s3:*", "Resource"')
BY_SCP = Decision.denied(Reason.SCP, Layer.SERVICE_CONTROL_POLICY)


def investigated(decision, source=USER):
    requirement = Requirement("row", Question("ecs:ListTasks"), "why", "source")
    check = Check("row", "Row", Need.REQUIRED, "why", (requirement,))
    rows = (CheckResult(check, Result.FAIL, (ActionResult(requirement, decision),)),)
    with Account({USER_POLICY: ALL}, scps=(NONE,)).serve() as aws:
        session = session_at(aws.url)
        who = Identity(PrincipalKind.USER, USER, ACCOUNT, "aws", source)
        look = investigation(session, who, SimulatorDecider(session, who))
        return look(rows)[0].actions[0].decision, len(aws.requests)


def test_a_denial_is_looked_into():
    decision, calls = investigated(BY_SCP)
    assert decision.detail == (
        "Your policies allow it; the organization's service control policy does not."
    )
    assert calls == 1


def test_an_allowed_row_is_left_alone():
    assert investigated(Decision.allowed()) == (Decision.allowed(), 0)


def test_a_principal_that_cannot_be_simulated_is_left_alone():
    assert investigated(BY_SCP, source=None) == (BY_SCP, 0)
