import json

import pytest

from tests.denial.messages import SERVICE, TASK_ROLE, message
from ufo_preflight.denial import explain
from ufo_preflight.denial.verify import compare, opened, question_of
from ufo_preflight.model import ContextEntry, Decision, Layer, Question, Reason

THROTTLED = Decision.unknown(Reason.THROTTLED, detail="Later.")
DENIED = Decision.denied(Reason.SCP, Layer.SERVICE_CONTROL_POLICY)


def denial(tail="", action="ecs:CreateService", resource=SERVICE):
    (found,) = explain(message(action, resource, tail))
    return found


def test_the_question_is_the_refused_request():
    assert question_of(denial()) == Question("ecs:CreateService", SERVICE)
    masked = denial(resource="arn:aws:ecs:us-west-2:***:service/dev/x")
    assert question_of(masked) == Question("ecs:CreateService")
    passed = ContextEntry("iam:PassedToService", ("ecs-tasks.amazonaws.com",))
    assert question_of(denial(action="iam:PassRole", resource=TASK_ROLE)) == Question(
        "iam:PassRole", TASK_ROLE, (passed,)
    )


def test_what_is_no_permission_is_not_asked():
    (found,) = explain("Rate exceeded")
    assert question_of(found) is None


@pytest.mark.parametrize(
    ("tail", "decision", "agrees", "begins"),
    [
        ("", DENIED, True, "The simulator agrees: denied by service control policy (scp)."),
        ("", Decision.allowed(), False, "The simulator allows it: a policy was changed since"),
        ("because no session policy allows", Decision.allowed(), None, "The simulator allows it, as it must"),
        ("", THROTTLED, None, "The simulator does not tell (throttled): Later."),
        ("", None, None, "The simulator gave no answer."),
    ],
)  # fmt: skip
def test_the_decision_is_told_beside_the_denial(tail, decision, agrees, begins):
    found = compare(denial(tail), decision)
    assert found.agrees is agrees
    assert found.text.startswith(begins)
    assert found.decision == decision


TEXT = (
    "API: ec2:DeleteRoute You are not authorized to perform this operation."
    " Encoded authorization failure message: ABCDEFGHIJKLMNOPQRST"
)
MESSAGE = {
    "allowed": False,
    "explicitDeny": False,
    "matchedStatements": {"items": []},
    "context": {
        "principal": {"arn": "arn:aws:iam::111122223333:user/ana"},
        "action": "RunInstances",
        "resource": "arn:aws:ec2:us-west-2:111122223333:instance/*",
        "conditions": {"items": [{"key": "aws:Service", "values": {"items": [{"value": "ec2"}]}}]},
    },
}


def test_a_decoded_message_fills_in_what_the_text_left_out():
    (denial,) = explain(TEXT)
    found = opened(denial, json.dumps(MESSAGE))
    assert (found.principal, found.action, found.resource, found.reason.value) == (
        "arn:aws:iam::111122223333:user/ana",
        "ec2:DeleteRoute",
        "arn:aws:ec2:us-west-2:111122223333:instance/*",
        "unspecified",
    )
    assert '"ec2:DeleteRoute"' in found.advice.statement


def test_a_deny_that_matched_is_named_and_no_statement_offered():
    (denial,) = explain(TEXT.replace("API: ec2:DeleteRoute ", ""))
    items = [{"statementId": "NoInstances", "effect": "DENY"}]
    message = {**MESSAGE, "explicitDeny": True, "matchedStatements": {"items": items}}
    found = opened(denial, json.dumps(message))
    assert (found.action, found.reason.value) == ("ec2:RunInstances", "explicit_unspecified")
    assert found.advice.statement == ""
    assert found.advice.notes[-1] == "The decoded message names the DENY statement NoInstances."


@pytest.mark.parametrize("text", ["no JSON", "[]", '{"context": 1}'])
def test_another_text_is_a_value_error(text):
    (denial,) = explain(TEXT)
    with pytest.raises(ValueError):  # noqa: PT011
        opened(denial, text)
