"""From keys to decisions against the sandbox: identity and simulator together, in both shapes."""

from __future__ import annotations

import json

import pytest

from tests.sandbox import DENIED, EXPIRED, NO_ENTITY, POLICY_EVALUATION, allow, deny
from tests.sandbox.sessions import REGION
from ufo_preflight.aws.identity import whoami
from ufo_preflight.aws.session import open_session
from ufo_preflight.aws.settings import AwsSettings
from ufo_preflight.aws.simulate import SimulatorDecider
from ufo_preflight.caller import PrincipalKind
from ufo_preflight.context import Surroundings, context_for
from ufo_preflight.model import Layer, Question, Reason, Verdict

ACCOUNT = "123456789012"
SERVICES = [f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/main/{name}" for name in ("web", "worker")]
ACTIONS = ("ecs:CreateService", "ecs:UpdateService", "logs:CreateLogGroup")


@pytest.fixture(params=["old", "new"])
def aws(box, request):
    """Return a sandbox in either shape."""
    box.use_shape(request.param)
    return box


@pytest.fixture
def enter(monkeypatch):
    """Return a function that opens a session with somebody's keys."""

    def enter(box, keys, attempts=1):
        for name, value in (box.env(keys) | {"AWS_MAX_ATTEMPTS": str(attempts)}).items():
            monkeypatch.setenv(name, value)
        return open_session(AwsSettings())

    return enter


def hold(box, user, *documents):
    for number, document in enumerate(documents):
        box.client("iam").put_user_policy(
            UserName=user, PolicyName=f"p{number}", PolicyDocument=json.dumps(document)
        )


def decide(session, *asked, named=None):
    identity = whoami(session, named)
    surroundings = Surroundings.of(identity, session.region)
    context = context_for(surroundings, Question("ecs:CreateService"))
    questions = [Question(action, resource, context) for action, resource in asked]
    found = dict(SimulatorDecider(session, identity).decide(questions))
    return [found.get(question) for question in questions]


def verdicts(decisions):
    return [(decision.verdict, decision.reason) for decision in decisions]


ALLOWED = (Verdict.ALLOWED, None)
IMPLICIT = (Verdict.DENIED, Reason.IMPLICIT_DENY)


def test_a_user_with_a_path_is_decided_by_its_policies(aws, enter):
    keys = aws.add_user("dev", path="/ci/")
    hold(aws, "dev", allow("ecs:*"), deny("ecs:UpdateService", resource=SERVICES[1]))
    found = decide(
        enter(aws, keys),
        ("ecs:UpdateService", SERVICES[0]),
        ("ecs:UpdateService", SERVICES[1]),
        ("logs:CreateLogGroup", None),
    )
    assert verdicts(found) == [ALLOWED, (Verdict.DENIED, Reason.EXPLICIT_DENY), IMPLICIT]
    assert [statement.policy for statement in found[1].matched] == ["user_dev_p1"]


def test_a_session_of_a_role_with_a_path_is_decided_by_the_role(aws, enter):
    keys = aws.add_role("deploy", path="/team/ci/")
    aws.client("iam").put_role_policy(
        RoleName="deploy", PolicyName="p", PolicyDocument=json.dumps(allow("ecs:*"))
    )
    session = enter(aws, keys)
    identity = whoami(session)
    assert identity.kind is PrincipalKind.ASSUMED_ROLE
    assert identity.policy_source_arn == f"arn:aws:iam::{ACCOUNT}:role/team/ci/deploy"
    assert (identity.policy_source_from, identity.warnings) == ("iam:GetRole", ())
    assert verdicts(decide(session, ("ecs:CreateService", None))) == [ALLOWED]


def test_a_group_may_be_asked_about_by_its_arn(aws, enter):
    aws.client("iam").create_group(GroupName="Ufo")
    aws.client("iam").put_group_policy(
        GroupName="Ufo", PolicyName="p", PolicyDocument=json.dumps(allow("ecs:*"))
    )
    session = enter(aws, aws.add_user("dev"))
    group = f"arn:aws:iam::{ACCOUNT}:group/Ufo"
    found = decide(session, ("ecs:CreateService", None), ("logs:X", None), named=group)
    assert verdicts(found) == [ALLOWED, IMPLICIT]


def test_a_lock_on_the_region_denies_elsewhere_and_not_here(aws, enter):
    keys = aws.add_user("dev")
    hold(aws, "dev", allow("*"))
    session = enter(aws, keys)
    for region, expected in ((REGION, ALLOWED), ("eu-west-1", (Verdict.DENIED, Reason.SCP))):
        lock = {"StringNotEquals": {"aws:RequestedRegion": [region]}}
        aws.organize([allow("*"), deny("*", when=lock)])
        assert verdicts(decide(session, ("ecs:CreateService", None))) == [expected]


def test_two_resources_refused_by_different_layers_are_told_apart(aws, enter):
    keys = aws.add_user("dev")
    hold(aws, "dev", allow("ecs:*", resource=SERVICES[0]))
    aws.organize([allow("*"), deny("ecs:*", resource=SERVICES[0])])
    found = decide(enter(aws, keys), *(("ecs:UpdateService", service) for service in SERVICES))
    assert [decision.layer for decision in found] == [
        Layer.SERVICE_CONTROL_POLICY,
        Layer.IDENTITY,
    ]


def test_a_boundary_is_named(aws, enter):
    boundary = aws.add_policy("limit", allow("logs:*"))
    keys = aws.add_user("dev", boundary=boundary)
    hold(aws, "dev", allow("*"))
    found = decide(enter(aws, keys), ("ecs:CreateService", None), ("logs:CreateLogGroup", None))
    assert verdicts(found) == [(Verdict.DENIED, Reason.PERMISSIONS_BOUNDARY), ALLOWED]


WITHOUT_MFA = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}


def test_long_term_keys_have_no_mfa(aws, enter):
    keys = aws.add_user("dev")
    hold(aws, "dev", allow("*"), deny("*", when=WITHOUT_MFA))
    (found,) = decide(enter(aws, keys), ("ecs:CreateService", None))
    assert (found.verdict, found.reason) == (Verdict.DENIED, Reason.EXPLICIT_DENY)


def test_a_deny_without_mfa_is_undecided_for_a_session_and_names_its_flag(aws, enter):
    keys = aws.add_role("deploy")
    document = {"Version": "2012-10-17", "Statement": [*allow("*")["Statement"]]}
    document["Statement"] += deny("*", when=WITHOUT_MFA)["Statement"]
    aws.client("iam").put_role_policy(
        RoleName="deploy", PolicyName="p", PolicyDocument=json.dumps(document)
    )
    (found,) = decide(enter(aws, keys), ("ecs:CreateService", None))
    assert (found.verdict, found.reason) == (Verdict.UNKNOWN, Reason.MISSING_CONTEXT)
    assert found.detail.endswith("settle it with --mfa or --no-mfa.")


def test_a_condition_of_another_service_leaves_a_denial_a_denial(aws, enter):
    keys = aws.add_user("dev")
    passed = {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
    hold(aws, "dev", allow("iam:PassRole", when=passed))
    assert verdicts(decide(enter(aws, keys), ("ecs:CreateService", None))) == [IMPLICIT]


def test_pages_and_passing_throttling_lose_nothing(aws, enter):
    keys = aws.add_user("dev")
    hold(aws, "dev", allow("*"))
    session = enter(aws, keys, attempts=3)
    aws.faults(page=1)
    assert verdicts(decide(session, *((action, None) for action in ACTIONS))) == [ALLOWED] * 3
    aws.faults(throttle=1)
    assert verdicts(decide(session, ("ecs:CreateService", None))) == [ALLOWED]


def test_an_action_left_out_of_the_answer_has_no_decision(aws, enter):
    keys = aws.add_user("dev")
    hold(aws, "dev", allow("*"))
    aws.faults(omit=("ecs:CreateService",))
    found = decide(enter(aws, keys), ("ecs:CreateService", None), ("logs:CreateLogGroup", None))
    assert found[0] is None
    assert found[1].verdict is Verdict.ALLOWED


@pytest.mark.parametrize(
    ("faults", "reason"),
    [
        ({"error": DENIED}, Reason.SIMULATE_DENIED),
        ({"error": EXPIRED}, Reason.NO_RESULT),
        ({"error": NO_ENTITY}, Reason.REFUSED_BY_API),
        ({"error": POLICY_EVALUATION}, Reason.REFUSED_BY_API),
        ({"throttle": 99}, Reason.THROTTLED),
        ({"cut": True}, Reason.NO_RESULT),
    ],
)
def test_a_fault_of_the_simulator_is_undecided_never_denied(faults, reason, box, enter):
    keys = box.add_user("dev")
    hold(box, "dev", allow("*"))
    box.faults(**faults)
    found = decide(enter(box, keys), *((action, None) for action in ACTIONS))
    assert verdicts(found) == [(Verdict.UNKNOWN, reason)] * 3
