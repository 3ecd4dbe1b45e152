"""Only what is not a pass, and the verdict."""

from __future__ import annotations

from ufo_preflight.render.below import short_lines, tail_lines, verdict_line
from ufo_preflight.render.style import Style
from ufo_preflight.report import Report


def render_short(report: Report, style: Style) -> str:
    """Return one paragraph a cause and the verdict; with `quiet` only the verdict."""
    if style.quiet:
        return verdict_line(report, style)
    return "\n".join([*short_lines(report, style), *tail_lines(report, style)])
