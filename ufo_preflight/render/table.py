"""The report in a terminal: the table, and the short form that shows only what is not a pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ufo_preflight import DOCS
from ufo_preflight.model import Decision, NearMiss, Need, Statement
from ufo_preflight.outcome import ActionResult, CheckResult
from ufo_preflight.render.style import GAP, Style, columns_of, visible_lines, wrapped
from ufo_preflight.render.words import (
    REASON_WORDS,
    action,
    counts,
    leniency,
    limits,
    open_rows,
    outcome,
    probed,
    who,
    why,
)
from ufo_preflight.report import Cause, Report

INDENT = "  "
HEADERS = ("", "Service", "Needed", "Result", "Action", "Reason", "Why needed")
# How many columns stand alone, and what heads the last one, into which the others are joined.
LAYOUTS = (
    (6, "Why needed"),
    (4, "Action: reason"),
    (1, "Service, needed, result, action: reason"),
)
# A last column that is narrower than this is hard to read.
READABLE = 24
ABOUT_CHECKS = f"More on an id in brackets: {DOCS}/checks/ID/"
PRINT_STATEMENTS = "To print statements proved to fix this: ufo-preflight policy --missing"


def render_table(report: Report, style: Style) -> str:
    """Return the whole report, at most `style.width` columns wide; with `quiet` only the verdict."""
    if style.quiet:
        return verdict_line(report, style)
    blocks = (
        style.wrap(who(report), rest=INDENT),
        *_rows(report.checks, style),
        statement_lines(report.checks, style) if style.verbose else [],
        advice_lines(report, style),
        tail_lines(report, style),
    )
    return "\n\n".join("\n".join(line.rstrip() for line in block) for block in blocks if block)


def render_short(report: Report, style: Style) -> str:
    """Return one paragraph a cause and the verdict; with `quiet` only the verdict."""
    if style.quiet:
        return verdict_line(report, style)
    return "\n".join([*short_lines(report, style), *tail_lines(report, style)])


def _rows(checks: Sequence[CheckResult], style: Style) -> Iterator[list[str]]:
    """Yield the rows, and why each is needed on lines of its own where a column has no room."""
    texts = [tuple(map(style.visible, _texts(found))) for found in checks]
    widths = [max(map(columns_of, column)) for column in zip(HEADERS, *texts, strict=True)]
    rooms = {alone: style.width - sum(widths[:alone]) - alone * len(GAP) for alone, _ in LAYOUTS}
    layouts = (layout for layout in LAYOUTS if rooms[layout[0]] >= READABLE)
    alone, head = next(layouts, LAYOUTS[-1])
    lines = style.row([*HEADERS[:alone], head], widths)
    for found, cells in zip(checks, texts, strict=True):
        painted = {0: style.glyph(found.result), 3: style.result(found.result)}
        lines += style.row([*cells[:alone], _last(cells, alone)], widths, painted)
    yield lines
    if alone < len(HEADERS) - 1:
        yield _why_lines(checks, style)


def _texts(found: CheckResult) -> tuple[str, ...]:
    check = found.check
    words = (check.title, check.need.value, found.result.value, action(found), outcome(found))
    return ("-", *words, why(found))


def _last(cells: Sequence[str], alone: int) -> str:
    """Return the last column, with the columns joined into it that do not stand alone."""
    if alone == len(HEADERS) - 1:
        return cells[-1]
    *named, done, reason = cells[alone:-1]
    return ", ".join([*named, ": ".join(part for part in (done, reason) if part)])


def _why_lines(checks: Iterable[CheckResult], style: Style) -> list[str]:
    titles: dict[tuple[str, bool], list[str]] = {}
    for found in checks:
        titles.setdefault((why(found), found.check.need is Need.NO), []).append(found.check.title)
    lines = ["Why needed:"]
    for (text, is_unneeded), named in titles.items():
        told = f"{', '.join(named)}{' (not needed)' if is_unneeded else ''}: {text}"
        lines += style.wrap(told, first=INDENT, rest=INDENT * 2)
    return lines


def advice_lines(report: Report, style: Style) -> list[str]:
    """Return one paragraph a cause; each begins with what to do and ends with the ids of its rows.

    The last says how to print the statements that were proved to turn the denied rows green.
    """
    lines = []
    for cause in report.causes:
        lines += style.wrap(f"{cause.action} [{', '.join(cause.checks)}]", rest=INDENT)
        lines += _pasted(cause, style)
    if report.remediation.grants and report.remediation.verified:
        command = f"{PRINT_STATEMENTS} {report.command_options}".rstrip()
        lines += style.wrap(command, rest=INDENT)
    if open_rows(report.checks):
        lines += style.wrap(ABOUT_CHECKS, rest=INDENT)
    return lines


def short_lines(report: Report, style: Style) -> list[str]:
    """Return one paragraph a cause, behind its own mark and the names of its rows."""
    rows = {found.check.id: found.check.title for found in open_rows(report.checks)}
    lines: list[str] = []
    for cause in report.causes:
        titles = ", ".join(rows[check] for check in cause.checks if check in rows)
        if titles:
            told = style.wrap(f"{titles}: {cause.action}", first=INDENT, rest=INDENT)
            lines += [f"{style.glyph(cause.result)} {told[0][len(INDENT) :]}", *told[1:]]
            lines += _pasted(cause, style)
    return lines


def _pasted(cause: Cause, style: Style) -> list[str]:
    lines = []
    for line in cause.paste:
        margin = INDENT + " " * (len(line) - len(line.lstrip(" ")))
        lines += style.wrap(line, first=margin, rest=margin)
    return lines


def tail_lines(report: Report, style: Style) -> list[str]:
    """Return the warnings, the probes, and last the verdict with its counts and what it does not cover."""
    lines = [
        line for text in report.warnings for line in style.wrap(f"Warning: {text}", rest=INDENT)
    ]
    for text in probed(report):
        lines += style.wrap(f"Probe: {text}", rest=INDENT)
    return [*lines, *_verdict(report, f"{counts(report)}. {limits(report)}".strip(), style)]


def verdict_line(report: Report, style: Style) -> str:
    """Return the verdict, its counts and reach, and what made it more lenient: all of `quiet`."""
    told = ". ".join(part for part in (counts(report), leniency(report)) if part)
    return "\n".join(_verdict(report, told, style))


def _verdict(report: Report, text: str, style: Style) -> list[str]:
    word = report.verdict.value
    first, *rest = style.wrap(f"{word}: {text}", rest=INDENT)
    return [style.verdict(report.verdict) + first[len(word) :], *rest]


def statement_lines(checks: Iterable[CheckResult], style: Style) -> list[str]:
    """Return, row by row, each action: asked on what, decided how, by which statement, and why."""
    lines = []
    for found in checks:
        if found.actions:
            lines += style.wrap(found.check.title)
            lines += [line for one in found.actions for line in _action(one, style)]
    return lines


def _action(found: ActionResult, style: Style) -> Iterator[str]:
    required, decision = found.requirement, found.decision
    reason = f" ({REASON_WORDS[decision.reason]})" if decision.reason else ""
    asked = f"{required.question.action} on {required.resource}"
    yield from _indented(1, f"{decision.verdict.value} {asked}{reason}", style)
    yield from _indented(2, f"{required.why} Source: {required.source}", style)
    yield from _decision(decision, style)


def _decision(decision: Decision, style: Style) -> Iterator[str]:
    if decision.detail:
        yield from _indented(2, decision.detail, style)
    if decision.missing_context:
        yield from _indented(2, f"missing: {', '.join(decision.missing_context)}", style)
    for statement in decision.matched:
        yield from _statement("decided by", statement, style)
    for miss in decision.near_misses:
        yield from _near_miss(miss, style)


def _near_miss(miss: NearMiss, style: Style) -> Iterator[str]:
    yield from _statement("almost allowed by", miss.statement, style)
    yield from _indented(3, miss.detail, style)


def _statement(role: str, statement: Statement, style: Style) -> Iterator[str]:
    effect = f"{statement.effect} in " if statement.effect else ""
    named = f" {statement.policy_arn}" if statement.policy_arn else ""
    told = f"{role} {effect}{statement.cited}{named} [{statement.layer.value}]"
    yield from _indented(2, told, style)
    for line in visible_lines(statement.text, ascii_only=not style.use_unicode):
        if line:
            text = line.lstrip(" ")
            margin = f"{INDENT * 3}| {line[: len(line) - len(text)]}"[: style.width // 2]
            yield from wrapped(text, style.width, first=margin, rest=margin)


def _indented(depth: int, text: str, style: Style) -> list[str]:
    return style.wrap(text, first=INDENT * depth, rest=INDENT * (depth + 1))
