"""What an audit found: every principal of an account against every check of a ship. Values only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from ufo_preflight.errors import EXIT_BLOCKED, EXIT_READY, EXIT_UNDETERMINED
from ufo_preflight.model import Overall, Result
from ufo_preflight.outcome import Check, Json
from ufo_preflight.report import FORMAT_VERSION, OnUnknown, ProjectSummary, tool


@dataclass(frozen=True)
class CellReason:
    """Why some actions of a check are not allowed; `statement` is where the reason is written."""

    actions: tuple[str, ...]
    decision: str
    reason: str
    layer: str = ""
    statement: str = ""
    text: str = ""
    missing_context: tuple[str, ...] = ()
    detail: str = ""

    @property
    def words(self) -> str:
        """The reason as a sentence without its end."""
        named = self.actions[0]
        if len(self.actions) > 1:
            named += f" and {len(self.actions) - 1} more"
        parts = [f"{named}: {self.reason}"]
        if self.layer:
            parts.append(f"by {self.layer.replace('-', ' ')}")
        if self.statement:
            parts.append(f"in {self.statement}")
        if self.missing_context:
            parts.append(f"depends on {', '.join(self.missing_context)}")
        return " ".join(parts) + (f" ({self.detail})" if self.detail else "")

    def to_dict(self) -> Json:
        """Return it as JSON has it."""
        return {
            "actions": list(self.actions),
            "decision": self.decision,
            "reason": self.reason,
            "layer": self.layer or None,
            "statement": self.statement or None,
            "text": self.text or None,
            "missing_context": list(self.missing_context),
            "detail": self.detail,
        }


@dataclass(frozen=True)
class Trustee:
    """Who may assume a role: what its trust policy names, and under which conditions.

    `kind` is AWS, Service, Federated or `*`; `is_certain` is False where a condition or a Deny may
    keep it out. `warning` says what is wide about it.
    """

    kind: str
    principal: str
    conditions: tuple[str, ...] = ()
    in_account: bool = False
    is_certain: bool = True
    warning: str = ""

    def to_dict(self) -> Json:
        """Return it as JSON has it."""
        return {
            "type": self.kind,
            "principal": self.principal,
            "conditions": list(self.conditions),
            "in_account": self.in_account,
            "certain": self.is_certain,
            "warning": self.warning,
        }


@dataclass(frozen=True)
class AuditedPrincipal:
    """A principal: what each check says of it, and of a role that can ship, who may assume it.

    `granted_by` names the statements that let it ship, `last_used` is a role's date, "" for none.
    """

    arn: str
    kind: str
    verdict: Overall
    results: Mapping[str, Result]
    reasons: Mapping[str, tuple[CellReason, ...]] = field(default_factory=dict)
    assumable_by: tuple[Trustee, ...] = ()
    last_used: str = ""
    groups: tuple[str, ...] = ()
    boundary: str = ""
    granted_by: tuple[str, ...] = ()

    @property
    def short_name(self) -> str:
        """The name with its kind and path, as the resource of its ARN has it."""
        return self.arn.split(":", 5)[-1]

    def to_dict(self) -> Json:
        """Return it as JSON has it."""
        return {
            "arn": self.arn,
            "kind": self.kind,
            "verdict": self.verdict.value,
            "results": {check: result.value for check, result in self.results.items()},
            "reasons": {
                check: [reason.to_dict() for reason in reasons]
                for check, reasons in self.reasons.items()
            },
            "assumable_by": [trustee.to_dict() for trustee in self.assumable_by],
            "last_used": self.last_used or None,
            "via_groups": list(self.groups),
            "boundary": self.boundary or None,
            "granted_by": list(self.granted_by),
        }


@dataclass(frozen=True)
class LeftOut:
    """A principal that was not audited, and why."""

    arn: str
    why: str


@dataclass(frozen=True)
class AllowList:
    """Who was expected to ship, and what differs: `unexpected` can, `undecided` may, others cannot."""

    unexpected: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    cannot_ship: tuple[str, ...] = ()
    not_found: tuple[str, ...] = ()

    def to_dict(self) -> Json:
        """Return it as JSON has it."""
        return {
            "unexpected": list(self.unexpected),
            "undecided": list(self.undecided),
            "cannot_ship": list(self.cannot_ship),
            "not_found": list(self.not_found),
        }


@dataclass(frozen=True)
class AuditReport:
    """Every audited principal of an account; `exit_code` is 0 unless an allow-list says otherwise."""

    account: str
    region: str
    checks: tuple[Check, ...]
    principals: tuple[AuditedPrincipal, ...]
    left_out: tuple[LeftOut, ...] = ()
    project: ProjectSummary | None = None
    allow_list: AllowList | None = None
    on_unknown: OnUnknown = OnUnknown.FAIL
    method: str = "account-export"
    calls: int = 0
    caveats: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def counts(self) -> Mapping[Overall, int]:
        """How many principals have each verdict."""
        counted = Counter(principal.verdict for principal in self.principals)
        return {verdict: counted[verdict] for verdict in Overall}

    @property
    def exit_code(self) -> int:
        """1 when somebody outside the allow-list can ship, 3 when that is not known of somebody."""
        if self.allow_list is None:
            return EXIT_READY
        if self.allow_list.unexpected:
            return EXIT_BLOCKED
        if self.allow_list.undecided and self.on_unknown is OnUnknown.FAIL:
            return EXIT_UNDETERMINED
        return EXIT_READY

    @property
    def verdict(self) -> Overall:
        """The exit code as a word."""
        words = {EXIT_BLOCKED: Overall.BLOCKED, EXIT_UNDETERMINED: Overall.UNDETERMINED}
        return words.get(self.exit_code, Overall.READY)

    def head(self) -> Json:
        """Return the report as JSON has it, but for its principals."""
        counts = {verdict.value: count for verdict, count in self.counts.items()}
        return {
            "format_version": FORMAT_VERSION,
            "tool": tool(),
            "kind": "audit",
            "verdict": self.verdict.value,
            "exit_code": self.exit_code,
            "account": self.account or None,
            "region": self.region or None,
            "method": {"name": self.method, "calls": self.calls},
            "project": self.project.to_dict() if self.project else None,
            "summary": {
                "principals": len(self.principals),
                **counts,
                "left_out": len(self.left_out),
            },
            "checks": [
                {"id": check.id, "title": check.title, "needed": check.need.value}
                for check in self.checks
            ],
            "allow_list": self.allow_list.to_dict() if self.allow_list else None,
            "left_out": [{"arn": one.arn, "why": one.why} for one in self.left_out],
            "caveats": list(self.caveats),
            "warnings": list(self.warnings),
        }

    def to_dict(self) -> Json:
        """Return the report as the JSON object of docs/audit.md."""
        head = self.head()
        tail = {name: head.pop(name) for name in ("left_out", "caveats", "warnings")}
        return {
            **head,
            "principals": [principal.to_dict() for principal in self.principals],
            **tail,
        }
