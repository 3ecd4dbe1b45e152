"""The report as values: what was checks, what was found, and the verdict that follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from ufo_preflight.model import (
    Decision,
    Identity,
    Method,
    Need,
    Overall,
    Question,
    Result,
)

EXIT_READY, EXIT_BLOCKED, EXIT_CONFIGURATION, EXIT_UNDETERMINED, EXIT_INTERRUPTED = 0, 1, 2, 3, 130


class FailOn(Enum):
    """Which denials close the gate."""

    REQUIRED = "required"
    ANY = "any"
    NEVER = "never"


class OnUnknown(Enum):
    """Whether a required row that nobody could decide closes the gate."""

    FAIL = "fail"
    WARN = "warn"


@dataclass(frozen=True)
class Strictness:
    """The gate's strictness: what counts as blocked and as undetermined."""

    fail_on: FailOn = FailOn.REQUIRED
    on_unknown: OnUnknown = OnUnknown.FAIL


@dataclass(frozen=True)
class Requirement:
    """One action that a ship needs, ready to be asked.

    `question.resource` is the ARN when every name in it is known, else None; `pattern` is the ARN
    with `*` for the names that are not known, None for an action without a resource type.
    `advisory` actions warn and never fail a row.
    """

    check: str
    question: Question
    why: str
    source: str
    confidence: str = "source"
    pattern: str | None = None
    advisory: bool = False
    is_global: bool = False
    stage: str = "direct"
    phases: tuple[str, ...] = ("create", "update")

    @property
    def narrowest(self) -> Question:
        """The question on the narrowest resource that is known: its ARN, its pattern, or `*`."""
        if self.question.resource is not None or self.pattern in (None, "*"):
            return self.question
        return replace(self.question, resource=self.pattern)

    @property
    def resource(self) -> str:
        """The resource as every output shows it: the narrowest that is known, `*` for none."""
        return self.narrowest.resource or "*"


# What was decided about requirements. One that is left out turned out not to be needed.
Decisions = Mapping[Requirement, Decision]


@dataclass(frozen=True)
class Check:
    """A check before anything was asked: why it is there, and what it will ask."""

    id: str
    title: str
    need: Need
    why: str
    requirements: tuple[Requirement, ...]
    skipped: bool = False
    advisory: bool = False


@dataclass(frozen=True)
class ActionResult:
    """A requirement and what was decided about it."""

    requirement: Requirement
    decision: Decision


@dataclass(frozen=True)
class CheckResult:
    """A decided check. `hint` begins with what to do; "" when there is nothing to do."""

    check: Check
    result: Result
    actions: tuple[ActionResult, ...] = ()
    hint: str = ""
    note: str = ""

    @property
    def is_denied(self) -> bool:
        """True when an action of this check was denied, advisory ones included."""
        return any(found.decision.is_denied for found in self.actions)


@dataclass(frozen=True)
class Cause:
    """One cause behind one or more rows that are not a pass; `action` begins with what to do.

    `paste` are lines to be pasted as they are, such as a policy statement. `result` is what this
    cause alone would make of a row: an advisory denial warns, whatever else fails in the row.
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
    """The change that would turn the denied rows green, and what no policy here can lift.

    `policies` are policy documents as JSON text, `verified` whether they were proved by deciding
    again with them added.
    """

    policies: tuple[str, ...] = ()
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


@dataclass(frozen=True)
class Report:
    """Everything that was found out. `verdict` and `exit_code` follow from it, never the reverse."""

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

    def to_dict(self) -> dict[str, object]:
        """Return the report as the JSON object of the interface (docs/reports.md)."""
        # The one step up the tree: a method that the library promises, made of a renderer's parts.
        from ufo_preflight.render.report_json import report_to_dict

        return report_to_dict(self)

    def _is_open(self) -> bool:
        """Return whether a required row is unknown, or not a single row was decided."""
        return all(found.result is Result.SKIPPED for found in self.checks) or any(
            found.result is Result.UNKNOWN and found.check.need is Need.REQUIRED
            for found in self.checks
        )

    def _blocks(self, found: CheckResult) -> bool:
        if found.result is Result.FAIL:
            return True
        return self.strictness.fail_on is FailOn.ANY and found.is_denied
