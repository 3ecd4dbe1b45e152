"""What every format says alike, in words: who, why a row is as it is, the verdict and its counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ufo_preflight.model import Identity, Need, Overall, PrincipalKind, Result, Verdict
from ufo_preflight.report import (
    EXIT_BLOCKED,
    EXIT_READY,
    EXIT_UNDETERMINED,
    CheckResult,
    FailOn,
    OnUnknown,
    ProjectSummary,
    Report,
    Strictness,
)

_STRICT = {
    Overall.READY: EXIT_READY,
    Overall.BLOCKED: EXIT_BLOCKED,
    Overall.UNDETERMINED: EXIT_UNDETERMINED,
}


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
    """Return why a row is there, what is to be said about its result, and the reasons for it."""
    text = "Left out by --skip or --only." if found.check.skipped else found.check.why
    note = f"{found.note[0].upper()}{found.note[1:]}." if found.note else ""
    named = ", ".join(reasons(found))
    return " ".join(part for part in (text, note, named and f"({named})") if part)


def reasons(found: CheckResult) -> tuple[str, ...]:
    """Return the reasons for which actions of a row were not allowed, each once."""
    decisions = (one.decision for one in found.actions)
    return tuple(
        dict.fromkeys(
            decision.reason.value
            for decision in decisions
            if decision.reason and decision.verdict is not Verdict.ALLOWED
        )
    )


def action(found: CheckResult) -> str:
    """Return the action of a row without its service, or how many of several are not allowed."""
    names = [asked.question.action.partition(":")[2] for asked in found.check.requirements]
    name = names[0] if len(set(names)) == 1 else f"{len(names)} actions"
    missed = sum(one.decision.verdict is not Verdict.ALLOWED for one in found.actions)
    if not missed or len(names) == 1:
        return name if names else ""
    missing = f"{missed} of {len(found.actions)}"
    return f"{name} ({missing})" if name == names[0] else f"{missing} actions"


def counts(report: Report) -> str:
    """Return how many rows have which result: `9 pass, 1 fail`."""
    counted = Counter(found.result for found in report.checks)
    return ", ".join(f"{counted[result]} {result.value}" for result in Result if counted[result])


def leniency(report: Report) -> str:
    """Return what the exit code was softened or hardened by, "" when it is the verdict's own."""
    if report.exit_code == _STRICT[report.verdict]:
        return ""
    chosen = report.strictness
    return (
        f"Exit code {report.exit_code}, as asked by --fail-on {chosen.fail_on.value} "
        f"--on-unknown {chosen.on_unknown.value}."
    )


def limits(report: Report) -> str:
    """Return what the verdict does not cover, as sentences."""
    return " ".join(part for part in (leniency(report), *report.caveats) if part)


def counted(found: CheckResult, strictness: Strictness) -> bool:
    """Return whether what a row says closes the gate, as strict as asked."""
    if found.result is Result.FAIL or (strictness.fail_on is FailOn.ANY and found.is_denied):
        return strictness.fail_on is not FailOn.NEVER
    open_row = found.result is Result.UNKNOWN and found.check.need is Need.REQUIRED
    return open_row and strictness.on_unknown is OnUnknown.FAIL


def open_rows(checks: Iterable[CheckResult]) -> tuple[CheckResult, ...]:
    """Return the rows that a reader has to look at: neither a pass nor left out."""
    return tuple(found for found in checks if found.result not in (Result.PASS, Result.SKIPPED))
