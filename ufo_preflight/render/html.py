"""The report as one HTML page that needs nothing else: no script, no font, no picture."""

from __future__ import annotations

from html import escape

from ufo_preflight.render.style import Style, visible
from ufo_preflight.render.words import action, counts, limits, who, why
from ufo_preflight.report import CheckResult, Report

# Colours stand on both backgrounds with a contrast of at least 4.5 (WCAG 2.2, 1.4.3).
STYLE = """\
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
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def render_html(report: Report) -> str:
    """Return the page: the verdict, who, the table, what to do, and what was not covered."""
    verdict = report.verdict.value
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>ufo-preflight: {verdict}</title>",
            f"<style>\n{STYLE}\n</style>",
            "</head>",
            "<body>",
            f'<h1>ufo-preflight: <span class="{verdict}">{verdict}</span></h1>',
            f"<p>{_text(who(report))}</p>",
            *_table(report),
            *_list("What to do", _advice(report)),
            *_list("Warnings", report.warnings),
            f"<p>{_text(counts(report))}. {_text(limits(report))}</p>",
            "</body>",
            "</html>",
        ]
    )


def _text(text: str) -> str:
    return escape(visible(text))


def _table(report: Report) -> list[str]:
    heads = ("", "Service", "Needed", "Result", "Action", "Why")
    return [
        "<table>",
        f"<thead><tr>{''.join(f'<th>{head}</th>' for head in heads)}</tr></thead>",
        "<tbody>",
        *(_row(found) for found in report.checks),
        "</tbody>",
        "</table>",
    ]


def _row(found: CheckResult) -> str:
    result = found.result.value
    cells = (
        f'<td class="{result}">{Style().glyph(found.result)}</td>',
        f"<td>{_text(found.check.title)}</td>",
        f"<td>{found.check.need.value}</td>",
        f'<td class="{result}">{result}</td>',
        f"<td>{_text(action(found))}</td>",
        f"<td>{_text(why(found))}</td>",
    )
    return f'<tr id="{_text(found.check.id)}">{"".join(cells)}</tr>'


def _advice(report: Report) -> tuple[str, ...]:
    return tuple(f"{cause.text} [{', '.join(cause.checks)}]" for cause in report.causes)


def _list(heading: str, texts: tuple[str, ...]) -> list[str]:
    if not texts:
        return []
    items = (f"<li>{_text(text)}</li>" for text in texts)
    return [f"<h2>{heading}</h2>", "<ul>", *items, "</ul>"]
