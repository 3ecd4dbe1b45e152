"""The report as JSON text, as JSON lines, and an error in the same envelope."""

from __future__ import annotations

import json

from ufo_preflight.errors import PreflightError
from ufo_preflight.model import Overall
from ufo_preflight.render.style import Style
from ufo_preflight.report import Report, envelope


def render_json(report: Report, _style: Style) -> str:
    """Return the report as JSON text, ASCII only: a terminal may show it."""
    return json.dumps(report.to_dict(), indent=2)


def render_jsonl(report: Report, _style: Style) -> str:
    """Return a line `{"type": "check", …}` for every row, and `{"type": "summary", …}` last."""
    rest = {key: value for key, value in report.to_dict().items() if key != "checks"}
    lines = [{"type": "check", **found.to_dict()} for found in report.checks]
    return "\n".join(map(json.dumps, [*lines, {"type": "summary", **rest}]))


def render_error(error: PreflightError) -> str:
    """Return an error as JSON text: nothing was determined."""
    told = {"code": error.code, "message": error.message, "hint": error.hint, "page": error.page}
    head = envelope(Overall.UNDETERMINED, error.exit_code)
    return json.dumps({**head, "error": told}, indent=2)
