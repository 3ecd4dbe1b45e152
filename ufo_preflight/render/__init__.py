"""Reports to text. Renderers return strings; they never print.

Adding a format is one file and one line in RENDERERS. A renderer is loaded when it is first used,
so that asking for JSON does not wait for the table's parts.
"""

from __future__ import annotations

from collections.abc import Callable

from ufo_preflight.render.style import Style
from ufo_preflight.report import Report

Renderer = Callable[[Report, Style], str]


def _table(report: Report, style: Style) -> str:
    from ufo_preflight.render.table import render_table

    return render_table(report, style)


def _short(report: Report, style: Style) -> str:
    from ufo_preflight.render.short import render_short

    return render_short(report, style)


def _json(report: Report, _style: Style) -> str:
    from ufo_preflight.render.document import render_json

    return render_json(report)


def _jsonl(report: Report, _style: Style) -> str:
    from ufo_preflight.render.jsonl import render_jsonl

    return render_jsonl(report)


def _markdown(report: Report, _style: Style) -> str:
    from ufo_preflight.render.markdown import render_markdown

    return render_markdown(report)


def _github(report: Report, _style: Style) -> str:
    from ufo_preflight.render.github import render_github

    return render_github(report)


def _junit(report: Report, _style: Style) -> str:
    from ufo_preflight.render.junit import render_junit

    return render_junit(report)


def _sarif(report: Report, _style: Style) -> str:
    from ufo_preflight.render.sarif import render_sarif

    return render_sarif(report)


def _html(report: Report, _style: Style) -> str:
    from ufo_preflight.render.html import render_html

    return render_html(report)


RENDERERS: dict[str, Renderer] = {
    "table": _table,
    "short": _short,
    "json": _json,
    "jsonl": _jsonl,
    "markdown": _markdown,
    "github": _github,
    "junit": _junit,
    "sarif": _sarif,
    "html": _html,
}


def render(report: Report, output: str, style: Style) -> str:
    """Return the report in the format `output`, one of RENDERERS; KeyError for another."""
    return RENDERERS[output](report, style)
