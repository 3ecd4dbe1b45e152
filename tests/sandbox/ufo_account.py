"""The account of UFO's IAM page: a group with the documented policy, and a user in it.

https://ufoships.com/docs/intro/iam/deploy/
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.sandbox.box import Keys, Sandbox

GROUP, POLICY, USER = "Ufo", "UfoPolicy", "ufo"
BASELINE = Path(__file__).parents[2] / "docs/policies/ufo-baseline.json"
# What the check itself needs besides what a ship needs.
CHECKER = {
    "Sid": "UfoPreflight",
    "Effect": "Allow",
    "Action": ["iam:SimulatePrincipalPolicy"],
    "Resource": "*",
}


def documented_policy() -> dict[str, Any]:
    """Return the page's policy, as corrected in docs/policies."""
    document: dict[str, Any] = json.loads(BASELINE.read_text(encoding="utf-8"))
    return document


def policy_without(service: str) -> dict[str, Any]:
    """Return the documented policy without one service's statements; `passrole` is one, too."""
    document = documented_policy()
    kept = []
    for statement in document["Statement"]:
        actions = statement["Action"]
        listed = [actions] if isinstance(actions, str) else actions
        left = [action for action in listed if _service_of(action) != service]
        if left:
            kept.append(statement | {"Action": left})
    return document | {"Statement": kept}


def _service_of(action: str) -> str:
    return "passrole" if action == "iam:PassRole" else action.partition(":")[0]


def walk_through(box: Sandbox, policy: dict[str, Any] | None = None) -> Keys:
    """Do what the page tells: create group, put policy, create user, add to group.

    The user may also ask the simulator about itself. Return its keys.
    """
    iam = box.client("iam")
    document = policy or documented_policy()
    document = document | {"Statement": [*document["Statement"], CHECKER]}
    iam.create_group(GroupName=GROUP)
    iam.put_group_policy(
        GroupName=GROUP, PolicyName=POLICY, PolicyDocument=json.dumps(document, indent=2)
    )
    keys = box.add_user(USER)
    iam.add_user_to_group(GroupName=GROUP, UserName=USER)
    return keys
