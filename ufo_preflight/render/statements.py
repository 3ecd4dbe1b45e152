"""Every action of a report with its decision and the statements behind it, for `--verbose`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ufo_preflight.model import Decision, NearMiss, Statement
from ufo_preflight.render.escape import visible, visible_lines
from ufo_preflight.render.look import Look
from ufo_preflight.render.wrap import wrapped
from ufo_preflight.report import ActionFinding, CheckFinding

ONE, TWO = "  ", "    "


def statement_lines(checks: Iterable[CheckFinding], look: Look) -> list[str]:
    """Return, row by row, each action: asked on what, decided how, by which statement, and why."""
    return [line for found in checks if found.actions for line in _row(found, look)]


def _row(found: CheckFinding, look: Look) -> Iterator[str]:
    yield from _indented("", found.check.title, look)
    for one in found.actions:
        yield from _action(one, look)


def _action(found: ActionFinding, look: Look) -> Iterator[str]:
    question, decision = found.requirement.question, found.decision
    resource = question.resource or found.requirement.pattern or "*"
    reason = f" ({decision.reason.value})" if decision.reason else ""
    yield from _indented(
        ONE, f"{decision.verdict.value} {question.action} on {resource}{reason}", look
    )
    yield from _indented(TWO, f"{found.requirement.why} Source: {found.requirement.source}", look)
    yield from _decision(decision, look)


def _decision(decision: Decision, look: Look) -> Iterator[str]:
    if decision.detail:
        yield from _indented(TWO, decision.detail, look)
    if decision.missing_context:
        yield from _indented(TWO, f"missing: {', '.join(decision.missing_context)}", look)
    for statement in decision.matched:
        yield from _statement("decided by", statement, look)
    for miss in decision.near_misses:
        yield from _near_miss(miss, look)


def _near_miss(miss: NearMiss, look: Look) -> Iterator[str]:
    yield from _statement("almost allowed by", miss.statement, look)
    yield from _indented(TWO + ONE, miss.detail, look)


def _statement(role: str, statement: Statement, look: Look) -> Iterator[str]:
    from ufo_preflight.policy.decider import cited

    effect = f"{statement.effect} in " if statement.effect else ""
    named = f" {statement.policy_arn}" if statement.policy_arn else ""
    yield from _indented(
        TWO, f"{role} {effect}{cited(statement)}{named} [{statement.layer.value}]", look
    )
    for line in visible_lines(statement.text, ascii_only=not look.use_unicode):
        if line:
            yield from _quoted(line, look)


def _quoted(line: str, look: Look) -> Iterator[str]:
    text = line.lstrip(" ")
    margin = f"{TWO}{ONE}| {line[: len(line) - len(text)]}"[: look.width // 2]
    yield from wrapped(text, look.width, first=margin, rest=margin)


def _indented(indent: str, text: str, look: Look) -> Iterator[str]:
    shown = visible(text, ascii_only=not look.use_unicode)
    yield from wrapped(shown, look.width, first=indent, rest=indent + ONE)
