"""The checks without decisions: what would be asked for this ship, and why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from ufo_preflight.outcome import Check, Json, Requirement
from ufo_preflight.render.style import Style, columns_of
from ufo_preflight.report import FORMAT_VERSION, ProjectSummary, tool

INDENT = "    "


def render_listing(checks: Sequence[Check], warnings: Iterable[str], style: Style) -> str:
    """Return every check as text: its id, service and need, why, and its actions on what.

    With `quiet` a line for each, without its actions; with `verbose` each action has its why and
    its source.
    """
    notes = [line for text in warnings for line in style.wrap(text, rest="  ")]
    if style.quiet:
        return "\n".join([*_lines(checks, style), *notes])
    blocks = (*(_block(check, style) for check in checks), notes)
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _lines(checks: Sequence[Check], style: Style) -> Iterator[str]:
    rows = [(check.id, check.title, _need(check), _counted(check)) for check in checks]
    widths = [max(map(columns_of, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield from style.row(row, widths)


def _counted(check: Check) -> str:
    count = len(check.requirements)
    return f"{count} action{'' if count == 1 else 's'}"


def _block(check: Check, style: Style) -> list[str]:
    lines = style.wrap(f"{check.id} ({check.title}), {_need(check)}: {check.why}", rest=INDENT)
    for requirement in check.requirements:
        told = " (advisory)" if requirement.advisory else ""
        text = f"{requirement.question.action} on {requirement.resource}{told}"
        lines += style.wrap(text, first=INDENT, rest=INDENT * 2)
        if style.verbose:
            why = f"{requirement.why} Source: {requirement.source}"
            lines += style.wrap(why, first=INDENT * 2, rest=INDENT * 2)
    return lines


def _need(check: Check) -> str:
    need = {"no": "not needed"}.get(check.need.value, check.need.value)
    return f"{need}, skipped" if check.skipped else need


def render_listing_json(
    checks: Iterable[Check], project: ProjectSummary | None, warnings: Iterable[str]
) -> str:
    """Return the `checks` of a report without decisions as JSON, in an envelope of their own."""
    document = {
        "format_version": FORMAT_VERSION,
        "tool": tool(),
        "project": project.to_dict() if project else None,
        "checks": [_check(check) for check in checks],
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
