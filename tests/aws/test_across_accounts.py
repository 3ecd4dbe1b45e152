"""A resource of another account needs two policies, and only one of them is seen from here."""

from __future__ import annotations

import pytest

from ufo_preflight.aws.across_accounts import owner_elsewhere
from ufo_preflight.aws.batches import Batch
from ufo_preflight.aws.results import read
from ufo_preflight.model import Layer, Question, Reason, Verdict

ME = "arn:aws:iam::111122223333:user/me"
REPOSITORY = "arn:aws:ecr:us-west-2:444455556666:repository/shop"


@pytest.mark.parametrize(
    ("resource", "owner"),
    [
        (None, ""),
        ("*", ""),
        (REPOSITORY, "444455556666"),
        ("arn:aws:ecr:us-west-2:111122223333:repository/shop", ""),
        ("arn:aws:ecr:us-west-2:*:repository/shop", ""),
        ("arn:aws:iam::aws:policy/AdministratorAccess", ""),
        ("arn:aws:s3:::bucket/key", ""),
    ],
)
def test_the_owner_of_a_resource_is_in_its_arn(resource, owner):
    assert owner_elsewhere(resource, ME) == owner


def decided(decision, details):
    result = {
        "EvalActionName": "ecr:PutImage",
        "EvalResourceName": REPOSITORY,
        "EvalDecision": decision,
        "EvalDecisionDetails": details,
    }
    question = Question("ecr:PutImage", REPOSITORY)
    ((_, answer),) = read(Batch(ME, (), (question,)), [result]).answers
    return answer.decision


BOTH = {"IAM Policy": "allowed", "Resource Policy": "allowed"}


def test_a_resource_whose_policy_was_seen_to_allow_is_allowed():
    assert decided("allowed", BOTH).verdict is Verdict.ALLOWED


@pytest.mark.parametrize(
    ("decision", "details"),
    [
        ("allowed", {}),
        ("allowed", {"IAM Policy": "allowed"}),
        ("allowed", BOTH | {"Resource Policy": "implicitDeny"}),
        ("implicitDeny", {}),
        ("implicitDeny", {"IAM Policy": "allowed", "Resource Policy": "implicitDeny"}),
        ("implicitDeny", {"IAM Policy": "allowed"}),
    ],
)
def test_what_hangs_on_the_other_accounts_policy_is_unknown_and_says_whom_to_ask(decision, details):
    found = decided(decision, details)
    assert (found.verdict, found.reason) == (Verdict.UNKNOWN, Reason.NO_RESULT)
    assert found.detail == (
        f"{REPOSITORY} is of account 444455556666, whose own policy for it must allow {ME} as well "
        "and cannot be seen from here: ask that account's administrator."
    )


@pytest.mark.parametrize(
    ("decision", "details"),
    [
        ("implicitDeny", {"IAM Policy": "implicitDeny", "Resource Policy": "implicitDeny"}),
        ("explicitDeny", {}),
    ],
)
def test_a_refusal_of_ones_own_policies_is_a_denial(decision, details):
    found = decided(decision, details)
    assert (found.verdict, found.layer) == (Verdict.DENIED, Layer.IDENTITY)
