"""Ruby's methods and operators on plain values, as far as configuration files use them.

Every result is bounded: a file that doubles a text or a list again and again stays harmless.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol

from ufo_preflight.project.snapshot import (
    ANY,
    Computed,
    Known,
    Plain,
    Value,
    as_text,
    entries_of,
    pattern_of,
    plain_text,
    table,
    truth,
)

# No setting is longer: characters of a text, or of all texts of a list.
LARGEST = 20_000
UNREADABLE = Computed("")
Method = Callable[[Plain, tuple[Value, ...]], "Plain | Computed"]


def is_small(value: Plain) -> bool:
    """Return whether a value, lists in it written out, is one that a configuration may have."""
    left = LARGEST
    pending = [value]
    while pending and left > 0:
        each = pending.pop()
        left -= 1
        if isinstance(each, str):
            left -= len(each)
        elif isinstance(each, tuple):
            left -= len(each)
            pending.extend(each if left > 0 else ())
        elif isinstance(each, Mapping):
            left -= sum(len(key) for key in each)
            pending.extend(each.values() if left > 0 else ())
    return left > 0


def _textual(change: Callable[[str], Plain]) -> Method:
    return lambda owner, _: change(owner) if isinstance(owner, str) else UNREADABLE


def _compact(owner: Plain, _given: tuple[Value, ...]) -> Plain | Computed:
    if not isinstance(owner, tuple):
        return UNREADABLE
    return tuple(item for item in owner if item is not None)


def _join(owner: Plain, given: tuple[Value, ...]) -> Plain | Computed:
    separator = as_text(given[0]) if given else ""
    if not isinstance(owner, tuple) or separator is None:
        return UNREADABLE
    if any(isinstance(item, (tuple, Mapping)) for item in owner):
        return UNREADABLE
    size = len(separator) * len(owner)
    if size > LARGEST:
        return UNREADABLE
    return separator.join(plain_text(item) for item in owner)


def _split(owner: Plain, given: tuple[Value, ...]) -> Plain | Computed:
    separator = as_text(given[0]) if given else " "
    if not isinstance(owner, str) or not separator:
        return UNREADABLE
    return tuple(owner.split(separator))


def _include(owner: Plain, given: tuple[Value, ...]) -> Plain | Computed:
    if not given or isinstance(given[0], Computed):
        return UNREADABLE
    wanted = given[0].value
    if isinstance(owner, str):
        return isinstance(wanted, str) and wanted in owner
    return wanted in owner if isinstance(owner, tuple) else UNREADABLE


def _starts(owner: Plain, given: tuple[Value, ...]) -> Plain | Computed:
    starts = [as_text(each) for each in given]
    if not isinstance(owner, str) or not starts or None in starts:
        return UNREADABLE
    return owner.startswith(tuple(each or "" for each in starts))


def _replaced(count: int) -> Method:
    def change(owner: Plain, given: tuple[Value, ...]) -> Plain | Computed:
        old, new = (as_text(given[0]), as_text(given[1])) if len(given) == 2 else (None, None)
        if not isinstance(owner, str) or not old or new is None or "\\" in new:
            return UNREADABLE
        many = owner.count(old) if count < 0 else 1
        if len(owner) + many * len(new) > LARGEST:
            return UNREADABLE
        return owner.replace(old, new, count)

    return change


def _to_json(owner: Plain, _given: tuple[Value, ...]) -> Plain | Computed:
    return json.dumps(owner, default=dict)


def _to_s(owner: Plain, _given: tuple[Value, ...]) -> Plain | Computed:
    text = as_text(Known(owner))
    return UNREADABLE if text is None else text


def _is_blank(owner: Plain) -> bool:
    return owner in (None, False, "", ()) or owner == {}


METHODS: Mapping[str, Method] = {
    "to_s": _to_s,
    "to_sym": _textual(str),
    "to_json": _to_json,
    "strip": _textual(str.strip),
    "chomp": _textual(lambda owner: owner.removesuffix("\n")),
    "upcase": _textual(str.upper),
    "downcase": _textual(str.lower),
    "dasherize": _textual(lambda owner: owner.replace("_", "-")),
    "sub": _replaced(1),
    "gsub": _replaced(-1),
    "tr": _replaced(-1),
    "freeze": lambda owner, _: owner,
    "dup": lambda owner, _: owner,
    "clone": lambda owner, _: owner,
    "compact": _compact,
    "join": _join,
    "split": _split,
    "include?": _include,
    "nil?": lambda owner, _: owner is None,
    "blank?": lambda owner, _: _is_blank(owner),
    "empty?": lambda owner, _: _is_blank(owner) if owner is not None else UNREADABLE,
    "present?": lambda owner, _: not _is_blank(owner),
    "presence": lambda owner, _: None if _is_blank(owner) else owner,
    "first": lambda owner, _: owner[0] if isinstance(owner, tuple) and owner else UNREADABLE,
    "start_with?": _starts,
}


def _merged(owner: Value, given: tuple[Value, ...]) -> Value:
    entries, more = entries_of(owner)
    for each in given:
        added, open_ = entries_of(each)
        if open_:
            entries = dict.fromkeys(entries, Computed(each.place))
        entries |= added
        more = more or open_
    return table(entries, owner.place, more=more)


def _deep_merged(owner: Value, given: tuple[Value, ...]) -> Value:
    entries, more = entries_of(owner)
    for each in given:
        added, open_ = entries_of(each)
        if open_:
            entries = dict.fromkeys(entries, Computed(each.place))
        for key, value in added.items():
            old = entries.get(key)
            both = old is not None and all(_is_table(one) for one in (old, value))
            entries[key] = _merged(old, (value,)) if both and old is not None else value
        more = more or open_
    return table(entries, owner.place, more=more)


def _is_table(value: Value) -> bool:
    if isinstance(value, Computed):
        return value.entries is not None
    return isinstance(value.value, Mapping)


def _within(owner: Value, given: tuple[Value, ...]) -> Value:
    for key in given:
        name = as_text(key)
        entries, more = entries_of(owner)
        if name is None or (more and name not in entries):
            return UNREADABLE
        owner = entries.get(name, Known(None, owner.place))
    return owner


def _except(owner: Value, given: tuple[Value, ...]) -> Value:
    entries, more = entries_of(owner)
    names = [as_text(each) for each in given]
    if None in names:
        return UNREADABLE
    kept = {key: each for key, each in entries.items() if key not in names}
    return table(kept, owner.place, more=more)


def _same(owner: Value, _given: tuple[Value, ...]) -> Value:
    return owner


# Methods of hashes, of which only a part may be known.
TABLE_METHODS: Mapping[str, Callable[[Value, tuple[Value, ...]], Value]] = {
    "merge": _merged,
    "merge!": _merged,
    "update": _merged,
    "deep_merge": _deep_merged,
    "deep_merge!": _deep_merged,
    "reverse_merge": lambda owner, given: _merged(given[0], (owner,)) if given else owner,
    "dig": _within,
    "fetch": lambda owner, given: _within(owner, given) if len(given) == 1 else UNREADABLE,
    "except": _except,
    "dup": _same,
    "clone": _same,
    "freeze": _same,
    "to_h": _same,
    "symbolize_keys": _same,
    "deep_symbolize_keys": _same,
    "stringify_keys": _same,
    "with_indifferent_access": _same,
}


class Right(Protocol):
    """The right side of an operator, read only when it is; `certain` when it surely runs."""

    def __call__(self, *, certain: bool) -> Value:
        """Return its value."""
        ...


def _or(left: Value, right: Right) -> Value:
    met = truth(left)
    if met is None:
        other = right(certain=False)
        return replace(UNREADABLE, pattern=ANY) if truth(other) else UNREADABLE
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
        return _joined(left, other)
    one, two = left.value, other.value
    if isinstance(one, str) and isinstance(two, str) and len(one) + len(two) <= LARGEST:
        return Known(one + two)
    if isinstance(one, tuple) and isinstance(two, tuple) and is_small((one, two)):
        return Known(one + two)
    return UNREADABLE


def _joined(left: Value, right: Value) -> Value:
    """Return what is known of a text of which one half is not."""
    halves = [each for each in (left, right) if not isinstance(each, Computed) or each.pattern]
    texts = [isinstance(each, Computed) or isinstance(each.value, str) for each in halves]
    pattern = pattern_of(left) + pattern_of(right)
    is_text = bool(halves) and all(texts) and len(pattern) <= LARGEST
    return replace(UNREADABLE, pattern=pattern) if is_text else UNREADABLE


OPERATORS: Mapping[str, Callable[[Value, Right], Value]] = {
    "||": _or,
    "or": _or,
    "&&": _and,
    "and": _and,
    "==": _equal,
    "!=": _unequal,
    "+": _plus,
}
