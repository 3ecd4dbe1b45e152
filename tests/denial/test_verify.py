import pytest

from tests.denial.messages import SERVICE, TASK_ROLE, message
from ufo_preflight.denial import explain
from ufo_preflight.denial.verify import compare, question_of
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
