"""A denial beside what AWS says about it: its decoded message, the simulator's decision."""

from __future__ import annotations

import json
from dataclasses import replace

from ufo_preflight.denial.advise import advise
from ufo_preflight.denial.denial import Denial, DenialReason, Verification
from ufo_preflight.denial.offer import is_complete, is_pass_role, passed_to
from ufo_preflight.denial.recognize import read
from ufo_preflight.denial.text import CompactText, normalise
from ufo_preflight.model import ContextEntry, Decision, Layer, Question, Verdict
from ufo_preflight.passrole import SERVICE_KEY

# SimulatePrincipalPolicy evaluates these layers only.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html
_SIMULATED = (Layer.IDENTITY, Layer.PERMISSIONS_BOUNDARY, Layer.SERVICE_CONTROL_POLICY, None)


def question_of(denial: Denial) -> Question | None:
    """Return the question that asks whether the refused request is allowed, None without one.

    A resource that the text masks is left out: the simulator takes whole ARNs.
    """
    action = denial.named_action or denial.action
    if action is None or denial.problem is not None:
        return None
    is_arn = (denial.resource or "").startswith("arn:") and is_complete(denial.resource)
    context: tuple[ContextEntry, ...] = ()
    service = passed_to(denial) if is_pass_role(action) else None
    if service:
        context = (ContextEntry(SERVICE_KEY, (service,)),)
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
    if denial.reason.layer not in _SIMULATED:
        text = "The simulator allows it, as it must: it does not evaluate the layer that refused."
        return Verification(None, text, decision)
    text = (
        "The simulator allows it: a policy was changed since, or a layer refused that it does not"
        " evaluate (resource-based, session, resource control or endpoint policy), or the real"
        " request carried other condition keys."
    )
    return Verification(False, text, decision)


def _layer(decision: Decision) -> str:
    layer = decision.layer.words if decision.layer else "an unknown layer"
    reason = decision.reason.value if decision.reason else ""
    return f"{layer} ({reason})" if reason else layer


def opened(denial: Denial, decoded: str) -> Denial:
    """Return the denial completed from its decoded message; ValueError when that is no such JSON.

    What the text itself said stays, the layer above all: the message only fills in what it left
    out, and names the statements that matched.
    """
    message = json.loads(decoded)
    if not isinstance(message, dict) or not isinstance(message.get("context", {}), dict):
        raise ValueError("not a decoded authorization message")
    found = next((span.reading for span in read(CompactText(normalise(decoded)))), None)
    if found is None:
        raise ValueError("the decoded message says that the request was allowed")
    is_told = denial.reason not in (DenialReason.ENCODED, DenialReason.UNSPECIFIED)
    completed = replace(
        denial,
        principal=denial.principal or found.principal,
        action=denial.action or found.action,
        resource=denial.resource or found.resource,
        reason=denial.reason if is_told else found.reason,
        matched=found.matched,
        is_understood=True,
    )
    return replace(completed, advice=advise(completed))
