"""What is wrong with the action of a policy: a prefix or a name that no service has. Pure."""

from __future__ import annotations

from ufo_preflight.policy.condition_keys import names_of
from ufo_preflight.policy.template import template

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
