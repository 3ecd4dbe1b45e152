"""Explained denials to text: what a person reads, and JSON.

Nothing of the foreign text reaches the terminal unescaped.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterator

from ufo_preflight import __version__
from ufo_preflight.denial.denial import Denial, DenialReason, Explained, Explanation, Verification
from ufo_preflight.render.style import Style, visible, visible_lines

FORMAT_VERSION = "1.0"
_LABEL = 9
_LAYERS = {
    "identity": "identity policy",
    "resource_policy": "resource-based policy",
    "boundary": "permissions boundary",
    "session": "session policy",
    "scp": "service control policy",
    "rcp": "resource control policy",
    "vpce": "VPC endpoint policy",
    "trust_policy": "role trust policy",
}
_WORDS = {
    DenialReason.EXPLICIT_UNSPECIFIED: "explicit deny, the layer is not named",
    DenialReason.UNSPECIFIED: "the message names no layer",
    DenialReason.ENCODED: "the reason is encoded",
    DenialReason.ECS_CANNOT_ASSUME_ROLE: "ECS cannot assume the role",
    DenialReason.SERVICE_LINKED_ROLE_MISSING: "the service-linked role is missing",
    DenialReason.INVALID_ROLE: "the role cannot be used",
    DenialReason.NOT_AN_IAM_DENIAL: "not a matter of IAM",
    DenialReason.NOT_AN_ACCESS_DENIED: "not a missing permission",
}


def layer_words(reason: DenialReason) -> str:
    """Return a reason in words: `permissions boundary, explicit deny`."""
    if reason in _WORDS:
        return _WORDS[reason]
    layer, _, kind = reason.value.rpartition("_")
    return f"{_LAYERS[layer]}, {kind} deny"


def render_denials_table(explanation: Explanation, style: Style) -> str:
    """Return what a person reads, one block a denial, and the count at the end."""
    blocks = [
        "\n".join(_short(one, style) if style.quiet else _block(number, one, style))
        for number, one in enumerate(explanation.found, 1)
    ]
    between = "\n" if style.quiet else "\n\n"
    return between.join([*blocks, _count(explanation)])


def _short(one: Explained, style: Style) -> list[str]:
    return _wrapped(f"{_title(one.denial)}: {one.denial.advice.todo}", style.width, "", "  ")


def _block(number: int, one: Explained, style: Style) -> Iterator[str]:
    denial = one.denial
    head = f"{number}. {visible(_title(denial))}"
    yield f"\x1b[1m{head}\x1b[0m" if style.use_color else head
    for label, value in _rows(one, style):
        indent = " " * (_LABEL + 3)
        yield from _wrapped(value, style.width, f"   {label:{_LABEL}}", indent)
    # A command stays on one line: it is there to be copied.
    for command in denial.advice.commands:
        yield f"   {'run':{_LABEL}}{visible(command)}"
    if denial.advice.statement:
        yield "   add"
        yield from (f"   {line}" for line in visible_lines(denial.advice.statement))


def _title(denial: Denial) -> str:
    if not denial.is_understood:
        return "looks like a denial and could not be read"
    if denial.problem is not None:
        return f"{layer_words(denial.reason)}: {denial.problem.value}"
    return f"{denial.action or 'a call'} was refused ({layer_words(denial.reason)})"


def _rows(one: Explained, style: Style) -> Iterator[tuple[str, str]]:
    denial, advice = one.denial, one.denial.advice
    is_shown = style.verbose or not denial.is_understood
    rows = (
        ("text", denial.quote if is_shown else ""),
        ("who", denial.principal or ""),
        ("on", denial.resource or ""),
        ("called", denial.called or ""),
        ("policy", denial.policy_arn or ""),
        ("whose", advice.whose),
        ("row", advice.check),
        ("do", advice.todo),
        *(("note", note) for note in advice.notes),
        ("verified", one.verification.text if one.verification else ""),
        ("page", advice.page),
    )
    return ((label, value) for label, value in rows if value)


def _wrapped(text: str, width: int, first: str, rest: str) -> list[str]:
    # An ARN that is longer than a line stays whole: it is there to be copied.
    return textwrap.wrap(
        visible(text),
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


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
    "json": render_denials_json,
}
