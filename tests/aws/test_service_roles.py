"""The right to make a service-linked role is missed only where the role does not exist."""

from __future__ import annotations

import pytest

from tests.aws.sessions import session_at
from tests.aws.stub_aws import error, role, serving
from ufo_preflight.aws.service_roles import CREATE, EXISTS, look_up
from ufo_preflight.model import Decision, Layer, Need, Question, Reason, Result
from ufo_preflight.report import ActionResult, Check, CheckResult, Requirement

ROLES = "arn:aws:iam::123456789012:role/aws-service-role"
ECS = f"{ROLES}/ecs.amazonaws.com/AWSServiceRoleForECS"
ELB = f"{ROLES}/elasticloadbalancing.amazonaws.com/AWSServiceRoleForElasticLoadBalancing"
DENIED = Decision.denied(Reason.IMPLICIT_DENY, Layer.IDENTITY, detail="Nobody allows it.")


def finding(resource, decision=DENIED, action=CREATE):
    question = Question(action, resource)
    return ActionResult(Requirement("slr", question, "why", "source", advisory=True), decision)


def looked_up(*actions, there=(), answer=None):
    check = Check(
        "slr", "Roles", Need.OPTIONAL, "why", tuple(action.requirement for action in actions)
    )

    def get_role(asked):
        if asked["RoleName"] in there:
            return role(f"{ROLES}/x/{asked['RoleName']}")
        return answer or error("NoSuchEntity", "The role cannot be found.", 404)

    with serving(get_role=get_role) as aws:
        (row,) = look_up((CheckResult(check, Result.WARN, actions),), session_at(aws.url))
        return row, [asked["RoleName"] for asked in aws.requests]


def test_a_role_that_is_missing_is_named():
    row, asked = looked_up(finding(ECS))
    assert row.result is Result.WARN
    assert (
        row.actions[0].decision.detail == "AWSServiceRoleForECS does not exist. Nobody allows it."
    )
    assert asked == ["AWSServiceRoleForECS"]


def test_a_row_whose_roles_exist_is_not_needed():
    row, _ = looked_up(finding(ECS), there=("AWSServiceRoleForECS",))
    assert (row.result, row.check.need, row.check.why, row.actions) == (
        Result.SKIPPED,
        Need.NO,
        EXISTS,
        (),
    )


def test_only_the_roles_that_are_missing_stay():
    row, _ = looked_up(finding(ECS), finding(ELB), there=("AWSServiceRoleForECS",))
    assert (row.result, [found.requirement.question.resource for found in row.actions]) == (
        Result.WARN,
        [ELB],
    )


def test_what_may_not_be_looked_up_stays_as_it_is():
    row, _ = looked_up(finding(ECS), answer=error("AccessDenied", "no", 403))
    assert row.actions == (finding(ECS),)


@pytest.mark.parametrize(
    "other",
    [
        finding(ECS, Decision.allowed()),
        finding(None),
        finding(ECS, action="iam:CreateRole"),
    ],
    ids=["allowed", "no name", "another action"],
)
def test_nothing_else_is_looked_up(other):
    row, asked = looked_up(other)
    assert (row.actions, asked) == ((other,), [])
