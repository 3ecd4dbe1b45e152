"""What the holder of a policy could do besides shipping: known ways, each decided, none guessed.

`paths.json` has the ways: requests that must all be allowed, on a specimen of the ship's own names
and of somebody else's. Each is decided by hand and through a template, in which CloudFormation asks
with the caller's rights. Who may put rights on a role and may use that role is an administrator.
https://pathfinding.cloud, https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from typing import Any

from ufo_preflight.context import Surroundings, context_for
from ufo_preflight.model import ContextEntry, Decider, Decision, Question, Reason, Verdict

_LISTS = frozenset(
    {
        "route53:ChangeResourceRecordSetsNormalizedRecordNames",
        "route53:ChangeResourceRecordSetsRecordTypes",
    }
)
# What stands for a name that the project does not tell, so that a way can be asked about at all.
_SPECIMENS = {
    "partition": "aws",
    "account": "111122223333",
    "region": "us-east-1",
    "stack": "app-web-dev",
    "cluster": "dev",
    "family": "app-web-dev",
    "service": "{stack}-EcsService-*",
    "elb_kind": "app",
    "elb_name": "app-we-Elb-*",
    "target_group_name": "app-we-Targe-*",
    "hosted_zone_id": "Z0OWN",
    "record_name": "app-web-dev.example.com",
    "record_type": "CNAME",
    "stack_role_arn": "arn:{partition}:iam::{account}:role/{stack}-ExecutionRole-*",
    "policied_role_arn": "{stack_role_arn}",
    "inline_role_arn": "{stack_role_arn}",
    "passrole_arn": "{stack_role_arn}",
}
_ELB = "arn:{partition}:elasticloadbalancing:{region}:{account}:"
_MADE = {
    "own_role": "{stack_role_arn}",
    "policied_role": "{policied_role_arn}",
    "inline_role": "{inline_role_arn}",
    "passed_role": "{passrole_arn}",
    "own_service": "arn:{partition}:ecs:{region}:{account}:service/{cluster}/{service}",
    "own_zone": "arn:{partition}:route53:::hostedzone/{hosted_zone_id}",
    "alike_balancer": f"{_ELB}loadbalancer/{{elb_kind}}/{{elb_name}}/0a1b",
    "alike_listener": f"{_ELB}listener/{{elb_kind}}/{{elb_name}}/0a1b/2c3d",
    "alike_target_group": f"{_ELB}targetgroup/{{target_group_name}}/0a1b",
}
_RANDOM = "1A2B3C4D5E6F"


@dataclass(frozen=True)
class AbusePath:
    """A way to more than shipping: `gives` is "rights" or "use" where it is half of an escalation.

    `kind` is escalation, others (other people's things) or data; `close` is what would close it.
    """

    id: str
    title: str
    kind: str
    questions: tuple[Question, ...]
    close: str
    gives: str = ""


@dataclass(frozen=True)
class PathResult:
    """A way with its decision by hand and by template: the strictest of what it has to ask."""

    path: AbusePath
    by_hand: Decision
    by_template: Decision

    @property
    def is_open(self) -> bool:
        """Whether one of both is not surely closed."""
        return not (self.by_hand.is_denied and self.by_template.is_denied)

    @property
    def closed_by(self) -> str:
        """What closes the way, as the decision tells it; "" for one that is open."""
        return "" if self.is_open else closer(self.by_hand)


def closer(denial: Decision) -> str:
    """Return what denies: the condition or the resources that a statement misses, or no statement."""
    if denial.reason is not Reason.IMPLICIT_DENY:
        layer = denial.layer.words if denial.layer else "policy"
        return f"a Deny of the {layer}" if denial.reason is Reason.EXPLICIT_DENY else f"the {layer}"
    conditions = [miss for miss in denial.near_misses if miss.missed == "condition"]
    if conditions:
        return conditions[0].key
    return "the resources named" if denial.near_misses else "not allowed at all"


def abuse_paths(names: Mapping[str, tuple[str, ...]]) -> tuple[AbusePath, ...]:
    """Return the ways for a ship with these names; specimens stand for what is not known."""
    known = {name: values[0] for name, values in names.items() if values}
    values = {**_SPECIMENS, **known, **_MADE}
    return tuple(
        AbusePath(
            found["id"],
            found["title"],
            found["kind"],
            tuple(_question(each, values) for each in found["requests"]),
            found["close"],
            found.get("gives", ""),
        )
        for found in _table()
    )


def decide_paths(
    paths: Iterable[AbusePath], decider: Decider, surroundings: Surroundings
) -> tuple[PathResult, ...]:
    """Return each way with what `decider` says of it, by hand and by template."""
    return tuple(
        PathResult(path, *(_decision(path, decider, surroundings, via) for via in (False, True)))
        for path in paths
    )


def makes_administrator(results: Iterable[PathResult]) -> bool:
    """Return whether rights can be put on a role that can then be used, by hand or by template."""
    found = tuple(results)
    by_hand = {each.path.gives for each in found if not each.by_hand.is_denied}
    by_template = {each.path.gives for each in found if not each.by_template.is_denied}
    return any({"rights", "use"} <= gained for gained in (by_hand, by_template))


def _decision(path: AbusePath, decider: Decider, surroundings: Surroundings, via: bool) -> Decision:
    asked = [
        replace(each, context=context_for(surroundings, each, is_forwarded=via))
        for each in path.questions
    ]
    unanswered = Decision.unknown(Reason.NO_RESULT)
    answers = dict(decider.decide(asked))
    order = (Verdict.DENIED, Verdict.UNKNOWN, Verdict.ALLOWED)
    decisions = [answers.get(each, unanswered) for each in asked]
    return min(decisions, key=lambda decision: order.index(decision.verdict))


def _question(found: Mapping[str, Any], values: Mapping[str, str]) -> Question:
    resource = found["resource"]
    return Question(
        found["action"],
        None if resource is None else _filled(resource, values),
        tuple(_entry(key, value, values) for key, value in found["context"].items()),
    )


def _entry(key: str, value: str | list[str] | None, values: Mapping[str, str]) -> ContextEntry:
    texts = [value] if isinstance(value, str) else value or []
    kind = "stringList" if key in _LISTS else "string"
    return ContextEntry(key, tuple(_filled(text, values) for text in texts), kind)


def _filled(template: str, values: Mapping[str, str]) -> str:
    """Return a template with its names; what AWS adds to a name at random is made up."""
    text = template
    while "{" in text:
        text = text.format_map(values)
    return text.replace("-*", f"-{_RANDOM}")


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, Any], ...]:
    text = resources.files(__package__).joinpath("paths.json").read_text(encoding="utf-8")
    return tuple(json.loads(text)["paths"])
