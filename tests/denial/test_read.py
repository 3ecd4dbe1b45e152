from itertools import pairwise

from tests.denial.messages import SERVICE, TASK_ROLE, message, no_identity
from ufo_preflight.denial.compact import CompactText
from ufo_preflight.denial.read import read


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
