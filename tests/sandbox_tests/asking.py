"""Short questions to the sandbox's simulator."""

from __future__ import annotations

import json
from typing import Any

from tests.sandbox import Sandbox

USER = "arn:aws:iam::123456789012:user/dev"


def hold(box: Sandbox, *documents: dict[str, Any], name: str = "dev") -> None:
    """Create a user with these inline policies, p1, p2 and so on."""
    box.client("iam").create_user(UserName=name)
    for number, document in enumerate(documents, 1):
        box.client("iam").put_user_policy(
            UserName=name, PolicyName=f"p{number}", PolicyDocument=json.dumps(document)
        )


def simulate(box: Sandbox, *actions: str, source: str = USER, **more: Any) -> list[dict[str, Any]]:
    """Return the results for a principal."""
    answer = box.client("iam").simulate_principal_policy(
        PolicySourceArn=source, ActionNames=list(actions), **more
    )
    return list(answer["EvaluationResults"])


def decisions(box: Sandbox, *actions: str, **more: Any) -> list[str]:
    """Return the decision on each action."""
    return [result["EvalDecision"] for result in simulate(box, *actions, **more)]


def context(**values: str) -> list[dict[str, object]]:
    """Return ContextEntries; `aws__RequestedRegion` is aws:RequestedRegion."""
    return [
        {
            "ContextKeyName": name.replace("__", ":"),
            "ContextKeyValues": [value],
            "ContextKeyType": "string",
        }
        for name, value in values.items()
    ]
