import pytest

from ufo_preflight.denial.message import read_action, read_principal, read_resource
from ufo_preflight.denial.text import CompactText

USER = "arn:aws:iam::111122223333:user/ana"


@pytest.mark.parametrize(
    ("text", "principal"),
    [
        (f"User: {USER} is ", USER),
        (f"User:{USER} is ", USER),
        (f"`User: {USER}` is ", USER),
        (f"{USER} is ", USER),
        ("User: arn:aws:iam::1111\n22223333:user/ana is ", USER),
        (f"{USER}is ", USER),
        ("AWSCloudFormation is ", "AWSCloudFormation"),
        ("User: … is ", "…"),
        ("User: anonymous is ", "anonymous"),
        ("You are ", None),
        ("Error: ", None),
        ("", None),
    ],
)
def test_the_principal_stands_before_the_verb(text, principal):
    assert read_principal(CompactText(text), len(text), 0).value == principal


@pytest.mark.parametrize(
    ("text", "action"),
    [
        (": ecs:RunTask on", "ecs:RunTask"),
        (" action ecs:RunTask.", "ecs:RunTask"),
        (": `SNS:CreateTopic`", "sns:CreateTopic"),
        (":\nbedrock-agentcore:\nCreateX on resource", "bedrock-agentcore:CreateX"),
        (": cloudforma\ntion:DescribeStacks", "cloudformation:DescribeStacks"),
        (": ec2:Describe*", "ec2:Describe*"),
        (": nothing of the kind", None),
        ("", None),
    ],
)
def test_the_action_stands_behind_it(text, action):
    assert read_action(CompactText(text), 0, len(text)).value == action


@pytest.mark.parametrize(
    ("text", "resource"),
    [
        (" on resource: arn:aws:s3:::a next", "arn:aws:s3:::a"),
        (' on resource: "arn:aws:s3:::a b" next', "arn:aws:s3:::a b"),
        (' on resource: "arn:aws:s3:::a\\\n" next', "arn:aws:s3:::a"),
        (" on resource: role demo next", "role demo"),
        (" on resource: access key AKIA1 next", "access key AKIA1"),
        (" on resource: YYY)", "YYY"),
        (" on resource: *", "*"),
        (" on resource: (arn:aws:s3:::a)", "arn:aws:s3:::a"),
        (" on resource: arn:aws:ec", None),
        (" on resource:", None),
        (" on this resource because", None),
        (" in the evening", None),
    ],
)
def test_the_resource_is_what_is_named(text, resource):
    assert read_resource(CompactText(text), 0, len(text), None).value == resource


def test_a_reason_phrase_ends_the_resource_wherever_lines_break():
    text = " on resource: arn:aws:events:us-east-1:1:rule/\n  daily because no identity"
    found = read_resource(CompactText(text), 0, len(text), text.index("because"))
    assert found.value == "arn:aws:events:us-east-1:1:rule/daily"
