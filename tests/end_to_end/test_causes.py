"""What a person reads about each cause of a denial; tests/sandbox_tests has the whole matrix."""

from __future__ import annotations

import json

import pytest

from tests.end_to_end.program import run
from tests.project.projects import EXECUTION_ROLE, TASK_ROLE, V6
from tests.sandbox import allow, deny

ACTION = "ecs:CreateService"
ALL, DENY = allow("*"), deny(ACTION)


def all_but(action):
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "NotAction": action, "Resource": "*"}],
    }


REST = all_but(ACTION)


def hold(box, *documents, boundary=None, scps=()):
    keys = box.add_user("dev", boundary=box.add_policy("Limit", boundary) if boundary else "")
    for number, document in enumerate(documents, 1):
        put(box, document, f"p{number}")
    if scps:
        box.organize(*scps)
    return keys


def put(box, document, name):
    text = document if isinstance(document, str) else json.dumps(document, indent=2)
    box.client("iam").put_user_policy(UserName="dev", PolicyName=name, PolicyDocument=text)


@pytest.mark.parametrize(
    ("held", "limits", "sentence"),
    [
        ((REST,), {}, f"Allow {ACTION} on arn:aws:ecs:us-west-2:123456789012:service/"),
        (
            (ALL, DENY),
            {},
            "is explicitly denied by policy p2 of user dev, statement 1. Remove or ",
        ),
        (
            (ALL,),
            {"boundary": REST},
            f"Ask the owner of the permissions boundary of user dev to allow {ACTION} on",
        ),
        (
            (ALL,),
            {"scps": ([ALL], [REST])},
            f"Ask the organization's administrator to allow {ACTION} on arn:aws:ecs:us-west-2:1234567",
        ),
        (
            (REST,),
            {"boundary": REST, "scps": ([ALL, DENY],)},
            "That alone is not enough. Ask the owner of the permissions boundary of user dev to allow",
        ),
    ],
)
@pytest.mark.parametrize("shape", ["new", "old"])
def test_the_line_says_what_to_do_and_who_can(box, tmp_path, shape, held, limits, sentence):
    box.use_shape(shape)
    done = run(box, hold(box, *held, **limits), tmp_path, "--width", "1000")
    assert done.code == 1
    assert [line.split()[1] for line in done.out.splitlines() if line.startswith("✗")] == ["ECS"]
    assert sentence in done.out


@pytest.mark.parametrize(
    ("action", "condition", "given", "code"),
    [
        # Long-term keys have no MFA, and CloudFormation calls from no address of the caller's.
        (ACTION, {"Bool": {"aws:MultiFactorAuthPresent": "true"}}, ("--mfa",), 1),
        (
            ACTION,
            {"StringEquals": {"aws:RequestTag/team": "web"}},
            ("--context", "aws:RequestTag/team=web"),
            3,
        ),
        (
            "cloudformation:*",
            {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}},
            ("--context", "aws:SourceIp:ip=10.1.2.3"),
            3,
        ),
    ],
)
def test_a_key_that_is_given_settles_what_hung_on_it(box, tmp_path, action, condition, given, code):
    keys = hold(box, all_but(action), allow(action, when=condition))
    without = run(box, keys, tmp_path, "--width", "1000")
    assert without.code == code
    if code == 3:
        assert f"dd {given[0]}" in without.out
    assert run(box, keys, tmp_path, "-q", *given).code == 0


def passing(service):
    return allow("iam:PassRole", when={"StringEquals": {"iam:PassedToService": service}})


@pytest.mark.parametrize("held", [(), (passing("ecs.amazonaws.com"),)])
def test_the_statement_that_is_offered_for_passing_roles_makes_it_ready(box, tmp_path, held):
    keys = hold(box, all_but("iam:PassRole"), *held)
    done = run(box, keys, tmp_path, "-o", "json")
    reason = "wrong-service-passrole" if held else "implicit-deny"
    assert (done.code, done.actions()["passrole"]["reason"]) == (1, reason)
    offered = done.document()["remediation"]
    assert offered["verified"]
    for number, text in enumerate(offered["policy"]):
        put(box, text, f"offered{number}")
    assert run(box, keys, tmp_path, "-q").code == 0


def test_without_attribution_no_layer_is_asked_about_again(box, tmp_path):
    keys = hold(box, REST, boundary=REST, scps=([REST],))
    plain = run(box, keys, tmp_path, "-o", "json", "--no-attribution")
    assert plain.actions()["ecs"]["layer"] == "service-control-policy"
    left_out = "PolicyExclusionList.member.1.PolicyType"
    assert not any(left_out in call.parameters for call in box.calls())
    assert len(plain.calls) < len(run(box, keys, tmp_path, "-o", "json").calls)


def test_a_hardened_policy_is_ready_for_the_simulator_too(box, tmp_path):
    project = {**V6, TASK_ROLE: V6[EXECUTION_ROLE]}
    for name, text in project.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("111122223333", "123456789012"))
    deployer = "arn:aws:iam::123456789012:user/dev"
    printed = run(box, None, tmp_path, "policy", "--principal-arn", deployer).out
    assert '"iam:PolicyARN"' in printed
    found = json.loads(printed)
    ask = allow("iam:SimulatePrincipalPolicy", "iam:GetRole", "sts:GetCallerIdentity")
    keys = hold(box, ask, *(found if isinstance(found, list) else [found]))
    done = run(box, keys, tmp_path, "check", "--full", "-o", "short")
    assert done.code == 0, done.out
