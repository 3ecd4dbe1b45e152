"""A call that fails is an undecided row with its reason, or is taken apart and asked again."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from ufo_preflight.aws.failures import failure_of
from ufo_preflight.aws.grouping import Batch
from ufo_preflight.aws.sign_in import SignIn
from ufo_preflight.model import Question, Reason

ME = "arn:aws:iam::111122223333:user/me"
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
