"""The values of Ruby's literals: texts, symbols, numbers, lists and hashes.

Of a text or a hash of which a part is computed, the rest is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ufo_preflight.project.ruby_scope import RubyScope, field, parts, text_of
from ufo_preflight.project.ruby_values import LARGEST, is_small
from ufo_preflight.project.snapshot import (
    Known,
    Plain,
    Value,
    as_text,
    entries_of,
    pattern_of,
    table,
)

if TYPE_CHECKING:
    from tree_sitter import Node

Evaluate = Callable[["Node | None", RubyScope], Value]
LONGEST_NUMBER = 18
_ESCAPES = {"\\n": "\n", "\\t": "\t", "\\s": " ", "\\e": "\x1b", "\\0": "\0"}


def literal(node: Node, scope: RubyScope, evaluate: Evaluate) -> Value | None:
    """Return the value of a literal, None for a node that is none."""
    rule = _LITERALS.get(node.type)
    return rule(node, scope, evaluate) if rule is not None else None


def arguments(node: Node, scope: RubyScope, evaluate: Evaluate) -> tuple[Value, ...]:
    """Return the values of a call's arguments; those by name are one hash at the end."""
    listed = field(node, "arguments")
    inner = parts(listed) if listed is not None else ()
    named = [part for part in inner if part.type in _NAMED]
    values = [evaluate(part, scope) for part in inner if part.type not in _NAMED]
    return (*values, _entries(named, node, scope, evaluate)) if named else tuple(values)


def _string(node: Node, scope: RubyScope, evaluate: Evaluate) -> Value:
    pieces, known = [], True
    for part in parts(node):
        if part.type == "interpolation":
            inner = parts(part)
            value = evaluate(inner[0], scope) if len(inner) == 1 else scope.computed(part)
            known = known and as_text(value) is not None
            pieces.append(pattern_of(value))
        elif part.type == "escape_sequence":
            pieces.append(_ESCAPES.get(text_of(part), text_of(part)[1:]))
        else:
            pieces.append(text_of(part))
    return _text("".join(pieces), node, scope, known=known)


def _chained(node: Node, scope: RubyScope, evaluate: Evaluate) -> Value:
    values = [evaluate(part, scope) for part in parts(node)]
    known = all(as_text(value) is not None for value in values)
    return _text("".join(pattern_of(value) for value in values), node, scope, known=known)


def _text(text: str, node: Node, scope: RubyScope, *, known: bool) -> Value:
    if len(text) > LARGEST:
        return scope.computed(node)
    if known:
        return Known(text, scope.place(node))
    return replace(scope.computed(node), pattern=text)


def _symbol(node: Node, scope: RubyScope, _evaluate: Evaluate) -> Value:
    return Known(text_of(node).strip(":\"'"), scope.place(node))


def _number(node: Node, scope: RubyScope, _evaluate: Evaluate) -> Value:
    text = text_of(node).replace("_", "")
    kind: Callable[[str], int | float] = float if node.type == "float" else int
    if len(text) > LONGEST_NUMBER or not text.replace(".", "").isdecimal():
        return scope.computed(node)
    return Known(kind(text), scope.place(node))


def _constant_of(value: Plain) -> Callable[[Node, RubyScope, Evaluate], Value]:
    return lambda node, scope, _: Known(value, scope.place(node))


def _array(node: Node, scope: RubyScope, evaluate: Evaluate) -> Value:
    values = [evaluate(part, scope) for part in parts(node)]
    known = tuple(value.value for value in values if isinstance(value, Known))
    if len(known) == len(values) and is_small(known):
        return Known(known, scope.place(node))
    return replace(scope.computed(node), pattern="*")


def _hash(node: Node, scope: RubyScope, evaluate: Evaluate) -> Value:
    return _entries(list(parts(node)), node, scope, evaluate)


def _entries(listed: list[Node], owner: Node, scope: RubyScope, evaluate: Evaluate) -> Value:
    found: dict[str, Value] = {}
    more = False
    for part in listed:
        if part.type == "pair":
            key, value = _key(part, scope, evaluate), evaluate(field(part, "value"), scope)
            added, open_ = ({key: value}, False) if key is not None else ({}, True)
        else:
            inner = parts(part)
            added, open_ = entries_of(evaluate(inner[0] if inner else None, scope))
        if open_:
            found = dict.fromkeys(found, scope.computed(part))
        found |= added
        more = more or open_
        scope.spend(len(found))
    return table(found, scope.place(owner), more=more)


def _key(pair: Node, scope: RubyScope, evaluate: Evaluate) -> str | None:
    key = field(pair, "key")
    if key is not None and key.type == "hash_key_symbol":
        return text_of(key)
    return as_text(evaluate(key, scope))


_NAMED = frozenset({"pair", "hash_splat_argument"})
_LITERALS: Mapping[str, Callable[[Node, RubyScope, Evaluate], Value]] = {
    "string": _string,
    "bare_string": _string,
    "chained_string": _chained,
    "simple_symbol": _symbol,
    "bare_symbol": _symbol,
    "delimited_symbol": _symbol,
    "integer": _number,
    "float": _number,
    "true": _constant_of(True),
    "false": _constant_of(False),
    "nil": _constant_of(None),
    "array": _array,
    "string_array": _array,
    "symbol_array": _array,
    "hash": _hash,
}
