"""The value of a Ruby expression, as far as it can be read off without running it.

Everything that is not in a table here is *computed*: UFO's helpers that ask AWS, ENV, lambdas,
custom methods. https://github.com/tree-sitter/tree-sitter-ruby names the kinds of nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ufo_preflight.project.ruby_scope import Scope, field, parts, setting_path, text_of
from ufo_preflight.project.ruby_values import LONGEST_TEXT, METHODS, OPERATORS
from ufo_preflight.project.snapshot import NIL, Computed, Known, Plain, Value, as_text, same, truth

if TYPE_CHECKING:
    from tree_sitter import Node


LONGEST_NUMBER = 18
ESCAPES = {"\\n": "\n", "\\t": "\t", "\\s": " ", "\\e": "\x1b", "\\0": "\0"}


def evaluate(node: Node | None, scope: Scope) -> Value:
    """Return the value of an expression, or where it is computed."""
    if node is None:
        return NIL
    scope.spend()
    rule = _RULES.get(node.type)
    with scope.deeper() as within:
        if rule is None or not within:
            return scope.computed(node)
        return rule(node, scope)


def arguments(node: Node, scope: Scope) -> tuple[Value, ...]:
    """Return the values of a call's arguments; those by name are one mapping at the end."""
    listed = field(node, "arguments")
    if listed is None:
        return ()
    values: list[Value] = []
    named: list[Node] = []
    for part in parts(listed):
        if part.type == "pair":
            named.append(part)
        else:
            values.append(evaluate(part, scope))
    return (*values, _pairs(named, scope)) if named else tuple(values)


def named_arguments(node: Node, scope: Scope) -> dict[str, Value]:
    """Return the arguments that a call gives by name, each with its own value."""
    listed = field(node, "arguments")
    pairs = [part for part in parts(listed) if part.type == "pair"] if listed is not None else []
    return {_key(pair, scope) or "": evaluate(field(pair, "value"), scope) for pair in pairs}


def _string(node: Node, scope: Scope) -> Value:
    pieces = []
    for part in parts(node):
        if part.type == "interpolation":
            inner = parts(part)
            piece = as_text(evaluate(inner[0], scope)) if len(inner) == 1 else None
            if piece is None:
                return scope.computed(node)
        else:
            piece = _literal(part)
        pieces.append(piece)
    return _bounded("".join(pieces), node, scope)


def _literal(part: Node) -> str:
    text = text_of(part)
    if part.type == "escape_sequence":
        return ESCAPES.get(text, text[1:])
    return text


def _bounded(text: str, node: Node, scope: Scope) -> Value:
    if len(text) > LONGEST_TEXT:
        return scope.computed(node)
    return Known(text, scope.place(node))


def _symbol(node: Node, scope: Scope) -> Value:
    return Known(text_of(node).strip(":\"'"), scope.place(node))


def _number(node: Node, scope: Scope) -> Value:
    text = text_of(node).replace("_", "")
    kind: Callable[[str], int | float] = float if node.type == "float" else int
    if len(text) > LONGEST_NUMBER or not text.replace(".", "").isdecimal():
        return scope.computed(node)
    return Known(kind(text), scope.place(node))


def _constant_of(value: Plain) -> Callable[[Node, Scope], Value]:
    return lambda node, scope: Known(value, scope.place(node))


def _array(node: Node, scope: Scope) -> Value:
    values = [evaluate(part, scope) for part in parts(node)]
    known = tuple(value.value for value in values if isinstance(value, Known))
    return Known(known, scope.place(node)) if len(known) == len(values) else scope.computed(node)


def _hash(node: Node, scope: Scope) -> Value:
    if any(part.type != "pair" for part in parts(node)):
        return scope.computed(node)
    return _pairs(list(parts(node)), scope)


def _pairs(pairs: list[Node], scope: Scope) -> Value:
    found: dict[str, Plain] = {}
    for pair in pairs:
        key, value = _key(pair, scope), evaluate(field(pair, "value"), scope)
        if key is None or isinstance(value, Computed):
            return scope.computed(pair)
        found[key] = value.value
    return Known(found, scope.place(pairs[0]) if pairs else "")


def _key(pair: Node, scope: Scope) -> str | None:
    key = field(pair, "key")
    if key is not None and key.type == "hash_key_symbol":
        return text_of(key)
    return as_text(evaluate(key, scope))


def _last(node: Node, scope: Scope) -> Value:
    inner = parts(node)
    return evaluate(inner[-1], scope) if inner else NIL


def _choice(node: Node, scope: Scope) -> Value:
    met = truth(evaluate(field(node, "condition"), scope))
    if node.type.startswith("unless") and met is not None:
        met = not met
    taken = field(node, "consequence") or field(node, "body")
    other = field(node, "alternative")
    if met is not None:
        return evaluate(taken if met else other, scope)
    with scope.perhaps():
        left, right = evaluate(taken, scope), evaluate(other, scope)
    return left if same(left, right) else scope.computed(node)


def _binary(node: Node, scope: Scope) -> Value:
    operator = field(node, "operator")
    left = evaluate(field(node, "left"), scope)

    def right(*, certain: bool) -> Value:
        if certain:
            return evaluate(field(node, "right"), scope)
        with scope.perhaps():
            return evaluate(field(node, "right"), scope)

    rule = OPERATORS.get(text_of(operator) if operator is not None else "")
    if rule is None:
        right(certain=True)
        return scope.computed(node)
    result = rule(left, right)
    if isinstance(result, Computed):
        return scope.computed(node)
    return Known(result.value, scope.place(node))


def _unary(node: Node, scope: Scope) -> Value:
    operand = evaluate(field(node, "operand"), scope)
    sign = text_of(node)[:1]
    met = truth(operand)
    if met is not None and (sign == "!" or text_of(node).startswith("not")):
        return Known(not met, scope.place(node))
    if isinstance(operand, Known) and isinstance(operand.value, (int, float)) and sign == "-":
        return Known(-operand.value, scope.place(node))
    return scope.computed(node)


def _identifier(node: Node, scope: Scope) -> Value:
    name = text_of(node)
    if name in scope.bindings:
        return scope.bindings[name]
    if name in scope.aliases:
        return scope.computed(node)
    return _helper(name, (), node, scope)


def _variable(node: Node, scope: Scope) -> Value:
    return scope.get(text_of(node))


def _element(node: Node, scope: Scope) -> Value:
    path = setting_path(node, scope)
    if path:
        return scope.get(path)
    inner = parts(node)
    if inner and text_of(inner[0]) == "ENV":
        return scope.computed(node, "taken from ENV")
    owner = evaluate(inner[0], scope) if inner else NIL
    keys = [evaluate(key, scope) for key in inner[1:]]
    if isinstance(owner, Known) and isinstance(owner.value, Mapping) and len(keys) == 1:
        key = as_text(keys[0])
        if key is not None:
            return Known(owner.value.get(key), owner.place)
    return scope.computed(node)


def _call(node: Node, scope: Scope) -> Value:
    path = setting_path(node, scope)
    if path:
        return scope.get(path)
    method = field(node, "method")
    name = text_of(method) if method is not None else ""
    receiver = field(node, "receiver")
    given = arguments(node, scope)
    if receiver is None or text_of(receiver) in ("Ufo", "helper", "self"):
        return _helper(name, given, node, scope)
    owner = evaluate(receiver, scope)
    rule = METHODS.get(name)
    if rule is None or isinstance(owner, Computed) or field(node, "block") is not None:
        return scope.computed(node)
    result = rule(owner.value, given)
    if isinstance(result, Computed) or (isinstance(result, str) and len(result) > LONGEST_TEXT):
        return scope.computed(node)
    return Known(result, scope.place(node))


def _helper(name: str, given: tuple[Value, ...], node: Node, scope: Scope) -> Value:
    scope.called(name, given, node)
    helper = scope.helpers.get(name)
    found = helper(given) if helper is not None else None
    if isinstance(found, Known):
        return Known(found.value, scope.place(node))
    return scope.computed(node)


_RULES: Mapping[str, Callable[[Node, Scope], Value]] = {
    "string": _string,
    "bare_string": _string,
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
    "parenthesized_statements": _last,
    "then": _last,
    "else": _last,
    "conditional": _choice,
    "if": _choice,
    "unless": _choice,
    "elsif": _choice,
    "if_modifier": _choice,
    "unless_modifier": _choice,
    "binary": _binary,
    "unary": _unary,
    "identifier": _identifier,
    "instance_variable": _variable,
    "element_reference": _element,
    "call": _call,
}
