"""Offline, a key that no request of the action carries is absent, not unknown."""

from __future__ import annotations

import json

import pytest

from ufo_preflight.model import Question, Verdict
from ufo_preflight.policy.decider import PolicyDecider
from ufo_preflight.policy.document import parse_policy

MIXED = {
    "Effect": "Allow",
    "Action": ["ecs:*", "iam:PassRole"],
    "Resource": "*",
    "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
}


@pytest.mark.parametrize(
    ("action", "verdict"),
    [("ecs:CreateService", Verdict.DENIED), ("iam:PassRole", Verdict.UNKNOWN)],
)
def test_a_condition_for_passrole_alone_denies_every_other_action(action, verdict):
    text = json.dumps({"Version": "2012-10-17", "Statement": MIXED})
    decider = PolicyDecider([parse_policy(text, name="p.json")])
    ((_, decision),) = decider.decide([Question(action)])
    assert decision.verdict is verdict
