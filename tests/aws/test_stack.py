"""Whether the stack that is there has a service role: read once, and never an error."""

from __future__ import annotations

import pytest

from tests.aws.sessions import session_at
from tests.aws.stub_aws import error, serving
from ufo_preflight.api import CheckOptions, checks_for, with_service_role
from ufo_preflight.aws.stack import ServiceRole, service_role_of
from ufo_preflight.catalog.select import Selection
from ufo_preflight.catalog.ship import ShipFacts
from ufo_preflight.model import Identity, PrincipalKind
from ufo_preflight.report import ProjectSummary

ROLE = "arn:aws:iam::123456789012:role/cloudformation"
NAMESPACE = "http://cloudformation.amazonaws.com/doc/2010-05-15/"


def stacks(role=""):
    named = f"<RoleARN>{role}</RoleARN>" if role else ""
    return 200, (
        f'<DescribeStacksResponse xmlns="{NAMESPACE}"><DescribeStacksResult><Stacks><member>'
        f"<StackName>shop-web-dev</StackName>{named}<StackStatus>CREATE_COMPLETE</StackStatus>"
        "<CreationTime>2026-01-01T00:00:00Z</CreationTime>"
        "</member></Stacks></DescribeStacksResult></DescribeStacksResponse>"
    )


def read(answer):
    with serving(others={"DescribeStacks": lambda _asked: answer}) as aws:
        session = session_at(aws.url)
        found = service_role_of(session, "shop-web-dev")
        assert [request["StackName"] for request in aws.requests] == ["shop-web-dev"]
        assert session.calls == 1
        return found


def test_a_service_role_is_found_and_told():
    assert read(stacks(ROLE)) == ServiceRole(
        ROLE,
        "The stack shop-web-dev has a service role: "
        f"what CloudFormation does was decided for {ROLE}.",
    )


def test_a_stack_without_a_role_is_nothing_to_tell():
    assert read(stacks()) == ServiceRole()


def test_a_stack_that_is_not_there_yet_has_no_role():
    answer = error("ValidationError", "Stack with id shop-web-dev does not exist")
    assert read(answer) == ServiceRole()


def test_a_refusal_is_a_caveat_and_no_error():
    answer = error("AccessDenied", "not authorized to perform: cloudformation:DescribeStacks", 403)
    assert read(answer) == ServiceRole(
        caveat="Whether the stack shop-web-dev has a service role could not be read: "
        "what CloudFormation does was decided for the caller."
    )


FACTS = ShipFacts(summary=ProjectSummary("shop", 6, stack="shop-web-dev"))


@pytest.mark.parametrize(
    ("facts", "full", "calls"), [(FACTS, True, 1), (FACTS, False, 0), (ShipFacts(), True, 0)]
)
def test_only_every_action_of_a_known_stack_is_worth_the_call(facts, full, calls):
    options = CheckOptions(facts=facts, selection=Selection(full=full))
    with serving(others={"DescribeStacks": lambda _asked: stacks(ROLE)}) as aws:
        found = with_service_role(options, session_at(aws.url))
        assert len(aws.requests) == calls
    assert found.service_role == (ROLE if calls else "")
    assert len(found.caveats) == calls


def test_what_cloudformation_does_is_then_asked_of_the_role():
    options = CheckOptions(facts=FACTS, selection=Selection(full=True), service_role=ROLE)
    identity = Identity(PrincipalKind.USER, account="123456789012")
    checks = checks_for(options, identity, "us-west-2")
    asked = {
        (each.stage, each.question.principal)
        for row in checks
        for each in row.requirements
        if row.id == "ecs"
    }
    assert asked == {("direct", None), ("cloudformation", ROLE)}
