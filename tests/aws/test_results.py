"""Answers of the simulator, in both shapes, become decisions."""

from __future__ import annotations

import pytest

from ufo_preflight.aws.batches import Batch
from ufo_preflight.aws.results import Answer, read, undecided_keys
from ufo_preflight.model import (
    ContextEntry,
    Decision,
    Layer,
    Position,
    Question,
    Reason,
    Statement,
)

ME = "arn:aws:iam::111122223333:user/me"
CONTEXT = (ContextEntry("aws:RequestedRegion", ("us-west-2",)),)
A, B = (
    "arn:aws:ecs:us-west-2:111122223333:service/c/a",
    "arn:aws:ecs:us-west-2:111122223333:service/c/b",
)
IMPLICIT = Decision.denied(
    Reason.IMPLICIT_DENY, Layer.IDENTITY, detail="No identity-based policy allows it."
)
SCP_EXPLICIT = Decision.denied(
    Reason.SCP,
    Layer.SERVICE_CONTROL_POLICY,
    detail="A service control policy denies it explicitly.",
)
SCP_IMPLICIT = Decision.denied(
    Reason.SCP, Layer.SERVICE_CONTROL_POLICY, detail="No service control policy allows it."
)
BOUNDARY = Decision.denied(
    Reason.PERMISSIONS_BOUNDARY,
    Layer.PERMISSIONS_BOUNDARY,
    detail="The permissions boundary does not allow it.",
)
FOUND = {
    "SourcePolicyId": "user_me_deny",
    "SourcePolicyType": "IAM Policy",
    "StartPosition": {"Line": 3, "Column": 16},
    "EndPosition": {"Line": 9, "Column": 6},
}
STATEMENT = Statement("user_me_deny", Layer.IDENTITY, start=Position(3, 16), end=Position(9, 6))
FOUND_IN_BOUNDARY = FOUND | {"SourcePolicyType": "Permissions Boundary Policy"}
STATEMENT_OF_BOUNDARY = Statement(
    "user_me_deny", Layer.PERMISSIONS_BOUNDARY, start=Position(3, 16), end=Position(9, 6)
)
NO_SCP = {"OrganizationsDecisionDetail": {"AllowedByOrganizations": False}}
YES_SCP = {"OrganizationsDecisionDetail": {"AllowedByOrganizations": True}}
NO_BOUNDARY = {"PermissionsBoundaryDecisionDetail": {"AllowedByPermissionsBoundary": False}}
YES_BOUNDARY = {"PermissionsBoundaryDecisionDetail": {"AllowedByPermissionsBoundary": True}}


def ask(*pairs):
    return Batch(
        ME, CONTEXT, tuple(Question(action, resource, CONTEXT) for action, resource in pairs)
    )


def result(action, decision, resource="*", specific=None, **more):
    parts = [
        {"EvalResourceName": name, "EvalResourceDecision": verdict, **extra}
        for name, verdict, extra in specific or ()
    ]
    named = {"EvalResourceName": resource} if resource else {}
    found = {"ResourceSpecificResults": parts} if parts else {}
    return {"EvalActionName": action, "EvalDecision": decision} | named | found | more


def decisions(batch, *results):
    reading = read(batch, results)
    assert not reading.in_doubt
    return [answer.decision for _question, answer in reading.answers]


@pytest.mark.parametrize(
    ("decision", "more", "expected"),
    [
        ("allowed", {}, Decision.allowed()),
        ("allowed", YES_SCP | YES_BOUNDARY, Decision.allowed()),
        ("allowed", {"MissingContextValues": ["aws:SourceIp"]}, Decision.allowed()),
        ("allowed", {"MatchedStatements": [FOUND]}, Decision.allowed([STATEMENT])),
        ("implicitDeny", {}, IMPLICIT),
        ("implicitDeny", YES_SCP | YES_BOUNDARY, IMPLICIT),
        ("implicitDeny", {"MatchedStatements": [FOUND]}, IMPLICIT),
        ("implicitDeny", {"MissingContextValues": ["aws:username"]}, IMPLICIT),
        ("implicitDeny", {"MissingContextValues": ["aws:requestedregion"]}, IMPLICIT),
        ("implicitDeny", {"MissingContextValues": ["iam:PassedToService"]}, IMPLICIT),
        ("implicitDeny", NO_SCP, SCP_IMPLICIT),
        ("implicitDeny", NO_SCP | NO_BOUNDARY, SCP_IMPLICIT),
        ("explicitDeny", NO_SCP, SCP_EXPLICIT),
        ("implicitDeny", NO_BOUNDARY, BOUNDARY),
        (
            "explicitDeny",
            NO_BOUNDARY | {"MatchedStatements": [FOUND_IN_BOUNDARY]},
            Decision.denied(
                Reason.PERMISSIONS_BOUNDARY,
                Layer.PERMISSIONS_BOUNDARY,
                matched=[STATEMENT_OF_BOUNDARY],
                detail="The permissions boundary denies it explicitly.",
            ),
        ),
        (
            "explicitDeny",
            NO_BOUNDARY | {"MatchedStatements": [FOUND]},
            Decision.denied(
                Reason.EXPLICIT_DENY,
                Layer.IDENTITY,
                matched=[STATEMENT],
                detail="A statement of an identity-based policy denies it explicitly.",
                also=[Layer.PERMISSIONS_BOUNDARY],
            ),
        ),
        (
            "allowed",
            NO_SCP,
            Decision.unknown(
                Reason.NO_RESULT,
                detail="The simulator contradicts itself: allowed, but not by all layers.",
            ),
        ),
        (
            "maybe",
            {},
            Decision.unknown(Reason.NO_RESULT, detail="The simulator answered 'maybe'."),
        ),
    ],
)
def test_a_verdict_becomes_a_decision_with_its_reason(decision, more, expected):
    batch = ask(("ecs:CreateService", None))
    assert decisions(batch, result("ecs:CreateService", decision, **more)) == [expected]


@pytest.mark.parametrize(
    ("decision", "more"),
    [
        ("allowed", {}),
        ("implicitDeny", {}),
        ("explicitDeny", {}),
        ("implicitDeny", NO_BOUNDARY),
        ("explicitDeny", NO_BOUNDARY),
    ],
)
def test_a_key_that_nobody_sent_leaves_an_answer_open(decision, more):
    batch = ask(("ecs:CreateService", None))
    missing = {"MissingContextValues": ["aws:SourceIp", "ec2:Vpc"]}
    reading = read(batch, [result("ecs:CreateService", decision, **missing, **more)])
    assert [answer.open_keys for _question, answer in reading.answers] == [("aws:SourceIp",)]


def test_a_denial_by_the_organization_is_not_open_for_keys_of_other_layers():
    missing = {"MissingContextValues": ["aws:SourceIp"]}
    batch = ask(("ecs:CreateService", None))
    reading = read(batch, [result("ecs:CreateService", "explicitDeny", **missing, **NO_SCP)])
    assert [answer.open_keys for _question, answer in reading.answers] == [()]


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("other", "expected"), [("implicitDeny", IMPLICIT), ("maybe", None), ("allowed", SCP_IMPLICIT)]
)
def test_of_two_results_for_one_question_the_strictest_counts(other, expected, order):
    batch = ask(("ecs:CreateService", None))
    first = result("ecs:CreateService", "implicitDeny", **NO_SCP)
    if other != "allowed":
        first = result("ecs:CreateService", "allowed")
    both = [first, result("ecs:CreateService", other)][::order]
    (found,) = decisions(batch, *both)
    assert found == (expected or Decision.unknown(Reason.NO_RESULT, detail=NOT_A_VERDICT))


NOT_A_VERDICT = "The simulator answered 'maybe'."


@pytest.mark.parametrize(
    "place", [{"Line": 3}, {"Column": 3}, {}, None], ids=["line", "column", "empty", "none"]
)
def test_a_statement_may_lack_parts_of_its_place(place):
    found = FOUND | {"StartPosition": place}
    batch = ask(("ecs:CreateService", None))
    (decision,) = decisions(
        batch, result("ecs:CreateService", "allowed", MatchedStatements=[found])
    )
    assert [statement.start for statement in decision.matched] == [None]


def test_an_action_is_recognised_whatever_its_case():
    batch = ask(("ecs:createservice", None))
    assert decisions(batch, result("ECS:CreateService", "allowed")) == [Decision.allowed()]


def test_the_old_shape_has_one_result_for_each_action_and_resource():
    batch = ask(("ecs:UpdateService", A), ("ecs:UpdateService", B))
    found = decisions(
        batch,
        result("ecs:UpdateService", "allowed", A),
        result("ecs:UpdateService", "implicitDeny", B, **NO_SCP),
    )
    assert found == [Decision.allowed(), SCP_IMPLICIT]


def test_the_new_shape_is_read_by_resource_and_never_from_the_whole():
    batch = ask(("ecs:UpdateService", A), ("ecs:UpdateService", B))
    whole = result(
        "ecs:UpdateService",
        "implicitDeny",
        "arn:aws:ecs:${Region}:${Account}:service/${ClusterName}/${ServiceName}",
        [(A, "allowed", {"MatchedStatements": [FOUND]}), (B, "implicitDeny", NO_BOUNDARY)],
        MatchedStatements=[FOUND],
        **YES_SCP,
    )
    assert decisions(batch, whole) == [Decision.allowed([STATEMENT]), BOUNDARY]


def test_one_resource_has_its_organization_verdict_in_the_whole():
    batch = ask(("ecs:UpdateService", A))
    whole = result("ecs:UpdateService", "explicitDeny", A, [(A, "explicitDeny", {})], **NO_SCP)
    assert decisions(batch, whole) == [SCP_EXPLICIT]


def test_one_resource_may_have_its_boundary_verdict_in_the_whole_alone():
    batch = ask(("ecs:UpdateService", A))
    part = [(A, "implicitDeny", {})]
    whole = result("ecs:UpdateService", "implicitDeny", A, part, **NO_BOUNDARY)
    assert decisions(batch, whole) == [BOUNDARY]


def test_the_boundary_verdict_of_the_whole_is_not_that_of_one_of_several():
    batch = ask(("ecs:UpdateService", A), ("ecs:UpdateService", B))
    parts = [(A, "implicitDeny", {}), (B, "implicitDeny", NO_BOUNDARY)]
    whole = result("ecs:UpdateService", "implicitDeny", None, parts, **NO_BOUNDARY)
    assert decisions(batch, whole) == [IMPLICIT, BOUNDARY]


def test_one_resource_may_be_named_by_its_template_alone():
    batch = ask(("ecs:UpdateService", A))
    found = result("ecs:UpdateService", "allowed", "arn:aws:ecs:${Region}:${Account}:service/*")
    assert decisions(batch, found) == [Decision.allowed()]


def test_a_crossed_denial_by_the_organization_is_in_doubt_for_each_resource():
    batch = ask(("ecs:UpdateService", A), ("ecs:UpdateService", B), ("ecs:RunTask", A))
    reading = read(
        batch,
        [
            result(
                "ecs:UpdateService",
                "explicitDeny",
                None,
                [(A, "implicitDeny", {}), (B, "allowed", {})],
                **NO_SCP,
            ),
            result(
                "ecs:RunTask",
                "explicitDeny",
                None,
                [(A, "explicitDeny", {"MatchedStatements": [FOUND]}), (B, "implicitDeny", {})],
                **NO_SCP,
            ),
        ],
    )
    assert reading.in_doubt == (batch.questions[0],)
    assert [question for question, _answer in reading.answers] == list(batch.questions[1:])
    assert reading.answers[1][1].decision.reason is Reason.EXPLICIT_DENY


def test_a_crossed_question_without_a_result_is_in_doubt_and_a_lone_one_unanswered():
    crossed = ask(("ecs:UpdateService", A), ("ecs:UpdateService", B))
    only_a = result("ecs:UpdateService", "allowed", None, [(A, "allowed", {})])
    reading = read(crossed, [only_a])
    assert reading.in_doubt == (crossed.questions[1],)
    assert reading.answers == ((crossed.questions[0], Answer(Decision.allowed())),)
    lone = read(ask(("ecs:UpdateService", A)), [])
    assert (lone.answers, lone.in_doubt) == ((), ())


def test_keys_of_which_something_is_known_are_not_open():
    missing = ["aws:RequestedRegion", "aws:UserName", "aws:SourceIp", "aws:SourceIp", "aws:viaX"]
    absent = ContextEntry("aws:ViaX", ())
    question = Question("ECS:CreateService", context=(*CONTEXT, absent))
    assert undecided_keys(missing, question) == ("aws:SourceIp",)


DIRECT = ContextEntry("aws:ViaAWSService", ("false",), "boolean")
FORWARDED = ContextEntry("aws:ViaAWSService", ("true",), "boolean")


@pytest.mark.parametrize(
    ("entry", "decision", "more", "is_exact"),
    [
        (DIRECT, "allowed", {}, True),
        (DIRECT, "allowed", {"MissingContextValues": ["aws:SourceIp"]}, True),
        (DIRECT, "allowed", {"MissingContextValues": ["AWS:viaAWSservice"]}, False),
        (FORWARDED, "implicitDeny", {"MissingContextValues": ["aws:ViaAWSService"]}, False),
        (DIRECT, "allowed", YES_SCP, False),
        (FORWARDED, "allowed", YES_SCP, True),
        (FORWARDED, "implicitDeny", NO_SCP, False),
    ],
)
def test_a_key_that_was_left_out_and_may_decide_is_asked_with(entry, decision, more, is_exact):
    question = Question("ecs:ListTasks", None, (*CONTEXT, entry))
    result = {"EvalActionName": "ecs:ListTasks", "EvalDecision": decision, **more}
    reading = read(Batch(ME, CONTEXT, (question,)), [result])
    assert (len(reading.answers), len(reading.inexact)) == (is_exact, not is_exact)
    exact = read(Batch(ME, question.context, (question,)), [result])
    assert exact.inexact == ()
