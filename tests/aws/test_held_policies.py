"""Every policy that a principal holds is read, or none is taken for all."""

from __future__ import annotations

import json

import pytest

from tests.sandbox import DENIED, allow, deny
from tests.sandbox.answers import IAM, answering
from tests.sandbox.controls import ACCOUNT
from tests.sandbox.sessions import session_at
from ufo_preflight.aws.held_policies import PolicyStore, held_by
from ufo_preflight.errors import ApiError, PolicyDocumentError, PreflightError
from ufo_preflight.model import Question, Verdict

DEV = f"arn:aws:iam::{ACCOUNT}:user/ci/dev"


@pytest.fixture
def filled(box):
    """Return a sandbox with a user whose rights come from everywhere that they can come from."""
    iam = box.client("iam")
    limit = box.add_policy("Limit", allow("*"))
    box.add_user("dev", path="/ci/", boundary=limit)
    for name in ("Ufo", "Other"):
        iam.create_group(GroupName=name)
        iam.add_user_to_group(GroupName=name, UserName="dev")
    put = {"PolicyName": "own", "PolicyDocument": json.dumps(allow("ecs:*"))}
    iam.put_user_policy(UserName="dev", **put)
    iam.put_group_policy(GroupName="Ufo", **put | {"PolicyDocument": json.dumps(deny("s3:*"))})
    for name, attach in (("Guard", iam.attach_user_policy), ("Shared", iam.attach_group_policy)):
        arn = box.add_policy(name, allow(f"{name.lower()}:*"), path="/team/")
        whom = {"UserName": "dev"} if name == "Guard" else {"GroupName": "Other"}
        attach(PolicyArn=arn, **whom)
    return box


def labels(held):
    documents = [parsed.document for parsed in held.identity]
    return [statement.evidence.policy for each in documents for statement in each.statements]


def test_a_user_holds_its_own_policies_and_those_of_its_groups(filled):
    held = held_by(session_at(filled.url), DEV)
    assert sorted(labels(held)) == [
        "policy Guard",
        "policy Shared",
        "policy own of group Ufo",
        "policy own of user dev",
    ]
    assert held.boundary is not None


@pytest.mark.parametrize(
    ("action", "verdict", "place"),
    [
        ("ecs:CreateService", Verdict.ALLOWED, "policy own of user dev, statement 1"),
        ("s3:PutObject", Verdict.DENIED, "policy own of group Ufo, statement 1"),
        ("guard:X", Verdict.ALLOWED, "policy Guard, statement 1"),
        ("logs:CreateLogGroup", Verdict.DENIED, None),
    ],
)
def test_they_decide_and_name_the_place_as_a_person_does(filled, action, verdict, place):
    decision = held_by(session_at(filled.url), DEV).decide(Question(action))
    assert decision.verdict is verdict
    assert [statement.cited for statement in decision.matched] == ([place] if place else [])


def test_a_role_holds_its_own_policies(box):
    box.add_role("deploy", path="/ci/")
    box.client("iam").put_role_policy(
        RoleName="deploy", PolicyName="p", PolicyDocument=json.dumps(allow("ecs:*"))
    )
    held = held_by(session_at(box.url), f"arn:aws:iam::{ACCOUNT}:role/ci/deploy")
    assert (labels(held), held.boundary) == (["policy p of role deploy"], None)


def test_a_group_holds_its_own_policies(filled):
    held = held_by(session_at(filled.url), f"arn:aws:iam::{ACCOUNT}:group/Other")
    assert labels(held) == ["policy Shared"]


@pytest.mark.parametrize(
    "operation",
    [
        "ListUserPolicies",
        "ListAttachedUserPolicies",
        "ListGroupsForUser",
        "GetUser",
        "ListGroupPolicies",
        "GetUserPolicy",
        "GetPolicy",
        "GetPolicyVersion",
    ],
)
def test_half_of_the_policies_is_none(filled, operation):
    filled.faults(operation=operation, error=DENIED)
    with pytest.raises(ApiError, match=operation):
        held_by(session_at(filled.url), DEV)


def test_a_policy_that_cannot_be_understood_is_an_error(filled):
    answer = f'<R xmlns="{IAM}"><GetUserPolicyResult><PolicyDocument>%7B</PolicyDocument>'
    body = f"{answer}</GetUserPolicyResult></R>"
    filled.controls.answers["GetUserPolicy"] = lambda _asked: (200, body)
    with pytest.raises(PolicyDocumentError):
        held_by(session_at(filled.url), DEV)


def test_a_list_that_does_not_end_is_an_error():
    body = (
        f'<R xmlns="{IAM}"><ListRolePoliciesResult><PolicyNames/><IsTruncated>true</IsTruncated>'
        "<Marker>m</Marker></ListRolePoliciesResult></R>"
    )
    with (
        answering(others={"ListRolePolicies": lambda _asked: (200, body)}) as box,
        pytest.raises(ApiError, match="does not end"),
    ):
        held_by(session_at(box.url), f"arn:aws:iam::{ACCOUNT}:role/deploy")


def test_a_store_reads_each_principal_once(filled):
    store = PolicyStore(session_at(filled.url))
    assert store.of(DEV) is store.readable(DEV)
    calls = len(filled.calls())
    filled.faults(operation="", error=DENIED)
    other = DEV.replace("dev", "other")
    for _time in range(2):
        with pytest.raises(PreflightError):
            store.of(other)
        assert store.readable(other) is None
    assert 0 < len(filled.calls()) - calls <= 4
