"""The report as workflow commands, which GitHub shows as annotations.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from ufo_preflight.model import Result
from ufo_preflight.render.style import visible
from ufo_preflight.render.words import counted, counts, limits, who
from ufo_preflight.report import EXIT_READY, Cause, CheckResult, Report


def render_github(report: Report) -> str:
    """Return one annotation a cause, then the warnings and the verdict.

    Every line is a command: the runner looks for commands in what is printed, so nothing of a
    policy may stand at the start of a line.
    """
    rows = {found.check.id: found for found in report.checks}
    lines = [
        _command(_level(cause, rows, report), _titles(cause, rows), cause.text)
        for cause in report.causes
        if _concerns_a_decision(cause, rows)
    ]
    lines.extend(_command("warning", "ufo-preflight", text) for text in report.warnings)
    level = "notice" if report.exit_code == EXIT_READY else "error"
    said = f"{who(report)}: {counts(report)}. {limits(report)}"
    lines.append(_command(level, f"ufo-preflight: {report.verdict.value}", said))
    return "\n".join(lines)


def _concerns_a_decision(cause: Cause, rows: dict[str, CheckResult]) -> bool:
    return any(rows[check].result is not Result.SKIPPED for check in cause.checks)


def _level(cause: Cause, rows: dict[str, CheckResult], report: Report) -> str:
    closing = (counted(rows[check], report.strictness) for check in cause.checks)
    return "error" if any(closing) else "warning"


def _titles(cause: Cause, rows: dict[str, CheckResult]) -> str:
    return "ufo-preflight: " + ", ".join(rows[check].check.title for check in cause.checks)


def _command(name: str, title: str, message: str) -> str:
    return f"::{name} title={_property(title)}::{_data(message)}"


def _data(text: str) -> str:
    # A line break is gone already: `visible` returns one line.
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
