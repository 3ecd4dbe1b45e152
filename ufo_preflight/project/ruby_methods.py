"""Ruby's methods on plain values, as far as configuration files use them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from ufo_preflight.project.values import Computed, Plain, Value, as_text, plain_text

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
