"""The elements of a statement, prepared: its actions, its resources, its conditions. Pure.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
What IAM refuses to store is an error at its place. Lists that stand in many statements are prepared
once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ufo_preflight.model import Layer
from ufo_preflight.policy.conditions import Condition
from ufo_preflight.policy.lint import meant
from ufo_preflight.policy.operators import OPERATORS, invalid_values, read_name
from ufo_preflight.policy.pattern import is_incomplete
from ufo_preflight.policy.pattern_list import PatternList
from ufo_preflight.policy.positions import (
    Finding,
    Path,
    Source,
    item_path,
    items_of,
    object_of,
    shown,
)
from ufo_preflight.policy.request import text_of
from ufo_preflight.policy.wildcard import SEGMENTS

_ACTION = re.compile(r"[A-Za-z0-9-]+:.+|\*|\*:\*", re.DOTALL)
_IF_EXISTS = re.compile(r"ifexists\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Element:
    """An element of a statement: its name without Not, its value, and where it stands."""

    name: str
    value: object
    source: Source
    path: Path

    @property
    def is_negated(self) -> bool:
        """Whether it is the Not… twin of its name."""
        return self.path[-1] != self.name

    def texts(self) -> tuple[str, ...]:
        """Return its strings; PolicyDocumentError when it is neither a string nor a list of them."""
        value = self.value
        if isinstance(value, str):
            return (value,)
        items = items_of(value)
        texts = tuple([item for item in items if isinstance(item, str)])
        if len(texts) != len(items):
            index = next(at for at, item in enumerate(items) if not isinstance(item, str))
            raise self.source.error(
                f"{self.name} is {shown(items[index])}: it must be a string", self.item(index)
            )
        if not texts:
            raise self.source.error(f"{self.name} is an empty list", self.path)
        return texts

    def item(self, index: int) -> Path:
        """Return the path of an item, which may stand there without a list."""
        return item_path(self.value, self.path, index)


@dataclass(frozen=True)
class _Refusal:
    """Which item of a list AWS would not take, why, and what to do."""

    index: int
    message: str
    hint: str


def action_list(element: Element) -> tuple[PatternList, frozenset[str] | None]:
    """Return the actions, prepared, and the services that they are of; None for every service."""
    actions, services, refusal = _actions(element.texts())
    if refusal:
        raise element.source.error(refusal.message, element.item(refusal.index), refusal.hint)
    return actions, services


def resource_list(element: Element, findings: list[Finding], *, variables: bool) -> PatternList:
    """Return the resources, prepared; what is odd about one is added to the findings."""
    texts = element.texts()
    is_iam = element.source.layer is not Layer.SERVICE_CONTROL_POLICY
    resources, incomplete, refusal = _resources(texts, variables, is_iam)
    if refusal:
        raise element.source.error(refusal.message, element.item(refusal.index), refusal.hint)
    for index in incomplete:
        missing = f"AWS reads {texts[index] + ':*' * (SEGMENTS - 1 - texts[index].count(':'))}"
        reading = missing if is_iam else "no page says how AWS reads it here"
        message = f"{texts[index]!r} has fewer than six segments: {reading}"
        findings.append(element.source.finding("short-arn", message, element.item(index)))
    return resources


def condition_list(
    element: Element, findings: list[Finding], *, variables: bool, allows: bool
) -> tuple[Condition, ...]:
    """Return the conditions, prepared; what is odd about one is added to the findings."""
    source, conditions = element.source, []
    for operator, block in object_of(element.value, "Condition", source, element.path).items():
        name = read_name(operator)
        if name is None:
            message = f"there is no condition operator {operator}{_nearest_operator(operator)}"
            raise source.error(message, (*element.path, operator), of_key=True)
        known = OPERATORS[name.base]
        path = (*element.path, operator)
        for key, wanted in object_of(block, f"Condition {operator}", source, path).items():
            texts = _condition_texts(wanted, f"Condition {operator} {key}", source, (*path, key))
            for index in invalid_values(name.base, texts) if known.valid else ():
                at = item_path(wanted, (*path, key), index)
                found = shown(items_of(wanted)[index])
                message = f"{operator} {key} cannot be compared with {found}"
                if known.refuses:
                    raise source.error(message, at, "IAM stores no policy with such a value.")
                findings.append(source.finding("invalid-value", message, at))
            conditions.append(
                Condition(
                    operator, key, key.lower(), name, known, texts, variables, broken=not allows
                )
            )
    return tuple(conditions)


def _condition_texts(value: object, what: str, source: Source, path: Path) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    items = items_of(value)
    for index, item in enumerate(items):
        if item is None or isinstance(item, (Mapping, list, tuple)):
            raise source.error(f"{what}: {shown(item)} is no string", item_path(value, path, index))
    return tuple(text_of(item) for item in items)


def _nearest_operator(written: str) -> str:
    prefix, colon, base = written.rpartition(":")
    if colon and prefix.lower() not in ("forallvalues", "foranyvalue"):
        return meant(prefix, ("ForAllValues", "ForAnyValue"))
    bare = _IF_EXISTS.sub("", base)
    return "" if read_name(bare) else meant(bare, OPERATORS)


@lru_cache(maxsize=4096)
def _actions(
    texts: tuple[str, ...],
) -> tuple[PatternList, frozenset[str] | None, _Refusal | None]:
    refusal = next(
        (
            _Refusal(
                index,
                f"{text!r} is no action: write service:Name, as in ecs:CreateService",
                "Wildcards stand in the name only; a bare * means every action.",
            )
            for index, text in enumerate(texts)
            if not _ACTION.fullmatch(text)
        ),
        None,
    )
    actions = PatternList.of_actions(texts)
    if actions.everything:
        return actions, None, refusal
    return actions, frozenset([text.partition(":")[0].lower() for text in texts]), refusal


@lru_cache(maxsize=4096)
def _resources(
    texts: tuple[str, ...],
    variables: bool,
    is_iam: bool,
) -> tuple[PatternList, tuple[int, ...], _Refusal | None]:
    resources = PatternList.of_resources(texts, variables=variables, completes=is_iam)
    incomplete = tuple(index for index, text in enumerate(texts) if is_incomplete(text))
    refusals = (
        _Refusal(index, f"Resource {text!r} {problem[0]}", problem[1])
        for index, text in enumerate(texts)
        for problem in [_resource_problem(text, is_iam=is_iam)]
        if problem
    )
    return resources, incomplete, next(refusals, None)


def _resource_problem(text: str, *, is_iam: bool) -> tuple[str, str] | None:
    """Return why AWS would not store a Resource, and what to do; None when it would."""
    if text == "*":
        return None
    if not text.startswith("arn:"):
        return (
            "is neither an ARN nor *",
            "As in arn:aws:ecs:us-west-2:111122223333:service/web/*",
        )
    _, _, service, region, _, resource = (text.split(":", SEGMENTS - 1) + [""] * SEGMENTS)[:6]
    if is_iam and ("*" in service or "?" in service):
        return (
            "has a wildcard in place of the service",
            "IAM wants the service's name there; * alone is every resource.",
        )
    if not is_iam or service != "iam":
        return None
    if re.search(r"[a-z0-9]", region):
        return "has a region, and the resources of IAM have none", f"Leave out {region}."
    kind = resource.partition("/")[0]
    if resource != "*" and ("*" in kind or "?" in kind):
        return (
            "has a wildcard in the type of an IAM resource",
            "Write the type, as in role/*, or * alone.",
        )
    return None
