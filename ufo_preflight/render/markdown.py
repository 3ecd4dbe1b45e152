"""The report as GitHub-flavoured Markdown: for a job summary or a comment.

https://github.github.com/gfm/
"""

from __future__ import annotations

import html
import re

from ufo_preflight.render.style import Style, visible
from ufo_preflight.render.words import action, counts, limits, who, why
from ufo_preflight.report import CheckResult, Report

# What begins a span, a link, a table cell, a mention or a heading inside a line.
_MARKS = re.compile(r"([\\`*_\[\]#!|~@:])")


def render_markdown(report: Report) -> str:
    """Return a heading with the verdict, who, the table, what to do, and what was not covered."""
    blocks = [
        f"## ufo-preflight: {report.verdict.value}",
        escaped(who(report)),
        "\n".join(_table(report)),
        *_advice(report),
        *_list("Warnings", report.warnings),
        f"**{report.verdict.value}**: {counts(report)}. {escaped(limits(report))}".rstrip(),
    ]
    return "\n\n".join(blocks)


def escaped(text: str) -> str:
    """Return a text as one line that Markdown and the HTML within it show as it is."""
    return html.escape(_MARKS.sub(r"\\\1", visible(text)), quote=False)


def _table(report: Report) -> list[str]:
    return [
        "| | Service | Needed | Result | Action | Why |",
        "|---|---|---|---|---|---|",
        *(_row(found) for found in report.checks),
    ]


def _row(found: CheckResult) -> str:
    cells = (
        Style().glyph(found.result),
        escaped(found.check.title),
        found.check.need.value,
        found.result.value,
        escaped(action(found)),
        escaped(why(found)),
    )
    return f"| {' | '.join(cells)} |"


def _advice(report: Report) -> list[str]:
    causes = (f"{cause.text} [{', '.join(cause.checks)}]" for cause in report.causes)
    return _list("What to do", tuple(causes))


def _list(heading: str, texts: tuple[str, ...]) -> list[str]:
    if not texts:
        return []
    return [f"### {heading}", "\n".join(f"- {escaped(text)}" for text in texts)]
