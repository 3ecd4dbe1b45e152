"""What would turn denied rows green: statements, proved by deciding again, or whom to ask.

A statement in an identity policy lifts an implicit deny of the identity policies and nothing else:
an explicit deny, a permissions boundary and a service control policy are other people's to change.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, runtime_checkable

from ufo_preflight.caller import Identity
from ufo_preflight.check import run_check
from ufo_preflight.context import Surroundings
from ufo_preflight.grant import texts
from ufo_preflight.model import Decider, Layer, Need, Reason, Result, Verdict
from ufo_preflight.outcome import ActionResult, Check, CheckResult
from ufo_preflight.refusals import Refused, denial_sentences, home_of, listed, name_of
from ufo_preflight.remedy.minimal import grants_for
from ufo_preflight.report import Remediation

LIFTED_BY_A_STATEMENT = frozenset({Reason.IMPLICIT_DENY, Reason.WRONG_SERVICE_PASSROLE})


@runtime_checkable
class Extensible(Decider, Protocol):
    """A decider that can decide as if the principal had more identity policies."""

    def with_policies(self, documents: Sequence[str]) -> Decider:
        """Return the decider for the principal with these policy documents, too."""
        ...


def change_for(
    checks: Iterable[CheckResult],
    identity: Identity,
    decider: Decider | None,
    *,
    with_optional: bool = False,
) -> Remediation:
    """Return the smallest change that turns the failed rows green.

    `decider` decides again with the statements added; None leaves them unproved. `with_optional`
    is about the rows and actions that only warn, too. What was tried and did not help is not
    proposed.
    """
    denied = [found for row in checks for found in _denied(row, with_optional=with_optional)]
    liftable = [found for found in denied if is_liftable(found)]
    others = [found for found in denied if not is_liftable(found)]
    if not liftable or not isinstance(decider, Extensible):
        grants = grants_for(found.requirement for found in liftable)
        return Remediation(grants, False, referrals(others, identity))
    helped = lifted(liftable, decider)
    others += [found for found in liftable if found not in helped]
    grants = grants_for(found.requirement for found in helped)
    return Remediation(grants, bool(grants), referrals(others, identity))


def lifted(found: Sequence[ActionResult], decider: Extensible) -> list[ActionResult]:
    """Return those that statements for exactly them would allow: asked until all of them help."""
    tried = list(found)
    while tried:
        again = decided_with(tried, decider)
        helped = [
            one
            for one, after in zip(tried, again, strict=True)
            if after.decision.verdict is Verdict.ALLOWED
        ]
        if helped == tried:
            break
        tried = helped
    return tried


def _denied(row: CheckResult, *, with_optional: bool) -> Iterable[ActionResult]:
    if row.result is not Result.FAIL and not (with_optional and row.is_denied):
        return ()
    return (
        found
        for found in row.actions
        if found.decision.verdict is Verdict.DENIED
        and (with_optional or not found.requirement.advisory)
    )


def is_liftable(found: ActionResult) -> bool:
    """Return whether a statement in an identity policy may turn this denial."""
    decision = found.decision
    return (
        decision.layer is Layer.IDENTITY
        and decision.reason in LIFTED_BY_A_STATEMENT
        and not decision.also
        and found.requirement.question.principal is None
    )


def decided_with(found: Sequence[ActionResult], decider: Extensible) -> tuple[ActionResult, ...]:
    """Return the same actions as decided once the statements for all of them are there."""
    asked = tuple(one.requirement for one in found)
    extended = decider.with_policies(texts(grants_for(asked)))
    row = Check("proof", "", Need.REQUIRED, "", asked)
    return run_check([row], Surroundings(), extended)[0].actions


def referrals(denied: Iterable[ActionResult], identity: Identity) -> tuple[str, ...]:
    """Return what to do about denials that no statement here lifts: one text a cause, in order."""
    causes: dict[tuple[object, ...], list[ActionResult]] = {}
    for found in denied:
        decision, principal = found.decision, found.requirement.question.principal
        same = (decision.reason, decision.layer, decision.also, decision.matched, principal)
        causes.setdefault(same, []).append(found)
    return tuple(_referral(members, identity) for members in causes.values())


def _referral(members: Sequence[ActionResult], identity: Identity) -> str:
    decision = members[0].decision
    principal = members[0].requirement.question.principal
    names = sorted({found.requirement.question.action for found in members})
    actions = listed(names, shown=len(names))
    if is_liftable(members[0]):
        return (
            f"Ask the account's administrator why {actions} stays denied for {name_of(identity)}: "
            "a statement that allows it was tried, and the decision did not change."
        )
    refused = Refused(
        actions,
        principal=name_of(identity, principal),
        home=home_of(identity, principal),
        account=identity.account,
    )
    return denial_sentences(decision, refused)
