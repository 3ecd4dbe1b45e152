"""The value of a Ruby expression, as far as it can be read off without running it.

Everything that is not in a table here is *computed*: UFO's helpers that ask AWS, lambdas, custom
methods. https://github.com/tree-sitter/tree-sitter-ruby names the kinds of nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ufo_preflight.project.ruby_literals import arguments, literal
from ufo_preflight.project.ruby_scope import RubyScope, field, parts, setting_path, text_of
from ufo_preflight.project.ruby_values import METHODS, OPERATORS, TABLE_METHODS, is_small
from ufo_preflight.project.snapshot import (
    ANY,
    NIL,
    Computed,
    Known,
    Value,
    as_text,
    entries_of,
    same,
    truth,
)

if TYPE_CHECKING:
    from tree_sitter import Node

# Receivers whose methods are those that UFO gives to every file.
_UFO = frozenset({"Ufo", "helper", "self"})
# Whatever they are called on is a hash.
_MERGES = frozenset({"merge", "deep_merge", "reverse_merge"})
_UNSET = "in a variable of the environment that is not set:"


def evaluate(node: Node | None, scope: RubyScope) -> Value:
    """Return the value of an expression, or where it is computed."""
    if node is None:
        return NIL
    scope.spend()
    with scope.deeper() as within:
        if not within:
            return scope.computed(node)
        found = literal(node, scope, evaluate)
        if found is not None:
            return found
        rule = _RULES.get(node.type)
        return rule(node, scope) if rule is not None else scope.computed(node)


def given_to(node: Node, scope: RubyScope) -> tuple[Value, ...]:
    """Return the values of a call's arguments; those by name are one hash at the end."""
    return arguments(node, scope, evaluate)


def _last(node: Node, scope: RubyScope) -> Value:
    inner = parts(node)
    return evaluate(inner[-1], scope) if inner else NIL


def _choice(node: Node, scope: RubyScope) -> Value:
    met = truth(evaluate(field(node, "condition"), scope))
    if node.type.startswith("unless") and met is not None:
        met = not met
    taken = field(node, "consequence") or field(node, "body")
    other = field(node, "alternative")
    if met is not None:
        return evaluate(taken if met else other, scope)
    with scope.perhaps():
        return _either([evaluate(taken, scope), evaluate(other, scope)], node, scope)


def _either(values: list[Value], node: Node, scope: RubyScope) -> Value:
    """Return what is known of a value that is one of several."""
    first, *others = values
    if all(same(first, other) for other in others):
        return first
    pattern = ANY if all(truth(value) for value in values) else ""
    return replace(scope.computed(node), pattern=pattern)


def _case(node: Node, scope: RubyScope) -> Value:
    subject = evaluate(field(node, "value"), scope)
    whens = [part for part in parts(node) if part.type == "when"]
    other = next((part for part in parts(node) if part.type == "else"), None)
    for when in whens:
        met = matches(subject, when, scope)
        if met is None:
            with scope.perhaps():
                values = [evaluate(field(each, "body"), scope) for each in whens]
                return _either([*values, evaluate(other, scope)], node, scope)
        if met:
            return evaluate(field(when, "body"), scope)
    return evaluate(other, scope)


def matches(subject: Value, when: Node, scope: RubyScope) -> bool | None:
    """Return whether a `when` is the one that is taken, None when that cannot be told."""
    patterns = [parts(part)[0] for part in parts(when) if part.type == "pattern" and parts(part)]
    values = [evaluate(pattern, scope) for pattern in patterns]
    if isinstance(subject, Computed) or any(isinstance(value, Computed) for value in values):
        return None
    return any(same(subject, value) for value in values)


def _binary(node: Node, scope: RubyScope) -> Value:
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
    return _placed(rule(left, right), node, scope)


def _placed(value: Value, node: Node, scope: RubyScope) -> Value:
    if isinstance(value, Known):
        small = not isinstance(value.value, (str, tuple, Mapping)) or is_small(value.value)
        return Known(value.value, scope.place(node)) if small else scope.computed(node)
    return value if value.place else replace(value, place=scope.place(node))


def _unary(node: Node, scope: RubyScope) -> Value:
    operand = evaluate(field(node, "operand"), scope)
    sign = text_of(node)[:1]
    met = truth(operand)
    if met is not None and (sign == "!" or text_of(node).startswith("not")):
        return Known(not met, scope.place(node))
    if isinstance(operand, Known) and isinstance(operand.value, (int, float)) and sign == "-":
        return Known(-operand.value, scope.place(node))
    return scope.computed(node)


def _identifier(node: Node, scope: RubyScope) -> Value:
    name = text_of(node)
    if name in scope.bindings:
        return scope.bindings[name]
    if name in scope.aliases:
        return scope.computed(node)
    return _helper(name, (), node, scope)


def _variable(node: Node, scope: RubyScope) -> Value:
    return scope.get(text_of(node))


def _constant(node: Node, scope: RubyScope) -> Value:
    return scope.bindings.get(text_of(node)) or replace(scope.computed(node), pattern=ANY)


def _element(node: Node, scope: RubyScope) -> Value:
    path = setting_path(node, scope)
    if path:
        return scope.get(path)
    inner = parts(node)
    keys = [evaluate(key, scope) for key in inner[1:]]
    if inner and text_of(inner[0]) == "ENV":
        return _environment(keys[0] if len(keys) == 1 else NIL, node, scope) or NIL
    owner = evaluate(inner[0], scope) if inner else NIL
    key = as_text(keys[0]) if len(keys) == 1 else None
    entries, more = entries_of(owner)
    if key is None or (more and key not in entries):
        return scope.computed(node)
    return entries.get(key, Known(None, owner.place))


def _environment(key: Value, node: Node, scope: RubyScope) -> Value | None:
    """Return a variable of the environment: None when it is not set."""
    name = as_text(key)
    written = scope.bindings.get(f"ENV[{name}]")
    if written is not None:
        return written
    variables = scope.environment.variables
    if name is None or variables is None or "*" in scope.bindings:
        return scope.computed(node, "taken from ENV")
    scope.environment.asked.setdefault(name, scope.place(node))
    return Known(variables[name], scope.place(node)) if name in variables else None


def _fetched(node: Node, given: tuple[Value, ...], scope: RubyScope) -> Value:
    found = _environment(given[0] if given else NIL, node, scope)
    if found is not None:
        return found
    block = field(node, "block")
    if len(given) > 1:
        return given[1]
    return _last(field(block, "body") or block, scope) if block else scope.computed(node, _UNSET)


def _call(node: Node, scope: RubyScope) -> Value:
    path = setting_path(node, scope)
    if path:
        return scope.get(path)
    method = field(node, "method")
    name = text_of(method) if method is not None else ""
    receiver = field(node, "receiver")
    given = given_to(node, scope)
    if receiver is None or text_of(receiver) in _UFO | scope.callers:
        return _helper(name, given, node, scope)
    if text_of(receiver) == "ENV" and name in ("fetch", "[]"):
        return _fetched(node, given, scope)
    owner = evaluate(receiver, scope)
    if field(node, "block") is not None:
        return scope.computed(node)
    if name in TABLE_METHODS and (name in _MERGES or entries_of(owner) != ({}, True)):
        return _placed(TABLE_METHODS[name](owner, given), node, scope)
    rule = METHODS.get(name)
    if rule is None or isinstance(owner, Computed):
        return scope.computed(node)
    result = rule(owner.value, given)
    return (
        scope.computed(node)
        if isinstance(result, Computed)
        else _placed(Known(result), node, scope)
    )


def _helper(name: str, given: tuple[Value, ...], node: Node, scope: RubyScope) -> Value:
    scope.called(name, given, node)
    helper = scope.helpers.get(name)
    found = helper(given) if helper is not None else None
    if isinstance(found, Known):
        return Known(found.value, scope.place(node))
    return found or scope.computed(node)


_RULES: Mapping[str, Callable[[Node, RubyScope], Value]] = {
    "parenthesized_statements": _last,
    "then": _last,
    "else": _last,
    "conditional": _choice,
    "if": _choice,
    "unless": _choice,
    "elsif": _choice,
    "if_modifier": _choice,
    "unless_modifier": _choice,
    "case": _case,
    "binary": _binary,
    "unary": _unary,
    "identifier": _identifier,
    "instance_variable": _variable,
    "constant": _constant,
    "scope_resolution": _constant,
    "element_reference": _element,
    "call": _call,
}
