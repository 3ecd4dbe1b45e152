"""Prefixes and actions that no service has."""

from __future__ import annotations

import pytest

from ufo_preflight.catalog import load_catalogue
from ufo_preflight.policy.actions import MISTAKEN, complaint
from ufo_preflight.policy.condition_keys import names_of


def test_every_action_of_the_catalogue_exists():
    named = {entry.action for entry in load_catalogue().entries}
    assert [complaint(action) for action in sorted(named) if complaint(action)] == []


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
    assert {prefix: names_of(prefix) for prefix in MISTAKEN} == dict.fromkeys(MISTAKEN)
    assert all(names_of(prefix) for prefix in MISTAKEN.values())
