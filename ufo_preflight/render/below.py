"""The lines below the rows, for a terminal: what to do, what to beware of, the verdict."""

from __future__ import annotations

from ufo_preflight.render.style import Style, visible, wrapped
from ufo_preflight.render.words import counts, limits, open_rows
from ufo_preflight.report import Cause, Report

INDENT = "  "
PRINT_STATEMENTS = "Print the statements, proved to help: ufo-preflight policy --missing"


def advice_lines(report: Report, style: Style) -> list[str]:
    """Return one paragraph a cause; each begins with what to do and ends with the rows it is of.

    The last says how to print the statements that were proved to turn the denied rows green.
    """
    lines = [line for cause in report.causes for line in _cause(cause, style)]
    if report.remediation.policies and report.remediation.verified:
        lines.extend(paragraph(PRINT_STATEMENTS, style))
    return lines


def _cause(cause: Cause, style: Style) -> list[str]:
    rows = f"[{', '.join(cause.checks)}]"
    return [*paragraph(f"{cause.action} {rows}", style), *pasted(cause, style)]


def pasted(cause: Cause, style: Style) -> list[str]:
    """Return what is to be pasted, line by line; one that does not fit is folded like all text."""
    shown = (visible(line, ascii_only=not style.use_unicode) for line in cause.paste)
    return [
        part for line in shown for part in wrapped(line, style.width, first=INDENT, rest=INDENT)
    ]


def short_lines(report: Report, style: Style) -> list[str]:
    """Return one paragraph a cause of the rows to look at, each behind the names of its rows."""
    rows = {found.check.id: found for found in open_rows(report.checks)}
    lines: list[str] = []
    for cause in report.causes:
        named = [rows[check] for check in cause.checks if check in rows]
        if named:
            titles = ", ".join(found.check.title for found in named)
            mark = style.glyph(named[0].result)
            lines.extend(_marked(mark, f"{titles}: {cause.action}", style))
            lines.extend(pasted(cause, style))
    return lines


def tail_lines(report: Report, style: Style) -> list[str]:
    """Return the warnings, and last the verdict with its counts and what it does not cover."""
    warned = [line for text in report.warnings for line in paragraph(f"Warning: {text}", style)]
    return [*warned, *_verdict(report, f"{counts(report)}. {limits(report)}".strip(), style)]


def verdict_line(report: Report, style: Style) -> str:
    """Return the verdict and the counts alone."""
    return "\n".join(_verdict(report, counts(report), style))


def paragraph(text: str, style: Style) -> list[str]:
    """Return a text in lines that fit, all but the first indented."""
    return wrapped(visible(text, ascii_only=not style.use_unicode), style.width, rest=INDENT)


def _marked(mark: str, text: str, style: Style) -> list[str]:
    shown = visible(text, ascii_only=not style.use_unicode)
    first, *rest = wrapped(shown, style.width, first=INDENT, rest=INDENT)
    return [f"{mark} {first[len(INDENT) :]}", *rest]


def _verdict(report: Report, text: str, style: Style) -> list[str]:
    word = report.verdict.value
    first, *rest = paragraph(f"{word}: {text}", style)
    return [style.verdict(report.verdict) + first[len(word) :], *rest]
