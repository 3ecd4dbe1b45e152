"""Verdicts that hang on what a request is: who makes it, how, where, and with which keys.

Live, in both shapes of the API, with and without the right to read the policies: where they cannot
be read, what would be known from them may be unknown, but never a pass or another denial.
"""

from __future__ import annotations

import json

import pytest

from tests.sandbox import DENIED, Sandbox
from ufo_preflight.api import CheckOptions, report_on
from ufo_preflight.aws.identity import whoami
from ufo_preflight.aws.live import LiveDecider, investigation
from ufo_preflight.aws.session import open_session
from ufo_preflight.aws.settings import AwsSettings
from ufo_preflight.catalog.select import Selection
from ufo_preflight.context import parse_entry
from ufo_preflight.model import Layer, Result, Verdict

ASK = {"Effect": "Allow", "Action": ["iam:SimulatePrincipalPolicy", "iam:GetRole"], "Resource": "*"}
ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}
MFA = "aws:MultiFactorAuthPresent"


@pytest.fixture(scope="module")
def box():
    with Sandbox() as running:
        yield running


@pytest.fixture(params=["new", "old"])
def shaped(box, request):
    box.reset()
    box.use_shape(request.param)
    return box


def statement(effect, action, **condition):
    said = {"Effect": effect, "Action": action, "Resource": "*"}
    return said | ({"Condition": condition} if condition else {})


def document(*statements):
    return {"Version": "2012-10-17", "Statement": [*statements]}


OFFICE = statement(
    "Deny",
    "*",
    NotIpAddress={"aws:SourceIp": ["203.0.113.0/24"]},
    Bool={"aws:ViaAWSService": "false"},
)
NO_MFA = statement("Deny", "*", Bool={MFA: "false"})
VIA = statement(
    "Allow",
    "*",
    **{"ForAnyValue:StringEquals": {"aws:CalledVia": ["cloudformation.amazonaws.com"]}},
)
ONLY_HERE = {
    "Effect": "Deny",
    "NotAction": ["iam:*", "route53:*", "sts:*"],
    "Resource": "*",
    "Condition": {"StringNotEquals": {"aws:RequestedRegion": "us-west-2"}},
}


def report(box, monkeypatch, *statements, reads=True, boundary=None, options=None, of="role"):
    """Return the report on a role's session, or on a user with long-term keys."""
    iam = box.client("iam")
    limit = box.add_policy("Limit", boundary) if boundary else ""
    add = box.add_role if of == "role" else box.add_user
    keys = add("deploy", boundary=limit)
    held = json.dumps(document(*statements, ASK))
    if of == "role":
        iam.put_role_policy(RoleName="deploy", PolicyName="own", PolicyDocument=held)
    else:
        iam.put_user_policy(UserName="deploy", PolicyName="own", PolicyDocument=held)
    if not reads:
        box.faults(operation="ListRolePolicies", error=DENIED)
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


def results(found):
    return {row.check.id: row.result for row in found.checks if row.result is not Result.SKIPPED}


def actions(found):
    return {
        action.requirement.question.action: (action.requirement, action.decision)
        for row in found.checks
        for action in row.actions
    }


@pytest.mark.parametrize("reads", [True, False], ids=["reading", "blind"])
def test_mfa_for_something_else_changes_nothing(shaped, monkeypatch, reads):
    s3 = statement("Allow", "s3:DeleteObject", Bool={MFA: "true"})
    own = statement("Allow", ["ecs:*", "logs:*"])
    with_it = results(report(shaped, monkeypatch, own, s3, reads=reads))
    shaped.reset()
    assert with_it == results(report(shaped, monkeypatch, own, reads=reads))
    assert Result.UNKNOWN not in with_it.values()
    assert with_it["ecs"] is Result.PASS


@pytest.mark.parametrize("reads", [True, False], ids=["reading", "blind"])
@pytest.mark.parametrize(
    ("mfa", "verdict"),
    [(None, Verdict.UNKNOWN), (True, Verdict.ALLOWED), (False, Verdict.DENIED)],
)
def test_a_deny_without_mfa_is_open_for_a_session(shaped, monkeypatch, reads, mfa, verdict):
    found = report(shaped, monkeypatch, ALL, NO_MFA, reads=reads, options=CheckOptions(mfa=mfa))
    decided = actions(found)
    direct = decided["cloudformation:CreateStack"][1]
    assert direct.verdict is verdict
    assert direct.missing_context == ((MFA,) if mfa is None else ())


def test_the_same_deny_lets_long_term_keys_through_but_not_what_cloudformation_does(
    shaped, monkeypatch
):
    decided = actions(report(shaped, monkeypatch, ALL, NO_MFA, of="user"))
    assert decided["cloudformation:CreateStack"][1].verdict is Verdict.ALLOWED
    assert decided["ecs:CreateService"][1].verdict is Verdict.DENIED


@pytest.mark.parametrize(
    ("address", "verdict"),
    [
        ("", Verdict.UNKNOWN),
        ("203.0.113.7", Verdict.ALLOWED),
        ("198.51.100.9", Verdict.DENIED),
    ],
)
def test_a_deny_by_address_is_about_direct_calls_alone(shaped, monkeypatch, address, verdict):
    given = (parse_entry(f"aws:SourceIp:ip={address}"),) if address else ()
    found = report(shaped, monkeypatch, ALL, OFFICE, options=CheckOptions(context=given))
    for requirement, decision in actions(found).values():
        if requirement.question.action.startswith("ec2:"):
            continue
        expected = Verdict.ALLOWED if requirement.is_forwarded else verdict
        assert decision.verdict is expected, requirement.question.action


def test_what_is_allowed_through_cloudformation_alone_is_denied_directly(shaped, monkeypatch):
    own = statement("Allow", "cloudformation:*")
    found = report(shaped, monkeypatch, own, VIA)
    for requirement, decision in actions(found).values():
        action = requirement.question.action
        is_allowed = requirement.is_forwarded or action.startswith("cloudformation:")
        assert decision.verdict is (Verdict.ALLOWED if is_allowed else Verdict.DENIED), action


@pytest.mark.parametrize("reads", [True, False], ids=["reading", "blind"])
@pytest.mark.parametrize(("mfa", "verdict"), [(None, Verdict.UNKNOWN), (True, Verdict.ALLOWED)])
def test_a_boundary_that_wants_mfa_does_not_deny(shaped, monkeypatch, reads, mfa, verdict):
    limit = document(statement("Allow", "*", Bool={MFA: "true"}))
    options = CheckOptions(mfa=mfa)
    found = report(shaped, monkeypatch, ALL, boundary=limit, reads=reads, options=options)
    assert actions(found)["cloudformation:CreateStack"][1].verdict is verdict


@pytest.mark.parametrize(
    ("mfa", "verdict"),
    [(None, Verdict.UNKNOWN), (True, Verdict.ALLOWED), (False, Verdict.DENIED)],
)
def test_an_organization_that_wants_mfa_is_asked_about_it(shaped, monkeypatch, mfa, verdict):
    deny = statement("Deny", "cloudformation:*", BoolIfExists={MFA: "false"})
    shaped.organize([document(ALL, deny)])
    found = report(shaped, monkeypatch, ALL, options=CheckOptions(mfa=mfa))
    decision = actions(found)["cloudformation:CreateStack"][1]
    assert decision.verdict is verdict
    if mfa is None:
        assert decision.missing_context == (MFA,)
    if mfa is False:
        assert decision.layer is Layer.SERVICE_CONTROL_POLICY


def on_repository(region, account="123456789012"):
    """Return the options of a ship whose images are kept there."""
    repository = f"arn:aws:ecr:{region}:{account}:repository/shop"
    return CheckOptions(selection=Selection(resources={"ecr": repository}))


@pytest.mark.parametrize(
    ("region", "verdict"), [("us-west-2", Verdict.ALLOWED), ("us-east-1", Verdict.DENIED)]
)
def test_a_repository_is_asked_for_in_its_own_region(shaped, monkeypatch, region, verdict):
    found = report(shaped, monkeypatch, ALL, ONLY_HERE, options=on_repository(region))
    assert actions(found)["ecr:PutImage"][1].verdict is verdict


def test_a_repository_of_another_account_needs_its_own_policy(shaped, monkeypatch):
    options = on_repository("us-west-2", "444455556666")
    decision = actions(report(shaped, monkeypatch, ALL, options=options))["ecr:PutImage"][1]
    assert decision.verdict is Verdict.UNKNOWN
    assert "ask that account's administrator" in decision.detail


def test_mfa_elsewhere_costs_a_round_for_what_cloudformation_does(shaped, monkeypatch):
    s3 = statement("Allow", "s3:DeleteObject", Bool={MFA: "true"})
    report(shaped, monkeypatch, ALL, of="user")
    plain = len(shaped.calls())
    assert plain <= 5
    shaped.reset()
    found = report(shaped, monkeypatch, ALL, s3, of="user")
    assert set(results(found).values()) == {Result.PASS}
    assert len(shaped.calls()) <= plain + 3
