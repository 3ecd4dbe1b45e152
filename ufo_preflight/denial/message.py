"""Principal, action and resource around the words "is not authorized to perform"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ufo_preflight.denial.text import QUOTES, CompactText, is_masked, trimmed
from ufo_preflight.denial.tokens import (
    LONGEST,
    lacks_sections,
    read_token,
    read_token_backward,
)
from ufo_preflight.policy.condition_keys import action_entry, names_of

# A wrap may stand between a quote and the backslash that escapes it.
_AFTER_QUOTED = QUOTES + ",\\"
_LABELS = ("user:", "principal:")
_VERBS = re.compile(r"(?:is|are|was|isn't|aren't)$")
# fmt: off
_NOT_A_NAME = frozenset((
    "you", "user", "users", "caller", "principal", "it", "this", "role", "identity", "client",
    "request", "account", "that", "which", "who", "and", "iam", "error", "be", "the", "a", "an",
    "currently", "also", "still", "but", "he", "she", "they", "i", "we", "failed", "denied",
))
# fmt: on
_BEFORE_ACTION = re.compile(r"(?:the|action|operation)?[:\s]*[\"'`(\[]?")
_ACTION = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60}):([A-Za-z*][A-Za-z0-9*_]{0,120})")
_PREFIX = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60}):(?=[A-Z])")
_ON_RESOURCE = re.compile(
    r"[\"'`)\].,]{0,2}on(?:(?:the)?resources?(?:\(s\))?:?(?!associated)"
    r"|(?:(?:the)?(?:service)?role|function|bucket|queue|topic|key)?:?(?=[\"'`]?arn:))"
)
# IAM names some resources in words: https://docs.aws.amazon.com/service-authorization/latest/reference/
_WORDED = re.compile(
    r"(?:service specific credential|instance profile|access key|mfa device|policy path|role|policy"
    r"|user|group|server certificate|login profile)s? \S{1,512}",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Field:
    """A value, None when it could not be read, and the places where its text begins and ends."""

    value: str | None
    start: int
    end: int
    was_joined: bool = False


def read_principal(text: CompactText, end: int, floor: int) -> Field:
    """Return who was refused: what stands before `end` and after the label, or the word there."""
    floor = max(floor, end - LONGEST)
    first, last = text.squeezed_at(floor), text.squeezed_at(end)
    verb = _VERBS.search(text.squeezed, max(first, last - 6), last)
    last = verb.start() if verb else last
    labelled = _labelled(text, first, last)
    if labelled is not None:
        return labelled
    token = read_token_backward(text.text, text.end_place(last), floor)
    return Field(_name(token.text), token.end, end, token.was_joined)


def _labelled(text: CompactText, first: int, last: int) -> Field | None:
    found = max((text.squeezed.rfind(label, first, last), len(label)) for label in _LABELS)
    at, length = found
    if at < 0 or last - at - length > 700:
        return None
    start, end = text.place(at + length), text.end_place(last)
    raw = text.text[start:end].strip() if end > start else ""
    pieces = raw.split("\n")
    word = "".join(piece.strip() for piece in pieces)
    if word.startswith("arn:") and " " in word:
        # A placeholder was taken out of the middle of the ARN: what is left of it names nobody.
        return Field(None, text.place(at), end)
    if not word or " " in word:
        return None
    return Field(_unquoted(word), text.place(at), end, len(pieces) > 1)


def _name(word: str) -> str | None:
    at = word.find("arn:")
    if at >= 0:
        return _unquoted(word[at:])
    word = _unquoted(word)
    if word.startswith("**") and word[2:3].isalnum():
        word = word.strip("*")
    is_name = (
        word
        and not word.endswith((":", ",", ";"))
        and not word.startswith(("-", "_", "/"))
        and word.lower() not in _NOT_A_NAME
    )
    return word if is_name else None


def _unquoted(word: str) -> str:
    if word.startswith(tuple(QUOTES)):
        return word.strip(QUOTES)
    return word.rstrip(QUOTES + ",")


def read_action(text: CompactText, at: int, limit: int) -> Field:
    """Return the action that follows `at`; its service prefix in lower case, as IAM writes it."""
    first, last = text.squeezed_at(at), text.squeezed_at(limit)
    before = _BEFORE_ACTION.match(text.squeezed, first, last)
    start = text.place(before.end() if before else first)
    token = read_token(text.text, start, limit, _is_incomplete_action)
    match = _ACTION.match(token.text)
    if match is None and token.text.startswith("AssumeRole"):
        # CodePipeline leaves the service out.
        return Field("sts:AssumeRole", start, start + len("AssumeRole"))
    if match is None or action_entry(match[0]) is None:
        known = _known_action(text, start, limit)
        if known is not None or match is None:
            return known or Field(None, start, start)
    end = start if token.was_joined else start + match.end()
    if token.was_joined:
        end = text.end_place(text.squeezed_at(start) + match.end())
    return Field(f"{match[1].lower()}:{match[2]}", start, end, token.was_joined)


def _known_action(text: CompactText, start: int, limit: int) -> Field | None:
    """Read an action that a wrap or a space cuts: the longest that exists and ends with a word."""
    letters = text.letters(start, min(limit, start + 400))
    match = _PREFIX.match(letters)
    names = names_of(match[1]) if match else None
    for name in sorted(names or (), key=len, reverse=True):
        if match and letters.startswith(name, match.end()):
            end = text.end_place(text.squeezed_at(start) + match.end() + len(name))
            if not text.text[end : end + 1].isalnum():
                return Field(f"{match[1].lower()}:{name}", start, end, True)
    return None


def _is_incomplete_action(word: str) -> bool:
    return ":" not in word or word.endswith(":")


def read_resource(text: CompactText, at: int, limit: int, reason_start: int | None) -> Field:
    """Return the resource after `at`: up to the reason phrase when there is one, else one word."""
    first = text.squeezed_at(at)
    opening = _ON_RESOURCE.match(text.squeezed, first, text.squeezed_at(limit))
    if opening is None or opening.end() >= len(text.squeezed):
        return Field(None, at, at)
    start = text.place(opening.end())
    if start >= limit:
        return Field(None, at, at)
    whole = _up_to_reason(text.text, start, reason_start)
    if whole is not None:
        return whole
    return (
        _quoted(text.text, start, limit)
        or _worded(text.text, start, limit)
        or _bare(text, start, limit)
    )


def _up_to_reason(text: str, start: int, end: int | None) -> Field | None:
    if end is None or not start < end <= start + LONGEST:
        return None
    lines = text[start:end].strip().split("\n")
    word = _joined(lines)
    if word[:1] in QUOTES:
        word = word[1:].rstrip(_AFTER_QUOTED)
        return Field(word, start, end, len(lines) > 1) if word else None
    if " " in word and not _WORDED.fullmatch(word):
        return None
    return Field(trimmed(word.lstrip("(")), start, end, len(lines) > 1)


def _joined(lines: list[str]) -> str:
    """Put a resource together from the lines of a wrap, which may have cut it at a space."""
    stripped = [line.strip() for line in lines]
    word, spaced = "".join(stripped), " ".join(stripped)
    is_worded = not word.startswith("arn:") and not _WORDED.fullmatch(word)
    return spaced if is_worded and _WORDED.fullmatch(spaced) else word


def _quoted(text: str, start: int, limit: int) -> Field | None:
    quote = text[start]
    if quote not in QUOTES:
        return None
    end = text.find(quote, start + 1, min(limit, start + LONGEST))
    lines = text[start + 1 : end].split("\n") if end > 0 else []
    word = "".join(line.strip() for line in lines).rstrip("\\")
    return Field(word, start, end + 1, len(lines) > 1) if word else None


def _worded(text: str, start: int, limit: int) -> Field | None:
    match = _WORDED.match(text, start, limit)
    return Field(trimmed(match[0]), start, match.end()) if match else None


def _bare(text: CompactText, start: int, limit: int) -> Field:
    token = read_token(text.text, start, limit)
    word = trimmed(token.text.lstrip(QUOTES + "("))
    if lacks_sections(word) and token.end >= text.end and not is_masked(word):
        return Field(None, start, token.end, token.was_joined)
    return Field(word or None, start, token.end, token.was_joined)
