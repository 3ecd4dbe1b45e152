"""The report: what was checked, the verdict that follows, and the JSON object it is for programs."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from enum import Enum

from ufo_preflight import __version__
from ufo_preflight.caller import Identity
from ufo_preflight.errors import EXIT_BLOCKED, EXIT_READY, EXIT_UNDETERMINED
from ufo_preflight.grant import Grant, texts
from ufo_preflight.model import Method, Need, Overall, Result
from ufo_preflight.outcome import CheckResult, Json, Probe

FORMAT_VERSION = "1.0"


class FailOn(Enum):
    """Which denials close the gate."""

    REQUIRED = "required"
    ANY = "any"
    NEVER = "never"


class OnUnknown(Enum):
    """Whether a required check that nobody could decide closes the gate."""

    FAIL = "fail"
    WARN = "warn"


@dataclass(frozen=True)
class Strictness:
    """The gate's strictness: what counts as blocked and as undetermined."""

    fail_on: FailOn = FailOn.REQUIRED
    on_unknown: OnUnknown = OnUnknown.FAIL


@dataclass(frozen=True)
class Cause:
    """One cause behind one or more checks that are not a pass; `action` begins with what to do.

    `paste` are lines to be pasted as they are, such as a policy statement. `result` is what this
    cause alone would make of a check: an advisory denial warns, whatever else fails in it.
    """

    action: str
    checks: tuple[str, ...]
    actions: tuple[str, ...]
    paste: tuple[str, ...] = ()
    result: Result = Result.FAIL

    @property
    def text(self) -> str:
        """The action and what to paste, on one line."""
        return " ".join((self.action, *(line.strip() for line in self.paste)))


@dataclass(frozen=True)
class Remediation:
    """The statements that would turn the denied checks green, and what no statement here can lift.

    `verified` is True when they were proved by deciding again with them added.
    """

    grants: tuple[Grant, ...] = ()
    verified: bool = False
    cannot_fix_here: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProjectSummary:
    """The project that was read, as the report's first line names it."""

    root: str
    version: int | None = None
    app: str = ""
    env: str = ""
    role: str = ""
    extra: str = ""
    stack: str = ""
    cluster: str = ""
    source: str = ""

    def to_dict(self) -> Json:
        """Return the project as the report's JSON has it."""
        return asdict(self)


@dataclass(frozen=True)
class Coverage:
    """How many actions were asked about, of all that --full asks about."""

    asked: int
    of: int

    @property
    def words(self) -> str:
        """The reach of the verdict in words, "" when every action was asked about."""
        if self.asked >= self.of:
            return ""
        each = max(2, round(self.of / max(1, self.asked)))
        return f"1 of {each} actions a service; --full asks all"


@dataclass(frozen=True)
class Report:
    """Everything that was found out. `verdict` and `exit_code` follow from it, never the reverse.

    `uncovered` are resources of the stack that no check covers: whether they can be made is open.
    `leniency` names each setting of a file or a variable that lets more pass, with its place.
    `probes` are calls that were made to see what AWS answers; what they mean is in `checks` already.
    `command_options` are the run's own options, to be repeated behind a command that is proposed.
    """

    identity: Identity
    region: str
    method: Method
    checks: tuple[CheckResult, ...]
    project: ProjectSummary | None = None
    causes: tuple[Cause, ...] = ()
    remediation: Remediation = field(default_factory=Remediation)
    caveats: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    strictness: Strictness = field(default_factory=Strictness)
    command_options: str = ""
    coverage: Coverage | None = None
    uncovered: tuple[str, ...] = ()
    leniency: tuple[str, ...] = ()
    probes: tuple[Probe, ...] = ()

    def __post_init__(self) -> None:
        if not self.checks:
            raise ValueError("a report without a single check would pass on ignorance")

    @property
    def verdict(self) -> Overall:
        """READY, BLOCKED or UNDETERMINED; a denial beats an unknown."""
        if any(self._blocks(found) for found in self.checks):
            return Overall.BLOCKED
        return Overall.UNDETERMINED if self._is_open() else Overall.READY

    @property
    def exit_code(self) -> int:
        """0 ready, 1 blocked, 3 undetermined, as strict as asked; leniency changes only this."""
        blocked = any(self._blocks(found) for found in self.checks)
        if blocked and self.strictness.fail_on is not FailOn.NEVER:
            return EXIT_BLOCKED
        if self._is_open() and self.strictness.on_unknown is OnUnknown.FAIL:
            return EXIT_UNDETERMINED
        return EXIT_READY

    def to_dict(self) -> Json:
        """Return the report as the JSON object of docs/reports.md, `format_version` first."""
        counted = Counter(found.result for found in self.checks)
        return {
            **envelope(self.verdict, self.exit_code),
            "identity": _identity(self.identity),
            "region": self.region or None,
            "method": {"name": self.method.name, "calls": self.method.calls},
            "project": self.project.to_dict() if self.project else None,
            "summary": {result.value: counted[result] for result in Result},
            "coverage": asdict(self.coverage) if self.coverage else None,
            "checks": [found.to_dict() for found in self.checks],
            "remediation": {
                "policy": list(texts(self.remediation.grants)),
                "verified": self.remediation.verified,
                "cannot_fix_here": list(self.remediation.cannot_fix_here),
            },
            "leniency": list(self.leniency),
            "probes": [probe.to_dict() for probe in self.probes],
            "caveats": list(self.caveats),
            "warnings": list(self.warnings),
        }

    def _is_open(self) -> bool:
        """Return whether something required is unknown, or not a single check was decided."""
        if self.uncovered or all(found.result is Result.SKIPPED for found in self.checks):
            return True
        return any(
            found.result is Result.UNKNOWN and found.check.need is Need.REQUIRED
            for found in self.checks
        )

    def _blocks(self, found: CheckResult) -> bool:
        if found.result is Result.FAIL:
            return True
        return self.strictness.fail_on is FailOn.ANY and found.is_denied


def envelope(verdict: Overall, exit_code: int) -> Json:
    """Return the keys that every JSON object with a verdict begins with, an error's too."""
    return {
        "format_version": FORMAT_VERSION,
        "tool": tool(),
        "verdict": verdict.value,
        "exit_code": exit_code,
    }


def tool() -> Json:
    """Return the name and version of this program."""
    return {"name": "ufo-preflight", "version": __version__}


def _identity(identity: Identity) -> Json:
    return {
        "arn": identity.arn or None,
        "account": identity.account or None,
        "partition": identity.partition,
        "kind": identity.kind.value,
        "policy_source_arn": identity.policy_source_arn,
        "policy_source_from": identity.policy_source_from,
    }
