"""The decider over real botocore clients and a real connection."""

from __future__ import annotations

import pytest

from tests.sandbox.answers import (
    USER,
    all_allowed,
    answering,
    context_of,
    error,
    evaluation,
    listed,
    simulated,
)
from tests.sandbox.controls import ACCOUNT
from tests.sandbox.sessions import REGION, session_at, signed_in
from ufo_preflight.aws.batches import Batch
from ufo_preflight.aws.identity import whoami
from ufo_preflight.aws.session import open_session
from ufo_preflight.aws.settings import AwsSettings
from ufo_preflight.aws.simulate import IN_FLIGHT, SimulatorDecider, request_of
from ufo_preflight.caller import Identity, PrincipalKind
from ufo_preflight.model import ContextEntry, Decision, Method, Question, Reason, Verdict

ME = Identity(PrincipalKind.USER, USER, ACCOUNT, "aws", USER, "the caller's own ARN")
ROLE = f"arn:aws:iam::{ACCOUNT}:role/service"
WEST = ContextEntry("aws:RequestedRegion", ("us-west-2",))
EAST = ContextEntry("aws:RequestedRegion", ("us-east-1",))
PASSED = ContextEntry("iam:PassedToService", ("ecs-tasks.amazonaws.com",))
A, B, C = (f"arn:aws:ecs:us-west-2:{ACCOUNT}:service/cluster/{name}" for name in "abc")
TYPO = "The action is invalid since it is missing names"


def decide(aws, *questions, identity=ME, progress=None):
    decider = SimulatorDecider(session_at(aws.url), identity, progress=progress)
    found = dict(decider.decide(questions))
    assert decider.method == Method("simulate-principal-policy", len(aws.asked()))
    return found


def regions(count):
    return [ContextEntry("aws:RequestedRegion", (f"us-west-{number}",)) for number in range(count)]


def test_a_request_says_who_what_where_and_when():
    with answering() as aws:
        decide(aws, Question("ecs:UpdateService", A, (WEST, PASSED)))
    (request,) = aws.asked()
    assert request["PolicySourceArn"] == USER
    assert listed(request, "ActionNames") == ["ecs:UpdateService"]
    assert listed(request, "ResourceArns") == [A]
    assert context_of(request) == {
        "aws:RequestedRegion": "us-west-2",
        "iam:PassedToService": "ecs-tasks.amazonaws.com",
    }
    assert request["ContextEntries.member.1.ContextKeyType"] == "string"
    assert request["MaxItems"] == "1000"


def test_an_action_without_a_resource_is_sent_without_resources():
    with answering() as aws:
        found = decide(aws, Question("elasticloadbalancing:DescribeLoadBalancers"))
    assert found == {Question("elasticloadbalancing:DescribeLoadBalancers"): Decision.allowed()}
    assert listed(aws.asked()[0], "ResourceArns") == []
    assert context_of(aws.asked()[0]) == {}


def test_a_call_for_a_spare_question_alone_is_made_while_there_are_few():
    asked = [
        Question("ecs:CreateService", context=(WEST,)),
        Question("iam:PassRole", context=(EAST, PASSED)),
        Question(
            "iam:PassRole",
            context=(EAST, ContextEntry("iam:PassedToService", ("ec2.amazonaws.com",))),
            spare=True,
        ),
    ]
    with answering() as aws:
        session = session_at(aws.url)
        decider = SimulatorDecider(session, whoami(session))
        assert dict(decider.decide(asked)) == dict.fromkeys(asked, Decision.allowed())
        assert decider.method.calls == 4
    with answering() as aws:
        session = session_at(aws.url)
        identity = whoami(session, f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/x")
        decider = SimulatorDecider(session, identity)
        assert dict(decider.decide(asked)) == dict.fromkeys(asked[:-1], Decision.allowed())
        assert decider.method.calls == 4


def test_calls_overlap_but_only_a_few_at_a_time():
    asked = [Question("ecs:RunTask", context=(region,)) for region in regions(9)]
    with answering(delay=0.05) as aws:
        assert len(decide(aws, *asked)) == 9
    assert aws.controls.most_at_once == IN_FLIGHT


def test_all_pages_are_read():
    def page(request):
        if "Marker" not in request:
            return simulated(evaluation("ecs:RunTask"), marker="next")
        assert request["Marker"] == "next"
        return simulated(evaluation("ecs:StopTask", "implicitDeny"))

    with answering(simulate=page) as aws:
        found = decide(aws, Question("ecs:RunTask"), Question("ecs:StopTask"))
    assert [decision.verdict for decision in found.values()] == [Verdict.ALLOWED, Verdict.DENIED]
    assert len(aws.asked()) == 2


@pytest.mark.parametrize("marker", ["same", None], ids=["circle", "ever new"])
def test_pages_that_do_not_end_are_left_and_what_is_missing_stays_unanswered(marker):
    numbers = iter(range(1000))

    def page(_asked):
        return simulated(evaluation("ecs:RunTask"), marker=marker or f"m{next(numbers)}")

    with answering(simulate=page) as aws:
        found = decide(aws, Question("ecs:RunTask"), Question("ecs:StopTask"))
    assert found == {Question("ecs:RunTask"): Decision.allowed()}
    assert len(aws.calls()) < 12


def test_an_error_without_parts_is_undecided():
    empty = (400, "<ErrorResponse><Error/></ErrorResponse>")
    with answering(simulate=lambda _asked: empty) as aws:
        (decision,) = decide(aws, Question("ecs:RunTask")).values()
    assert (decision.verdict, decision.reason) == (Verdict.UNKNOWN, Reason.NO_RESULT)


def test_a_question_without_an_answer_is_not_yielded():
    with answering(simulate=lambda _asked: simulated()) as aws:
        assert decide(aws, Question("ecs:RunTask")) == {}


def test_what_a_crossed_answer_leaves_in_doubt_is_asked_alone():
    organization = (
        "<OrganizationsDecisionDetail><AllowedByOrganizations>false</AllowedByOrganizations>"
        "</OrganizationsDecisionDetail>"
    )

    def answer(request):
        resources = listed(request, "ResourceArns")
        if resources == [B]:
            return simulated(evaluation("ecs:UpdateService", "implicitDeny", resource=B))
        verdicts = {A: "allowed", B: "implicitDeny", C: "allowed"}
        return simulated(
            evaluation(
                "ecs:UpdateService",
                "implicitDeny",
                resource=None,
                specific={resource: verdicts[resource] for resource in resources},
                extra=organization,
            )
        )

    with answering(simulate=answer) as aws:
        found = decide(
            aws,
            Question("ecs:UpdateService", A),
            Question("ecs:UpdateService", B),
            Question("ecs:UpdateService", C),
        )
    assert [decision.reason for decision in found.values()] == [None, None, Reason.IMPLICIT_DENY]
    assert [listed(request, "ResourceArns") for request in aws.asked()] == [[A, B, C], [B]]


def test_a_spare_question_in_doubt_is_not_worth_a_call():
    with answering(
        simulate=lambda _asked: simulated(
            evaluation("ecs:RunTask", resource=None, specific={A: "allowed"})
        )
    ) as aws:
        asked = Question("ecs:RunTask", A), Question("ecs:RunTask", B, spare=True)
        assert decide(aws, *asked) == {asked[0]: Decision.allowed()}
    assert len(aws.asked()) == 1


def test_actions_that_cannot_be_mixed_are_asked_in_their_groups():
    def answer(request):
        actions = listed(request, "ActionNames")
        if len({action.partition(":")[0] for action in actions}) > 1:
            return error(
                "InvalidInput",
                "Invalid Input Actions: [ecs:RunTask,ecs:StopTask] and [logs:CreateLogGroup] "
                "require different authorization information. Please refer to the documentation.",
            )
        return all_allowed(request)

    asked = [Question(name) for name in ("ecs:RunTask", "logs:CreateLogGroup", "ecs:StopTask")]
    with answering(simulate=answer) as aws:
        assert decide(aws, *asked) == dict.fromkeys(asked, Decision.allowed())
    # They travel together, so either may arrive first.
    assert sorted(listed(request, "ActionNames") for request in aws.asked()[1:]) == [
        ["ecs:RunTask", "ecs:StopTask"],
        ["logs:CreateLogGroup"],
    ]


def test_one_invalid_question_is_isolated_and_the_others_are_decided():
    def answer(request):
        if "ecsRunTask" in listed(request, "ActionNames"):
            return error("InvalidInput", TYPO)
        return all_allowed(request)

    names = ["ecs:A", "ecs:B", "ecsRunTask", "ecs:C", "ecs:D"]
    with answering(simulate=answer) as aws:
        found = decide(aws, *map(Question, names))
    wrong = found.pop(Question("ecsRunTask"))
    assert wrong == Decision.unknown(
        Reason.REFUSED_BY_API, detail=f"The simulator refused it: {TYPO}"
    )
    assert found == {Question(name): Decision.allowed() for name in names if name != "ecsRunTask"}


def test_a_refusal_of_the_simulator_itself_ends_the_asking():
    denied = "User is not authorized to perform: iam:SimulatePrincipalPolicy"
    asked = [Question("ecs:RunTask", context=(region,)) for region in regions(8)]
    with answering(simulate=lambda _asked: error("AccessDenied", denied, 403)) as aws:
        found = decide(aws, *asked)
    assert found == dict.fromkeys(asked, Decision.unknown(Reason.SIMULATE_DENIED, detail=denied))
    assert len(aws.asked()) <= IN_FLIGHT


@pytest.mark.parametrize(
    ("failure", "reason", "words"),
    [
        (error("Throttling", "Rate exceeded"), Reason.THROTTLED, "throttles"),
        (error("ExpiredToken", "expired", 403), Reason.NO_RESULT, "have expired"),
        (error("NoSuchEntity", "Unable", 404), Reason.REFUSED_BY_API, f"does not know {USER}"),
        (error("PolicyEvaluation", "x", 500), Reason.REFUSED_BY_API, "PolicyEvaluation"),
        (None, Reason.NO_RESULT, "was cut"),
        ((200, "<html>hello</html>"), Reason.NO_RESULT, "not AWS"),
        ((200, "hello"), Reason.NO_RESULT, "not AWS"),
    ],
)
def test_rows_decided_before_a_failure_are_kept(failure, reason, words):
    def answer(request):
        return all_allowed(request) if "ecs:RunTask" in listed(request, "ActionNames") else failure

    early, late = (
        Question("ecs:RunTask", context=(EAST,)),
        Question("ecs:StopTask", context=(WEST,)),
    )
    with answering(simulate=answer) as aws:
        found = decide(aws, early, late)
    assert found[early] == Decision.allowed()
    assert (found[late].verdict, found[late].reason) == (Verdict.UNKNOWN, reason)
    assert words in found[late].detail


def test_pages_read_before_a_failure_are_kept():
    def page(request):
        if "Marker" in request:
            return error("ExpiredToken", "expired", 403)
        return simulated(evaluation("ecs:RunTask"), marker="next")

    with answering(simulate=page) as aws:
        found = decide(aws, Question("ecs:RunTask"), Question("ecs:StopTask"))
    assert found[Question("ecs:RunTask")] == Decision.allowed()
    assert found[Question("ecs:StopTask")].reason is Reason.NO_RESULT


def test_throttling_that_passes_leaves_no_trace(monkeypatch):
    signed_in(monkeypatch, attempts=3)
    waiting = [error("Throttling", "Rate exceeded")]

    def answer(request):
        return waiting.pop() if waiting else all_allowed(request)

    with answering(simulate=answer) as aws:
        decider = SimulatorDecider(session_at(aws.url), ME)
        assert dict(decider.decide([Question("ecs:RunTask")])) == {
            Question("ecs:RunTask"): Decision.allowed()
        }
        assert (len(aws.asked()), decider.method.calls) == (2, 1)


def test_a_principal_that_cannot_be_simulated_is_undecided_without_a_call():
    root = Identity(PrincipalKind.ROOT, USER, ACCOUNT, "aws", None, "The root user cannot be …")
    mine, service = Question("ecs:RunTask"), Question("ecs:RunTask", principal=ROLE)
    with answering() as aws:
        found = decide(aws, mine, service, identity=root)
    assert found == {
        mine: Decision.unknown(Reason.NOT_SUPPORTED_PRINCIPAL, detail="The root user cannot be …"),
        service: Decision.allowed(),
    }
    assert [request["PolicySourceArn"] for request in aws.asked()] == [ROLE]


def test_progress_tells_how_far_it_is():
    told = []
    with answering() as aws:
        decide(aws, Question("ecs:RunTask"), Question("ecs:StopTask"), progress=told.append)
    assert told == ["2 decided, 1 AWS calls"]


def test_a_request_has_only_parameters_of_the_call():
    session = open_session(AwsSettings(region=REGION))
    batch = Batch("arn", (ContextEntry("a:b", ("c",)),), (Question("x:Y", "arn:z"),))
    model = session.iam.meta.service_model.operation_model("SimulatePrincipalPolicy")
    assert set(request_of(batch)) <= set(model.input_shape.members)
