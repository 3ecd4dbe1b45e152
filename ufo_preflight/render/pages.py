"""The report as a page: GitHub-flavoured Markdown, and HTML that needs nothing else."""

from __future__ import annotations

import html
import re

from ufo_preflight.outcome import CheckResult
from ufo_preflight.render.style import Style, visible
from ufo_preflight.render.words import action, counts, limits, outcome, who, why
from ufo_preflight.report import Report

# What begins a span, a link, a table cell, a mention or a heading inside a line.
_MARKS = re.compile(r"([\\`*_\[\]#!|~@:])")
HEADS = ("", "Service", "Needed", "Result", "Action", "Reason", "Why needed")
# Colours stand on both backgrounds with a contrast of at least 4.5 (WCAG 2.2, 1.4.3).
CSS = """\
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #8888; }
p, li, td { overflow-wrap: anywhere; }
.pass, .ready { color: light-dark(#116329, #4ac26b); }
.fail, .blocked { color: light-dark(#a40e26, #ff8182); }
.warn { color: light-dark(#7d4e00, #d4a72c); }
.unknown, .undetermined { color: light-dark(#622cbc, #c297ff); }
.skipped { color: light-dark(#57606a, #a0a8b0); }"""
CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def render_markdown(report: Report, _style: Style) -> str:
    """Return a heading with the verdict, who, the table, what to do, and what was not covered.

    https://github.github.com/gfm/
    """
    rows = (" | ".join(_markdown_cells(found)) for found in report.checks)
    verdict = f"**{report.verdict.value}**: {counts(report)}. {escaped(limits(report))}"
    blocks = [
        f"## ufo-preflight: {report.verdict.value}",
        escaped(who(report)),
        "\n".join(
            [f"| {' | '.join(HEADS)} |", "|---" * len(HEADS) + "|", *(f"| {r} |" for r in rows)]
        ),
        *_markdown_list("What to do", _advice(report)),
        *_markdown_list("Warnings", report.warnings),
        verdict.rstrip(),
    ]
    return "\n\n".join(blocks)


def escaped(text: str) -> str:
    """Return a text as one line that Markdown and the HTML within it show as it is."""
    return html.escape(_MARKS.sub(r"\\\1", visible(text)), quote=False)


def _markdown_cells(found: CheckResult) -> tuple[str, ...]:
    texts = (action(found), outcome(found), why(found))
    need, result = found.check.need.value, found.result.value
    mark = Style().glyph(found.result)
    return (mark, escaped(found.check.title), need, result, *map(escaped, texts))


def _markdown_list(heading: str, texts: tuple[str, ...]) -> list[str]:
    if not texts:
        return []
    return [f"### {heading}", "\n".join(f"- {escaped(text)}" for text in texts)]


def _advice(report: Report) -> tuple[str, ...]:
    return tuple(f"{cause.text} [{', '.join(cause.checks)}]" for cause in report.causes)


def render_html(report: Report, _style: Style) -> str:
    """Return a page without script, font or picture: the same as Markdown has."""
    verdict = report.verdict.value
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>ufo-preflight: {verdict}</title>",
            f"<style>\n{CSS}\n</style>",
            "</head>",
            "<body>",
            f'<h1>ufo-preflight: <span class="{verdict}">{verdict}</span></h1>',
            f"<p>{_text(who(report))}</p>",
            "<table>",
            f"<thead><tr>{''.join(f'<th>{head}</th>' for head in HEADS)}</tr></thead>",
            "<tbody>",
            *(_html_row(found) for found in report.checks),
            "</tbody>",
            "</table>",
            *_html_list("What to do", _advice(report)),
            *_html_list("Warnings", report.warnings),
            f"<p>{_text(counts(report))}. {_text(limits(report))}</p>",
            "</body>",
            "</html>",
        ]
    )


def _text(text: str) -> str:
    return html.escape(visible(text))


def _html_row(found: CheckResult) -> str:
    result = found.result.value
    cells = (
        f'<td class="{result}">{Style().glyph(found.result)}</td>',
        f"<td>{_text(found.check.title)}</td>",
        f"<td>{found.check.need.value}</td>",
        f'<td class="{result}">{result}</td>',
        f"<td>{_text(action(found))}</td>",
        f"<td>{_text(outcome(found))}</td>",
        f"<td>{_text(why(found))}</td>",
    )
    return f'<tr id="{_text(found.check.id)}">{"".join(cells)}</tr>'


def _html_list(heading: str, texts: tuple[str, ...]) -> list[str]:
    if not texts:
        return []
    items = (f"<li>{_text(text)}</li>" for text in texts)
    return [f"<h2>{heading}</h2>", "<ul>", *items, "</ul>"]
