"""Where the simulator may not be asked, the policies that can be read decide, and say so."""

from __future__ import annotations

import json

import pytest

from tests.sandbox import DENIED, allow, deny
from tests.sandbox.controls import ACCOUNT
from ufo_preflight.api import CheckOptions, report_on
from ufo_preflight.aws.identity import whoami
from ufo_preflight.aws.live import LiveDecider, investigation
from ufo_preflight.aws.session import open_session
from ufo_preflight.aws.settings import AwsSettings
from ufo_preflight.caveats import FROM_READ, SIMULATED, UNREADABLE
from ufo_preflight.model import Layer, Overall, Reason, Verdict

READS = allow("iam:Get*", "iam:List*")
SHIPS = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def report(box, *statements, monkeypatch, reads=True, options=None):
    """Return the report on a user who may not ask the simulator."""
    iam = box.client("iam")
    keys = box.add_user("dev")
    asks = deny("iam:SimulatePrincipalPolicy")["Statement"]
    rights = READS["Statement"] if reads else deny("iam:Get*", "iam:List*")["Statement"]
    document = {"Version": "2012-10-17", "Statement": [*statements, *rights, *asks]}
    iam.put_user_policy(UserName="dev", PolicyName="own", PolicyDocument=json.dumps(document))
    box.controls.enforce = True
    for name, value in keys.env().items():
        monkeypatch.setenv(name, value)
    session = open_session(AwsSettings(region="us-west-2", endpoint_url=box.url))
    identity = whoami(session)
    decider = LiveDecider(session, identity)
    return report_on(
        options or CheckOptions(),
        identity,
        session.region,
        decider,
        investigate=investigation(session, identity, decider),
    )


def action_of(found, check):
    return next(row for row in found.checks if row.check.id == check).actions[0].decision


def test_the_policies_that_can_be_read_decide_and_are_labelled(box, monkeypatch):
    no_ecs = {"Sid": "No", "Effect": "Deny", "Action": "ecs:*", "Resource": "*"}
    found = report(box, SHIPS, no_ecs, monkeypatch=monkeypatch)
    assert (found.verdict, found.method.name) == (Overall.BLOCKED, "readable-policies")
    assert found.caveats[0] == FROM_READ
    decision = action_of(found, "ecs")
    assert (decision.verdict, decision.reason) == (Verdict.DENIED, Reason.EXPLICIT_DENY)
    assert [statement.cited for statement in decision.matched] == [
        "policy own of user dev, statement 2 (Sid No)"
    ]
    assert action_of(found, "ec2").verdict is Verdict.ALLOWED


def test_nobody_asks_the_organization_then(box, monkeypatch):
    box.organize([allow("*")], [deny("ecs:*")])
    found = report(box, SHIPS, monkeypatch=monkeypatch)
    assert found.verdict is Overall.READY
    assert "service control policies" in found.caveats[0]


def test_a_proposed_statement_is_proved_by_the_same_policies(box, monkeypatch):
    but_ecs = {"Effect": "Allow", "NotAction": "ecs:*", "Resource": "*"}
    found = report(box, but_ecs, monkeypatch=monkeypatch)
    decision = action_of(found, "ecs")
    assert (decision.verdict, decision.layer) == (Verdict.DENIED, Layer.IDENTITY)
    assert found.remediation.grants
    assert found.remediation.verified


def test_where_neither_is_allowed_nobody_can_tell(box, monkeypatch):
    found = report(box, SHIPS, monkeypatch=monkeypatch, reads=False)
    assert found.verdict is Overall.UNDETERMINED
    decision = action_of(found, "ecs")
    assert decision.reason is Reason.SIMULATE_DENIED
    assert "not authorized to perform: iam:SimulatePrincipalPolicy" in decision.detail
    assert "Nor can its policies be read: " in decision.detail
    assert found.caveats[-1] == UNREADABLE
    assert "policy --minimal" in UNREADABLE


def test_a_stacks_service_role_is_read_too(box, monkeypatch):
    box.add_role("cfn")
    role = f"arn:aws:iam::{ACCOUNT}:role/cfn"
    options = CheckOptions(service_role=role)
    found = report(box, SHIPS, monkeypatch=monkeypatch, options=options)
    decision = action_of(found, "ecs")
    assert (decision.verdict, decision.layer) == (Verdict.DENIED, Layer.IDENTITY)


def test_a_passing_fault_of_the_simulator_is_not_answered_by_reading(box, monkeypatch):
    box.faults(operation="SimulatePrincipalPolicy", error=None, throttle=99)
    keys = box.add_user("dev")
    for name, value in (keys.env() | {"AWS_MAX_ATTEMPTS": "1"}).items():
        monkeypatch.setenv(name, value)
    session = open_session(AwsSettings(region="us-west-2", endpoint_url=box.url))
    identity = whoami(session)
    found = report_on(CheckOptions(), identity, session.region, LiveDecider(session, identity))
    assert (found.method.name, found.caveats[0]) == ("simulate-principal-policy", SIMULATED)
    assert action_of(found, "ecs").reason is Reason.THROTTLED


@pytest.mark.parametrize("error", [DENIED])
def test_the_simulator_is_asked_no_more_once_it_refused(box, monkeypatch, error):
    box.faults(error=error)
    report(box, SHIPS, monkeypatch=monkeypatch)
    asked = len(box.calls("SimulatePrincipalPolicy"))
    assert 0 < asked <= 4
