import pytest

from tests.denial.messages import SERVICE, message
from ufo_preflight.denial import explain


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("AccessDeniedException: \n\tstatus code: 400", False),
        ('{"code":"AccessDenied"}', False),
        ("because no session policy allows the ecs:RunTask action", True),
        ("with an explicit deny in a service control policy", False),
        ("UnauthorizedOperation: You are not authorized to perform this operation.", True),
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
