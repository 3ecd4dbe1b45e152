"""A denial beside what AWS says about it: its decoded message, the simulator's decision."""

from __future__ import annotations

import json
from dataclasses import replace

from ufo_preflight.denial.advise import advise
from ufo_preflight.denial.denial import Denial, DenialReason, Verification
from ufo_preflight.denial.offer import is_complete, passed_to
from ufo_preflight.model import ContextEntry, Decision, Question, Verdict
from ufo_preflight.passrole import ACTION as PASS_ROLE
from ufo_preflight.passrole import SERVICE_KEY

# Layers that SimulatePrincipalPolicy does not evaluate.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html
_UNSEEN = {
    DenialReason.RESOURCE_POLICY_IMPLICIT,
    DenialReason.RESOURCE_POLICY_EXPLICIT,
    DenialReason.SESSION_IMPLICIT,
    DenialReason.SESSION_EXPLICIT,
    DenialReason.RCP_IMPLICIT,
    DenialReason.RCP_EXPLICIT,
    DenialReason.VPCE_IMPLICIT,
    DenialReason.VPCE_EXPLICIT,
    DenialReason.TRUST_POLICY_IMPLICIT,
    DenialReason.TRUST_POLICY_EXPLICIT,
}


def question_of(denial: Denial) -> Question | None:
    """Return the question that asks whether the refused request is allowed, None without one.

    A resource that the text masks is left out: the simulator takes whole ARNs.
    """
    action = denial.named_action or denial.action
    if action is None or denial.problem is not None:
        return None
    is_arn = (denial.resource or "").startswith("arn:") and is_complete(denial.resource)
    context: tuple[ContextEntry, ...] = ()
    if action == PASS_ROLE:
        context = (ContextEntry(SERVICE_KEY, (passed_to(denial),)),)
    return Question(action, denial.resource if is_arn else None, context)


def compare(denial: Denial, decision: Decision | None) -> Verification:
    """Return whether the simulator's decision fits the denial."""
    if decision is None:
        return Verification(None, "The simulator gave no answer.")
    if decision.verdict is Verdict.UNKNOWN:
        why = decision.reason.value if decision.reason else "no reason"
        detail = f": {decision.detail}" if decision.detail else ""
        return Verification(None, f"The simulator does not tell ({why}){detail}", decision)
    if decision.verdict is Verdict.DENIED:
        return Verification(True, f"The simulator agrees: denied by {_layer(decision)}.", decision)
    if denial.reason in _UNSEEN:
        text = "The simulator allows it, as it must: it does not evaluate the layer that refused."
        return Verification(None, text, decision)
    text = (
        "The simulator allows it: a policy was changed since, or a layer refused that it does not"
        " evaluate (resource-based, session, resource control or endpoint policy), or the real"
        " request carried other condition keys."
    )
    return Verification(False, text, decision)


def _layer(decision: Decision) -> str:
    layer = decision.layer.value.replace("-", " ") if decision.layer else "an unknown layer"
    reason = decision.reason.value if decision.reason else ""
    return f"{layer} ({reason})" if reason else layer


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
