"""What a verdict is based on and what it does not cover, as sentences. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ufo_preflight.model import Method, Reason
from ufo_preflight.outcome import CheckResult, Probe, ProbeOutcome

SIMULATED = (
    "Based on AWS's policy simulator, which does not evaluate session policies, RCPs, "
    "VPC endpoint policies, resource-based policies or quotas."
)
FROM_FILES = (
    "Based on the policy files alone: no other policies, session policies, RCPs, VPC endpoint "
    "policies, resource-based policies or quotas were evaluated."
)
FROM_READ = (
    "Based on the policies that could be read, because iam:SimulatePrincipalPolicy is refused: "
    "service control policies, session policies, RCPs, VPC endpoint policies, resource-based "
    "policies and quotas were not seen."
)
UNREADABLE = (
    "The caller may neither ask the simulator nor read its own policies. Send the statement "
    "that allows it to the account's administrator; `ufo-preflight policy --minimal`, which needs "
    "no rights, prints what this ship needs."
)
REACH = {"policy-files": FROM_FILES, "readable-policies": FROM_READ}
PROBED = (
    "Based on AWS's policy simulator and {calls}: beyond that no session policies, RCPs, "
    "VPC endpoint or resource-based policies, no quotas."
)


def reach(method: Method, probes: Iterable[Probe]) -> str:
    """Return what a verdict that `method` decided is based on, and what it does not cover.

    What probes found out is not called unseen; one without an answer found out nothing.
    """
    told = sum(probe.outcome is not ProbeOutcome.FAILED for probe in probes)
    if not told or method.name in REACH:
        return REACH.get(method.name, SIMULATED)
    return PROBED.format(calls=f"{told} probe{'' if told == 1 else 's'}")


def uncovered(resources: Sequence[str]) -> tuple[str, ...]:
    """Return that no check covers these resources of the stack; nothing for none."""
    if not resources:
        return ()
    named = ", ".join(resources)
    return (f"No check covers {named}: whether the stack can be made with it is not known.",)


def unreadable(decided: Iterable[CheckResult]) -> tuple[str, ...]:
    """Return what to do where nobody could be asked; nothing where somebody could."""
    reasons = {action.decision.reason for check in decided for action in check.actions}
    return (UNREADABLE,) if Reason.SIMULATE_DENIED in reasons else ()
