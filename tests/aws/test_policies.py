"""A policy from the simulator's id: where it may be, what is read, and what a refusal leaves."""

from __future__ import annotations

import json

import pytest

from tests.aws.account import Account
from tests.aws.sessions import session_at
from tests.aws.stub_aws import ACCOUNT, USER
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


def read(account, source_id, principal=USER, times=1):
    with account.serve() as aws:
        reader = PolicyReader(session_at(aws.url), ACCOUNT, "aws")
        for _ in range(times):
            found = reader.read(source_id, principal, Layer.IDENTITY)
        return found, [(asked["Action"], _named_in(asked)) for asked in aws.requests]


def _named_in(asked):
    names = ("PolicyArn", "UserName", "GroupName", "RoleName")
    return next(asked[name] for name in names if name in asked)


def test_an_inline_policy_is_read_as_it_was_written():
    account = Account({}, readable={("GetGroupPolicy", "a_b", "c"): TEXT})
    found, calls = read(account, "group_a_b_c", times=2)
    assert found is not None
    assert (found.text, found.origin) == (TEXT, Origin("c", "group", "a_b"))
    assert calls == [("GetGroupPolicy", "a"), ("GetGroupPolicy", "a_b")]


@pytest.mark.parametrize("owner", [ACCOUNT, "aws"])
def test_a_managed_policy_is_found_under_its_name_in_its_default_version(owner):
    arn = f"arn:aws:iam::{owner}:policy/Guard"
    found, calls = read(Account({}, readable={(arn,): TEXT}), "Guard")
    assert found is not None
    assert found.origin == Origin("Guard", arn=arn)
    own = ("GetPolicyVersion", f"arn:aws:iam::{ACCOUNT}:policy/Guard")
    assert calls == [own, *[("GetPolicyVersion", arn)] * (1 if owner == ACCOUNT else 2)]


def test_what_is_nowhere_is_not_found():
    found, calls = read(Account({}), "Guard")
    assert found is None
    assert len(calls) == 2


def test_after_a_refusal_nothing_of_the_kind_is_asked_again():
    found, calls = read(Account({}, refuses=True), "group_a_b_c_d")
    assert found is None
    assert [call for call, _ in calls] == ["GetGroupPolicy", "GetPolicyVersion"]


def test_a_policy_of_ours_is_not_looked_for():
    assert read(Account({}), "PolicyInputList.1") == (None, [])


def test_what_cannot_be_understood_is_not_quoted():
    account = Account({}, readable={("GetGroupPolicy", "a", "b"): "{"})
    assert read(account, "group_a_b")[0] is None


@pytest.mark.parametrize("shift", [-1, 0, 1])
def test_a_statement_is_found_by_its_place_however_columns_are_counted(shift):
    account = Account({}, readable={("GetGroupPolicy", "a", "b"): TEXT})
    found, _ = read(account, "group_a_b")
    second = found.document.statements[1].evidence
    asked = Statement(
        "group_a_b",
        Layer.IDENTITY,
        start=Position(second.start.line, second.start.column + shift),
        end=Position(second.end.line, second.end.column + shift),
    )
    cited = quoted(asked, found)
    assert (cited.policy, cited.index, cited.effect) == ("b (inline of group a)", 2, "Deny")
    assert json.loads(cited.text) == json.loads(TEXT)["Statement"][1]


def test_a_statement_without_a_place_is_named_by_its_policy_alone():
    account = Account({}, readable={("GetGroupPolicy", "a", "b"): TEXT})
    found, _ = read(account, "group_a_b")
    cited = quoted(Statement("group_a_b", Layer.IDENTITY), found)
    assert (cited.policy, cited.index, cited.text) == ("b (inline of group a)", 0, "")


@pytest.mark.parametrize(
    ("source_id", "label"),
    [
        ("user_deployer_own", "own (inline of user deployer)"),
        ("group_Ufo_Policy", "Policy (inline of group Ufo)"),
        ("group_a_b_c", "group_a_b_c"),
        ("Guard", "Guard"),
    ],
)
def test_an_unread_policy_is_named_as_far_as_its_id_tells(source_id, label):
    assert named(Statement(source_id, Layer.IDENTITY), USER).policy == label
