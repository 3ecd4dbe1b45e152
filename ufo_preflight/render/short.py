"""Only what is not a pass, and the verdict."""

from __future__ import annotations

from ufo_preflight.render.below import short_lines, tail_lines, verdict_line
from ufo_preflight.render.look import Look
from ufo_preflight.report import Report


def render_short(report: Report, look: Look) -> str:
    """Return one paragraph a cause and the verdict; with `quiet` only the verdict."""
    if look.quiet:
        return verdict_line(report, look)
    return "\n".join([*short_lines(report, look), *tail_lines(report, look)])
