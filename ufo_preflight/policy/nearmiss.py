"""Which statements would have allowed a request but for one thing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ufo_preflight.errors import one_line
from ufo_preflight.model import NearMiss
from ufo_preflight.policy.condition import Condition
from ufo_preflight.policy.layers import Request
from ufo_preflight.policy.statement import Document, PreparedStatement, speaking_of


def near_misses(documents: Iterable[Document], request: Request) -> tuple[NearMiss, ...]:
    """Return the allows whose action matched, with what kept them from applying, nearest first."""
    missed = [
        tuple(_misses(statement, request))
        for document in documents
        for statement in speaking_of(document, request.action)
        if statement.allows
    ]
    missed.sort(key=_distance)
    return tuple(miss for misses in missed for miss in misses)


def _distance(misses: tuple[NearMiss, ...]) -> tuple[int, bool]:
    """Tell how far a statement is: by what it misses, and a condition is nearer than a resource."""
    return len(misses), any(miss.missed == "resource" for miss in misses)


def _misses(statement: PreparedStatement, request: Request) -> Iterator[NearMiss]:
    if statement.covers_resource(request.resource, request.context) is False:
        named = tuple(item.text for item in statement.resources)
        element = "NotResource" if statement.not_resource else "Resource"
        detail = one_line(f"{element} is {', '.join(named)}; asked {request.resource}")
        yield NearMiss(statement.evidence, "resource", detail, wanted=named)
    for condition in statement.conditions:
        if condition.holds(request.context) is False:
            yield _missed_condition(statement, condition, request)


def _missed_condition(
    statement: PreparedStatement, condition: Condition, request: Request
) -> NearMiss:
    wanted = tuple(item.text for item in condition.wanted)
    found = request.context.get(condition.name)
    given = ", ".join(found) if found else "absent"
    detail = one_line(
        f"{condition.written} {condition.key} wants {', '.join(wanted)}; it is {given}"
    )
    return NearMiss(statement.evidence, "condition", detail, condition.key, wanted)
