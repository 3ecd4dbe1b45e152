"""Requests to resources of another account: two policies have to allow them. Pure.

The identity's policies and the resource's own; the latter is seen from its own account alone. What
the simulator knows of it stands in EvalDecisionDetails, by kind of policy, since 2026-07-30.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
"""

from __future__ import annotations

from collections.abc import Mapping

from ufo_preflight.model import Question

RESOURCE_POLICY = "Resource Policy"
ALLOWED, EXPLICIT_DENY = "allowed", "explicitDeny"


def owner_elsewhere(resource: str | None, principal: str) -> str:
    """Return the account of a resource where it is not the principal's, else ""."""
    sections = (resource or "").split(":")
    account = sections[4] if len(sections) > 5 else ""
    return account if account.isdigit() and f":{account}:" not in principal else ""


def is_settled(decision: str, details: Mapping[str, str]) -> bool:
    """Return whether the simulator's decision holds for a resource of another account.

    An identity policy's refusal settles it, and so does an allow of every kind of policy.
    """
    if decision == ALLOWED:
        return RESOURCE_POLICY in details and set(details.values()) == {ALLOWED}
    own = [said for kind, said in details.items() if kind != RESOURCE_POLICY]
    return decision == EXPLICIT_DENY or any(said != ALLOWED for said in own)


def owner_is_asked(question: Question, owner: str, principal: str) -> str:
    """Return whom to ask about a resource of another account, as a sentence."""
    return (
        f"{question.resource} is of account {owner}, whose own policy for it must allow "
        f"{principal} as well and cannot be seen from here: ask that account's administrator."
    )
