"""Which services and actions IAM knows: a table that ships with the package, read when first asked.

https://docs.aws.amazon.com/service-authorization/latest/reference/
scripts/refresh-actions writes the table anew.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from ufo_preflight.policy.template import template

TABLE = "actions.txt"
# Prefixes that people derive from an API's or a console's name, and what IAM calls them.
MISTAKEN = {
    "elasticloadbalancingv2": "elasticloadbalancing",
    "elbv2": "elasticloadbalancing",
    "elb": "elasticloadbalancing",
    "applicationautoscaling": "application-autoscaling",
    "cloudwatchlogs": "logs",
    "stepfunctions": "states",
}


def complaint(action: str) -> str:
    """Return what is wrong with a policy's action in words, "" when some service has it.

    An action may have wildcards in its name: then it should name at least one action.
    """
    prefix, _, name = action.partition(":")
    if not name or action == "*:*":
        return ""
    known = names_of(prefix)
    if known is None:
        return _unknown_prefix(prefix)
    pattern = template(name, variables=False, wildcards=True, fold=True)
    if pattern.matcher is None or any(pattern.matcher(item.lower()) for item in known):
        return ""
    if "*" in name or "?" in name:
        return f"{action} names no action of {prefix}"
    return f"{prefix} has no action {name}{_meant(name, known)}"


def _unknown_prefix(prefix: str) -> str:
    right = MISTAKEN.get(prefix.lower())
    if right == "elasticloadbalancing":
        return (
            f"no IAM prefix {prefix}: both generations of load balancers use {right}:, "
            "so this grants nothing"
        )
    if right:
        return f"no IAM prefix {prefix}: it is {right}:, so this grants nothing"
    return f"no service has the IAM prefix {prefix}"


def _meant(name: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, known, n=1, cutoff=0.8)
    return f", did you mean {close[0]}?" if close else ""


def actions_of(prefix: str) -> frozenset[str] | None:
    """Return the actions of a service in lower case, None when no service has the prefix."""
    names = names_of(prefix)
    return None if names is None else frozenset(name.lower() for name in names)


@lru_cache(maxsize=64)
def names_of(prefix: str) -> tuple[str, ...] | None:
    """Return the names of a service's actions, None when no service has the prefix."""
    table = _table()
    start = -1 if "\n" in prefix else table.find(f"\n{prefix.lower()}:")
    if start < 0:
        return None
    line = table[start + 1 : table.index("\n", start + 1)]
    return tuple(
        verb + name
        for group in line.partition(":")[2].split(";")
        for verb, _, names in [group.partition(" ")]
        for name in names.split(",")
    )


@lru_cache(maxsize=1)
def _table() -> str:
    return resources.files(__package__).joinpath(TABLE).read_text(encoding="utf-8")
