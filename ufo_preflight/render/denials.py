"""Explained denials as a table for people, as Markdown for a pull request, and as JSON.

Nothing of the foreign text reaches a terminal or a page unescaped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from ufo_preflight import DOCS, __version__
from ufo_preflight.denial.denial import Denial, Explained, Explanation, Verification
from ufo_preflight.render.pages import escaped
from ufo_preflight.render.style import Style, visible, visible_lines

FORMAT_VERSION = "1.0"
_LABEL = 10


def render_denials_table(explanation: Explanation, style: Style) -> str:
    """Return what a person reads, one block a denial, and the count at the end."""
    blocks = [
        "\n".join(_short(one, style) if style.quiet else _block(number, one, style))
        for number, one in enumerate(explanation.found, 1)
    ]
    between = "\n" if style.quiet else "\n\n"
    ending = [_count(explanation), *(line for line in explanation.whole)]
    last = "\n".join("\n".join(style.wrap(text, whole_words=True)) for text in ending)
    return between.join([*blocks, last])


def _short(one: Explained, style: Style) -> list[str]:
    text = f"{_title(one.denial)}: {one.denial.advice.todo}"
    return style.wrap(text, "", "  ", whole_words=True)


def _block(number: int, one: Explained, style: Style) -> Iterator[str]:
    advice = one.denial.advice
    yield style.bold(f"{number}. {style.visible(_title(one.denial))}")
    for label, value in _rows(one, verbose=style.verbose):
        indent = " " * (_LABEL + 3)
        yield from style.wrap(value, f"   {label:{_LABEL}}", indent, whole_words=True)
    # A command stays on one line: it is there to be copied.
    for command in advice.commands:
        yield f"   {'run':{_LABEL}}{style.visible(command)}"
    if advice.statement:
        yield "   statement"
        lines = visible_lines(advice.statement, ascii_only=not style.use_unicode)
        yield from (f"   {line}" for line in lines)


def _title(denial: Denial) -> str:
    """Return what happened in a few words, as a heading."""
    words = denial.reason.words
    if not denial.is_understood:
        layer = f" ({words})" if denial.reason.layer else ""
        return f"looks like a denial and could not be read{layer}"
    if denial.problem is not None:
        name = denial.problem.value.replace("-", " ")
        return f"{name[0].upper()}{name[1:]} ({words})"
    return f"{denial.action or 'a call'} was refused ({words})"


def _rows(one: Explained, *, verbose: bool) -> Iterator[tuple[str, str]]:
    denial, advice = one.denial, one.denial.advice
    is_shown = verbose or not denial.is_understood
    rows = (
        ("text", denial.quote if is_shown else ""),
        ("principal", denial.principal or ""),
        ("resource", denial.resource or ""),
        ("call", denial.called or ""),
        ("policy", denial.policy_arn or ""),
        ("owner", "" if denial.problem else advice.whose),
        ("check", advice.check),
        ("fix", advice.todo),
        *(("note", note) for note in advice.notes),
        ("verified", one.verification.text if one.verification else ""),
        ("docs", advice.page),
        ("docs", f"{DOCS}/{advice.docs}" if advice.docs else ""),
    )
    return ((label, value) for label, value in rows if value)


def render_denials_markdown(explanation: Explanation, _style: Style) -> str:
    """Return the same for a pull request or an issue: nothing of it mentions, links or runs."""
    blocks = []
    for number, one in enumerate(explanation.found, 1):
        blocks.append(f"### {number}. {escaped(_title(one.denial))}")
        rows = _rows(one, verbose=False)
        blocks.append("\n".join(f"- **{label}**: {_inline(label, text)}" for label, text in rows))
        blocks.extend(_fenced("sh", command) for command in one.denial.advice.commands)
        if one.denial.advice.statement:
            blocks.append(_fenced("json", one.denial.advice.statement))
    blocks.append(escaped(_count(explanation)))
    blocks.extend(escaped(text) for text in explanation.whole)
    return "\n\n".join(blocks)


def _inline(label: str, text: str) -> str:
    is_name = label in ("principal", "resource", "call", "policy", "check", "text")
    return _code(visible(text)) if is_name else escaped(text)


def _code(text: str) -> str:
    """Return a text between as many backticks as it takes."""
    fence = "`" * (max((len(run) for run in _backticks(text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _fenced(language: str, text: str) -> str:
    fence = "`" * max(3, *(len(run) + 1 for run in (*_backticks(text), "")))
    return "\n".join([f"{fence}{language}", *visible_lines(text), fence])


def _backticks(text: str) -> list[str]:
    return re.findall(r"`+", text)


def _count(explanation: Explanation) -> str:
    where = f"in {explanation.lines:,} line{'' if explanation.lines == 1 else 's'}"
    found = [one.denial for one in explanation.found if one.denial.is_understood]
    problems = sum(denial.problem is not None for denial in found)
    counts = (
        (len(found) - problems, "permission denial"),
        (problems, "other problem"),
        (explanation.unread, "part that could not be read"),
    )
    told = [_counted(number, name) for number, name in counts if number]
    return f"{', '.join(told)} {where}." if told else f"No permission denial found {where}."


def _counted(number: int, name: str) -> str:
    if number == 1:
        return f"1 {name}"
    plural = name.replace("part ", "parts ") if name.startswith("part") else f"{name}s"
    return f"{number} {plural}"


def render_denials_json(explanation: Explanation, _style: Style) -> str:
    """Return the explanation as one JSON object in ASCII, so nothing of it can move a terminal."""
    document = {
        "format_version": FORMAT_VERSION,
        "tool": {"name": "ufo-preflight", "version": __version__},
        "exit_code": explanation.exit_code,
        "lines": explanation.lines,
        "denials": [_explained(one) for one in explanation.found],
        "whole": list(explanation.whole),
    }
    return json.dumps(document, indent=2).replace("\x7f", "\\u007f")


def _explained(one: Explained) -> dict[str, object]:
    denial = one.denial
    return {
        "principal": denial.principal,
        "action": denial.action,
        "resource": denial.resource,
        "reason": denial.reason.value,
        "policy_arn": denial.policy_arn,
        "problem": denial.problem.value if denial.problem else None,
        "called": denial.called,
        "encoded": denial.encoded,
        "is_understood": denial.is_understood,
        "quote": denial.quote,
        "advice": _advice(denial),
        "verification": _verification(one.verification),
    }


def _advice(denial: Denial) -> dict[str, object]:
    advice = denial.advice
    return {
        "todo": advice.todo,
        "whose": advice.whose,
        "fixer": advice.fixer.value,
        "check": advice.check or None,
        "statement": json.loads(advice.statement) if advice.statement else None,
        "commands": list(advice.commands),
        "notes": list(advice.notes),
        "page": advice.page or None,
        "docs": f"{DOCS}/{advice.docs}",
    }


def _verification(verification: Verification | None) -> dict[str, object] | None:
    if verification is None:
        return None
    decision = verification.decision
    return {
        "agrees": verification.agrees,
        "text": verification.text,
        "decision": decision.verdict.value if decision else None,
        "reason": decision.reason.value if decision and decision.reason else None,
        "layer": decision.layer.value if decision and decision.layer else None,
    }


DENIAL_RENDERERS: dict[str, Callable[[Explanation, Style], str]] = {
    "table": render_denials_table,
    "markdown": render_denials_markdown,
    "json": render_denials_json,
}
