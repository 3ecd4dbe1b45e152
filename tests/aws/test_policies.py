"""A policy from the simulator's id: where it may be, what is read, and what a refusal leaves."""

from __future__ import annotations

import json

import pytest

from tests.sandbox import DENIED, allow
from tests.sandbox.answers import IAM, USER, answering
from tests.sandbox.controls import ACCOUNT
from tests.sandbox.sessions import session_at
from ufo_preflight.aws.policies import Origin, PolicyReader, inline_origins, named, quoted
from ufo_preflight.model import Layer, Position, Statement

ROLE = f"arn:aws:iam::{ACCOUNT}:role/ci/deploy_all"
TEXT = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "Yes", "Effect": "Allow", "Action": "*", "Resource": "*"},
            {"Effect": "Deny", "Action": "ecs:*", "Resource": "arn:aws:ecs:*:*:service/a%20b"},
        ],
    },
    indent=1,
)


@pytest.mark.parametrize(
    ("source_id", "principal", "places"),
    [
        ("user_deployer_a_b", USER, [("user", "deployer", "a_b")]),
        ("role_deploy_all_own_one", ROLE, [("role", "deploy_all", "own_one")]),
        ("role_other_own", ROLE, []),
        ("group_Ufo_Policy", USER, [("group", "Ufo", "Policy")]),
        ("group_a_b_c", USER, [("group", "a", "b_c"), ("group", "a_b", "c")]),
        ("AdministratorAccess", USER, []),
        ("group", USER, []),
    ],
)
def test_an_id_is_cut_where_a_holder_may_end(source_id, principal, places):
    found = [(o.holder, o.name, o.policy) for o in inline_origins(source_id, principal)]
    assert found == places


def test_no_id_makes_more_than_a_few_reads():
    assert len(list(inline_origins("group_" + "_".join("abcdefghijkl"), USER))) == 6


def read(box, source_id, principal=USER, times=1):
    reader = PolicyReader(session_at(box.url), ACCOUNT, "aws")
    for _ in range(times):
        found = reader.read(source_id, principal, Layer.IDENTITY)
    return found, [(call.operation, _named_in(call.parameters)) for call in box.calls()]


def _named_in(asked):
    names = ("PolicyArn", "UserName", "GroupName", "RoleName")
    return next(asked[name] for name in names if name in asked)


def put(box, group, policy, text=TEXT):
    box.client("iam").create_group(GroupName=group)
    box.client("iam").put_group_policy(GroupName=group, PolicyName=policy, PolicyDocument=text)


def test_an_inline_policy_is_read_as_it_was_written(box):
    put(box, "a_b", "c")
    found, calls = read(box, "group_a_b_c", times=2)
    assert found is not None
    assert (found.text, found.origin) == (TEXT, Origin("c", "group", "a_b"))
    assert calls == [("GetGroupPolicy", "a"), ("GetGroupPolicy", "a_b")]


def test_a_managed_policy_of_the_account_is_found_under_its_name(box):
    arn = box.add_policy("Guard", json.loads(TEXT))
    found, calls = read(box, "Guard")
    assert found is not None
    assert found.origin == Origin("Guard", arn=arn)
    assert calls == [("GetPolicy", arn), ("GetPolicyVersion", arn)]


def test_a_managed_policy_of_aws_is_found_after_the_accounts_own(box):
    arn = "arn:aws:iam::aws:policy/AdministratorAccess"
    found, calls = read(box, "AdministratorAccess")
    assert found is not None
    assert found.origin == Origin("AdministratorAccess", arn=arn)
    own = ("GetPolicy", f"arn:aws:iam::{ACCOUNT}:policy/AdministratorAccess")
    assert calls == [own, ("GetPolicy", arn), ("GetPolicyVersion", arn)]


def edited(box, times):
    """Return the ARN of a policy whose default version is the last of several."""
    arn = box.add_policy("Guard", allow("s3:*"))
    iam = box.client("iam")
    for number in range(times):
        text = TEXT if number == times - 1 else TEXT.replace("ecs:", "ec2:")
        made = iam.create_policy_version(PolicyArn=arn, PolicyDocument=text, SetAsDefault=True)
        old = [
            version["VersionId"]
            for version in iam.list_policy_versions(PolicyArn=arn)["Versions"]
            if version["VersionId"] != made["PolicyVersion"]["VersionId"]
        ]
        for version in old:
            iam.delete_policy_version(PolicyArn=arn, VersionId=version)
    return arn


def test_the_default_version_is_found_however_often_a_policy_was_edited(box):
    arn = edited(box, 6)
    found, calls = read(box, "Guard")
    assert found is not None
    assert json.loads(found.text) == json.loads(TEXT)
    assert calls == [("GetPolicy", arn), ("GetPolicyVersion", arn)]


def test_without_the_right_to_ask_for_the_default_version_the_first_five_are_tried(box):
    arn = box.add_policy("Guard", allow("s3:*"))
    box.client("iam").create_policy_version(PolicyArn=arn, PolicyDocument=TEXT, SetAsDefault=True)
    box.faults(operation="GetPolicy", error=DENIED)
    found, calls = read(box, "Guard")
    assert found is not None
    assert json.loads(found.text) == json.loads(TEXT)
    assert [call for call, _ in calls] == ["GetPolicy", "GetPolicyVersion", "GetPolicyVersion"]


def test_what_is_nowhere_is_not_found(box):
    found, calls = read(box, "Guard")
    assert found is None
    assert [call for call, _ in calls] == ["GetPolicy", "GetPolicy"]


def test_after_a_refusal_nothing_of_the_kind_is_asked_again(box):
    box.faults(operation="", error=DENIED)
    found, calls = read(box, "group_a_b_c_d")
    assert found is None
    assert [call for call, _ in calls] == ["GetGroupPolicy", "GetPolicy", "GetPolicyVersion"]


def test_a_policy_of_ours_is_not_looked_for(box):
    assert read(box, "PolicyInputList.1") == (None, [])


def test_what_cannot_be_understood_is_not_quoted():
    answer = (
        f'<R xmlns="{IAM}"><GetGroupPolicyResult><PolicyDocument>%7B</PolicyDocument>'
        "</GetGroupPolicyResult></R>"
    )
    with answering(others={"GetGroupPolicy": lambda _asked: (200, answer)}) as box:
        assert read(box, "group_a_b")[0] is None


@pytest.mark.parametrize("shift", [-1, 0, 1])
def test_a_statement_is_found_by_its_place_however_columns_are_counted(shift, box):
    put(box, "a", "b")
    found, _ = read(box, "group_a_b")
    second = found.document.statements[1].evidence
    asked = Statement(
        "group_a_b",
        Layer.IDENTITY,
        start=Position(second.start.line, second.start.column + shift),
        end=Position(second.end.line, second.end.column + shift),
    )
    cited = quoted(asked, found)
    assert (cited.policy, cited.index, cited.effect) == ("policy b of group a", 2, "Deny")
    assert json.loads(cited.text) == json.loads(TEXT)["Statement"][1]


def test_a_statement_without_a_place_is_named_by_its_policy_alone(box):
    put(box, "a", "b")
    found, _ = read(box, "group_a_b")
    cited = quoted(Statement("group_a_b", Layer.IDENTITY), found)
    assert (cited.policy, cited.index, cited.text) == ("policy b of group a", 0, "")


@pytest.mark.parametrize(
    ("source_id", "label"),
    [
        ("user_deployer_own", "policy own of user deployer"),
        ("group_Ufo_Policy", "policy Policy of group Ufo"),
        ("group_a_b_c", "group_a_b_c"),
        ("Guard", "policy Guard"),
        ("PolicyInputList.1", "PolicyInputList.1"),
    ],
)
def test_an_unread_policy_is_named_as_far_as_its_id_tells(source_id, label):
    assert named(Statement(source_id, Layer.IDENTITY), USER).policy == label
