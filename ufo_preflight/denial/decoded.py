"""A decoded authorization message as a denial.

The message is JSON: whether a Deny matched, the statements that did, and the request's context.
https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
"""

from __future__ import annotations

import json
from dataclasses import replace

from ufo_preflight.denial.advise import advise
from ufo_preflight.denial.denial import Denial, DenialReason


def opened(denial: Denial, decoded: str) -> Denial:
    """Return the denial completed from its decoded message; ValueError when that is no such JSON.

    What the text itself said stays: the message only fills in what it left out.
    """
    message = _object(json.loads(decoded))
    context = _object(message.get("context"))
    is_explicit = message.get("explicitDeny") is True
    found = replace(
        denial,
        principal=denial.principal or _text(_object(context.get("principal")).get("arn")),
        action=denial.action or _action(context),
        resource=denial.resource or _text(context.get("resource")),
        reason=DenialReason.EXPLICIT_UNSPECIFIED if is_explicit else DenialReason.UNSPECIFIED,
    )
    advice = advise(found)
    notes = (*advice.notes, *_statements(message))
    return replace(found, advice=replace(advice, notes=notes))


def _action(context: dict[str, object]) -> str | None:
    action = _text(context.get("action"))
    if action is None or ":" in action:
        return action
    # Some messages leave the service out; its name stands among the condition keys.
    return f"{_condition(context, 'aws:Service') or 'ec2'}:{action}"


def _condition(context: dict[str, object], wanted: str) -> str | None:
    for item in _items(context.get("conditions")):
        if item.get("key") == wanted:
            for value in _items(item.get("values")):
                return _text(value.get("value"))
    return None


def _statements(message: dict[str, object]) -> tuple[str, ...]:
    """Return a note on each statement that matched the request."""
    notes = []
    for statement in _items(message.get("matchedStatements")):
        name = _text(statement.get("statementId")) or "without a Sid"
        effect = _text(statement.get("effect")) or "matching"
        notes.append(f"The decoded message names the {effect} statement {name}.")
    return tuple(notes)


def _items(value: object) -> list[dict[str, object]]:
    items = value.get("items") if isinstance(value, dict) else None
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _object(value: object) -> dict[str, object]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError("not a decoded authorization message")
    return value


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
