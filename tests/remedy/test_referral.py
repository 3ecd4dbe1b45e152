"""Whom to ask, one sentence a cause."""

import pytest

from ufo_preflight.model import (
    Decision,
    Identity,
    Layer,
    PrincipalKind,
    Question,
    Reason,
    Statement,
)
from ufo_preflight.remedy.referral import referrals
from ufo_preflight.report import ActionResult, Requirement

ROLE = "arn:aws:iam::123456789012:role/deploy"
WHO = Identity(PrincipalKind.ROLE, account="123456789012", policy_source_arn=ROLE)
GUARD = Statement(
    "Guard", Layer.IDENTITY, sid="No", policy_arn="arn:aws:iam::123456789012:policy/Guard"
)
LIMIT = Statement("Limit", Layer.PERMISSIONS_BOUNDARY, index=2)


def found(decision, action="ecs:CreateService"):
    return ActionResult(Requirement("row", Question(action), "why", "source"), decision)


@pytest.mark.parametrize(
    ("decision", "sentence"),
    [
        (
            Decision.denied(Reason.EXPLICIT_DENY, Layer.IDENTITY, matched=[GUARD]),
            (
                "Ask the account's administrator to lift the deny of ecs:CreateService "
                "(arn:aws:iam::123456789012:policy/Guard, statement No): "
                "no other statement outweighs it."
            ),
        ),
        (
            Decision.denied(
                Reason.PERMISSIONS_BOUNDARY, Layer.PERMISSIONS_BOUNDARY, matched=[LIMIT]
            ),
            (
                f"Ask whoever set the permissions boundary of {ROLE} to allow ecs:CreateService "
                "in it (Limit, statement 2)."
            ),
        ),
        (
            Decision.denied(
                Reason.PERMISSIONS_BOUNDARY,
                Layer.PERMISSIONS_BOUNDARY,
                matched=[LIMIT],
                also=[Layer.IDENTITY],
            ),
            (
                f"Ask whoever set the permissions boundary of {ROLE} to allow ecs:CreateService "
                f"in it (Limit, statement 2); and allow ecs:CreateService in a policy of {ROLE}."
            ),
        ),
        (
            Decision.denied(
                Reason.SCP, Layer.SERVICE_CONTROL_POLICY, matched=[GUARD], also=[Layer.IDENTITY]
            ),
            (
                "Ask the organization's administrator to allow ecs:CreateService for account "
                "123456789012 in the service control policies: no policy of the account can; and "
                "ask the account's administrator to lift the deny of ecs:CreateService "
                "(arn:aws:iam::123456789012:policy/Guard, statement No): "
                "no other statement outweighs it."
            ),
        ),
    ],
)
def test_who_can_change_it_and_what_to_ask_for(decision, sentence):
    assert referrals([found(decision)], WHO) == (sentence,)


def test_actions_with_one_cause_share_a_sentence_in_order():
    decision = Decision.denied(Reason.SCP, Layer.SERVICE_CONTROL_POLICY)
    actions = ("ecs:UpdateService", "ecs:CreateService", "ecs:UpdateService")
    (sentence,) = referrals([found(decision, action) for action in actions], Identity(WHO.kind))
    assert sentence == (
        "Ask the organization's administrator to allow ecs:CreateService, ecs:UpdateService "
        "in the service control policies: no policy of the account can."
    )
