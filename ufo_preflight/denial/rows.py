"""Which row of the check an action belongs to."""

from __future__ import annotations

from functools import lru_cache

from ufo_preflight.catalog.load import load_catalogue
from ufo_preflight.passrole import ACTION as PASS_ROLE

_BY_PREFIX = {
    "application-autoscaling": "autoscaling",
    "cloudformation": "cloudformation",
    "ec2": "ec2",
    "ecr": "ecr",
    "ecs": "ecs",
    "elasticloadbalancing": "elbv2",
    "iam": "iam",
    "logs": "logs",
    "route53": "route53",
}


def row_of(action: str | None) -> str:
    """Return the id of the check that asks `action`, or its service; "" when none does."""
    if action is None:
        return ""
    if action.lower() == PASS_ROLE.lower():
        return "passrole"
    found = _by_action().get(action.lower())
    return found or _BY_PREFIX.get(action.partition(":")[0].lower(), "")


@lru_cache(maxsize=1)
def _by_action() -> dict[str, str]:
    rows: dict[str, str] = {}
    for entry in load_catalogue().entries:
        rows.setdefault(entry.action.lower(), entry.check)
    return rows
