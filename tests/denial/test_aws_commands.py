import shlex

import pytest

from ufo_preflight.denial.aws_commands import decode_command, login_command, trail_command
from ufo_preflight.denial.denial import TextReading

SERVICE = "arn:aws:ecs:eu-west-1:111122223333:service/dev/demo"
HOST = "111122223333.dkr.ecr.eu-west-1.amazonaws.com"


def options(command):
    words = shlex.split(command)
    return dict(zip(words, [*words[1:], ""], strict=True))


def test_an_encoded_message_that_begins_with_a_dash_is_no_option():
    assert "--encoded-message=-AbC" in shlex.split(decode_command("-AbC"))


@pytest.mark.parametrize(
    ("host", "command"),
    [
        (HOST, "aws ecr get-login-password --region eu-west-1"),
        ("public.ecr.aws", "aws ecr-public get-login-password --region us-east-1"),
    ],
)
def test_the_registry_of_the_text_is_the_one_to_log_in_to(host, command):
    login = f"docker login --username AWS --password-stdin {host}"
    assert login_command(host) == f"{command} | {login}"


@pytest.mark.parametrize("host", [None, "example.com"])
def test_without_one_the_caller_s_own_registry_is(host):
    assert login_command(host).endswith('.dkr.ecr.$(aws configure get region).amazonaws.com"')


def test_the_call_is_looked_up_around_its_time_in_its_region():
    found = options(
        trail_command(
            TextReading(
                called="CreateService",
                action="ecs:CreateService",
                resource=SERVICE,
                time="2026-03-02T09:14:05.123+01:00",
            )
        )
    )
    assert found["--lookup-attributes"] == "AttributeKey=EventName,AttributeValue=CreateService"
    assert (found["--start-time"], found["--end-time"]) == (
        "2026-03-02T07:59:05Z",
        "2026-03-02T08:29:05Z",
    )
    assert found["--region"] == "eu-west-1"


def test_a_time_without_its_zone_widens_the_search():
    found = options(trail_command(TextReading(called="CreateService", time="2026-03-02 09:14:05")))
    assert (found["--start-time"], found["--end-time"]) == (
        "2026-03-01T19:14:05Z",
        "2026-03-02T23:14:05Z",
    )


@pytest.mark.parametrize(
    "time", [None, "yesterday", "2026-13-45T00:00:00Z", "0001-01-01T00:00:00Z"]
)
def test_without_a_time_all_of_them_are_looked_up(time):
    assert "--start-time" not in trail_command(TextReading(called="CreateService", time=time))


def test_services_without_regions_are_looked_up_where_they_are_recorded():
    found = options(trail_command(TextReading(called="CreateRole", action="iam:CreateRole")))
    assert found["--region"] == "us-east-1"
    unnamed = options(trail_command(TextReading(called="ChangeResourceRecordSets")))
    assert unnamed["--region"] == "us-east-1"


@pytest.mark.parametrize(
    "called", [None, "", "GetObject", "HeadObject", "UploadPart", "x; rm -rf /"]
)
def test_what_cloudtrail_cannot_find_is_not_looked_up(called):
    assert trail_command(TextReading(called=called)) == ""


def test_a_setter_of_an_sdk_is_looked_up_as_the_call_that_it_is():
    assert "AttributeValue=PutBucketEncryption" in trail_command(
        TextReading(called="SetBucketEncryption", action="s3:PutEncryptionConfiguration")
    )
