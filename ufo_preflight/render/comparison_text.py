"""A comparison as text, as JSON, and as Markdown."""

from __future__ import annotations

import json

from ufo_preflight.auditing.comparison import Comparison, Difference
from ufo_preflight.render.pages import escaped
from ufo_preflight.render.style import Style, visible


def render_comparison_table(found: Comparison, style: Style) -> str:
    """Return what differs: a line an action, and below it the statement of either side."""
    lines = [*style.wrap(f"a: {found.a}"), *style.wrap(f"b: {found.b}")]
    if style.quiet:
        return "\n".join([*lines, _verdict(found)])
    for one in found.differences:
        lines.extend(style.wrap(f"{_named(one)}: {one.a} / {one.b}", "  ", "    "))
        for side, cited in (("a", one.a_statement), ("b", one.b_statement)):
            if cited:
                lines.extend(style.wrap(f"{side}: {cited}", "    ", "       "))
    lines.extend(line for text in found.warnings for line in style.wrap(f"warning: {text}"))
    return "\n".join([*lines, _verdict(found)])


def render_comparison_json(found: Comparison, _style: Style) -> str:
    """Return the comparison as JSON text, ASCII only."""
    return json.dumps(found.to_dict(), indent=2)


def render_comparison_jsonl(found: Comparison, _style: Style) -> str:
    """Return a line a difference, and a summary last."""
    rest = {key: value for key, value in found.to_dict().items() if key != "differences"}
    lines = [{"type": "difference", **one.to_dict()} for one in found.differences]
    return "\n".join(map(json.dumps, [*lines, {"type": "summary", **rest}]))


def render_comparison_markdown(found: Comparison, _style: Style) -> str:
    """Return the differences as a GitHub-flavoured table."""
    lines = [f"a: {escaped(visible(found.a))}, b: {escaped(visible(found.b))}", ""]
    lines += ["| What | a | b | Statement of a | Statement of b |", "|---|---|---|---|---|"]
    for one in found.differences:
        cells = (_named(one), one.a, one.b, one.a_statement, one.b_statement)
        lines.append(f"| {' | '.join(escaped(visible(cell)) for cell in cells)} |")
    return "\n".join([*lines, "", _verdict(found)])


def _named(one: Difference) -> str:
    parts = [one.check, one.action, f"on {one.resource}" if one.resource else ""]
    return " ".join(filter(None, parts))


def _verdict(found: Comparison) -> str:
    if not found.differences:
        return "The same."
    return f"{len(found.differences):,} differences."
