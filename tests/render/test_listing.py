"""Checks without decisions, as text and as JSON."""

from __future__ import annotations

import json

from ufo_preflight.model import ContextEntry, Need, Question
from ufo_preflight.outcome import Check, Requirement
from ufo_preflight.render.listing import render_listing, render_listing_json
from ufo_preflight.render.style import Style

ACTION = Requirement(
    "ecs",
    Question(
        "ecs:CreateService",
        "arn:aws:ecs:us-west-2:1:service/c/s",
        (ContextEntry("ecs:cluster", ("arn:c",)),),
        pattern="arn:aws:ecs:*:*:service/*",
    ),
    "Creates it.",
    "https://docs.aws.amazon.com/",
    advisory=True,
)
ROWS = (
    Check("ecs", "ECS", Need.REQUIRED, "Why so.", (ACTION,), skipped=True),
    Check("ecr", "ECR", Need.NO, "Not in ECR.", ()),
)


def test_text():
    assert render_listing(ROWS, ["A warning that is folded."], Style(width=40)) == (
        "ecs (ECS), required, skipped: Why so.\n"
        "    ecs:CreateService on\n"
        "        arn:aws:ecs:*:*:service/*\n"
        "        (advisory)\n"
        "\n"
        "ecr (ECR), not needed: Not in ECR.\n"
        "\n"
        "A warning that is folded."
    )


def test_quiet_is_a_line_a_check():
    assert render_listing(ROWS, ["A warning."], Style(quiet=True)) == (
        "ecs  ECS  required, skipped  1 action\necr  ECR  not needed         0 actions\nA warning."
    )


def test_verbose_adds_why_and_source_of_every_action():
    assert render_listing(ROWS[:1], [], Style(verbose=True)) == (
        "ecs (ECS), required, skipped: Why so.\n"
        "    ecs:CreateService on arn:aws:ecs:*:*:service/* (advisory)\n"
        "        Creates it. Source: https://docs.aws.amazon.com/"
    )


def test_json():
    found = json.loads(render_listing_json(ROWS, None, ["w"]))
    assert (found["project"], found["warnings"]) == (None, ["w"])
    assert found["checks"][0] == {
        "id": "ecs",
        "title": "ECS",
        "needed": "required",
        "why": "Why so.",
        "skipped": True,
        "advisory": False,
        "actions": [
            {
                "action": "ecs:CreateService",
                "resource": "arn:aws:ecs:*:*:service/*",
                "context": {"ecs:cluster": ["arn:c"]},
                "advisory": True,
                "stage": "direct",
                "phases": ["create", "update"],
                "why": "Creates it.",
                "confidence": "source",
                "source": "https://docs.aws.amazon.com/",
            }
        ],
    }
