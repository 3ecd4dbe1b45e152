"""Reports to text. Renderers return strings; they never print.

Adding a format is one file and one line in RENDERERS.
"""

from __future__ import annotations

from collections.abc import Callable

from ufo_preflight.render.look import Look
from ufo_preflight.report import Report

Renderer = Callable[[Report, Look], str]


def _table(report: Report, look: Look) -> str:
    from ufo_preflight.render.table import render_table

    return render_table(report, look)


def _short(report: Report, look: Look) -> str:
    from ufo_preflight.render.short import render_short

    return render_short(report, look)


def _json(report: Report, _look: Look) -> str:
    import json

    from ufo_preflight.render.document import report_to_dict

    return json.dumps(report_to_dict(report), indent=2)


RENDERERS: dict[str, Renderer] = {
    "table": _table,
    "short": _short,
    "json": _json,
}


def render(report: Report, output: str, look: Look) -> str:
    """Return the report in the format `output`, one of RENDERERS."""
    return RENDERERS[output](report, look)
