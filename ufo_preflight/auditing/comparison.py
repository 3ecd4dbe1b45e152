"""What differs between two: principals of one account, or two saved JSON reports. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ufo_preflight.auditing.likeness import Likeness
from ufo_preflight.errors import EXIT_BLOCKED, EXIT_READY, EXIT_UNDETERMINED
from ufo_preflight.outcome import ActionResult, Json
from ufo_preflight.report import FORMAT_VERSION, Report, tool

UNKNOWN = "unknown"
NOT_ASKED = "not asked"


@dataclass(frozen=True)
class Difference:
    """An action that two decide differently, and the statements that decide on either side."""

    check: str
    action: str
    resource: str
    a: str
    b: str
    a_statement: str = ""
    b_statement: str = ""

    def to_dict(self) -> Json:
        """Return it as JSON has it."""
        return {
            "check": self.check,
            "action": self.action or None,
            "resource": self.resource or None,
            "a": self.a,
            "b": self.b,
            "a_statement": self.a_statement or None,
            "b_statement": self.b_statement or None,
        }


@dataclass(frozen=True)
class Comparison:
    """What differs between `a` and `b`; `exit_code` is 0 same, 1 differs, 3 unknown on one side.

    `change` is what would make one like the other, where that was asked for.
    """

    a: str
    b: str
    differences: tuple[Difference, ...]
    warnings: tuple[str, ...] = ()
    change: Likeness | None = None

    @property
    def exit_code(self) -> int:
        """1 when a decision differs, 3 when only what one side does not know does."""
        if not self.differences:
            return EXIT_READY
        known = [one for one in self.differences if UNKNOWN not in (one.a, one.b)]
        return EXIT_BLOCKED if known else EXIT_UNDETERMINED

    def to_dict(self) -> Json:
        """Return the comparison as the JSON object of docs/audit.md."""
        return {
            "format_version": FORMAT_VERSION,
            "tool": tool(),
            "kind": "comparison",
            "exit_code": self.exit_code,
            "a": self.a,
            "b": self.b,
            "differences": [one.to_dict() for one in self.differences],
            "change": self.change.to_dict() if self.change else None,
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True)
class Side:
    """One side of a comparison: (check, action, resource) → its decision, and the statement."""

    name: str
    cells: Mapping[tuple[str, str, str], tuple[str, str]]


def compare(
    a: Side | Report | Mapping[str, object], b: Side | Report | Mapping[str, object]
) -> Comparison:
    """Return what differs between two reports, or two JSON objects that reports were saved as.

    ValueError when a mapping is neither a report of `check` nor one of `audit`.
    """
    one, other = side_of(a), side_of(b)
    return Comparison(one.name, other.name, tuple(_differences(one, other)))


def _differences(one: Side, other: Side) -> Iterator[Difference]:
    for key in dict.fromkeys((*one.cells, *other.cells)):
        (a, a_statement), (b, b_statement) = (
            side.cells.get(key, (NOT_ASKED, "")) for side in (one, other)
        )
        if a != b:
            yield Difference(*key, a, b, a_statement, b_statement)


def side_of(found: Side | Report | Mapping[str, object], name: str = "") -> Side:
    """Return what a report decides, action by action; of an audit, principal by principal."""
    if isinstance(found, Side):
        return found
    if isinstance(found, Report):
        label = name or found.identity.policy_source_arn or found.identity.arn or "policy files"
        return Side(label, dict(_cells(found)))
    if isinstance(found.get("principals"), list):
        return Side(name or "audit", dict(_audit_cells(found)))
    if isinstance(found.get("checks"), list) and "identity" in found:
        return Side(name or _named(found), dict(_saved_cells(found)))
    raise ValueError("neither a report of check nor of audit, saved with -o json")


def _cells(report: Report) -> Iterator[tuple[tuple[str, str, str], tuple[str, str]]]:
    for row in report.checks:
        for action in row.actions:
            asked = action.requirement.question.action
            key = (row.check.id, asked, _without_account(action.requirement.resource))
            yield key, (action.decision.verdict.value, _statement(action))


def _statement(action: ActionResult) -> str:
    matched = action.decision.matched
    return matched[0].cited if matched else action.decision.detail


def _saved_cells(
    report: Mapping[str, object],
) -> Iterator[tuple[tuple[str, str, str], tuple[str, str]]]:
    for row in _mappings(report.get("checks")):
        for action in _mappings(row.get("actions")):
            matched = list(_mappings(action.get("matched")))
            cited = str(action.get("detail") or "")
            if matched:
                named = matched[0].get("sid") or matched[0].get("index") or ""
                cited = f"{matched[0].get('policy')}, statement {named}"
            key = (
                str(row.get("id")),
                str(action.get("action")),
                _without_account(str(action.get("resource") or "")),
            )
            yield key, (str(action.get("decision")), cited)


def _audit_cells(
    report: Mapping[str, object],
) -> Iterator[tuple[tuple[str, str, str], tuple[str, str]]]:
    for principal in _mappings(report.get("principals")):
        results, reasons = principal.get("results"), principal.get("reasons")
        if not isinstance(results, Mapping):
            raise ValueError("a principal of the report has no results")
        for check, result in results.items():
            why = list(_mappings(reasons.get(check))) if isinstance(reasons, Mapping) else []
            cited = str(why[0].get("statement") or why[0].get("reason") or "") if why else ""
            yield (str(check), "", str(principal.get("arn"))), (str(result), cited)


def _mappings(value: object) -> Iterator[Mapping[str, object]]:
    if not isinstance(value, list):
        return
    for item in value:
        if not isinstance(item, Mapping):
            raise ValueError("the report is damaged: an object should stand in each of its lists")
        yield item


def _named(report: Mapping[str, object]) -> str:
    identity = report.get("identity")
    if not isinstance(identity, Mapping):
        return "report"
    return str(identity.get("policy_source_arn") or identity.get("arn") or "policy files")


def _without_account(arn: str) -> str:
    """Return an ARN without its account, so that the same role of two accounts is the same row."""
    parts = arn.split(":", 5)
    return ":".join([*parts[:4], "", parts[5]]) if len(parts) == 6 else arn
