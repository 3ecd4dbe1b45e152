"""The lines below the rows, for a terminal: what to do, what to beware of, the verdict."""

from __future__ import annotations

from ufo_preflight.render.escape import visible
from ufo_preflight.render.glyphs import glyph, verdict_word
from ufo_preflight.render.look import Look
from ufo_preflight.render.words import counts, limits, open_rows
from ufo_preflight.render.wrap import wrapped
from ufo_preflight.report import Cause, Report

INDENT = "  "
PRINT_STATEMENTS = "Print the statements, proved to help: ufo-preflight policy --missing"


def advice_lines(report: Report, look: Look) -> list[str]:
    """Return one paragraph a cause; each begins with what to do and ends with the rows it is of.

    The last says how to print the statements that were proved to turn the denied rows green.
    """
    lines = [line for cause in report.causes for line in _cause(cause, look)]
    if report.remediation.policies and report.remediation.verified:
        lines.extend(paragraph(PRINT_STATEMENTS, look))
    return lines


def _cause(cause: Cause, look: Look) -> list[str]:
    rows = f"[{', '.join(cause.checks)}]"
    return [*paragraph(f"{cause.action} {rows}", look), *pasted(cause, look)]


def pasted(cause: Cause, look: Look) -> list[str]:
    """Return what is to be pasted, line by line; one that does not fit is folded like all text."""
    shown = (visible(line, ascii_only=not look.use_unicode) for line in cause.paste)
    return [part for line in shown for part in wrapped(line, look.width, first=INDENT, rest=INDENT)]


def short_lines(report: Report, look: Look) -> list[str]:
    """Return one paragraph a cause of the rows to look at, each behind the names of its rows."""
    rows = {found.check.id: found for found in open_rows(report.checks)}
    lines: list[str] = []
    for cause in report.causes:
        named = [rows[check] for check in cause.checks if check in rows]
        if named:
            titles = ", ".join(found.check.title for found in named)
            mark = glyph(named[0].result, look)
            lines.extend(_marked(mark, f"{titles}: {cause.action}", look))
            lines.extend(pasted(cause, look))
    return lines


def tail_lines(report: Report, look: Look) -> list[str]:
    """Return the warnings, and last the verdict with its counts and what it does not cover."""
    warned = [line for text in report.warnings for line in paragraph(f"Warning: {text}", look)]
    return [*warned, *_verdict(report, f"{counts(report)}. {limits(report)}".strip(), look)]


def verdict_line(report: Report, look: Look) -> str:
    """Return the verdict and the counts alone."""
    return "\n".join(_verdict(report, counts(report), look))


def paragraph(text: str, look: Look) -> list[str]:
    """Return a text in lines that fit, all but the first indented."""
    return wrapped(visible(text, ascii_only=not look.use_unicode), look.width, rest=INDENT)


def _marked(mark: str, text: str, look: Look) -> list[str]:
    shown = visible(text, ascii_only=not look.use_unicode)
    first, *rest = wrapped(shown, look.width, first=INDENT, rest=INDENT)
    return [f"{mark} {first[len(INDENT) :]}", *rest]


def _verdict(report: Report, text: str, look: Look) -> list[str]:
    word = report.verdict.value
    first, *rest = paragraph(f"{word}: {text}", look)
    return [verdict_word(report.verdict, look) + first[len(word) :], *rest]
