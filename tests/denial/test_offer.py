import json

import pytest

from ufo_preflight.denial.denial import Reading
from ufo_preflight.denial.offer import account_of, is_complete, statement_text

ECS = "arn:aws:ecs:us-west-2:111122223333"
LOGS = "arn:aws:logs:us-west-2:1"
USER = "arn:aws-cn:iam::111122223333:user/ana"


def statement(**fields):
    return json.loads(statement_text(Reading(**fields)))


@pytest.mark.parametrize(
    ("resource", "written"),
    [
        (None, "*"),
        ("*", "*"),
        (f"{ECS}:task-definition/demo:7", f"{ECS}:task-definition/demo:*"),
        (f"{LOGS}:log-group:ecs/x:log-stream:", f"{LOGS}:log-group:ecs/x:*"),
        ("role demo", "arn:aws-cn:iam::111122223333:role/demo"),
        ("policy arn:aws:iam::1:policy/x", "arn:aws:iam::1:policy/x"),
    ],
)  # fmt: skip
def test_the_resource_is_written_as_a_policy_needs_it(resource, written):
    found = statement(principal=USER, action="ecs:RunTask", resource=resource)
    assert found == {"Effect": "Allow", "Action": "ecs:RunTask", "Resource": written}


@pytest.mark.parametrize(
    ("passed_to", "resource", "service"),
    [
        (None, "arn:aws:iam::1:role/x", "ecs-tasks.amazonaws.com"),
        ("lambda.amazonaws.com", "arn:aws:iam::1:role/x", "lambda.amazonaws.com"),
        (None, "arn:aws:iam::1:role/cdk-a-cfn-exec-role-1", "cloudformation.amazonaws.com"),
    ],
)
def test_passrole_names_the_service_that_gets_the_role(passed_to, resource, service):
    found = statement(action="iam:PassRole", resource=resource, passed_to=passed_to)
    assert found["Condition"] == {"StringEquals": {"iam:PassedToService": service}}


def test_a_service_linked_role_names_its_service():
    arn = "arn:aws:iam::1:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"
    found = statement(action="iam:CreateServiceLinkedRole", resource=arn)
    assert found["Condition"] == {"StringEquals": {"iam:AWSServiceName": "ecs.amazonaws.com"}}


def test_the_action_that_the_reason_names_is_the_one_to_allow():
    found = statement(
        action="ec2:CreateVpcEndpoint", named_action="vpce:X", resource="arn:aws:ec2:::y"
    )
    assert (found["Action"], found["Resource"]) == ("vpce:X", "*")


def test_no_statement_without_an_action_or_for_any_role():
    assert statement_text(Reading()) == ""
    assert statement_text(Reading(action="iam:PassRole")) == ""


@pytest.mark.parametrize(
    "resource", ["arn:aws:iam::***:role/x", "YYY", "arn:aws:ecs:…", "arn:aws:ecs:us:<a>:x"]
)
def test_a_masked_resource_is_not_complete(resource):
    assert not is_complete(resource)
    assert account_of(resource) == ""


def test_accounts_are_twelve_digits():
    assert account_of(USER) == "111122223333"
    assert account_of("arn:aws:iam::1:user/x") == account_of(None) == ""
