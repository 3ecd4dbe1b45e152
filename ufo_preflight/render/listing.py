"""The checks without decisions: what would be asked for this ship, and why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from ufo_preflight.render.document import FORMAT_VERSION, Json, project_to_dict, tool
from ufo_preflight.render.style import Style, visible, wrapped
from ufo_preflight.report import Check, ProjectSummary, Requirement

INDENT = "    "
ANY = "*"


def render_listing(checks: Sequence[Check], warnings: Iterable[str], style: Style) -> str:
    """Return every check as text: its id, service and need, why, and its actions on what."""
    rows = [_rows(check, style) for check in checks]
    notes = [line for text in warnings for line in _folded(text, style, rest="  ")]
    return "\n\n".join("\n".join(block) for block in (*rows, notes) if block)


def listing_to_dict(
    checks: Iterable[Check], project: ProjectSummary | None, warnings: Iterable[str]
) -> Json:
    """Return the `checks` of a report without decisions, in an envelope of their own."""
    return {
        "format_version": FORMAT_VERSION,
        "tool": tool(),
        "project": project_to_dict(project),
        "checks": [_check(check) for check in checks],
        "warnings": list(warnings),
    }


def render_listing_json(
    checks: Iterable[Check], project: ProjectSummary | None, warnings: Iterable[str]
) -> str:
    """Return the same as JSON text."""
    return json.dumps(listing_to_dict(checks, project, warnings), indent=2)


def _rows(check: Check, style: Style) -> list[str]:
    head = f"{check.id} ({check.title}), {_need(check)}: {check.why}"
    lines = _folded(head, style, rest=INDENT)
    for requirement in check.requirements:
        told = " (advisory)" if requirement.advisory else ""
        text = f"{requirement.question.action} on {_resource(requirement)}{told}"
        lines += _folded(text, style, first=INDENT, rest=INDENT * 2)
    return lines


def _folded(text: str, style: Style, *, first: str = "", rest: str = "") -> list[str]:
    shown = visible(text, ascii_only=not style.use_unicode)
    return wrapped(shown, style.width, first=first, rest=rest)


def _need(check: Check) -> str:
    need = {"no": "not needed"}.get(check.need.value, check.need.value)
    return f"{need}, skipped" if check.skipped else need


def _resource(requirement: Requirement) -> str:
    return requirement.pattern or requirement.question.resource or ANY


def _check(check: Check) -> Json:
    return {
        "id": check.id,
        "title": check.title,
        "needed": check.need.value,
        "why": check.why,
        "skipped": check.skipped,
        "advisory": check.advisory,
        "actions": [_action(requirement) for requirement in check.requirements],
    }


def _action(requirement: Requirement) -> Json:
    return {
        "action": requirement.question.action,
        "resource": _resource(requirement),
        "context": {entry.key: list(entry.values) for entry in requirement.question.context},
        "advisory": requirement.advisory,
        "stage": requirement.stage,
        "phases": list(requirement.phases),
        "why": requirement.why,
        "confidence": requirement.confidence,
        "source": requirement.source,
    }
