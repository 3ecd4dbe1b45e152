"""JSON with the place of every value, and errors that say what is wrong in words. Pure.

The standard library's decoder forgets where a value stood and accepts a member twice; a policy
report needs the first and AWS refuses the second (https://docs.aws.amazon.com/IAM/latest/UserGuide/
reference_policies_grammar.html). Strings and numbers are still the standard library's.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from ufo_preflight.model import Position

# A policy is six levels deep, an account export a few more; this bound keeps recursion shallow.
DEEPEST = 60

_BLANK = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_WORD = re.compile(r"[^\s,:{}\[\]\"']+")
_DECODER = json.JSONDecoder()
_CONSTANTS = {"true": True, "false": False, "null": None}

Scalar = str | int | float | bool | None


@dataclass(frozen=True, eq=False)
class Node:
    """One JSON value and where it stands: `start` and `end` are offsets, `end` one past the last.

    An object is a mapping of nodes, an array a tuple of nodes. `start` is -1 when the value came
    from no text.
    """

    value: Scalar | tuple[Node, ...] | Mapping[str, Node]
    start: int = -1
    end: int = -1
    key_start: int = -1


class JsonTextError(Exception):
    """What is wrong with the JSON, at which offset, and what to do."""

    def __init__(self, message: str, offset: int, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.hint = hint


class Lines:
    """Turns offsets of a text into lines and columns, both counted from 1."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text))]

    def position(self, offset: int) -> Position:
        """Return the line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)


def parse_json(text: str) -> Node:
    """Return the one value of a JSON text; JsonTextError when it is not JSON."""
    scanner = _Scanner(text)
    node = scanner.value(scanner.skip(0), 0)
    after = scanner.skip(node.end)
    if after < len(text):
        raise JsonTextError(
            "there is more text after the end of the document",
            after,
            "One file holds one JSON document; look for a bracket that closes too early.",
        )
    return node


def node_of(value: object) -> Node:
    """Return a parsed JSON value as a node without places; JsonTextError when it is no JSON value."""
    return _node_of(value, 0)


def _node_of(value: object, depth: int) -> Node:
    if depth > DEEPEST:
        raise JsonTextError(f"nested more than {DEEPEST} levels deep", -1)
    if isinstance(value, Mapping):
        return Node({str(key): _node_of(item, depth + 1) for key, item in value.items()})
    if isinstance(value, (list, tuple)):
        return Node(tuple(_node_of(item, depth + 1) for item in value))
    if value is None or isinstance(value, (str, int, float)):
        return Node(value)
    raise JsonTextError(f"{type(value).__name__} is no JSON value", -1)


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text

    def skip(self, at: int) -> int:
        match = _BLANK.match(self.text, at)
        return match.end() if match else at

    def value(self, at: int, depth: int) -> Node:
        if depth > DEEPEST:
            raise JsonTextError(f"nested more than {DEEPEST} levels deep", at)
        first = self.text[at : at + 1]
        if first == "{":
            return self.object(at, depth)
        if first == "[":
            return self.array(at, depth)
        if first == '"':
            return self.string(at)
        return self.scalar(at)

    def object(self, at: int, depth: int) -> Node:
        members: dict[str, Node] = {}
        here = self.skip(at + 1)
        while self.text[here : here + 1] != "}":
            key = self.key(here, at)
            name = str(key.value)
            if name in members:
                raise JsonTextError(f'"{name}" stands twice in the same object', here)
            colon = self.skip(key.end)
            if self.text[colon : colon + 1] != ":":
                raise self.wrong_after_key(name, colon, at)
            node = self.value(self.skip(colon + 1), depth + 1)
            members[name] = Node(node.value, node.start, node.end, key.start)
            here = self.next_item(self.skip(node.end), "}", at)
        return Node(members, at, here + 1)

    def array(self, at: int, depth: int) -> Node:
        items: list[Node] = []
        here = self.skip(at + 1)
        while self.text[here : here + 1] != "]":
            if here >= len(self.text):
                raise self.unclosed(at)
            items.append(self.value(here, depth + 1))
            here = self.next_item(self.skip(items[-1].end), "]", at)
        return Node(tuple(items), at, here + 1)

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

    def key(self, at: int, opened: int) -> Node:
        first = self.text[at : at + 1]
        if first == '"':
            return self.string(at)
        if not first:
            raise self.unclosed(opened)
        if first == ",":
            raise JsonTextError("a comma where a member should begin", at, "Remove it.")
        raise self.wrong(at, "a member's name in double quotes")

    def wrong_after_key(self, name: str, at: int, opened: int) -> JsonTextError:
        if at >= len(self.text):
            return self.unclosed(opened)
        return JsonTextError(f'a colon is missing after "{name}"', at)

    def string(self, at: int) -> Node:
        try:
            value, end = _DECODER.raw_decode(self.text, at)
        except json.JSONDecodeError as error:
            raise self.wrong_string(error, at) from error
        return Node(value, at, end)

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

    def scalar(self, at: int) -> Node:
        number = _NUMBER.match(self.text, at)
        word = _WORD.match(self.text, at)
        if number and word and number.end() == word.end():
            return Node(self.number(number.group(), at), at, number.end())
        if word and word.group() in _CONSTANTS:
            return Node(_CONSTANTS[word.group()], at, word.end())
        raise self.wrong(at, "a value")

    def number(self, text: str, at: int) -> Scalar:
        try:
            value: int | float = json.loads(text)
        except ValueError as error:
            raise JsonTextError("this number is too long", at) from error
        return value

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
        position = Lines(self.text).position(offset)
        return f"line {position.line}, column {position.column}"
