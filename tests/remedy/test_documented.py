"""The documented policy, corrected, with its copy in docs/; and what the checker needs for itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ufo_preflight.caller import Identity, PrincipalKind
from ufo_preflight.catalog import load_catalogue
from ufo_preflight.grant import INLINE_LIMITS, document, size, spell
from ufo_preflight.remedy.documented import baseline, self_grants

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


ACCOUNT = "123456789012"


@pytest.mark.parametrize(
    ("arn", "expected"),
    [
        (f"arn:aws:iam::{ACCOUNT}:user/ci/bot", (f"arn:aws:iam::{ACCOUNT}:user/ci/bot",)),
        (
            f"arn:aws-cn:sts::{ACCOUNT}:assumed-role/deploy/session",
            (
                f"arn:aws-cn:iam::{ACCOUNT}:role/deploy",
                f"arn:aws-cn:iam::{ACCOUNT}:role/*/deploy",
            ),
        ),
    ],
)
def test_it_may_ask_about_the_named_principal(arn, expected):
    identity = Identity(PrincipalKind.POLICY_FILES, account=ACCOUNT, policy_source_arn=arn)
    assert self_grants(identity)[0].resources == expected


def test_it_may_ask_about_anybody_when_nobody_is_named():
    assert self_grants(Identity(PrincipalKind.POLICY_FILES))[0].resources == (
        "arn:aws:iam::*:group/*",
        "arn:aws:iam::*:role/*",
        "arn:aws:iam::*:user/*",
    )


def test_it_reads_and_never_writes_and_fits_any_principal():
    grants = self_grants(Identity(PrincipalKind.POLICY_FILES))
    actions = [action for grant in grants for action in grant.actions]
    assert all(action.startswith(("iam:Get", "iam:Simulate")) for action in actions)
    assert size(grants) <= min(INLINE_LIMITS.values())
