"""Requirements to statements: nothing missing, nothing more, nothing twice."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ufo_preflight.grant import Grant, GrantCondition
from ufo_preflight.model import ContextEntry, Need, Question
from ufo_preflight.outcome import Check, Requirement
from ufo_preflight.remedy.minimal import covers, grants_for, required

STACK = "arn:aws:cloudformation:us-west-2:123456789012:stack/demo-web-dev/*"
ROLE = "arn:aws:iam::123456789012:role/task"
CLUSTER = "arn:aws:ecs:us-west-2:123456789012:cluster/{}"


def need(action, resource=None, *, pattern=None, context=(), advisory=False, principal=None):
    resource = resource or (pattern and pattern.replace("*", "x"))
    question = Question(action, resource, context, principal, pattern=pattern)
    return Requirement("row", question, "why", "source", advisory=advisory)


def passed_to(service):
    return (
        ContextEntry("aws:RequestedRegion", ("us-east-1",)),
        ContextEntry("iam:PassedToService", (service,)),
    )


def row(*requirements, needed=Need.REQUIRED, skipped=False):
    return Check("row", "Row", needed, "why", requirements, skipped)


def test_actions_with_the_same_resource_share_a_statement():
    grants = grants_for(
        [
            need("cloudformation:UpdateStack", STACK),
            need("ec2:DescribeVpcs"),
            need("cloudformation:CreateStack", STACK),
            need("ecs:ListTasks"),
            need("ecs:ListTasks"),
        ]
    )
    assert grants == (
        Grant(
            "CloudformationStack",
            ("cloudformation:CreateStack", "cloudformation:UpdateStack"),
            (STACK,),
        ),
        Grant("AnyResource", ("ec2:DescribeVpcs", "ecs:ListTasks")),
    )


def test_passrole_keeps_its_roles_and_its_service():
    grants = grants_for(
        [
            need("iam:PassRole", ROLE, context=passed_to("ecs-tasks.amazonaws.com")),
            need("iam:PassRole", f"{ROLE}-2", context=passed_to("ecs-tasks.amazonaws.com")),
        ]
    )
    assert grants == (
        Grant(
            "IamPassRole",
            ("iam:PassRole",),
            (ROLE, f"{ROLE}-2"),
            (GrantCondition("iam:PassedToService", ("ecs-tasks.amazonaws.com",)),),
        ),
    )


def test_services_that_get_the_same_role_share_a_condition():
    grants = grants_for(
        need("iam:PassRole", ROLE, context=passed_to(service))
        for service in ("ecs-tasks.amazonaws.com", "application-autoscaling.amazonaws.com")
    )
    assert [grant.conditions for grant in grants] == [
        (
            GrantCondition(
                "iam:PassedToService",
                ("application-autoscaling.amazonaws.com", "ecs-tasks.amazonaws.com"),
            ),
        )
    ]


def test_the_service_of_a_service_linked_role_is_a_condition():
    key = ContextEntry("iam:awsservicename", ("ecs.amazonaws.com",))
    grants = grants_for([need("iam:CreateServiceLinkedRole", context=(key,))])
    assert grants[0].conditions == (GrantCondition("iam:AWSServiceName", ("ecs.amazonaws.com",)),)


def test_an_unknown_name_is_a_pattern_and_not_everything():
    assert grants_for([need("cloudformation:CreateStack", pattern=STACK)])[0].resources == (STACK,)


def test_what_a_wider_statement_allows_is_not_said_again():
    grants = grants_for(
        [
            need("ecs:CreateService", CLUSTER.format("dev")),
            need("ecs:CreateService", CLUSTER.format("*")),
            need("iam:PassRole", ROLE, context=passed_to("ecs-tasks.amazonaws.com")),
            need("iam:PassRole", ROLE),
        ]
    )
    assert [(grant.resources, grant.conditions) for grant in grants] == [
        ((CLUSTER.format("*"),), ()),
        ((ROLE,), ()),
    ]


def test_statement_ids_are_distinct():
    grants = grants_for(
        [
            need("ecs:CreateCluster", CLUSTER.format("a")),
            need("ecs:DeleteCluster", CLUSTER.format("a")),
            need("ecs:DescribeClusters", CLUSTER.format("b")),
            need("ecs:UpdateCluster", CLUSTER.format("b")),
        ]
    )
    assert [grant.sid for grant in grants] == ["EcsCluster", "EcsCluster2"]


@pytest.mark.parametrize(
    ("wide", "narrow", "expected"),
    [
        ("*", STACK, True),
        (STACK, "*", False),
        (CLUSTER.format("*"), CLUSTER.format("dev"), True),
        (CLUSTER.format("dev"), CLUSTER.format("*"), False),
        (CLUSTER.format("de?"), CLUSTER.format("dev"), True),
        (CLUSTER.format("de?"), CLUSTER.format("de*"), False),
        (CLUSTER.format("a.c"), CLUSTER.format("abc"), False),
        ("arn:aws:ecs:*:123456789012:cluster/dev", CLUSTER.format("dev"), True),
        ("arn:aws:ecs:*:cluster/dev", CLUSTER.format("dev"), False),
    ],
)
def test_a_pattern_covers_what_it_matches(wide, narrow, expected):
    assert covers(wide, narrow) is expected


def test_rows_that_no_gate_depends_on_are_left_out():
    here, there = need("ecs:CreateService"), need("ecs:DeleteService")
    advisory = need("cloudwatch:PutMetricAlarm", advisory=True)
    other = need("ecs:TagResource", principal="arn:aws:iam::123456789012:role/cfn")
    checks = [
        row(here, advisory, other),
        row(there, needed=Need.OPTIONAL),
        row(need("ecs:RunTask"), skipped=True),
        row(need("ecs:StopTask"), needed=Need.NO),
    ]
    assert required(checks) == (here,)
    assert required(checks, with_optional=True) == (here, advisory, there)


resources = st.sampled_from(["*", *(CLUSTER.format(part) for part in ("a", "b", "a*", "*", "?"))])
services = st.sampled_from(["ecs-tasks.amazonaws.com", "ec2.amazonaws.com"])
needs = st.builds(
    need,
    st.sampled_from(["ecs:A", "ecs:B", "iam:C"]),
    resources,
    context=st.one_of(st.just(()), services.map(passed_to)),
)


def permissions(grants):
    for grant in grants:
        values = grant.conditions[0].values if grant.conditions else ("",)
        yield from itertools.product(grant.actions, grant.resources, values)


def is_allowed(requirement, grants):
    services = [e.values[0] for e in requirement.question.context if "PassedTo" in e.key]
    return any(
        action == requirement.question.action
        and covers(resource, requirement.question.resource)
        and value in ("", *services)
        for action, resource, value in permissions(grants)
    )


@given(st.lists(needs, min_size=1, max_size=12))
def test_every_requirement_is_allowed_and_every_statement_is_needed(requirements):
    grants = grants_for(requirements)
    assert all(is_allowed(requirement, grants) for requirement in requirements)
    for left_out in grants:
        rest = [grant for grant in grants if grant is not left_out]
        assert not all(is_allowed(requirement, rest) for requirement in requirements)


@given(
    st.lists(needs, min_size=1, max_size=8).flatmap(
        lambda n: st.tuples(st.just(n), st.permutations(n))
    )
)
def test_the_order_of_the_requirements_changes_nothing(both):
    assert grants_for(both[0]) == grants_for(both[1])


@given(st.lists(needs, min_size=1, max_size=12))
def test_nothing_is_allowed_that_was_not_required(requirements):
    asked = {(r.question.action, r.question.resource) for r in requirements}
    assert {
        (action, resource) for action, resource, _ in permissions(grants_for(requirements))
    } <= asked


def test_a_pattern_of_many_wildcards_is_no_work_without_end():
    role = "arn:aws:iam::111122223333:role/"
    assert not covers(f"{role}{'*a' * 30}*b", role + "a" * 500)
    assert covers(f"{role}{'*a' * 30}*", role + "a" * 500)
