"""A policy that allows something: grants as values, and how AWS spells and measures them. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

VERSION = "2012-10-17"
# Characters without white space, for one managed policy.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
MANAGED_LIMIT = 6144
# And for all inline policies of one principal together, same page.
INLINE_LIMITS: Mapping[str, int] = {"user": 2048, "group": 5120, "role": 10240}


@dataclass(frozen=True, order=True)
class GrantCondition:
    """A test of one condition key, by default `StringEquals`: any one of the values will do."""

    key: str
    values: tuple[str, ...]
    operator: str = "StringEquals"


@dataclass(frozen=True)
class Grant:
    """One Allow statement; all of its conditions must hold."""

    sid: str
    actions: tuple[str, ...]
    resources: tuple[str, ...] = ("*",)
    conditions: tuple[GrantCondition, ...] = ()


def statement(grant: Grant) -> dict[str, object]:
    """Return the grant as AWS spells a statement."""
    spelled: dict[str, object] = {
        "Sid": grant.sid,
        "Effect": "Allow",
        "Action": _one_or_many(grant.actions),
        "Resource": _one_or_many(grant.resources),
    }
    tests: dict[str, dict[str, object]] = {}
    for condition in grant.conditions:
        tests.setdefault(condition.operator, {})[condition.key] = _one_or_many(condition.values)
    return {**spelled, "Condition": tests} if tests else spelled


def _one_or_many(values: tuple[str, ...]) -> str | list[str]:
    return values[0] if len(values) == 1 else list(values)


def document(grants: Iterable[Grant]) -> dict[str, object]:
    """Return the policy document with these grants, in their order."""
    return {"Version": VERSION, "Statement": [statement(grant) for grant in grants]}


def spell(policy: object) -> str:
    """Return a policy document (or several) as JSON text for people."""
    return json.dumps(policy, indent=2)


def size(grants: Iterable[Grant]) -> int:
    """Return the length of the document as AWS counts it: without white space."""
    return len(json.dumps(document(grants), separators=(",", ":")))


def split(grants: Iterable[Grant], limit: int = MANAGED_LIMIT) -> tuple[tuple[Grant, ...], ...]:
    """Return the grants as documents of at most `limit` characters each, in their order.

    ValueError when one action on one resource is longer than that.
    """
    documents: list[tuple[Grant, ...]] = []
    for grant in (part for whole in grants for part in _fitting(whole, limit)):
        if documents and size((*documents[-1], grant)) <= limit:
            documents[-1] = (*documents[-1], grant)
        else:
            documents.append((grant,))
    return tuple(documents)


def texts(grants: Iterable[Grant]) -> tuple[str, ...]:
    """Return the grants as policy documents, JSON text of at most AWS's limit each."""
    return tuple(spell(document(part)) for part in split(grants))


def _fitting(grant: Grant, limit: int) -> tuple[Grant, ...]:
    if size((grant,)) <= limit:
        return (grant,)
    parts = _halves(grant)
    numbered = (
        replace(part, sid=f"{grant.sid}{letter}") for part, letter in zip(parts, "AB", strict=True)
    )
    return tuple(small for half in numbered for small in _fitting(half, limit))


def _halves(grant: Grant) -> tuple[Grant, Grant]:
    by_resource = len(grant.resources) > len(grant.actions)
    middle = max(len(grant.resources), len(grant.actions)) // 2
    if middle == 0:
        raise ValueError(f"{grant.actions[0]}: its statement does not fit into a policy")
    if by_resource:
        return (
            replace(grant, resources=grant.resources[:middle]),
            replace(grant, resources=grant.resources[middle:]),
        )
    return (
        replace(grant, actions=grant.actions[:middle]),
        replace(grant, actions=grant.actions[middle:]),
    )
