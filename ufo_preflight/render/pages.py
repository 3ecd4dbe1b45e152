"""The report as a page: GitHub-flavoured Markdown, and HTML that needs no other file."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ufo_preflight.grant import texts
from ufo_preflight.model import Decision, Overall, Result, Statement, Verdict
from ufo_preflight.outcome import ActionResult, CheckResult
from ufo_preflight.render.style import Style, visible, visible_lines
from ufo_preflight.render.words import (
    REASON_WORDS,
    action,
    counts,
    limits,
    outcome,
    probed,
    who,
    why,
)
from ufo_preflight.report import Cause, Report

MARKER = "<!-- ufo-preflight -->"
HEADS = ("", "Service", "Needed", "Result", "Action", "Reason", "Why needed")
# What begins a span, a link, a table cell, a mention or a heading inside a line of Markdown.
_MARKS = re.compile(r"([\\`*_\[\]#!|~:])")
# GitHub looks for mentions where the escapes are gone: only an element between stops it.
_NO_MENTION = "@<!-- -->"
# A name in backticks becomes code, where nothing in it could mean anything else.
_CODE = re.compile(r"(`[\w.:/@](?:[\w.:/@=()\" -]*[\w.:/@)\"])?`)")
_MARK = Style().glyph
_VERDICT_MARKS = {
    Overall.READY: _MARK(Result.PASS),
    Overall.BLOCKED: _MARK(Result.FAIL),
    Overall.UNDETERMINED: _MARK(Result.UNKNOWN),
}
_DECISION_MARKS = {
    Verdict.ALLOWED: _MARK(Result.PASS),
    Verdict.DENIED: _MARK(Result.FAIL),
    Verdict.UNKNOWN: _MARK(Result.UNKNOWN),
}


def render_markdown(report: Report, _style: Style) -> str:
    """Return a heading with the verdict, who, the table, what to do, and what was not covered.

    It begins with MARKER, which nobody sees, so that a comment can be found and updated.
    https://github.github.com/gfm/
    """
    rows = (f"| {' | '.join(_markdown_cells(found))} |" for found in report.checks)
    head = [f"| {' | '.join(HEADS)} |", f"|{'---|' * len(HEADS)}"]
    verdict = f"**{report.verdict.value}**: {counts(report)}. {escaped(limits(report))}"
    pages = {found.check.id: found.check.page for found in report.checks}
    advice = [f"{escaped(cause.text)} {_links(cause, pages)}" for cause in report.causes]
    blocks = [
        f"{MARKER}\n## ufo-preflight: {report.verdict.value}",
        escaped(who(report)),
        "\n".join([*head, *rows]),
        *_markdown_list("What to do", advice),
        *_markdown_list("Warnings", list(map(escaped, report.warnings))),
        *_markdown_list("Probes", list(map(escaped, probed(report)))),
        verdict.rstrip(),
    ]
    return "\n\n".join(blocks)


def escaped(text: str) -> str:
    """Return a text as one line that Markdown and the HTML within it show as it is."""
    parts = _CODE.split(visible(text))
    shown = (
        html.escape(_MARKS.sub(r"\\\1", part), quote=False).replace("@", _NO_MENTION)
        for part in parts[::2]
    )
    return "".join(_alternating(shown, parts[1::2]))


def _alternating(texts: Iterable[str], codes: Sequence[str]) -> Iterator[str]:
    for text, code in zip(texts, (*codes, ""), strict=True):
        yield text
        yield code


def _markdown_cells(found: CheckResult) -> tuple[str, ...]:
    texts = (action(found), outcome(found), why(found))
    need, result = found.check.need.value, found.result.value
    return (_MARK(found.result), escaped(found.check.title), need, result, *map(escaped, texts))


def _links(cause: Cause, pages: Mapping[str, str]) -> str:
    return f"({', '.join(f'[{check}]({pages[check]})' for check in cause.checks)})"


def _markdown_list(heading: str, items: Sequence[str]) -> list[str]:
    return [f"### {heading}", "\n".join(f"- {item}" for item in items)] if items else []


def render_html(report: Report, _style: Style) -> str:
    """Return a page that loads nothing: rows that unfold, statements that can be copied.

    Its own style and script are the only ones that its content policy lets run.
    """
    verdict = report.verdict.value
    css, script = (Path(__file__).with_name(f"page.{kind}").read_text() for kind in ("css", "js"))
    policy = f"default-src 'none'; style-src '{_hash(css)}'; script-src '{_hash(script)}'"
    titles = {found.check.id: found.check.title for found in report.checks}
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>ufo-preflight: {verdict}</title>",
            f"<style>{css}</style>",
            "</head>",
            "<body>",
            "<header>",
            (
                f'<h1>ufo-preflight: <span class="{verdict}">{_VERDICT_MARKS[report.verdict]}'
                f" {verdict}</span></h1>"
            ),
            f"<p>{_text(counts(report))}</p>",
            f'<p class="who">{_text(who(report))}</p>',
            "</header>",
            "<main>",
            *_section("What to do", _html_causes(report.causes, titles)),
            '<h2 id="checks">Checks</h2>',
            (
                '<div class="heads" aria-hidden="true"><span></span><span>Result</span>'
                "<span>Service</span><span>Needed</span><span>Action</span><span>Reason</span></div>"
            ),
            *(line for found in report.checks for line in _html_check(found)),
            *_section("The statements that fix it", _policies(report)),
            *_section("Warnings", [f"<p>{_text(text)}</p>" for text in report.warnings]),
            *_section("Probes", [f"<p>{_text(text)}</p>" for text in probed(report)]),
            *_section("What this does not cover", [f"<p>{_text(limits(report))}</p>"]),
            "</main>",
            f"<script>{script}</script>",
            "</body>",
            "</html>",
        ]
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _text(text: str) -> str:
    """Return a text as one line of HTML, with names in backticks as code."""
    return _CODE.sub(
        lambda code: f"<code>{code[1][1:-1]}</code>", html.escape(visible(text), quote=False)
    )


def _section(heading: str, lines: list[str]) -> list[str]:
    return [f"<h2>{heading}</h2>", *lines] if lines else []


def _html_causes(causes: Iterable[Cause], titles: dict[str, str]) -> list[str]:
    items = []
    for cause in causes:
        result = cause.result.value
        rows = ", ".join(f'<a href="#{check}">{_text(titles[check])}</a>' for check in cause.checks)
        items += [
            f'<li class="{result}"><span class="mark">{_MARK(cause.result)} {result}</span>',
            f"<span>{rows}: {_text(cause.action)}</span>",
            *([_copy("\n".join(cause.paste))] if cause.paste else []),
            "</li>",
        ]
    return ['<ul class="causes">', *items, "</ul>"] if items else []


def _policies(report: Report) -> list[str]:
    remedy = report.remediation
    if not remedy.grants:
        return []
    proof = "Proved by deciding again with them added." if remedy.verified else "Not proved."
    return [f"<p>{proof}</p>", *map(_copy, texts(remedy.grants))]


def _copy(text: str) -> str:
    shown = "\n".join(visible_lines(text))
    return f'<pre class="copy" tabindex="0">{html.escape(shown, quote=False)}</pre>'


def _html_check(found: CheckResult) -> Iterator[str]:
    result, title = found.result.value, _text(found.check.title)
    cells = {
        f"result {result}": f"{_MARK(found.result)} {result}",
        "title": title,
        "need": found.check.need.value if found.check.need.value != "no" else "not needed",
        "action": _text(action(found)),
        "reason": _text(outcome(found)),
    }
    spans = "".join(f'<span class="{name}">{cell}</span> ' for name, cell in cells.items())
    yield f'<details id="{found.check.id}"><summary>{spans}</summary><div class="inside">'
    yield f'<p>{_text(why(found))} <a href="{found.check.page}">About {title}</a></p>'
    if found.actions:
        yield "<ul>"
        for one in found.actions:
            yield from _html_action(one)
        yield "</ul>"
    yield "</div></details>"


def _html_action(found: ActionResult) -> Iterator[str]:
    required, decision = found.requirement, found.decision
    reason = f" ({REASON_WORDS[decision.reason]})" if decision.reason else ""
    word = decision.verdict.value
    yield (
        f'<li><span class="result {word}">{_DECISION_MARKS[decision.verdict]} {word}</span> '
        f"<code>{_text(required.question.action)}</code> on <code>{_text(required.resource)}</code>"
        f"{reason}<div>"
    )
    yield f'<p class="quiet">{_text(required.why)} Source: {_text(required.source)}</p>'
    yield from _html_decision(decision)
    yield "</div></li>"


def _html_decision(decision: Decision) -> Iterator[str]:
    if decision.detail:
        yield f"<p>{_text(decision.detail)}</p>"
    if decision.missing_context:
        yield f"<p>Condition keys not known: {_text(', '.join(decision.missing_context))}</p>"
    for statement in decision.matched:
        yield from _html_statement("Decided by", statement)
    for miss in decision.near_misses:
        yield from _html_statement("Almost allowed by", miss.statement)
        yield f"<p>{_text(miss.detail)}</p>"


def _html_statement(role: str, statement: Statement) -> Iterator[str]:
    effect = f"{statement.effect} in " if statement.effect else ""
    yield f"<p>{role} {_text(f'{effect}{statement.cited} {statement.policy_arn}')}</p>"
    if statement.text:
        yield _copy(statement.text)
