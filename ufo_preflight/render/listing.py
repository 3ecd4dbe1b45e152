"""The checks without decisions: what would be asked for this ship, and why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from ufo_preflight.outcome import Check, Json, Requirement
from ufo_preflight.render.style import Style
from ufo_preflight.report import FORMAT_VERSION, ProjectSummary, tool

INDENT = "    "


def render_listing(planned: Sequence[Check], warnings: Iterable[str], style: Style) -> str:
    """Return every check as text: its id, service and need, why, and its actions on what."""
    rows = [_rows(check, style) for check in planned]
    notes = [line for text in warnings for line in style.wrap(text, rest="  ")]
    return "\n\n".join("\n".join(block) for block in (*rows, notes) if block)


def _rows(check: Check, style: Style) -> list[str]:
    lines = style.wrap(f"{check.id} ({check.title}), {_need(check)}: {check.why}", rest=INDENT)
    for requirement in check.requirements:
        told = " (advisory)" if requirement.advisory else ""
        text = f"{requirement.question.action} on {requirement.resource}{told}"
        lines += style.wrap(text, first=INDENT, rest=INDENT * 2)
    return lines


def _need(check: Check) -> str:
    need = {"no": "not needed"}.get(check.need.value, check.need.value)
    return f"{need}, skipped" if check.skipped else need


def render_listing_json(
    planned: Iterable[Check], project: ProjectSummary | None, warnings: Iterable[str]
) -> str:
    """Return the `checks` of a report without decisions as JSON, in an envelope of their own."""
    document = {
        "format_version": FORMAT_VERSION,
        "tool": tool(),
        "project": project.to_dict() if project else None,
        "checks": [_check(check) for check in planned],
        "warnings": list(warnings),
    }
    return json.dumps(document, indent=2)


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
        "resource": requirement.resource,
        "context": {entry.key: list(entry.values) for entry in requirement.question.context},
        "advisory": requirement.advisory,
        "stage": requirement.stage,
        "phases": list(requirement.phases),
        "why": requirement.why,
        "confidence": requirement.confidence,
        "source": requirement.source,
    }
