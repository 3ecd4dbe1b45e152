"""Reports to text. Renderers return strings; they never print.

A renderer is loaded when it is first used, so that JSON does not wait for the table's parts.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ufo_preflight.render.style import Style
    from ufo_preflight.report import Report

    Renderer = Callable[[Report, Style], str]

# The formats of `-o`, each with its `Renderer` in a module of this package.
RENDERERS = {
    "table": "table:render_table",
    "short": "table:render_short",
    "json": "report_json:render_json",
    "jsonl": "report_json:render_jsonl",
    "markdown": "pages:render_markdown",
    "github": "ci:render_github",
    "junit": "ci:render_junit",
    "sarif": "ci:render_sarif",
    "html": "pages:render_html",
}


def render(report: Report, output: str, style: Style) -> str:
    """Return the report in the format `output`, one of RENDERERS; KeyError for another."""
    renderer: Renderer = loaded(RENDERERS[output])
    return renderer(report, style)


def loaded(home: str) -> Callable[..., str]:
    """Return the renderer at `module:function` of this package, imported now."""
    module, _, function = home.partition(":")
    found: Callable[..., str] = getattr(import_module(f"{__name__}.{module}"), function)
    return found
