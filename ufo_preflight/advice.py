"""What to do about a row that is not a pass, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ufo_preflight.model import Identity, Reason, Result
from ufo_preflight.report import Cause, CheckFinding

OPEN = (Result.FAIL, Result.WARN, Result.UNKNOWN)


def hints(findings: Iterable[CheckFinding], identity: Identity) -> tuple[CheckFinding, ...]:
    """Return the findings, each that is not a pass with a hint that begins with what to do."""
    return tuple(
        replace(found, hint=_hint(found, identity)) if found.result in OPEN else found
        for found in findings
    )


def causes(findings: Iterable[CheckFinding], identity: Identity) -> tuple[Cause, ...]:
    """Return one cause for each row that is not a pass."""
    return tuple(
        Cause(_hint(found, identity), (found.check.id,), _actions(found))
        for found in findings
        if found.result in OPEN
    )


def _actions(found: CheckFinding) -> tuple[str, ...]:
    return tuple(action.requirement.question.action for action in found.actions)


def _hint(found: CheckFinding, identity: Identity) -> str:
    who = identity.policy_source_arn or "the principal"
    for action in found.actions:
        decision, name = action.decision, action.requirement.question.action
        if decision.reason is Reason.IMPLICIT_DENY:
            return f"Allow {name} in a policy of {who}. {decision.detail}".strip()
        if decision.reason is not None:
            return f"See {name}: {decision.reason.value}. {decision.detail}".strip()
    return "Nothing was asked for this row."
