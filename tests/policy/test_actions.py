"""Prefixes and actions that no service has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from policy_sentry.querying.actions import get_actions_for_service

from ufo_preflight.catalog.load import load_catalogue
from ufo_preflight.policy.actions import MISTAKEN, actions_of, complaint

TABLE = Path(__file__).parents[2] / "ufo_preflight/policy/actions.txt"


@pytest.mark.parametrize(
    "prefix", ["ecs", "iam", "elasticloadbalancing", "application-autoscaling"]
)
def test_the_table_is_the_one_of_its_source(prefix):
    assert actions_of(prefix) == {
        action.lower().partition(":")[2] for action in get_actions_for_service(prefix)
    }


def test_every_action_of_the_catalogue_exists():
    named = {entry.action for entry in load_catalogue().entries}
    assert [complaint(action) for action in sorted(named) if complaint(action)] == []


def test_the_table_stays_small_and_has_one_service_a_line():
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    assert TABLE.stat().st_size < 400_000
    assert all(re.match(r"[a-z0-9-]+:", line) for line in lines[1:])


@pytest.mark.parametrize(
    ("action", "wrong"),
    [
        ("*", ""),
        ("*:*", ""),
        ("ecs:CreateService", ""),
        ("ECS:createservice", ""),
        ("ecs:*", ""),
        ("ecs:Create*", ""),
        ("ecs:Creat?Service", ""),
        ("ecs:Make*", "ecs:Make* names no action of ecs"),
        ("ecs:CreateServise", "ecs has no action CreateServise, did you mean CreateService?"),
        ("ecs:Zzz", "ecs has no action Zzz"),
        ("nope:Run", "no service has the IAM prefix nope"),
        (
            "elbv2:*",
            (
                "no IAM prefix elbv2: both generations of load balancers use elasticloadbalancing:, "
                "so this grants nothing"
            ),
        ),
        ("stepfunctions:*", "no IAM prefix stepfunctions: it is states:, so this grants nothing"),
    ],
)
def test_what_is_wrong_with_an_action(action, wrong):
    assert complaint(action) == wrong


def test_the_mistaken_prefixes_are_none_and_the_right_ones_are():
    assert {prefix: actions_of(prefix) for prefix in MISTAKEN} == dict.fromkeys(MISTAKEN)
    assert all(actions_of(prefix) for prefix in MISTAKEN.values())
