"""Why a cell of the matrix is not a pass, and which statements let a principal ship. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ufo_preflight.auditing.audit_report import CellReason
from ufo_preflight.auditing.matrix import Decided, Questionnaire
from ufo_preflight.model import Decision, Layer, Reason
from ufo_preflight.policy.layer_answer import Outcome

# More statements than these behind one cell tell nothing more.
MOST_STATEMENTS = 3
_LAYER_REASONS = {
    Layer.SERVICE_CONTROL_POLICY: Reason.SCP,
    Layer.PERMISSIONS_BOUNDARY: Reason.PERMISSIONS_BOUNDARY,
}


# The row of a check asks for the verdicts alone.
_ALLOWED = Decision.allowed()
_DENIED = Decision.denied(Reason.IMPLICIT_DENY, Layer.IDENTITY)
_OPEN = Decision.unknown(Reason.NO_RESULT)


def decision_of(number: int, denied: int, undecided: int) -> Decision:
    """Return the decision on a question, without its reason."""
    if denied >> number & 1:
        return _DENIED
    return _OPEN if undecided >> number & 1 else _ALLOWED


def grouped(found: Iterable[tuple[str, CellReason]]) -> tuple[CellReason, ...]:
    """Return each reason once, with the actions that it is about."""
    actions: dict[CellReason, dict[str, None]] = {}
    for action, reason in found:
        actions.setdefault(reason, {})[action] = None
    return tuple(replace(reason, actions=tuple(named)) for reason, named in actions.items())


def reason_of(decided: Decided, own: Questionnaire, number: int) -> CellReason:
    """Return why a question is not allowed, without its action."""
    outcome, layers = decided.deciding(number)
    statements = [] if outcome is Outcome.IMPLICIT_DENY else own.statements(layers, number, outcome)
    named = ", ".join(dict.fromkeys(one.reference for one in statements[:MOST_STATEMENTS]))
    text = statements[0].text if statements else ""
    if outcome is not Outcome.UNKNOWN:
        is_explicit = outcome is Outcome.EXPLICIT_DENY
        plain = Reason.EXPLICIT_DENY if is_explicit else Reason.IMPLICIT_DENY
        layer = layers[0].layer
        reason = _LAYER_REASONS.get(layer, plain)
        return CellReason((), "denied", reason.value, layer.value, named, text)
    request = own.requests[number]
    keys = {key.lower(): key for one in statements for key in one.unknown_keys(request)}
    if keys:
        missing = tuple(keys.values())
        reason = Reason.MISSING_CONTEXT
        return CellReason((), "unknown", reason.value, "", named, text, missing)
    parts = dict.fromkeys(name for one in statements for name in one.names_part_of(request))
    if parts:
        detail = f"depends on the resource: {', '.join(parts)}"
        return CellReason((), "unknown", Reason.SCOPED_ONLY.value, "", named, text, (), detail)
    detail = next(filter(None, (one.unsettled(request) for one in statements)), "")
    return CellReason((), "unknown", Reason.NO_RESULT.value, "", named, text, (), detail)


def granting(decided: Decided, own: Questionnaire) -> tuple[str, ...]:
    """Return the statements that allow what is asked, the first for each request."""
    identity = [layer for layer in decided.layers if layer.layer is Layer.IDENTITY]
    found: dict[str, None] = {}
    for number in range(len(own.requests)):
        for statement in own.statements(identity, number, Outcome.ALLOWED)[:1]:
            found[statement.reference] = None
    return tuple(found)
