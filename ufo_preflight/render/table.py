"""The table that a person reads: who, every row, what to do, the verdict."""

from __future__ import annotations

import textwrap
from collections import Counter

from ufo_preflight.model import Identity, Result
from ufo_preflight.render.look import Look
from ufo_preflight.report import CheckFinding, Report

GLYPHS = {
    Result.PASS: ("✓", "ok", "32"),
    Result.FAIL: ("✗", "x", "31"),
    Result.WARN: ("!", "!", "33"),
    Result.UNKNOWN: ("?", "?", "35"),
    Result.SKIPPED: ("-", "-", "2"),
}
HEADERS = ("", "Service", "Need", "Result", "Action", "Why")


def render_table(report: Report, look: Look) -> str:
    """Return the whole report, at most `look.width` columns wide."""
    if look.quiet:
        return _verdict(report)
    rows = _rows(report.checks, look)
    advice = [line for cause in report.causes for line in _wrap(cause.action, look)]
    return "\n".join(
        [
            *_wrap(_who(report), look),
            "",
            rows,
            "",
            *advice,
            *([""] if advice else []),
            *_tail(report, look),
        ]
    )


def render_short(report: Report, look: Look) -> str:
    """Return only what is not a pass, and the verdict."""
    advice = [line for cause in report.causes for line in _wrap(cause.action, look)]
    return "\n".join([*advice, *_tail(report, look)])


def _rows(checks: tuple[CheckFinding, ...], look: Look) -> str:
    from tabulate import tabulate

    cells = [_cells(found, look) for found in checks]
    fixed = [max(len(row[at]) for row in [*cells, HEADERS]) for at in range(5)]
    left = max(12, look.width - sum(fixed) - 2 * 5)
    table = tabulate(
        cells, HEADERS, tablefmt="simple", maxcolwidths=[None] * 5 + [left], disable_numparse=True
    )
    return "\n".join(line.rstrip() for line in table.splitlines())


def _cells(found: CheckFinding, look: Look) -> tuple[str, ...]:
    glyph = GLYPHS[found.result][0 if look.use_unicode else 1]
    name = found.actions[0].requirement.question.action if found.actions else ""
    why = f"{found.check.why} ({found.note})" if found.note else found.check.why
    action = name.partition(":")[2]
    return (glyph, found.check.title, found.check.need.value, found.result.value, action, why)


def _who(report: Report) -> str:
    identity = report.identity
    parts = [_principal(identity), report.region and f"region {report.region}"]
    return ", ".join(part for part in parts if part)


def _principal(identity: Identity) -> str:
    if identity.arn and identity.policy_source_arn in (None, identity.arn):
        return identity.arn
    if identity.arn:
        return f"{identity.arn} as {identity.policy_source_arn} ({identity.policy_source_from})"
    return identity.policy_source_arn or identity.policy_source_from


def _tail(report: Report, look: Look) -> list[str]:
    return [
        *(line for text in (*report.warnings, *report.caveats) for line in _wrap(text, look)),
        _verdict(report),
    ]


def _verdict(report: Report) -> str:
    counts = Counter(found.result.value for found in report.checks)
    told = ", ".join(f"{count} {name}" for name, count in counts.items())
    return f"{report.verdict.value}: {told}"


def _wrap(text: str, look: Look) -> list[str]:
    return textwrap.wrap(text, look.width, subsequent_indent="  ", break_on_hyphens=False) or [""]
