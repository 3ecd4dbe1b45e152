"""What is wrong with a text that is no JSON, in words, and where. Pure.

The standard library's decoder says that a text is none, but seldom what a person has to mend.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right

# A policy is six levels deep, an account export a few more; this bound keeps recursion shallow.
DEEPEST = 60

_BLANK = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_WORD = re.compile(r"[^\s,:{}\[\]\"']+")
_DECODER = json.JSONDecoder()
_CONSTANTS = ("true", "false", "null")


class JsonTextError(Exception):
    """What is wrong with the JSON, at which offset, and what to do."""

    def __init__(self, message: str, offset: int, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.hint = hint


def mistake_in(text: str) -> JsonTextError:
    """Return the first mistake in a text that the decoder refused."""
    scanner = _Scanner(text)
    try:
        end = scanner.value(scanner.skip(0), 0)
    except JsonTextError as error:
        return error
    after = scanner.skip(end)
    if after < len(text):
        return JsonTextError(
            "there is more text after the end of the document",
            after,
            "One file holds one JSON document; look for a bracket that closes too early.",
        )
    return JsonTextError("not JSON", 0)


def skip_blank(text: str, at: int) -> int:
    """Return the offset of the next character that is no white space."""
    match = _BLANK.match(text, at)
    return match.end() if match else at


class _Scanner:
    """Reads values; each method takes the offset where one begins and returns the one behind it."""

    def __init__(self, text: str) -> None:
        self.text = text

    def skip(self, at: int) -> int:
        return skip_blank(self.text, at)

    def value(self, at: int, depth: int) -> int:
        if depth > DEEPEST:
            raise JsonTextError(f"nested more than {DEEPEST} levels deep", at)
        first = self.text[at : at + 1]
        if first == "{":
            return self.object(at, depth)
        if first == "[":
            return self.array(at, depth)
        if first == '"':
            return self.string(at)[1]
        return self.scalar(at)

    def object(self, at: int, depth: int) -> int:
        names = set()
        here = self.skip(at + 1)
        while self.text[here : here + 1] != "}":
            name, end = self.key(here, at)
            if name in names:
                raise JsonTextError(f'"{name}" stands twice in the same object', here)
            names.add(name)
            colon = self.skip(end)
            if colon >= len(self.text):
                raise self.unclosed(at)
            if self.text[colon] != ":":
                raise JsonTextError(f'a colon is missing after "{name}"', colon)
            end = self.value(self.skip(colon + 1), depth + 1)
            here = self.next_item(self.skip(end), "}", at)
        return here + 1

    def array(self, at: int, depth: int) -> int:
        here = self.skip(at + 1)
        while self.text[here : here + 1] != "]":
            if here >= len(self.text):
                raise self.unclosed(at)
            end = self.value(here, depth + 1)
            here = self.next_item(self.skip(end), "]", at)
        return here + 1

    def next_item(self, at: int, close: str, opened: int) -> int:
        found = self.text[at : at + 1]
        if found == close:
            return at
        if found == ",":
            following = self.skip(at + 1)
            if self.text[following : following + 1] in ("}", "]"):
                raise JsonTextError("trailing comma", at, "Remove the comma: nothing follows it.")
            if self.text[following : following + 1] == ",":
                raise JsonTextError("two commas in a row", following, "Remove one of them.")
            return following
        if not found:
            raise self.unclosed(opened)
        if found in "}]":
            raise JsonTextError(
                f"'{found}' closes what '{self.text[opened]}' opened",
                at,
                f"It was opened at {self.place(opened)}.",
            )
        if found in "/#":
            raise self.comment(at)
        raise JsonTextError("a comma is missing before this", at, "Put a comma between the two.")

    def key(self, at: int, opened: int) -> tuple[str, int]:
        first = self.text[at : at + 1]
        if first == '"':
            return self.string(at)
        if not first:
            raise self.unclosed(opened)
        if first == ",":
            raise JsonTextError("a comma where a member should begin", at, "Remove it.")
        raise self.wrong(at, "a member's name in double quotes")

    def string(self, at: int) -> tuple[str, int]:
        try:
            return _DECODER.raw_decode(self.text, at)
        except json.JSONDecodeError as error:
            raise self.wrong_string(error, at) from error

    def wrong_string(self, error: json.JSONDecodeError, at: int) -> JsonTextError:
        if error.msg.startswith("Unterminated"):
            return JsonTextError("this string has no closing quote", at)
        if error.msg.startswith("Invalid control character"):
            return JsonTextError(
                "a line break or control character inside a string",
                error.pos,
                "Is the closing quote missing? Otherwise write the character as an escape.",
            )
        return JsonTextError("an escape that JSON does not have", error.pos)

    def scalar(self, at: int) -> int:
        number = _NUMBER.match(self.text, at)
        word = _WORD.match(self.text, at)
        if number and word and number.end() == word.end():
            try:
                json.loads(number.group())
            except ValueError as error:
                raise JsonTextError("this number is too long", at) from error
            return number.end()
        if word and word.group() in _CONSTANTS:
            return word.end()
        raise self.wrong(at, "a value")

    def wrong(self, at: int, wanted: str) -> JsonTextError:
        rest = self.text[at : at + 2]
        if not rest:
            return JsonTextError(f"the text ends where {wanted} should be", at)
        if rest[0] in "'\u2018\u2019\u201c\u201d":
            return JsonTextError(
                f"quoted with {rest[0]}",
                at,
                'JSON strings are quoted with straight double quotes: "…".',
            )
        if rest in ("//", "/*") or rest[0] == "#":
            return self.comment(at)
        word = _WORD.match(self.text, at)
        found = word.group()[:20] if word else rest[0]
        if word and found.lower() in ("true", "false", "none", "null"):
            return JsonTextError(f"{found} is written true, false or null in JSON", at)
        return JsonTextError(f"expected {wanted}, found {found!r}", at)

    def comment(self, at: int) -> JsonTextError:
        return JsonTextError("a comment: JSON has none", at, "Remove it; a Sid can say as much.")

    def unclosed(self, opened: int) -> JsonTextError:
        close = "}" if self.text[opened] == "{" else "]"
        return JsonTextError(
            f"'{self.text[opened]}' is never closed",
            opened,
            f"The text ends before its '{close}'.",
        )

    def place(self, offset: int) -> str:
        starts = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", self.text))]
        line = bisect_right(starts, offset)
        return f"line {line}, column {offset - starts[line - 1] + 1}"
