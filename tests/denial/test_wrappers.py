import pytest

from ufo_preflight.denial.wrappers import Surroundings, read_surroundings

EVENT = '{"eventSource": "ecs.amazonaws.com", "eventName": "RunTask", '
WHO = '{"userIdentity": {"arn": "arn:aws:iam::1:user/a"}, '
TASKS = "ecs-tasks.amazonaws.com"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("when calling the RunTask operation: ", "", Surroundings("RunTask", None, passed_to=TASKS)),
        ("operation error Kafka: PutRule, api error ", "", Surroundings("PutRule", "kafka")),
        ("API: ec2:RunInstances ", "", Surroundings("RunInstances", "ec2", passed_to="ec2.amazonaws.com")),
        (EVENT, "", Surroundings("RunTask", "ecs", passed_to=TASKS)),
        (WHO, "", Surroundings(principal="arn:aws:iam::1:user/a")),
        ("CannotPullContainerError: ", "", Surroundings(at_run_time=True)),
        ("CREATE_FAILED AWS::ECS::TaskDefinition ", "", Surroundings(passed_to=TASKS)),
        ("", " (Service: AWSLambdaInternal; Status", Surroundings(passed_to="lambda.amazonaws.com")),
        ("", " (Aws::ECS::Errors::AccessDenied)", Surroundings(passed_to=TASKS)),
        ("", "", Surroundings()),
    ],
)  # fmt: skip
def test_the_text_around_tells_the_call(before, after, expected):
    text = f"{before}MESSAGE{after}"
    start = len(before)
    assert read_surroundings(text, start, start + 7, 0, len(text)) == expected


def test_what_stands_behind_the_limit_is_another_message_s():
    text = "MESSAGE (Service: AmazonECS; x"
    assert read_surroundings(text, 0, 7, 0, 7) == Surroundings()
