"""One word of a message, put together again where a hard wrap cut it.

A line break inside an ARN may be a wrap (join) or the end of the message (stop). Joining needs
evidence: the word is not complete, the message goes on after the next piece, or the neighbouring
lines have exactly the same width.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ufo_preflight.denial.text import squeeze

LONGEST = 2300
ARN_COLONS = 5
_WIDEST_WRAP = 260
_NARROWEST_WRAP = 16
_PIECE = re.compile(r"\S{1,2300}")
_JOINERS = ("/", "-", "_", "=", "@", "+", "%")
_CONTINUES = re.compile(r"[A-Za-z0-9/:_.*+=@%-]{1,400}")
# What follows an action or a resource in a message, squeezed.
_TAILS = (
    "onresource",
    "becauseno",
    "withanexplicitdeny",
    "statuscode:",
    "(service:",
    "(aws::",
    "(requesttoken",
    "encodedauthorization",
    "action",
)
# The words of the messages: a break beside one of them may be a break between words.
# fmt: off
_SENTENCE = frozenset((
    "user:", "is", "not", "authorized", "to", "perform:", "on", "resource:", "because", "no",
    "with", "an", "explicit", "deny", "in", "a", "the", "policy", "policy:", "boundary",
    "boundary:", "allows", "action",
))
# fmt: on
_LINES_OF_EVIDENCE = 4
_CLOCK = re.compile(r"[\[(]?(?:\d{1,2}:\d\d|\d{4}-\d\d-\d\d)")
# A date alone on its line is the rest of a name: arn:aws:…:transform/Serverless-2016-10-31.
_DATE = re.compile(r"\d{4}-\d\d-\d\d[\"'`).,}\]]*(?: (?!\d)|$)")
# Services whose resources all have a slash; `root` and `*` are the exceptions.
_WITH_PATH = frozenset({"iam", "ecs", "ecr", "elasticloadbalancing", "cloudformation", "route53"})
_LEFT_OUT = ("\u2026", "...", "*", ">", "}", "]")
_MASKS = "*.<{[$X\u2026"
_ANCHOR = "notauthorizedtoperform"


@dataclass(frozen=True)
class Token:
    """A word, where it ends in the text, and whether it was put together from several lines."""

    text: str
    end: int
    was_joined: bool = False


def lacks_sections(word: str) -> bool:
    """Return whether `word` begins like an ARN and has fewer than six sections."""
    if not word.startswith("arn:"):
        return word in ("a", "ar", "arn")
    if word.endswith(_LEFT_OUT):
        return False
    return word.count(":") < ARN_COLONS or (word.count(":") == ARN_COLONS and word.endswith(":"))


def is_incomplete_arn(word: str) -> bool:
    """Return whether `word` begins like an ARN and must go on: `arn:aws:iam::111122223333:ro`."""
    word = word.lstrip("\"'`(")
    if lacks_sections(word):
        return True
    sections = word.split(":", ARN_COLONS)
    if len(sections) <= ARN_COLONS or sections[2] not in _WITH_PATH:
        return False
    return "/" not in sections[5] and sections[5] != "root" and sections[5][0] not in _MASKS


def is_incomplete_policy(word: str) -> bool:
    """Return whether `word` is the beginning of a policy's ARN."""
    return not word.partition(":policy/")[2]


def read_token(
    text: str, at: int, limit: int, is_incomplete: Callable[[str], bool] = is_incomplete_arn
) -> Token:
    """Return the word that begins at `at` and ends before `limit`."""
    word, end, joined = "", at, False
    limit = min(limit, at + LONGEST, len(text))
    while True:
        match = _PIECE.match(text, end, limit)
        if match is None:
            return Token(word, end, joined)
        word, end = word + match[0], match.end()
        if end >= limit or text[end] != "\n" or not _goes_on(text, end, limit, word, is_incomplete):
            return Token(word, end, joined)
        end, joined = end + 1, True
        if text[end : end + 1] == " ":
            end += 1


def _goes_on(
    text: str, newline: int, limit: int, word: str, is_incomplete: Callable[[str], bool]
) -> bool:
    line_end = text.find("\n", newline + 1, limit)
    following = text[newline + 1 : limit if line_end < 0 else line_end]
    after = squeeze(text[newline + 1 : min(newline + 400, limit)])
    if not following.strip() or after.startswith(_TAILS):
        return False
    if is_incomplete(word):
        return True
    piece = following.split()[0]
    is_label = piece.endswith(":") and ":logs:" not in word
    is_clock = _CLOCK.match(piece) and not (word.endswith("-") and _DATE.match(following))
    is_new = is_label or is_clock or piece.startswith(("arn:", "User:"))
    if following.startswith(" ") or is_new:
        return False
    if word.endswith(_JOINERS) or _closes(piece) or after[len(piece) :].startswith(_TAILS):
        return True
    return is_hard_wrap(text, newline) or _stands_alone(text, newline, following)


def is_hard_wrap(text: str, newline: int) -> bool:
    """Return whether the break at `newline` was made by a wrap at a fixed column.

    The lines before are the evidence, when they have the same width or, having lost a space at
    their end, nearly the same and break inside a word. For the first line of a message it is the
    line after, unless that is a whole message of its own.
    """
    first = text.rfind("\n", 0, newline) + 1
    width = newline - first
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP:
        return False
    line, before = text[first:newline], _lines_before(text, first)
    if _ANCHOR not in squeeze(line):
        return _is_as_wide(before, line)
    after_end = text.find("\n", newline + 1)
    after = text[newline + 1 : after_end] if after_end >= 0 else ""
    return any(
        len(other) == width and _ANCHOR not in squeeze(other) for other in (*before[:1], after)
    )


def _lines_before(text: str, start: int) -> list[str]:
    lines: list[str] = []
    while start > 0 and len(lines) < _LINES_OF_EVIDENCE:
        end = start - 1
        start = text.rfind("\n", 0, end) + 1
        lines.append(text[start:end])
    return lines


def _is_as_wide(before: list[str], line: str) -> bool:
    if before and len(before[0]) == len(line):
        return True
    following = line
    for other in before:
        if abs(len(other) - len(line)) > 1:
            return False
        if _cuts_a_word(other, following):
            return True
        following = other
    return False


def _cuts_a_word(before: str, after: str) -> bool:
    words = before.split()[-1:] + after.split()[:1]
    return len(words) == 2 and not any(word.lower() in _SENTENCE for word in words)


def _closes(piece: str) -> bool:
    """Return whether `piece` closes what began on a line before: an element, a quote, a bracket."""
    word = _CONTINUES.match(piece)
    return word is not None and piece[word.end() :].startswith(("</", '"', "`", ")"))


def _stands_alone(text: str, newline: int, following: str) -> bool:
    """Return whether a line of one word is the rest of the wide line before it.

    A word without a sign of an ARN is, where the line before that one is as wide but for the space
    that it lost at its end.
    """
    start = text.rfind("\n", 0, newline) + 1
    width = newline - start
    if not 40 <= width <= _WIDEST_WRAP or _CONTINUES.fullmatch(following) is None:
        return False
    before = _lines_before(text, start)[:1]
    as_wide = any(len(line) == width - 1 for line in before)
    return as_wide or any(letter in "/:0123456789_-" for letter in following)


def read_token_backward(text: str, end: int, floor: int) -> Token:
    """Return the word that ends at `end`, joined backward until it begins like an ARN.

    `end` in the token is where the word begins. Without an ARN the last piece alone is returned.
    """
    stop = end
    while stop > floor and text[stop - 1].isspace():
        stop -= 1
    start = _piece_start(text, stop, floor)
    last = Token(text[start:stop], start)
    word = last.text
    while "arn:" not in word and start > floor and text[start - 1] == "\n":
        previous_end = start - 1
        start = _piece_start(text, previous_end, floor)
        word = text[start:previous_end] + word
        if start == previous_end or len(word) > LONGEST:
            break
    return Token(word, start, True) if "arn:" in word and word != last.text else last


def _piece_start(text: str, end: int, floor: int) -> int:
    start = end
    while start > floor and not text[start - 1].isspace():
        start -= 1
    return start
