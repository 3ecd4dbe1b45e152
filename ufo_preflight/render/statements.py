"""Every action of a report with its decision and the statements behind it, for `--verbose`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ufo_preflight.model import Decision, NearMiss, Statement
from ufo_preflight.render.style import Style, visible, visible_lines, wrapped
from ufo_preflight.report import ActionResult, CheckResult

ONE, TWO = "  ", "    "


def statement_lines(checks: Iterable[CheckResult], style: Style) -> list[str]:
    """Return, row by row, each action: asked on what, decided how, by which statement, and why."""
    return [line for found in checks if found.actions for line in _row(found, style)]


def _row(found: CheckResult, style: Style) -> Iterator[str]:
    yield from _indented("", found.check.title, style)
    for one in found.actions:
        yield from _action(one, style)


def _action(found: ActionResult, style: Style) -> Iterator[str]:
    question, decision = found.requirement.question, found.decision
    resource = question.resource or found.requirement.pattern or "*"
    reason = f" ({decision.reason.value})" if decision.reason else ""
    yield from _indented(
        ONE, f"{decision.verdict.value} {question.action} on {resource}{reason}", style
    )
    yield from _indented(TWO, f"{found.requirement.why} Source: {found.requirement.source}", style)
    yield from _decision(decision, style)


def _decision(decision: Decision, style: Style) -> Iterator[str]:
    if decision.detail:
        yield from _indented(TWO, decision.detail, style)
    if decision.missing_context:
        yield from _indented(TWO, f"missing: {', '.join(decision.missing_context)}", style)
    for statement in decision.matched:
        yield from _statement("decided by", statement, style)
    for miss in decision.near_misses:
        yield from _near_miss(miss, style)


def _near_miss(miss: NearMiss, style: Style) -> Iterator[str]:
    yield from _statement("almost allowed by", miss.statement, style)
    yield from _indented(TWO + ONE, miss.detail, style)


def _statement(role: str, statement: Statement, style: Style) -> Iterator[str]:
    effect = f"{statement.effect} in " if statement.effect else ""
    named = f" {statement.policy_arn}" if statement.policy_arn else ""
    yield from _indented(
        TWO, f"{role} {effect}{statement.cited}{named} [{statement.layer.value}]", style
    )
    for line in visible_lines(statement.text, ascii_only=not style.use_unicode):
        if line:
            yield from _quoted(line, style)


def _quoted(line: str, style: Style) -> Iterator[str]:
    text = line.lstrip(" ")
    margin = f"{TWO}{ONE}| {line[: len(line) - len(text)]}"[: style.width // 2]
    yield from wrapped(text, style.width, first=margin, rest=margin)


def _indented(indent: str, text: str, style: Style) -> Iterator[str]:
    shown = visible(text, ascii_only=not style.use_unicode)
    yield from wrapped(shown, style.width, first=indent, rest=indent + ONE)
