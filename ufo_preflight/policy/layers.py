"""What one layer's documents say to a request. Pure.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from ufo_preflight.policy.request import RequestContext
from ufo_preflight.policy.statement import Document, PreparedStatement, speaking_of


class Outcome(Enum):
    """AWS's own words for a decision, and ours for an undecided one."""

    ALLOWED = "allowed"
    EXPLICIT_DENY = "explicitDeny"
    IMPLICIT_DENY = "implicitDeny"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Request:
    """One action, in lower case, on one resource (`*` when it has none), in one context."""

    action: str
    resource: str
    context: RequestContext


@dataclass(frozen=True)
class LayerAnswer:
    """What a layer says: `matched` are the statements that decided, `open` those that could."""

    outcome: Outcome
    matched: tuple[PreparedStatement, ...] = ()
    open: tuple[PreparedStatement, ...] = ()


def answer(documents: Iterable[Document], request: Request) -> LayerAnswer:
    """Return what documents of one layer say together.

    A deny that surely applies decides; without it nothing does that an open statement could
    change. Without any allow, not even an open one, the layer refuses whatever the open denies say.
    """
    sure: dict[bool, list[PreparedStatement]] = {True: [], False: []}
    undecided: dict[bool, list[PreparedStatement]] = {True: [], False: []}
    for document in documents:
        for statement in speaking_of(document, request.action):
            applies = statement.applies(request.resource, request.context)
            if applies:
                sure[statement.allows].append(statement)
            elif applies is None:
                undecided[statement.allows].append(statement)
    return _weighed(sure[True], sure[False], undecided[True], undecided[False])


def _weighed(
    allows: list[PreparedStatement],
    denies: list[PreparedStatement],
    open_allows: list[PreparedStatement],
    open_denies: list[PreparedStatement],
) -> LayerAnswer:
    if denies:
        return LayerAnswer(Outcome.EXPLICIT_DENY, tuple(denies))
    if allows and not open_denies:
        return LayerAnswer(Outcome.ALLOWED, tuple(allows))
    if not allows and not open_allows:
        return LayerAnswer(Outcome.IMPLICIT_DENY)
    return LayerAnswer(
        Outcome.UNKNOWN, open=tuple(open_denies if allows else open_denies + open_allows)
    )
