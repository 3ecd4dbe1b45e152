"""What every format says in the same words: who was checked, each row, the verdict, its limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ufo_preflight.caller import Identity, PrincipalKind
from ufo_preflight.errors import EXIT_BLOCKED, EXIT_READY, EXIT_UNDETERMINED
from ufo_preflight.model import Need, Overall, Reason, Result, Verdict
from ufo_preflight.outcome import CheckResult, ProbeOutcome
from ufo_preflight.report import FailOn, OnUnknown, ProjectSummary, Report, Strictness

_STRICT = {
    Overall.READY: EXIT_READY,
    Overall.BLOCKED: EXIT_BLOCKED,
    Overall.UNDETERMINED: EXIT_UNDETERMINED,
}
REASON_WORDS = {
    Reason.IMPLICIT_DENY: "implicit deny",
    Reason.EXPLICIT_DENY: "explicit deny",
    Reason.SCP: "service control policy",
    Reason.PERMISSIONS_BOUNDARY: "permissions boundary",
    Reason.SCOPED_ONLY: "allowed on some resources only",
    Reason.MISSING_CONTEXT: "condition key not known",
    Reason.WRONG_SERVICE_PASSROLE: "allowed for another service",
    Reason.SIMULATE_DENIED: "no permission to simulate",
    Reason.THROTTLED: "throttled",
    Reason.NOT_SUPPORTED_PRINCIPAL: "principal cannot be simulated",
    Reason.REFUSED_BY_API: "query rejected by AWS",
    Reason.NO_RESULT: "no answer",
    Reason.PROBE_REFUSED: "refused for real",
}
_SKIPPED = "Skipped by --skip or --only."


def who(report: Report) -> str:
    """Return who was checked and where, as one line."""
    identity = report.identity
    parts = (
        _principal(identity),
        identity.account and f"account {identity.account}",
        report.region,
        report.project and _project(report.project),
    )
    return ", ".join(part for part in parts if part)


def _principal(identity: Identity) -> str:
    source, origin = identity.policy_source_arn, identity.policy_source_from
    if identity.kind is PrincipalKind.POLICY_FILES:
        return f"{source} ({origin})" if source else origin
    if not identity.arn or source == identity.arn:
        return source or origin
    if source is None:
        return f"{identity.arn}, which cannot be simulated"
    return f"{identity.arn} as {source} ({origin})" if origin else f"{identity.arn} as {source}"


def _project(project: ProjectSummary) -> str:
    named = {"env": project.env, "role": project.role, "extra": project.extra}
    layers = ", ".join(f"{name} {value}" for name, value in named.items() if value)
    name = project.app or project.root
    return f"project {name} ({layers})" if layers else f"project {name}"


def why(found: CheckResult) -> str:
    """Return why a row is needed, or not."""
    return _SKIPPED if found.check.skipped else found.check.why


def action(found: CheckResult) -> str:
    """Return the action of a row without its service, or how many they are; "" for none."""
    names = [asked.question.action.partition(":")[2] for asked in found.check.requirements]
    if len(set(names)) > 1:
        return f"{len(names)} actions"
    return names[0] if names else ""


def outcome(found: CheckResult) -> str:
    """Return what was decided beyond the result: how many are denied, why, and what to note.

    `implicit deny` of one action, `2 denied (implicit deny)` of several, `denied on 2 of 3
    resources (implicit deny)` of one action on several; "" for a plain pass.
    """
    named = ", ".join(REASON_WORDS[reason] for reason in reasons(found))
    if named and len(found.actions) > 1:
        named = f"{_counted(found)} ({named})"
    return "; ".join(part for part in (named, found.note) if part)


def _counted(found: CheckResult) -> str:
    counted = Counter(one.decision.verdict for one in found.actions)
    verdicts = [verdict for verdict in (Verdict.DENIED, Verdict.UNKNOWN) if counted[verdict]]
    if len({one.requirement.question.action for one in found.actions}) > 1:
        return ", ".join(f"{counted[verdict]} {verdict.value}" for verdict in verdicts)
    kind = "roles" if found.check.id == "passrole" else "resources"
    of = f"of {len(found.actions)} {kind}"
    return ", ".join(f"{verdict.value} on {counted[verdict]} {of}" for verdict in verdicts)


def reasons(found: CheckResult) -> tuple[Reason, ...]:
    """Return the reasons for which actions of a row were not allowed, each once."""
    decisions = (one.decision for one in found.actions)
    return tuple(
        dict.fromkeys(
            decision.reason
            for decision in decisions
            if decision.reason and decision.verdict is not Verdict.ALLOWED
        )
    )


def counts(report: Report) -> str:
    """Return how many rows have which result, and the reach of that where it is not everything."""
    counted = Counter(found.result for found in report.checks)
    told = ", ".join(f"{counted[result]} {result.value}" for result in Result if counted[result])
    reach = report.coverage.words if report.coverage else ""
    return f"{told} ({reach})" if reach else told


def leniency(report: Report) -> str:
    """Return what let more or less pass than the verdict says, and where it was set; "" for nothing."""
    told = []
    if report.exit_code != _STRICT[report.verdict]:
        chosen = report.strictness
        told.append(
            f"Exit code {report.exit_code} because of --fail-on {chosen.fail_on.value} "
            f"--on-unknown {chosen.on_unknown.value}."
        )
    if report.leniency:
        told.append(f"Made more lenient by {'; '.join(report.leniency)}.")
    return " ".join(told)


def limits(report: Report) -> str:
    """Return what made it more lenient, and what it does not cover, as sentences."""
    parts = (leniency(report), *report.caveats)
    return " ".join(part for part in parts if part)


def probed(report: Report) -> tuple[str, ...]:
    """Return what AWS answered to the calls of --probe, one text each that was not let through.

    Those that were are one text; nothing where none was made.
    """
    answered = [one for one in report.probes if one.outcome is ProbeOutcome.ANSWERED]
    others = [one for one in report.probes if one.outcome is not ProbeOutcome.ANSWERED]
    texts = [f"{probe.action} {probe.outcome.value}: {probe.sentence}" for probe in others]
    if answered:
        named = ", ".join(probe.action for probe in answered)
        texts.append(f"Answered, which makes no row a pass: {named}.")
    return tuple(texts)


def counted(found: CheckResult, strictness: Strictness) -> bool:
    """Return whether a row closes the gate, as strict as asked."""
    if found.result is Result.FAIL or (strictness.fail_on is FailOn.ANY and found.is_denied):
        return strictness.fail_on is not FailOn.NEVER
    is_open = found.result is Result.UNKNOWN and found.check.need is Need.REQUIRED
    return is_open and strictness.on_unknown is OnUnknown.FAIL


def open_rows(checks: Iterable[CheckResult]) -> tuple[CheckResult, ...]:
    """Return the rows that need a reader's attention: neither passed nor skipped."""
    return tuple(found for found in checks if found.result not in (Result.PASS, Result.SKIPPED))
