"""What changes names: assignments, and methods that change a hash, a list or the configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ufo_preflight.project.ruby_expressions import evaluate, given_to
from ufo_preflight.project.ruby_scope import (
    Environment,
    RubyScope,
    field,
    names_in,
    parts,
    setting_path,
    text_of,
)
from ufo_preflight.project.ruby_values import OPERATORS, TABLE_METHODS
from ufo_preflight.project.snapshot import (
    NIL,
    Computed,
    Value,
    as_text,
    entries_of,
    table,
    truth,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_NAMES = frozenset({"identifier", "instance_variable", "constant"})
_CHANGES_A_SETTING = frozenset(
    {"merge!", "store", "delete", "send", "public_send", "tap", "update"}
)
_MERGES = frozenset({"merge!", "deep_merge!", "update"})
_CHANGES_A_VALUE = frozenset(
    {
        "append",
        "clear",
        "concat",
        "delete",
        "insert",
        "prepend",
        "push",
        "replace",
        "store",
        "unshift",
    }
)


def assignment(node: Node, scope: RubyScope) -> None:
    """Carry out `a = b`."""
    left, right = field(node, "left"), field(node, "right")
    if left is None:
        return
    if left.type == "left_assignment_list":
        for target in parts(left):
            _assign(target, scope.computed(node), scope)
        return
    alias = setting_path(right, scope) if left.type == "identifier" else ""
    if alias and alias not in scope.bindings:
        scope.aliases[text_of(left)] = alias
        return
    _assign(left, evaluate(right, scope), scope)


def operator_assignment(node: Node, scope: RubyScope) -> None:
    """Carry out `a ||= b`, `a += b` and the like."""
    left, operator = field(node, "left"), field(node, "operator")
    sign = text_of(operator).removesuffix("=") if operator is not None else ""
    rule = OPERATORS.get(sign)
    if left is None or rule is None:
        evaluate(field(node, "right"), scope)
        if left is not None:
            _assign(left, scope.computed(node), scope)
        return
    before = evaluate(left, scope)

    def right(*, certain: bool) -> Value:
        if certain:
            return evaluate(field(node, "right"), scope)
        with scope.perhaps():
            return evaluate(field(node, "right"), scope)

    value = rule(before, right)
    if isinstance(value, Computed):
        value = Computed(scope.place(node), pattern=value.pattern)
    if sign != "||" or truth(before) is not True:
        _assign(left, value, scope)


def _assign(target: Node, value: Value, scope: RubyScope) -> None:
    name = _name_of(target, scope)
    if name:
        scope.set(name, value, scope.place(target))
        if any(bound.startswith(f"{name}.") for bound in scope.bindings):
            scope.forget(name, scope.computed(target))
    elif target.type == "element_reference":
        _store(target, value, scope)


def _name_of(target: Node, scope: RubyScope) -> str:
    path = setting_path(target, scope)
    if path:
        return path
    if target.type == "element_reference" and text_of(parts(target)[0]) == "ENV":
        keys = [as_text(evaluate(key, scope)) for key in parts(target)[1:]]
        if keys and keys[0] is not None:
            return f"ENV[{keys[0]}]"
        scope.environment = Environment(None, scope.environment.asked)
        return ""
    return text_of(target) if target.type in _NAMES else ""


def _store(target: Node, value: Value, scope: RubyScope) -> None:
    """Put one value into a hash that has a name."""
    owner, *keys = parts(target)
    if owner.type not in _NAMES:
        return
    entries, more = entries_of(scope.get(text_of(owner)))
    key = as_text(evaluate(keys[0], scope)) if len(keys) == 1 else None
    if key is None:
        entries, more = dict.fromkeys(entries, scope.computed(target)), True
    else:
        entries[key] = value
    scope.spend(len(entries))
    scope.set(text_of(owner), table(entries, scope.place(target), more=more), scope.place(target))


def changed_by_call(node: Node, name: str, scope: RubyScope) -> None:
    """Take into account what a call changes: its receiver, and settings that it is handed."""
    receiver = field(node, "receiver")
    if receiver is not None and receiver.type in _NAMES:
        _change(receiver, name, given_to(node, scope) if name in _MERGES else (), node, scope)
    listed = field(node, "arguments")
    for argument in parts(listed) if listed is not None else ():
        path = setting_path(argument, scope)
        if path and (argument.type == "identifier" or path not in scope.bindings):
            scope.forget(path, scope.computed(node))
    if name in _CHANGES_A_SETTING or name.endswith("="):
        path = setting_path(receiver, scope)
        if path:
            scope.forget(path, scope.computed(node))
    if name in ("eval", "instance_eval", "load", "require_relative") and scope.aliases:
        for alias in set(names_in(node)) & set(scope.aliases):
            scope.forget(scope.aliases[alias], scope.computed(node))


def _change(
    receiver: Node, name: str, given: tuple[Value, ...], node: Node, scope: RubyScope
) -> None:
    bound = text_of(receiver)
    if bound not in scope.bindings:
        return
    if name in _MERGES:
        value = TABLE_METHODS[name](scope.get(bound), given)
        scope.set(bound, value, scope.place(node))
    elif name.endswith("!") or name in _CHANGES_A_VALUE:
        scope.set(bound, scope.computed(node), scope.place(node))


def shift(node: Node, scope: RubyScope) -> None:
    """Carry out `a << b` as a statement; any other operator leaves nothing behind."""
    left, operator = field(node, "left"), field(node, "operator")
    evaluate(node, scope)
    name = _name_of(left, scope) if left is not None else ""
    if name and operator is not None and text_of(operator) == "<<":
        scope.set(name, scope.computed(node), scope.place(node))


def bind(parameters: Node | None, given: tuple[Value, ...], scope: RubyScope) -> None:
    """Bind the parameters of a method or a block to the values that it is handed."""
    for at, parameter in enumerate(parts(parameters) if parameters is not None else ()):
        name = field(parameter, "name") or parameter
        default = field(parameter, "value")
        value: Value = scope.computed(parameter)
        if parameter.type in ("identifier", "optional_parameter"):
            value = given[at] if at < len(given) else evaluate(default, scope)
        elif parameter.type == "keyword_parameter":
            entries, more = entries_of(given[-1] if given else NIL)
            missing = scope.computed(parameter) if more else evaluate(default, scope)
            value = entries.get(text_of(name), missing)
        scope.bindings[text_of(name)] = value
