"""Whoever calls: users, roles' sessions, those who cannot be simulated, other partitions."""

from __future__ import annotations

import json

import pytest

from tests.end_to_end.program import run
from tests.sandbox import Caller, allow, deny
from tests.sandbox.ufo_account import CHECKER, documented_policy, walk_through

ROLE = "arn:aws:iam::123456789012:role"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def administrators_session(box, name, **more):
    keys = box.add_role(name, **more)
    box.client("iam").attach_role_policy(RoleName=name, PolicyArn=ADMINISTRATOR)
    return keys


@pytest.mark.parametrize(
    ("name", "path", "session"),
    [
        ("deploy", "/team/ci/", "gha-42"),
        (
            "AWSReservedSSO_Deploy_0123456789abcdef",
            "/aws-reserved/sso.amazonaws.com/eu-west-1/",
            "me@corp.com",
        ),
    ],
)
def test_a_session_is_checked_as_its_role_with_the_path(box, tmp_path, name, path, session):
    keys = administrators_session(box, name, path=path, session=session)
    done = run(box, keys, tmp_path, "-o", "json")
    identity = done.document()["identity"]
    assert done.code == 0
    assert identity["arn"] == f"arn:aws:sts::123456789012:assumed-role/{name}/{session}"
    assert identity["policy_source_arn"] == f"{ROLE}{path}{name}"
    assert identity["policy_source_from"] == "iam:GetRole"
    assert len(done.calls) <= 5


def test_a_role_that_cannot_be_read_is_checked_by_its_name_and_that_is_said(box, tmp_path):
    keys = box.add_role("deploy", path="/team/ci/")
    document = documented_policy()
    document["Statement"] += [CHECKER, *deny("iam:GetRole")["Statement"]]
    box.client("iam").put_role_policy(
        RoleName="deploy", PolicyName="p", PolicyDocument=json.dumps(document)
    )
    box.controls.enforce = True
    done = run(box, keys, tmp_path, "-o", "json")
    identity = done.document()["identity"]
    assert done.code == 0
    assert identity["policy_source_arn"] == f"{ROLE}/deploy"
    assert "iam:GetRole is refused" in identity["policy_source_from"]
    assert "iam:GetRole is refused" in " ".join(run(box, keys, tmp_path).out.split())


@pytest.mark.parametrize(
    ("caller", "sentence"),
    [
        (Caller.root(), "The root user cannot be simulated"),
        (Caller.federated("alice"), "A federated user cannot be simulated"),
    ],
)
def test_who_cannot_be_simulated_is_unknown_and_told_why(box, tmp_path, caller, sentence):
    keys = walk_through(box)
    box.answer_as(caller)
    done = run(box, keys, tmp_path, "-o", "json")
    assert (done.code, done.calls) == (3, ("GetCallerIdentity",))
    assert {action["reason"] for action in done.actions().values()} == {"not-supported-principal"}
    assert all(sentence in check["hint"] for check in done.document()["checks"])


def test_another_principal_can_be_named(box, tmp_path):
    walk_through(box)
    checker = box.add_user("auditor")
    named = ("--principal-arn", "arn:aws:iam::123456789012:group/Ufo")
    assert run(box, checker, tmp_path, "-q", *named).code == 0
    assert run(box, checker, tmp_path, "-q").code == 1


def test_another_accounts_principal_cannot_be_asked_about(box, tmp_path):
    keys = walk_through(box)
    other = ("--principal-arn", "arn:aws:iam::999999999999:user/x")
    done = run(box, keys, tmp_path, *other)
    assert (done.code, done.out) == (2, "")
    assert "is not in account 123456789012" in done.err


def test_nobody_of_that_name_is_unknown(box, tmp_path):
    keys = walk_through(box)
    named = ("--principal-arn", f"{ROLE}/gone")
    done = run(box, keys, tmp_path, "-o", "json", *named)
    assert done.code == 3
    assert {action["reason"] for action in done.actions().values()} == {"refused-by-api"}


@pytest.mark.parametrize(
    ("region", "partition", "home"),
    [
        ("cn-northwest-1", "aws-cn", "cn-north-1"),
        ("us-gov-east-1", "aws-us-gov", "us-gov-west-1"),
        ("eu-west-1", "aws", "us-east-1"),
    ],
)
def test_other_partitions(box, tmp_path, region, partition, home):
    keys = box.add_user("dev", region=region)
    box.client("iam", region=region).put_user_policy(
        UserName="dev", PolicyName="all", PolicyDocument=json.dumps(allow("*"))
    )
    done = run(box, keys, tmp_path, "-o", "json", AWS_DEFAULT_REGION=region)
    assert (done.code, set(done.results().values())) == (0, {"pass"})
    identity = done.document()["identity"]
    assert identity["arn"] == f"arn:{partition}:iam::123456789012:user/dev"
    actions = done.actions()
    assert actions["ecs"]["context"]["aws:RequestedRegion"] == [region]
    assert actions["iam"]["context"]["aws:RequestedRegion"] == [home]
