"""What AWS's answers to probes mean beside what was decided. Pure.

A call that is answered was let through once, and makes no row a pass. One that was decided as
allowed and is refused leaves its row unknown: what refused it is a layer that no simulation sees,
or AWS and its simulator disagree, or nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ufo_preflight.caller import Identity
from ufo_preflight.check import result_of
from ufo_preflight.denial import Denial, DenialReason, explain
from ufo_preflight.model import Decision, Layer, Method, Reason, Verdict
from ufo_preflight.outcome import (
    PROBE_NAME,
    ActionResult,
    CheckResult,
    Probe,
    ProbeOutcome,
    Requirement,
)
from ufo_preflight.refusals import Refused, home_of, name_of, refusal

SEEN_BY_SIMULATION = frozenset(
    {Layer.IDENTITY, Layer.PERMISSIONS_BOUNDARY, Layer.SERVICE_CONTROL_POLICY}
)


def weigh(
    rows: Sequence[CheckResult], probes: Iterable[Probe], identity: Identity, method: Method
) -> tuple[tuple[CheckResult, ...], tuple[Probe, ...]]:
    """Return the rows with what the probes change in them, and each probe with what it means.

    `method` is how the rows were decided.
    """
    weighed = [_Weighed(probe, rows, identity, method) for probe in probes]
    refused = {one.probe.action: one for one in weighed if one.counts}
    return (
        tuple(_with(row, refused) for row in rows),
        tuple(replace(one.probe, layer=one.layer, sentence=one.sentence) for one in weighed),
    )


def _with(row: CheckResult, refused: dict[str, _Weighed]) -> CheckResult:
    actions = tuple(
        one.doubted(found)
        if (one := refused.get(found.requirement.question.action)) and one.is_about(found)
        else found
        for found in row.actions
    )
    if actions == row.actions:
        return row
    return replace(row, actions=actions, result=result_of(row.check, actions))


@dataclass(frozen=True)
class _Weighed:
    """A probe beside the rows that were decided."""

    probe: Probe
    rows: Sequence[CheckResult]
    identity: Identity
    method: Method

    @cached_property
    def denial(self) -> Denial | None:
        """What the message of a refusal says, None where it says nothing."""
        if self.probe.outcome is not ProbeOutcome.REFUSED:
            return None
        return next(iter(explain(self.probe.text)), None)

    @property
    def reason(self) -> DenialReason:
        """Which layer refused, and how."""
        return self.denial.reason if self.denial else DenialReason.UNSPECIFIED

    @property
    def layer(self) -> Layer | None:
        """The layer that the message names, None for none."""
        return self.reason.layer

    @property
    def is_of_the_name(self) -> bool:
        """Whether what is refused may be nothing but the probe's own name, which no ship uses."""
        asked = self.denial.resource if self.denial else None
        return not self.reason.is_explicit and PROBE_NAME in (asked or "")

    @property
    def counts(self) -> bool:
        """Whether it says something about the requests of a ship."""
        return self.probe.outcome is ProbeOutcome.REFUSED and not self.is_of_the_name

    def is_about(self, found: ActionResult) -> bool:
        """Return whether the refusal is of a request that was decided as allowed.

        A call that CloudFormation forwards goes through no VPC endpoint of the caller's, and one
        that a role makes is not the caller's.
        """
        required = found.requirement
        return (
            found.decision.verdict is Verdict.ALLOWED
            and required.question.action == self.probe.action
            and required.question.principal is None
            and not self._is_beyond(required)
        )

    def doubted(self, found: ActionResult) -> ActionResult:
        """Return an action that was decided as allowed as one that AWS refused."""
        detail = f"{self._todo} {self.sentence}"
        decision = Decision.unknown(
            Reason.PROBE_REFUSED, matched=found.decision.matched, detail=detail
        )
        return replace(found, decision=decision)

    @property
    def sentence(self) -> str:
        """What the answer means, as a sentence."""
        if self.probe.outcome is ProbeOutcome.FAILED:
            return f"No answer, so nothing is known: {self.probe.text.rstrip('.')}."
        if self.probe.outcome is ProbeOutcome.ANSWERED:
            if any(found.decision.is_denied for found in self._decided):
                return f"AWS let the call through and {self._decider} denies it: the denial stays."
            return "AWS let the call through, which makes no row a pass."
        refused = f"AWS refused {self.probe.action} ({self.reason.words})"
        if self.is_of_the_name:
            return f"{refused} on a name of the probe's own, which says nothing about the ship."
        if any(map(self.is_about, self._decided)):
            return f"{refused}, which {self._decider} allows: {self._explanation}."
        if self.layer is Layer.VPC_ENDPOINT_POLICY and any(
            self._is_beyond(found.requirement) for found in self._decided
        ):
            return f"{refused}: CloudFormation's own calls do not go through that endpoint."
        return f"{refused}."

    @property
    def _explanation(self) -> str:
        if self.layer is None:
            return "why is not known"
        if self.layer in SEEN_BY_SIMULATION:
            return f"AWS and {self._decider} disagree"
        return f"a {self.layer.words} is what simulation cannot see"

    @property
    def _todo(self) -> str:
        if self.layer is None:
            return f"Look up in CloudTrail why AWS refused {self.probe.action}."
        refused = Refused(
            self.probe.action,
            resource=(self.denial.resource if self.denial else None) or "",
            principal=name_of(self.identity),
            home=home_of(self.identity),
            place=(self.denial.policy_arn if self.denial else None) or "",
            account=self.identity.account,
        )
        return refusal(self.layer, refused, explicit=self.reason.is_explicit).sentence

    @property
    def _decider(self) -> str:
        read = self.method.name == "readable-policies"
        return "what could be read of the policies" if read else "its simulator"

    @property
    def _decided(self) -> list[ActionResult]:
        """What was decided about the action of the probe, for the caller."""
        return [
            found
            for row in self.rows
            for found in row.actions
            if found.requirement.question.action == self.probe.action
            and found.requirement.question.principal is None
        ]

    def _is_beyond(self, required: Requirement) -> bool:
        return self.layer is Layer.VPC_ENDPOINT_POLICY and required.is_forwarded
