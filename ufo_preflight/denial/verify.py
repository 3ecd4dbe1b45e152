"""A denial beside what the simulator decides about the same request."""

from __future__ import annotations

from ufo_preflight.denial.denial import Denial, DenialReason
from ufo_preflight.denial.explanation import Verification
from ufo_preflight.denial.statement import is_complete, passed_to
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
