"""Ruby's methods and operators on plain values, as far as configuration files use them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Protocol

from ufo_preflight.project.snapshot import Computed, Known, Plain, Value, as_text, plain_text, truth

# No setting is longer; a file that doubles a text again and again stays harmless.
LONGEST_TEXT = 20_000
_UNREADABLE = Computed("")
Method = Callable[[Plain, tuple[Value, ...]], "Plain | Computed"]


def _textual(change: Callable[[str], Plain]) -> Method:
    return lambda owner, _: change(owner) if isinstance(owner, str) else _UNREADABLE


def _compact(owner: Plain, _given: tuple[Value, ...]) -> Plain | Computed:
    if not isinstance(owner, tuple):
        return _UNREADABLE
    return tuple(item for item in owner if item is not None)


def _join(owner: Plain, given: tuple[Value, ...]) -> Plain | Computed:
    separator = as_text(given[0]) if given else ""
    if not isinstance(owner, tuple) or separator is None:
        return _UNREADABLE
    return separator.join(plain_text(item) for item in owner)


def _split(owner: Plain, given: tuple[Value, ...]) -> Plain | Computed:
    separator = as_text(given[0]) if given else " "
    if not isinstance(owner, str) or not separator:
        return _UNREADABLE
    return tuple(owner.split(separator))


def _include(owner: Plain, given: tuple[Value, ...]) -> Plain | Computed:
    if not given or isinstance(given[0], Computed):
        return _UNREADABLE
    wanted = given[0].value
    if isinstance(owner, str):
        return isinstance(wanted, str) and wanted in owner
    return wanted in owner if isinstance(owner, tuple) else _UNREADABLE


def _to_json(owner: Plain, _given: tuple[Value, ...]) -> Plain | Computed:
    return json.dumps(owner) if not isinstance(owner, Mapping) else json.dumps(dict(owner))


def _is_blank(owner: Plain) -> bool:
    return owner in (None, False, "", ()) or owner == {}


METHODS: Mapping[str, Method] = {
    "to_s": lambda owner, _: plain_text(owner),
    "to_sym": _textual(str),
    "to_json": _to_json,
    "strip": _textual(str.strip),
    "upcase": _textual(str.upper),
    "downcase": _textual(str.lower),
    "freeze": lambda owner, _: owner,
    "compact": _compact,
    "join": _join,
    "split": _split,
    "include?": _include,
    "nil?": lambda owner, _: owner is None,
    "blank?": lambda owner, _: _is_blank(owner),
    "present?": lambda owner, _: not _is_blank(owner),
    "first": lambda owner, _: owner[0] if isinstance(owner, tuple) and owner else _UNREADABLE,
    "start_with?": lambda owner, given: (
        owner.startswith(as_text(given[0]) or "\0")
        if isinstance(owner, str) and given
        else _UNREADABLE
    ),
}


UNREADABLE = Computed("")


class Right(Protocol):
    """The right side of an operator, read only when it is; `certain` when it surely runs."""

    def __call__(self, *, certain: bool) -> Value:
        """Return its value."""
        ...


def _or(left: Value, right: Right) -> Value:
    met = truth(left)
    if met is None:
        right(certain=False)
        return UNREADABLE
    return left if met else right(certain=True)


def _and(left: Value, right: Right) -> Value:
    met = truth(left)
    if met is None:
        right(certain=False)
        return UNREADABLE
    return right(certain=True) if met else left


def _equal(left: Value, right: Right) -> Value:
    other = right(certain=True)
    if isinstance(left, Computed) or isinstance(other, Computed):
        return UNREADABLE
    return Known(left.value == other.value)


def _unequal(left: Value, right: Right) -> Value:
    equal = _equal(left, right)
    return Known(not equal.value) if isinstance(equal, Known) else equal


def _plus(left: Value, right: Right) -> Value:
    other = right(certain=True)
    if isinstance(left, Computed) or isinstance(other, Computed):
        return UNREADABLE
    one, two = left.value, other.value
    if isinstance(one, str) and isinstance(two, str) and len(one) + len(two) <= LONGEST_TEXT:
        return Known(one + two)
    if isinstance(one, tuple) and isinstance(two, tuple) and len(one) + len(two) <= LONGEST_TEXT:
        return Known(one + two)
    return UNREADABLE


OPERATORS: Mapping[str, Callable[[Value, Right], Value]] = {
    "||": _or,
    "or": _or,
    "&&": _and,
    "and": _and,
    "==": _equal,
    "!=": _unequal,
    "+": _plus,
}
