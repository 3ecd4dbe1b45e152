"""What one layer's documents say to a request, and what in them came near to allowing it. Pure.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from ufo_preflight.errors import one_line
from ufo_preflight.model import Layer, NearMiss
from ufo_preflight.policy.pattern import placeholder_in
from ufo_preflight.policy.request import Request
from ufo_preflight.policy.statement import Document, PreparedStatement


class Outcome(Enum):
    """AWS's own words for a decision, and ours for an undecided one."""

    ALLOWED = "allowed"
    EXPLICIT_DENY = "explicitDeny"
    IMPLICIT_DENY = "implicitDeny"
    UNKNOWN = "unknown"


@dataclass(frozen=True, eq=False)
class LayerAnswer:
    """What one layer's documents say together; of service control policies, one level's.

    `statements` are those that decided, and of an unknown outcome those that could.
    """

    layer: Layer
    outcome: Outcome
    documents: tuple[Document, ...]
    statements: tuple[PreparedStatement, ...] = ()


def answer(layer: Layer, documents: tuple[Document, ...], request: Request) -> LayerAnswer:
    """Return what documents of one layer say together.

    A deny that surely applies decides; without it nothing does that an open statement could
    change. Without any allow, not even an open one, the layer refuses whatever the open denies say.
    """
    allows: list[PreparedStatement] = []
    denies: list[PreparedStatement] = []
    open_allows: list[PreparedStatement] = []
    open_denies: list[PreparedStatement] = []
    for document in documents:
        for statement in document.speaking_of(request.action):
            applies = statement.applies(request)
            if applies:
                (allows if statement.allows else denies).append(statement)
            elif applies is None:
                (open_allows if statement.allows else open_denies).append(statement)
    if denies:
        return LayerAnswer(layer, Outcome.EXPLICIT_DENY, documents, tuple(denies))
    if allows and not open_denies:
        return LayerAnswer(layer, Outcome.ALLOWED, documents, tuple(allows))
    if not allows and not open_allows:
        return LayerAnswer(layer, Outcome.IMPLICIT_DENY, documents)
    undecided = open_denies if allows else open_denies + open_allows
    return LayerAnswer(layer, Outcome.UNKNOWN, documents, tuple(undecided))


def near_misses(documents: Iterable[Document], request: Request) -> tuple[NearMiss, ...]:
    """Return the allows whose action matched, with what kept them from applying, nearest first.

    How far one is shows in how much it misses, and a condition is nearer than a resource.
    """
    missed = [
        tuple(_misses(statement, request))
        for document in documents
        for statement in document.speaking_of(request.action)
        if statement.allows
    ]
    missed.sort(key=lambda misses: (len(misses), any(m.missed == "resource" for m in misses)))
    return tuple(miss for misses in missed for miss in misses)


def _misses(statement: PreparedStatement, request: Request) -> Iterator[NearMiss]:
    if statement.covers_resource(request) is False:
        named = statement.resources.texts
        left = next(filter(None, map(placeholder_in, named)), "")
        asked = f"asked {request.pattern or request.resource}"
        yield _missed_resource(statement, named, f"{left} was not filled in" if left else asked)
    for condition in statement.conditions:
        if condition.holds(request.context) is False:
            wanted = condition.texts
            found = request.context.get(condition.name)
            detail = one_line(
                f"{condition.written} {condition.key} wants {', '.join(wanted)}; "
                f"it is {', '.join(found) if found else 'absent'}"
            )
            yield NearMiss(statement.evidence, "condition", detail, condition.key, wanted)


def granted_parts(documents: Iterable[Document], request: Request) -> tuple[NearMiss, ...]:
    """Return the allows that name some of the resources that a requested pattern stands for."""
    return tuple(
        part_named(statement, request)
        for document in documents
        for statement in document.speaking_of(request.action)
        if statement.allows
        and statement.names_part_of(request)
        and statement.applies(request) is None
    )


def part_named(statement: PreparedStatement, request: Request) -> NearMiss:
    """Return what an open statement names of the resources that were asked about."""
    named = statement.names_part_of(request)
    return _missed_resource(statement, named, f"asked {request.pattern}")


def _missed_resource(statement: PreparedStatement, named: tuple[str, ...], asked: str) -> NearMiss:
    element = "NotResource" if statement.not_resource else "Resource"
    detail = one_line(f"{element} is {', '.join(named)}; {asked}")
    return NearMiss(statement.evidence, "resource", detail, wanted=named)
