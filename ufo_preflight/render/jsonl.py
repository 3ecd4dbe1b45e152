"""The report as JSON lines: one a check, in order, and a summary last."""

from __future__ import annotations

import json

from ufo_preflight.render.document import Json, check_to_dict, report_to_dict
from ufo_preflight.report import Report


def render_jsonl(report: Report) -> str:
    """Return a line `{"type": "check", …}` for every row, and `{"type": "summary", …}` last."""
    rest = {key: value for key, value in report_to_dict(report).items() if key != "checks"}
    lines: list[Json] = [{"type": "check", **check_to_dict(found)} for found in report.checks]
    lines.append({"type": "summary", **rest})
    return "\n".join(map(json.dumps, lines))
