"""The table that a person reads: who, every row, what to do, the verdict."""

from __future__ import annotations

from ufo_preflight.render.below import advice_lines, paragraph, tail_lines, verdict_line
from ufo_preflight.render.statements import statement_lines
from ufo_preflight.render.style import Style, columns_of, visible, wrapped
from ufo_preflight.render.words import action, who, why
from ufo_preflight.report import CheckResult, Report

GAP = 2
# Below this many columns the last one is read with pain, and takes in the one before it.
READABLE = 24
# How many columns stand alone, widest layout first, and what heads the last one then.
LAYOUTS = (
    (5, "Why"),
    (4, "Action: why"),
    (1, "Service, needed, result, action: why"),
)
HEADERS = ("", "Service", "Needed", "Result", "Action")


def render_table(report: Report, style: Style) -> str:
    """Return the whole report, at most `style.width` columns wide; with `quiet` only the verdict."""
    if style.quiet:
        return verdict_line(report, style)
    blocks = (
        paragraph(who(report), style),
        _rows(report.checks, style),
        statement_lines(report.checks, style) if style.verbose else [],
        advice_lines(report, style),
        tail_lines(report, style),
    )
    return "\n\n".join("\n".join(line.rstrip() for line in block) for block in blocks if block)


def _rows(checks: tuple[CheckResult, ...], style: Style) -> list[str]:
    from tabulate import tabulate

    texts = [_texts(found, style) for found in checks]
    alone, head, room = _layout(texts, style.width)
    cells = [
        [*_painted(found, row[:alone], style), "\n".join(wrapped(_last(row, alone), room))]
        for found, row in zip(checks, texts, strict=True)
    ]
    heading = [*HEADERS[:alone], "\n".join(wrapped(head, room))]
    # Headings as a row: as headers tabulate pads them, and the columns are wanted.
    return tabulate([heading, *cells], tablefmt="plain", disable_numparse=True).splitlines()


def _texts(found: CheckResult, style: Style) -> tuple[str, ...]:
    parts = (
        "-",
        found.check.title,
        found.check.need.value,
        found.result.value,
        action(found),
        why(found),
    )
    return tuple(visible(part, ascii_only=not style.use_unicode) for part in parts)


def _layout(texts: list[tuple[str, ...]], width: int) -> tuple[int, str, int]:
    """Return how many columns stand alone, the heading of the last one, and its width."""
    layouts = [
        (alone, head, width - sum(_widest(texts, at) + GAP for at in range(alone)))
        for alone, head in LAYOUTS
    ]
    return next((layout for layout in layouts if layout[2] >= READABLE), layouts[-1])


def _widest(texts: list[tuple[str, ...]], at: int) -> int:
    return max(columns_of(row[at]) for row in [*texts, HEADERS])


def _painted(found: CheckResult, cells: tuple[str, ...], style: Style) -> list[str]:
    painted = {0: style.glyph(found.result), 3: style.result(found.result)}
    return [painted.get(at, cell) for at, cell in enumerate(cells)]


def _last(row: tuple[str, ...], alone: int) -> str:
    """Return the text of the last column, with what has no column of its own in front of it."""
    rest = row[alone:]
    if len(rest) == 1:
        return rest[0]
    *before, named, reason = rest
    return ", ".join([*before, ": ".join(part for part in (named, reason) if part)])
