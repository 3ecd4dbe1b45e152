"""Which questions share a call, and how a call that failed is undecided or taken apart."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from hypothesis import given
from hypothesis import strategies as st

from ufo_preflight.aws.batches import (
    MOST_PAIRS,
    Batch,
    by_action,
    by_named_actions,
    by_resource,
    failure_of,
    halves,
    is_spare,
    plan,
    within_budget,
)
from ufo_preflight.aws.credentials import SignIn
from ufo_preflight.model import ContextEntry, Question, Reason

ME = "arn:aws:iam::111122223333:user/me"
OTHER = "arn:aws:iam::111122223333:role/cfn"
HERE = ContextEntry("aws:RequestedRegion", ("us-west-2",))
THERE = ContextEntry("aws:RequestedRegion", ("us-east-1",))
SECURE = ContextEntry("aws:SecureTransport", ("true",), "boolean")
DIRECT = ContextEntry("aws:ViaAWSService", ("false",), "boolean")
FORWARDED = ContextEntry("aws:ViaAWSService", ("true",), "boolean")
NOBODY = ContextEntry("aws:CalledVia", ())


def questions():
    actions = st.sampled_from(["ecs:RunTask", "ecs:CreateService", "iam:PassRole", "logs:Get"])
    resources = st.sampled_from([None, "*", "arn:a", "arn:b", "arn:c"])
    contexts = st.sampled_from(
        [(), (HERE,), (THERE, SECURE), (SECURE, THERE), (HERE, DIRECT, NOBODY), (HERE, FORWARDED)]
    )
    principals = st.sampled_from([None, OTHER])
    return st.builds(Question, actions, resources, contexts, principals, st.booleans())


@given(st.lists(questions(), unique=True))
def test_every_question_is_in_exactly_one_call_that_asks_it(asked):
    batches = plan(asked, ME)
    assert sorted(map(repr, asked)) == sorted(repr(q) for b in batches for q in b.questions)
    for batch in batches:
        for question in batch.questions:
            assert batch.principal == (question.principal or ME)
            assert set(batch.context) <= set(question.context)
            assert batch.unsent(question) <= {"aws:viaawsservice", "aws:securetransport"}
            assert question.action in batch.actions
            if question.resource in (None, "*"):
                assert not batch.resources or "*" in batch.resources
            else:
                assert question.resource in batch.resources
        if len({action.partition(":")[0] for action in batch.actions}) > 1 and batch.resources:
            assert len(batch.actions) * len(batch.resources) <= MOST_PAIRS


@given(st.lists(questions(), unique=True))
def test_a_question_can_be_asked_with_more_of_its_keys(asked):
    sending = frozenset({"aws:viaawsservice", "aws:securetransport"})
    batches = plan(asked, ME, sending=sending)
    assert sorted(map(repr, asked)) == sorted(repr(q) for b in batches for q in b.questions)
    assert not any(batch.unsent(q) for batch in batches for q in batch.questions)


def test_keys_in_which_the_questions_of_a_call_differ_are_left_out():
    direct = Question("ecs:ListTasks", context=(HERE, DIRECT, NOBODY))
    forwarded = Question("ecs:CreateService", context=(HERE, FORWARDED))
    (batch,) = plan([direct, forwarded], ME)
    assert batch.context == (HERE,)
    assert batch.unsent(direct) == batch.unsent(forwarded) == {"aws:viaawsservice"}


def test_a_run_without_resources_takes_a_call_for_each_context():
    asked = [
        Question("ecs:CreateService", context=(HERE,)),
        Question("logs:CreateLogGroup", context=(HERE,)),
        Question("iam:CreateRole", context=(THERE,)),
        Question("iam:CreateRole", "*", (THERE,), spare=True),
    ]
    assert [batch.actions for batch in plan(asked, ME)] == [
        ("ecs:CreateService", "logs:CreateLogGroup"),
        ("iam:CreateRole",),
    ]


def test_a_question_about_another_principal_carries_that_ones_arn():
    context = (ContextEntry("aws:principalarn", (ME,)), HERE)
    (batch,) = plan([Question("ecs:RunTask", None, context, OTHER)], ME)
    assert batch.principal == OTHER
    assert batch.context == (ContextEntry("aws:principalarn", (OTHER,)), HERE)


def test_a_crossing_stays_under_the_limit():
    asked = [
        Question(f"ecs:Action{action}", f"arn:{resource}")
        for action in range(30)
        for resource in range(20)
    ]
    batches = plan(asked, ME)
    assert all(len(b.actions) * len(b.resources) <= MOST_PAIRS for b in batches)
    assert sum(len(batch.questions) for batch in batches) == len(asked)


def test_small_services_share_a_call_and_large_ones_do_not():
    small = [Question("ecr:PutImage", "arn:1"), Question("logs:CreateLogGroup", "arn:2")]
    large = [Question(f"ecs:A{action}", f"arn:{action % 9}", ()) for action in range(22)]
    batches = plan([small[0], *large, small[1]], ME)
    assert [{action.partition(":")[0] for action in batch.actions} for batch in batches] == [
        {"ecr", "logs"},
        {"ecs"},
    ]


def test_a_call_that_has_to_be_made_takes_no_spare_one_along():
    asked = [Question("ecr:PutImage", "arn:1"), Question("logs:A", "arn:2", spare=True)]
    assert [is_spare(batch) for batch in plan(asked, ME)] == [False, True]


def test_spare_calls_stand_last_and_are_made_only_within_the_budget():
    spare = Question("iam:PassRole", context=(HERE,), spare=True)
    needed = Question("iam:CreateRole", context=(THERE,))
    batches = plan([spare, needed], ME)
    assert [is_spare(batch) for batch in batches] == [False, True]
    assert within_budget(batches, 2) == batches
    assert within_budget(batches, 1) == batches[:1]
    assert within_budget(batches, -3) == batches[:1]


def test_a_batch_splits_by_resource_action_named_groups_and_halves():
    a, b, c = Question("x:A", "arn:1"), Question("x:B", "arn:1"), Question("x:C", "arn:2")
    batch = Batch(ME, (HERE,), (a, b, c))

    def parts(split):
        assert all((part.principal, part.context) == (ME, (HERE,)) for part in split)
        return [part.questions for part in split]

    assert parts(by_resource(batch)) == [(a, b), (c,)]
    assert parts(by_action(batch)) == [(a,), (b,), (c,)]
    assert parts(by_named_actions(batch, [frozenset({"x:c"}), frozenset({"x:a"})])) == [
        (a,),
        (b,),
        (c,),
    ]
    assert parts(halves(batch)) == [(a,), (b, c)]
    assert by_resource(batch.of([])) == ()


TWO = Batch(ME, (), (Question("ecs:RunTask"), Question("ECR:PutImage")))
ONE = TWO.of(TWO.questions[:1])
MIXED = (
    "Invalid Input Actions: [ecr:PutImage, ecr:Other] and [ecs:RunTask] require different "
    "authorization information. Please refer to the documentation."
)


def answered(code, text="text"):
    return ClientError({"Error": {"Code": code, "Message": text}}, "SimulatePrincipalPolicy")


@pytest.mark.parametrize(
    ("error", "reason", "detail", "lasting"),
    [
        (answered("AccessDenied", "may not"), Reason.SIMULATE_DENIED, "may not", True),
        (
            answered("Throttling", "Rate exceeded"),
            Reason.THROTTLED,
            (
                "AWS throttles SimulatePrincipalPolicy in this account (Throttling). "
                "Wait a few minutes, or allow more attempts with AWS_MAX_ATTEMPTS."
            ),
            True,
        ),
        (
            answered("NoSuchEntity", "Unable to retrieve specified IAM entity."),
            Reason.REFUSED_BY_API,
            f"IAM does not know {ME}: Unable to retrieve specified IAM entity.",
            True,
        ),
        (
            answered("PolicyEvaluation", "broken"),
            Reason.REFUSED_BY_API,
            "The simulator refused it: PolicyEvaluation: broken",
            False,
        ),
        (
            answered("InvalidInput", "Duplicate context key: A:B."),
            Reason.REFUSED_BY_API,
            "The simulator refused it: Duplicate context key: A:B.",
            False,
        ),
        (
            answered("ExpiredToken"),
            Reason.NO_RESULT,
            (
                "The credentials have expired (ExpiredToken). Sign in again: "
                "aws sso login --profile dev"
            ),
            True,
        ),
        (
            EndpointConnectionError(endpoint_url="https://iam.example/"),
            Reason.NO_RESULT,
            (
                "Cannot reach iam.example. Check the network, the region's name, "
                "and --endpoint-url or AWS_ENDPOINT_URL."
            ),
            True,
        ),
    ],
)
def test_a_failure_is_undecided_with_its_reason(error, reason, detail, lasting):
    failure = failure_of(TWO, error, SignIn("dev", uses_sso=True))
    assert (failure.decision.reason, failure.lasting, failure.again) == (reason, lasting, ())
    assert failure.decision.detail == detail


def parts(text, batch=TWO):
    failure = failure_of(batch, answered("InvalidInput", text), SignIn())
    assert not failure.lasting
    return [part.actions for part in failure.again]


def test_actions_that_need_different_information_are_asked_in_the_groups_that_are_named():
    three = TWO.of((*TWO.questions, Question("ecr:Other")))
    assert parts(MIXED, three) == [("ecs:RunTask",), ("ECR:PutImage", "ecr:Other")]


def test_groups_that_tell_nothing_are_split_by_action():
    assert parts("[] and [] require different authorization information") == [
        ("ecs:RunTask",),
        ("ECR:PutImage",),
    ]


def test_a_single_question_is_not_split_further():
    assert parts(MIXED, ONE) == []
    assert parts("The action is invalid since it is missing names", ONE) == []


def test_another_invalid_input_is_found_by_halving():
    assert parts("The action is invalid since it is missing names") == [
        ("ecs:RunTask",),
        ("ECR:PutImage",),
    ]
