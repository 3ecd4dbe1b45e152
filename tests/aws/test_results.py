"""Answers of the simulator, in both shapes, become decisions."""

from __future__ import annotations

import pytest

from ufo_preflight.aws.batches import Batch
from ufo_preflight.aws.results import hangs_on, read, undecided_keys
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
A, B = "arn:aws:ecs:us-west-2:111122223333:service/c/a", "arn:aws:ecs:us-west-2:1:service/c/b"
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
    return [decision for _question, decision in reading.decided]


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
            "implicitDeny",
            {"MissingContextValues": ["aws:SourceIp"], "MatchedStatements": [FOUND]},
            Decision.unknown(
                Reason.MISSING_CONTEXT,
                missing_context=["aws:SourceIp"],
                detail="Hangs on aws:SourceIp, which only the deploy knows: "
                "settle it with --context aws:SourceIp:ip=VALUE.",
            ),
        ),
        (
            "explicitDeny",
            {"MissingContextValues": ["aws:MultiFactorAuthPresent"], "MatchedStatements": [FOUND]},
            Decision.unknown(
                Reason.MISSING_CONTEXT,
                missing_context=["aws:MultiFactorAuthPresent"],
                matched=[STATEMENT],
                detail="Hangs on aws:MultiFactorAuthPresent, which only the deploy knows: "
                "settle it with --mfa or --no-mfa.",
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
    assert [question for question, _decision in reading.decided] == list(batch.questions[1:])
    assert reading.decided[1][1].reason is Reason.EXPLICIT_DENY


def test_a_crossed_question_without_a_result_is_in_doubt_and_a_lone_one_unanswered():
    crossed = ask(("ecs:UpdateService", A), ("ecs:UpdateService", B))
    only_a = result("ecs:UpdateService", "allowed", None, [(A, "allowed", {})])
    reading = read(crossed, [only_a])
    assert reading.in_doubt == (crossed.questions[1],)
    assert reading.decided == ((crossed.questions[0], Decision.allowed()),)
    lone = read(ask(("ecs:UpdateService", A)), [])
    assert (lone.decided, lone.in_doubt) == ((), ())


def test_keys_that_were_sent_or_are_filled_in_are_not_missing():
    missing = ["aws:RequestedRegion", "aws:UserName", "aws:SourceIp", "aws:SourceIp"]
    sent = frozenset({"aws:requestedregion"})
    assert undecided_keys(missing, sent, "ECS:CreateService") == ("aws:SourceIp",)


@pytest.mark.parametrize(
    ("keys", "flags"),
    [
        (("aws:SourceIp",), "--context aws:SourceIp:ip=VALUE"),
        (("aws:MultiFactorAuthPresent", "aws:multiFactorAuthAge"), "--mfa or --no-mfa"),
        (
            ("aws:MultiFactorAuthAge", "aws:SourceIp"),
            "--mfa or --no-mfa, --context aws:SourceIp:ip=VALUE",
        ),
    ],
)
def test_an_undecided_denial_names_the_flag_that_settles_it(keys, flags):
    assert hangs_on(keys, ()) == Decision.unknown(
        Reason.MISSING_CONTEXT,
        missing_context=keys,
        detail=f"Hangs on {', '.join(keys)}, which only the deploy knows: settle it with {flags}.",
    )


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
    assert (len(reading.decided), len(reading.inexact)) == (is_exact, not is_exact)
    exact = read(Batch(ME, question.context, (question,)), [result])
    assert exact.inexact == ()
