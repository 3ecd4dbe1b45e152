"""What a denial cites: the statement that decided, or the one that almost allowed it."""

from __future__ import annotations

import json

from tests.aws.account import Account
from tests.aws.sessions import session_at
from tests.aws.stub_aws import USER
from ufo_preflight.aws.citation import MOST_POLICIES, cite
from ufo_preflight.aws.statements import PolicyReader
from ufo_preflight.model import Decision, Layer, Need, Question, Reason, Result, Statement
from ufo_preflight.report import ActionResult, Check, CheckResult, Requirement

SERVICE = "arn:aws:ecs:us-west-2:123456789012:service/dev/web"
SCOPED = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "Other", "Effect": "Allow", "Action": "ecs:*", "Resource": SERVICE + "-2"}
        ],
    }
)
LACKING = Decision.denied(Reason.IMPLICIT_DENY, Layer.IDENTITY, detail="Nothing allows it.")


def found(action, decision, resource=None):
    return ActionResult(Requirement("row", Question(action, resource), "why", "source"), decision)


def row(*actions):
    check = Check(
        "row", "Row", Need.REQUIRED, "why", tuple(action.requirement for action in actions)
    )
    return CheckResult(check, Result.FAIL, actions)


def allowed_by(*ids):
    return Decision.allowed(Statement(policy, Layer.IDENTITY) for policy in ids)


def cited(account, *actions):
    with account.serve() as aws:
        reader = PolicyReader(session_at(aws.url), "123456789012", "aws")
        (again,) = cite((row(*actions),), USER, reader)
        return again.actions, [request["Action"] for request in aws.requests]


def test_the_nearest_miss_of_an_implicit_deny_is_in_a_policy_that_allowed_something_else():
    account = Account({}, readable={("GetGroupPolicy", "Ufo", "P"): SCOPED})
    denied = found("ecs:CreateService", LACKING, SERVICE)
    (_, again), calls = cited(account, found("ec2:DescribeVpcs", allowed_by("group_Ufo_P")), denied)
    assert calls == ["GetGroupPolicy"]
    assert again.decision.detail == (
        "Nothing allows it. Nearest: statement Other of P (inline of group Ufo), but "
        f"Resource is {SERVICE}-2; asked {SERVICE}."
    )
    assert [(miss.missed, miss.wanted) for miss in again.decision.near_misses] == [
        ("resource", (f"{SERVICE}-2",))
    ]


def test_what_may_not_be_read_leaves_the_denial_as_it_is():
    denied = found("ecs:CreateService", LACKING, SERVICE)
    actions, _ = cited(
        Account({}, refuses=True), found("ec2:DescribeVpcs", allowed_by("group_Ufo_P")), denied
    )
    assert actions[1] == denied


def test_nothing_is_read_where_nothing_is_denied():
    actions, calls = cited(Account({}), found("ec2:DescribeVpcs", allowed_by("group_Ufo_P")))
    assert calls == []
    assert actions[0].decision == allowed_by("group_Ufo_P")


def test_allowing_policies_are_not_read_for_a_denial_that_names_its_own():
    deny = Decision.denied(
        Reason.EXPLICIT_DENY, Layer.IDENTITY, matched=[Statement("group_Ufo_D", Layer.IDENTITY)]
    )
    _, calls = cited(
        Account({}, readable={("GetGroupPolicy", "Ufo", "D"): SCOPED}),
        found("ec2:DescribeVpcs", allowed_by("group_Ufo_P")),
        found("ecs:CreateService", deny, SERVICE),
    )
    assert calls == ["GetGroupPolicy"]


def test_reading_has_an_upper_bound():
    ids = [f"user_deployer_{number}" for number in range(40)]
    _, calls = cited(
        Account({}), found("ec2:DescribeVpcs", allowed_by(*ids)), found("ecs:RunTask", LACKING)
    )
    assert calls.count("GetUserPolicy") == MOST_POLICIES
