"""Requirements to the smallest policy that allows them: exact actions, resources and conditions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ufo_preflight.arn import Arn
from ufo_preflight.grant import Grant, GrantCondition
from ufo_preflight.model import Need
from ufo_preflight.outcome import Check, Requirement

ANYTHING = "*"
# The condition keys that narrow a grant; every other key of a request only describes it.
# How sure the catalogue is of what is in the minimal policy even where a denial only warns.
SURE = frozenset({"traced", "source", "cfn-schema"})
NARROWING = ("iam:PassedToService", "iam:AWSServiceName")


@dataclass(frozen=True, order=True)
class _Permission:
    """One action on one resource, under guards; `key` is "" when the request has no narrowing one."""

    action: str
    resource: str
    key: str = ""
    value: str = ""
    guards: tuple[GrantCondition, ...] = ()


def required(checks: Iterable[Check], *, with_optional: bool = False) -> tuple[Requirement, ...]:
    """Return what the principal itself must be allowed.

    Each that a required row counts would close the gate without it. Of the rows that only advise,
    what this ship surely calls is there, too. `with_optional` adds the optional rows and all advisory
    actions. What a service role must be allowed instead of the principal is in neither.
    """
    return tuple(
        requirement
        for row in checks
        if not row.skipped and row.need is not Need.NO
        for requirement in row.requirements
        if requirement.question.principal is None
        and (with_optional or _is_needed(row, requirement))
    )


def _is_needed(row: Check, requirement: Requirement) -> bool:
    if row.need is Need.REQUIRED and not requirement.advisory:
        return True
    return row.advisory and requirement.used and requirement.confidence in SURE


def grants_for(requirements: Iterable[Requirement]) -> tuple[Grant, ...]:
    """Return the fewest statements that allow the requirements and nothing else, in stable order.

    Actions that share their resources and condition share a statement. No statement allows what
    another one does: each is needed.
    """
    permissions = _without_covered({_permission(requirement) for requirement in requirements})
    grants = [
        Grant("", tuple(sorted(actions)), resources, conditions)
        for (resources, conditions), actions in _grouped(permissions).items()
    ]
    return _named(sorted(grants, key=_place))


def _permission(requirement: Requirement) -> _Permission:
    question = requirement.question
    resource, guards = requirement.resource, guards_of(requirement)
    for entry in question.context:
        for key in NARROWING:
            if entry.key.lower() == key.lower():
                return _Permission(question.action, resource, key, entry.values[0], guards)
    return _Permission(question.action, resource, guards=guards)


def guards_of(requirement: Requirement) -> tuple[GrantCondition, ...]:
    """Return the tests of what the request is known to carry that its entry guards with."""
    known = {entry.key: entry.values for entry in requirement.known}
    return tuple(
        GrantCondition(key, known[key], operator)
        for key, operator in requirement.guards
        if known.get(key)
    )


def _without_covered(permissions: Iterable[_Permission]) -> list[_Permission]:
    ordered = sorted(permissions)
    return [
        one
        for place, one in enumerate(ordered)
        if not any(
            _covers(other, one) and (place > at or not _covers(one, other))
            for at, other in enumerate(ordered)
            if at != place
        )
    ]


def _covers(wide: _Permission, narrow: _Permission) -> bool:
    return (
        wide.action.lower() == narrow.action.lower()
        and (not wide.key or (wide.key, wide.value) == (narrow.key, narrow.value))
        and set(wide.guards) <= set(narrow.guards)
        and covers(wide.resource, narrow.resource)
    )


def covers(wide: str, narrow: str) -> bool:
    """Return whether every resource that the pattern `narrow` names is named by `wide`, too."""
    if wide in (narrow, ANYTHING):
        return True
    try:
        ones, others = Arn.parse(wide), Arn.parse(narrow)
    except ValueError:
        return False
    sections = zip(vars(ones).values(), vars(others).values(), strict=True)
    return all(_section_covers(one, other) for one, other in sections)


def _section_covers(wide: str, narrow: str) -> bool:
    """Return whether `wide` matches the text of `narrow`; `?` stands for a letter, not for `*`.

    After a mismatch only the last `*` is tried further on, so the time grows with the product of
    the lengths: the names of a project may hold any pattern.
    """
    at = to = after_star = 0
    star = -1
    while to < len(narrow):
        letter = wide[at] if at < len(wide) else ""
        if letter == "*":
            star, after_star, at = at, to, at + 1
        elif letter == narrow[to] or (letter == "?" and narrow[to] != "*"):
            at, to = at + 1, to + 1
        elif star < 0:
            return False
        else:
            after_star += 1
            at, to = star + 1, after_star
    return not wide[at:].strip("*")


_Group = tuple[tuple[str, ...], tuple[GrantCondition, ...]]


def _grouped(permissions: Iterable[_Permission]) -> dict[_Group, list[str]]:
    """Return the actions by what they share, several values of a narrowing key in one condition."""
    resources: dict[_Permission, list[str]] = {}
    for one in permissions:
        resources.setdefault(replace(one, resource=""), []).append(one.resource)
    values: dict[tuple[_Permission, tuple[str, ...]], list[str]] = {}
    for one, named in resources.items():
        values.setdefault((replace(one, value=""), tuple(named)), []).append(one.value)
    actions: dict[_Group, list[str]] = {}
    for (one, all_named), several in values.items():
        narrowed = (GrantCondition(one.key, tuple(several)),) if one.key else ()
        actions.setdefault((all_named, narrowed + one.guards), []).append(one.action)
    return actions


def _place(grant: Grant) -> tuple[bool, bool, str, tuple[str, ...], str]:
    """Order: narrowed resources before `*`, then by condition, service, resources and action."""
    service = grant.actions[0].partition(":")[0]
    is_anything = grant.resources == (ANYTHING,)
    return is_anything, bool(grant.conditions), service, grant.resources, grant.actions[0]


def _named(grants: Iterable[Grant]) -> tuple[Grant, ...]:
    seen: dict[str, int] = {}
    named = []
    for grant in grants:
        sid = _sid(grant)
        seen[sid] = seen.get(sid, 0) + 1
        named.append(replace(grant, sid=sid if seen[sid] == 1 else f"{sid}{seen[sid]}"))
    return tuple(named)


def _sid(grant: Grant) -> str:
    if len(grant.actions) == 1:
        words = grant.actions[0]
    elif grant.resources == (ANYTHING,):
        services = {action.partition(":")[0] for action in grant.actions}
        words = f"{services.pop()}-any" if len(services) == 1 else "any-resource"
    else:
        words = f"{grant.actions[0].partition(':')[0]}-{_kind(grant.resources[0])}"
    return "".join(part[:1].upper() + part[1:] for part in re.findall(r"[A-Za-z0-9]+", words))


def _kind(resource: str) -> str:
    try:
        return Arn.parse(resource).resource_type
    except ValueError:
        return "any"
