import json

import pytest

from ufo_preflight.arn import account_of
from ufo_preflight.denial.denial import Problem, Situation, TextReading
from ufo_preflight.denial.offer import is_complete, offer, without_made_up

ECS = "arn:aws:ecs:us-west-2:111122223333"
LOGS = "arn:aws:logs:us-west-2:1"
USER = "arn:aws-cn:iam::111122223333:user/ana"


def statement(**fields):
    return json.loads(offer(TextReading(**fields)).statement)


@pytest.mark.parametrize(
    ("resource", "written"),
    [
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
        action="ec2:CreateVpcEndpoint",
        named_action="vpce:AllowMultiRegion",
        resource="arn:aws:ec2:::y",
    )
    assert (found["Action"], found["Resource"]) == ("vpce:AllowMultiRegion", "*")


def test_no_statement_without_an_action_or_for_any_role():
    assert offer(TextReading()).statement == ""
    assert offer(TextReading(action="iam:PassRole")).statement == ""
    assert offer(TextReading(action="iam:PassRole", resource="*")).statement == ""


@pytest.mark.parametrize("resource", [None, "*"])
def test_without_a_resource_only_an_action_that_has_none_gets_a_statement(resource):
    assert statement(action="ec2:DescribeVpcs", resource=resource)["Resource"] == "*"
    assert statement(action="ecr:GetAuthorizationToken", resource=resource)["Resource"] == "*"
    assert offer(TextReading(action="iam:AttachRolePolicy", resource=resource)).statement == ""
    assert offer(TextReading(action="s3:GetObject", resource=resource)).statement == ""


def test_all_resources_are_offered_only_as_the_text_says_them():
    assert statement(action="ecs:RegisterTaskDefinition", resource="*")["Resource"] == "*"
    assert offer(TextReading(action="ecs:RunTask")).statement == ""


@pytest.mark.parametrize(
    "action", ["iam:*", "*", "*:*", "ecs:Nothing", "nobody:RunTask", "ecs:Run*"]
)
def test_only_one_action_that_exists_gets_a_statement(action):
    assert offer(TextReading(action=action, resource=f"{ECS}:cluster/x")).statement == ""


def test_an_action_is_written_as_iam_writes_it():
    found = statement(action="ECS:runtask", resource=f"{ECS}:task-definition/x:*")
    assert found["Action"] == "ecs:RunTask"


@pytest.mark.parametrize(
    ("resource", "written"),
    [
        ("arn:aws:iam::***:role/a", "arn:aws:iam::<FILL-IN>:role/a"),
        ("arn:aws:sns:us-east-1:5****07:topic-XE***", "arn:aws:sns:us-east-1:<FILL-IN>:<FILL-IN>"),
        (f"{ECS}:service/c/web-...", f"{ECS}:service/c/<FILL-IN>"),
        ("arn:aws:ecs:us-west-2:REDACTED:cluster/x", "arn:aws:ecs:us-west-2:REDACTED:cluster/x"),
    ],
)
def test_a_masked_resource_is_marked_and_is_never_a_wildcard(resource, written):
    found = offer(TextReading(action="sns:Publish", resource=resource))
    assert json.loads(found.statement)["Resource"] == written
    assert found.notes == ("The text masks or cuts the resource: complete its ARN before pasting.",)


@pytest.mark.parametrize(
    "resource", ["YYY", "arn:aws:ecs:us-west-2:…", ".../role/x", "access key AKIA"]
)
def test_a_resource_that_is_not_whole_gets_none(resource):
    found = offer(TextReading(action="ecs:RunTask", resource=resource))
    assert found.statement == ""
    assert "complete its ARN" in found.notes[0]


@pytest.mark.parametrize(
    ("made", "written"),
    [
        ("role/web-ExecutionRole-1UV5FGKQ2ZX3M", "role/web-ExecutionRole-*"),
        ("role/web-ExecutionRole-1UV5FGKQ2ZX3", "role/web-ExecutionRole-*"),
        ("role/web-ExecutionRole-a1B2c3D4e5F6", "role/web-ExecutionRole-*"),
        ("role/web-ExecutionRole-7QX2ZK", "role/web-ExecutionRole-*"),
        ("role/web-LoadBalancer", "role/web-LoadBalancer"),
        ("role/web-worker", "role/web-worker"),
        ("role/web-20260101", "role/web-20260101"),
        ("role/web-123456", "role/web-123456"),
        ("role/web-PROD", "role/web-PROD"),
        ("role/web-MASTER", "role/web-MASTER"),
        ("stack/web/6f1c0d2e-0000-11ee-9abc-0123456789ab", "stack/web/*"),
        ("loadbalancer/app/web/50dc6c495c0c9188", "loadbalancer/app/web/*"),
        ("targetgroup/web/73e2d6bc24d8a067", "targetgroup/web/*"),
        ("task/dev/0123456789abcdef0123456789abcdef", "task/dev/*"),
        ("secret:db-AbCdEf", "secret:db-*"),
    ],
)
def test_what_aws_made_up_becomes_a_wildcard(made, written):
    assert without_made_up(f"arn:aws:x:us-west-2:111122223333:{made}").endswith(f":{written}")


@pytest.mark.parametrize(
    ("url", "arn"),
    [
        ("https://sqs.us-west-2.amazonaws.com/111122223333/jobs", "arn:aws:sqs:us-west-2:111122223333:jobs"),
        ("https://example.s3.amazonaws.com/", "arn:aws:s3:::example"),
        ("https://example.s3.us-west-2.amazonaws.com/a/b", "arn:aws:s3:::example/a/b"),
    ],
)  # fmt: skip
def test_a_queue_or_a_bucket_named_by_its_url_gets_its_arn(url, arn):
    assert statement(action="sqs:SendMessage", resource=url)["Resource"] == arn


@pytest.mark.parametrize(
    "resource", ["arn:aws:iam::***:role/x", "YYY", "arn:aws:ecs:…", "arn:aws:ecs:us:<a>:x"]
)
def test_a_masked_resource_is_not_complete(resource):
    assert not is_complete(resource)
    assert account_of(resource) == ""


def test_accounts_are_twelve_digits():
    assert account_of(USER) == "111122223333"
    assert account_of("arn:aws:iam::1:user/x") == account_of(None) == ""


@pytest.mark.parametrize(
    "why",
    [
        {"clause": "because public sharing is blocked"},
        {"situation": Situation.BLOCK_PUBLIC_ACCESS},
        {"problem": Problem.NETWORK},
    ],
)
def test_nothing_is_offered_where_something_other_than_a_policy_refused(why):
    fields = {"action": "ecs:DeleteCluster", "resource": f"{ECS}:cluster/dev"}
    assert offer(TextReading(**fields)).statement
    assert offer(TextReading(**fields, **why)).statement == ""
