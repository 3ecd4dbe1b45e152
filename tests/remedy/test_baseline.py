"""The documented policy, corrected: what is in it, and the copy in docs/."""

import json
from pathlib import Path

from ufo_preflight.catalog import load_catalogue
from ufo_preflight.remedy.baseline import baseline
from ufo_preflight.remedy.grant import INLINE_LIMITS, document, size, spell

COPY = Path(__file__).parent.parent.parent / "docs" / "policies" / "ufo-baseline.json"


def granted():
    return {action for grant in baseline() for action in grant.actions}


def test_the_copy_in_docs_is_what_the_program_prints():
    assert COPY.read_text() == spell(document(baseline())) + "\n"


def test_passrole_is_allowed_for_named_services_only():
    statements = [
        item
        for item in json.loads(COPY.read_text())["Statement"]
        if "PassRole" in str(item["Action"])
    ]
    assert [item["Condition"] for item in statements] == [
        {
            "StringEquals": {
                "iam:PassedToService": [
                    "application-autoscaling.amazonaws.com",
                    "ecs-tasks.amazonaws.com",
                ]
            }
        }
    ]
    assert "iam:*" not in granted()


def test_it_grants_every_action_that_fails_a_row():
    whole = {action.removesuffix("*") for action in granted() if action.endswith(":*")}
    missing = {
        entry.action
        for entry in load_catalogue().entries
        if not entry.advisory
        and entry.action not in granted()
        and entry.action.partition(":")[0] + ":" not in whole
    }
    assert missing == set()


def test_it_fits_into_the_inline_policy_of_a_group():
    assert size(baseline()) <= INLINE_LIMITS["group"]
