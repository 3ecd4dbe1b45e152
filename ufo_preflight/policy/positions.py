"""JSON whose values can be found again in their text, and errors that say what is wrong where. Pure.

The standard library reads the JSON; where a value stands is looked up when somebody asks, so that
policies without a mistake cost no more than their decoding. What the library tolerates and AWS
refuses (a member that stands twice) is an error here.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from re import finditer

from ufo_preflight.errors import PolicyDocumentError, one_line
from ufo_preflight.model import Layer, Position
from ufo_preflight.policy.json_mistakes import DEEPEST, JsonTextError, mistake_in, skip_blank
from ufo_preflight.policy.request import text_of

# Where a value stands in its document: member names and list indexes from the root down.
Path = tuple[str | int, ...]


class _TwiceError(ValueError):
    """A member stands twice in an object."""


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _TwiceError
    return members


def _constant(name: str) -> object:
    raise ValueError(name)


_DECODER = json.JSONDecoder(object_pairs_hook=_members, parse_constant=_constant)
_SKIPPER = json.JSONDecoder()


def decode_json(text: str) -> object:
    """Return the one value of a JSON text; JsonTextError when it is not JSON."""
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise mistake_in(text) from error


def checked_value(value: object, depth: int = 0) -> object:
    """Return a value that came parsed, where it is a JSON value; JsonTextError when it is none."""
    if isinstance(value, str) or value is None or isinstance(value, (int, float)):
        return value
    if depth > DEEPEST:
        raise JsonTextError(f"nested more than {DEEPEST} levels deep", -1)
    if isinstance(value, Mapping):
        return {str(key): checked_value(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [checked_value(item, depth + 1) for item in value]
    raise JsonTextError(f"{type(value).__name__} is no JSON value", -1)


class Lines:
    """Turns offsets of a text into lines and columns, both counted from 1."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in finditer(r"\r\n|\n|\r", text))]

    def position(self, offset: int) -> Position:
        """Return the line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)


class Places:
    """Finds the values of a JSON text that was decoded without an error.

    Each container is looked through once, when something in it is asked for.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._inside: dict[int, Mapping[str | int, tuple[int, int]]] = {}

    @cached_property
    def lines(self) -> Lines:
        """The lines of the text."""
        return Lines(self.text)

    def start(self, path: Path) -> int:
        """Return the offset where the value at a path begins."""
        at = skip_blank(self.text, 0)
        for step in path:
            at = self._container(at)[step][1]
        return at

    def key_start(self, path: Path) -> int:
        """Return the offset where the name of a member begins; of a list's item, where it does."""
        return self._container(self.start(path[:-1]))[path[-1]][0] if path else self.start(path)

    def end(self, path: Path) -> int:
        """Return the offset behind the value at a path."""
        return _SKIPPER.raw_decode(self.text, self.start(path))[1]

    def _container(self, at: int) -> Mapping[str | int, tuple[int, int]]:
        if at not in self._inside:
            self._inside[at] = dict(self._items(at))
        return self._inside[at]

    def _items(self, at: int) -> list[tuple[str | int, tuple[int, int]]]:
        text = self.text
        items: list[tuple[str | int, tuple[int, int]]] = []
        is_object = text[at] == "{"
        at = skip_blank(text, at + 1)
        while text[at] not in "]}":
            start, name = at, len(items)
            key: str | int = name
            if is_object:
                decoded, at = _SKIPPER.raw_decode(text, at)
                key = str(decoded)
                at = skip_blank(text, skip_blank(text, at) + 1)
            items.append((key, (start, at)))
            _, at = _SKIPPER.raw_decode(text, at)
            at = skip_blank(text, at)
            if text[at] == ",":
                at = skip_blank(text, at + 1)
        return items


@dataclass(frozen=True)
class Finding:
    """Something in a policy that deserves a warning: it does not end the run."""

    code: str
    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    severity: str = "warn"

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return f"{place}: {self.message}" if place else self.message


@dataclass(frozen=True)
class Source:
    """Where a document comes from: its name and layer, its own ARN, and its place in a text.

    `places` is None for a document that came as a value; `base` is the path of the document in the
    text, which may hold more than it.
    """

    name: str
    layer: Layer
    places: Places | None = None
    arn: str = ""
    base: Path = ()

    def within(self, *path: str | int) -> Source:
        """Return the source of what stands at a path of this one."""
        return replace(self, base=self.base + path)

    def item(self, path: Path, index: int) -> Path:
        """Return the path of an item of an element, which may stand there without a list."""
        places = self.places
        is_list = places is not None and places.text[places.start(self.base + path)] == "["
        return (*path, index) if is_list else path

    def text_of(self, path: Path = ()) -> str:
        """Return the text of a value as it was written, "" without a text."""
        if self.places is None:
            return ""
        whole = self.base + path
        return self.places.text[self.places.start(whole) : self.places.end(whole)]

    def position(self, path: Path = (), *, of_key: bool = False) -> Position | None:
        """Return the place of a value, or of its member's name; None without a text."""
        if self.places is None:
            return None
        found = self.places.key_start if of_key else self.places.start
        return self.places.lines.position(found(self.base + path))

    def end_position(self, path: Path = ()) -> Position | None:
        """Return the place behind a value; None without a text."""
        if self.places is None:
            return None
        return self.places.lines.position(self.places.end(self.base + path))

    def error(
        self, message: str, path: Path = (), hint: str = "", *, of_key: bool = False
    ) -> PolicyDocumentError:
        """Return the error about a value."""
        return self._error(message, self.position(path, of_key=of_key), hint)

    def text_error(self, error: JsonTextError) -> PolicyDocumentError:
        """Return the error about a text that is not JSON."""
        at = None
        if self.places is not None and error.offset >= 0:
            at = self.places.lines.position(error.offset)
        return self._error(error.message, at, error.hint)

    def _error(self, message: str, at: Position | None, hint: str) -> PolicyDocumentError:
        line, column = (at.line, at.column) if at else (0, 0)
        return PolicyDocumentError(
            one_line(message), file=self.name, line=line, column=column, hint=one_line(hint)
        )

    def finding(self, code: str, message: str, path: Path = (), *, of_key: bool = False) -> Finding:
        """Return the finding about a value."""
        return self._finding(code, message, self.position(path, of_key=of_key))

    def finding_within(self, code: str, message: str, offset: int) -> Finding:
        """Return the finding about an offset of the document's own text."""
        at = None
        if self.places is not None:
            at = self.places.lines.position(self.places.start(self.base) + offset)
        return self._finding(code, message, at)

    def _finding(self, code: str, message: str, at: Position | None) -> Finding:
        line, column = (at.line, at.column) if at else (0, 0)
        return Finding(code, one_line(message), self.name, line, column)


def object_of(value: object, what: str, source: Source, path: Path) -> Mapping[str, object]:
    """Return a value that has to be an object; PolicyDocumentError when it is none."""
    if not isinstance(value, (dict, Mapping)):
        raise source.error(f"{what} must be an object, found {shown(value)}", path)
    return value


def items_of(value: object) -> Sequence[object]:
    """Return the items of a list, or the value itself as the one item."""
    return value if isinstance(value, (list, tuple)) else (value,)


def item_path(value: object, path: Path, index: int) -> Path:
    """Return the path of an item of a value that may be a list or its one item."""
    return (*path, index) if isinstance(value, (list, tuple)) else path


def shown(value: object) -> str:
    """Return a JSON value as a message shows it: short."""
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, (list, tuple)):
        return "a list"
    if isinstance(value, str):
        return f'"{value[:60]}"'
    return "null" if value is None else text_of(value)
