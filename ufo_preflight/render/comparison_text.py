"""A comparison as text, as JSON, and as Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ufo_preflight.auditing.comparison import Comparison, Difference
from ufo_preflight.auditing.likeness import Likeness
from ufo_preflight.grant import document, spell, split
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
    if found.change:
        lines.extend(_change(found.change, style))
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
    if found.change:
        lines += ["", *_change_markdown(found.change)]
    return "\n".join([*lines, "", _verdict(found)])


def _change(change: Likeness, style: Style) -> Iterator[str]:
    yield from style.wrap(_added(change))
    for policy in _policies(change):
        # As it is: whoever pastes it needs it whole.
        yield from policy.splitlines()
    for text in change.remediation.cannot_fix_here:
        yield from style.wrap(f"to ask: {text}", "", "  ")
    if change.beyond:
        yield from style.wrap(_kept(change), "", "  ")


def _change_markdown(change: Likeness) -> Iterator[str]:
    yield escaped(visible(_added(change)))
    for policy in _policies(change):
        yield from ("", "```json", policy, "```")
    rest = [*change.remediation.cannot_fix_here, *([_kept(change)] if change.beyond else [])]
    if rest:
        yield ""
    yield from (f"- {escaped(visible(text))}" for text in rest)


def _policies(change: Likeness) -> list[str]:
    return [spell(document(part)) for part in split(change.remediation.grants)]


def _added(change: Likeness) -> str:
    like = f"{change.principal} like {change.like}"
    if not change.remediation.grants:
        lacks = "No statement makes" if change.still_lacking else "Nothing has to be added to make"
        return f"{lacks} {like}."
    proof = "verified by deciding again" if change.remediation.verified else "not verified"
    enough = "This is a part of what makes" if change.still_lacking else "This makes"
    return f"{enough} {like}, added to {change.home} ({proof}):"


def _kept(change: Likeness) -> str:
    return f"kept: {change.principal} may do more, and nothing is taken away: {', '.join(change.beyond)}."


def _named(one: Difference) -> str:
    parts = [one.check, one.action, f"on {one.resource}" if one.resource else ""]
    return " ".join(filter(None, parts))


def _verdict(found: Comparison) -> str:
    if not found.differences:
        return "The same."
    return f"{len(found.differences):,} differences."
