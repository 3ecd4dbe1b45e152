from itertools import pairwise

import pytest

from tests.denial.messages import SERVICE, TASK_ROLE, message, no_identity
from ufo_preflight.denial import explain
from ufo_preflight.denial.recognize import read
from ufo_preflight.denial.text import CompactText


def readings(text):
    return [span.reading for span in read(CompactText(text))]


def test_each_message_keeps_its_own_reason():
    first = message("ecs:CreateService", SERVICE)
    second = message("iam:PassRole", TASK_ROLE, "with an explicit deny in a session policy")
    assert [(found.action, found.reason.value) for found in readings(f"{first}\n{second}")] == [
        ("ecs:CreateService", "unspecified"),
        ("iam:PassRole", "session_explicit"),
    ]


def test_the_action_that_is_missing_may_be_another_than_the_one_called():
    text = message("ec2:CreateVpcEndpoint", "*", no_identity("vpce:AllowMultiRegion"))
    (found,) = readings(text)
    assert (found.action, found.named_action) == ("ec2:CreateVpcEndpoint", "vpce:AllowMultiRegion")


def test_a_misspelled_action_in_the_reason_is_no_other_action():
    (found,) = readings(message("ecs:ListTasks", "*", no_identity("ecs:ListTaks")))
    assert found.named_action is None


def test_spans_come_in_order_and_do_not_overlap():
    text = "\n".join([message("ecs:CreateService", SERVICE), "Rate exceeded"] * 3)
    spans = list(read(CompactText(text)))
    assert len(spans) == 6
    for one, other in pairwise(spans):
        assert one.end <= other.seen_at


def test_a_table_that_breaks_off_is_not_pieced_together():
    rows = (
        "User: arn:aws:iam::1111",
        "22223333:user/ana is ",
        "not authorized to perf",
        "orm: iam:CreateRole on",
        "resource: arn:aws:iam:",
    )
    (found,) = readings("\n".join(rows))
    assert (found.principal, found.action, found.resource) == (None, "iam:CreateRole", None)


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("AccessDeniedException: \n\tstatus code: 400", False),
        ('{"code":"AccessDenied"}', False),
        ("because no session policy allows the ecs:RunTask action", True),
        ("with an explicit deny in a service control policy", False),
        ("UnauthorizedOperation: You are not authorized to perform this operation.", False),
    ],
)
def test_what_says_too_little_is_quoted_not_guessed(text, understood):
    (denial,) = explain(text)
    assert denial.is_understood is understood
    assert denial.quote
    assert denial.advice.statement == "" or denial.action


def test_a_code_beside_its_message_is_not_told_twice():
    text = f"AccessDenied\n{message('ecs:CreateService', SERVICE)}\n(AccessDeniedException)"
    assert [denial.action for denial in explain(text)] == ["ecs:CreateService"]


def test_a_code_far_from_any_message_is_told():
    text = message("ecs:CreateService", SERVICE) + "\n" + "x\n" * 1000 + "code: AccessDenied: "
    assert [denial.is_understood for denial in explain(text)] == [True, False]


def test_ec2_says_it_once_where_the_details_follow():
    text = "You are not authorized to perform this operation. " + message("ec2:RunInstances", "*")
    assert [denial.action for denial in explain(text)] == ["ec2:RunInstances"]


ROLE = "arn:aws:iam::111122223333:role/task"


@pytest.mark.parametrize(
    ("text", "resource"),
    [
        (f"ECS was unable to assume the role '{ROLE}' that was", ROLE),
        (f"Role {ROLE} is invalid or cannot be assumed", ROLE),
        ("ECS was unable to assume the role that was provided", None),
        ("Not authorized for images: [ami-0abc]", "ami-0abc"),
        ("Not authorized for images", None),
    ],
)
def test_the_thing_that_cannot_be_used_is_named(text, resource):
    (denial,) = explain(text)
    assert denial.resource == resource


def test_a_phrase_that_needs_confirming_is_not_told_without():
    ref = "failed to resolve ref 111122223333.dkr.ecr.us-west-2.amazonaws.com/demo:1"
    assert [denial.problem for denial in explain(f"{ref}: demo: not found")] == ["image-not-found"]
    assert explain(f"{ref}: timeout") == []


def test_the_clearer_of_two_problems_in_one_message_is_told():
    text = "An error occurred (SignatureDoesNotMatch): Signature expired: 2026 is now earlier"
    assert [denial.problem for denial in explain(text)] == ["clock-wrong"]
