import pytest

from ufo_preflight.denial.around import Around, inferred_action, prefix_of, read_around
from ufo_preflight.denial.text import CompactText

EVENT = '{"eventSource": "ecs.amazonaws.com", "eventName": "RunTask", '
WHO = '{"userIdentity": {"arn": "arn:aws:iam::1:user/a"}, '
TASKS = "ecs-tasks.amazonaws.com"
LAMBDA = "lambda.amazonaws.com"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("when calling the RunTask operation: ", "", Around("RunTask", None, passed_to=TASKS)),
        ("operation error Kafka: PutRule, api error ", "", Around("PutRule", "kafka")),
        ("API: ec2:RunInstances ", "", Around("RunInstances", "ec2", passed_to="ec2.amazonaws.com")),
        (EVENT, "", Around("RunTask", "ecs", passed_to=TASKS)),
        (WHO, "", Around(principal="arn:aws:iam::1:user/a")),
        ("CannotPullContainerError: ", "", Around(at_run_time=True)),
        ("CREATE_FAILED AWS::ECS::TaskDefinition ", "", Around(passed_to=TASKS)),
        ("", " (Service: AWSLambdaInternal; Status", Around(service="lambda", passed_to=LAMBDA)),
        ("", " (Aws::ECS::Errors::AccessDenied)", Around(service="ecs", passed_to=TASKS)),
        ("", "", Around()),
    ],
)  # fmt: skip
def test_the_text_around_tells_the_call(before, after, expected):
    text = f"{before}MESSAGE{after}"
    start = len(before)
    assert read_around(CompactText(text), start, start + 7, 0, len(text)) == expected


def test_what_stands_behind_the_limit_is_another_message_s():
    text = "MESSAGE (Service: AmazonECS; x"
    assert read_around(CompactText(text), 0, 7, 0, 7) == Around()


@pytest.mark.parametrize(
    ("called", "service", "text", "action"),
    [
        ("DescribeSubnets", None, "(UnauthorizedOperation)", "ec2:DescribeSubnets"),
        ("ListObjectsV2", None, "AccessDenied", "s3:ListBucket"),
        ("PutObject", "s3", "", "s3:PutObject"),
        ("DescribeRules", "elasticloadbalancingv2", "", "elasticloadbalancing:DescribeRules"),
        ("CreateLogGroup", "cloudwatchlogs", "", "logs:CreateLogGroup"),
        ("DoIt", "somethingelse", "", None),
        ("DoIt", None, "nothing told", None),
        (None, "ec2", "(UnauthorizedOperation)", None),
    ],
)
def test_an_action_is_inferred_only_where_the_text_tells_the_service(called, service, text, action):
    around = Around(called=called, service=service and prefix_of(service))
    assert inferred_action(around, text) == action
