"""What the statements of a Ruby file leave behind: assignments, conditions, blocks.

Of code that may or may not run, only that on which all branches agree stays known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ufo_preflight.project.ruby import evaluate
from ufo_preflight.project.ruby_scope import (
    Leaving,
    Scope,
    TooMuchCodeError,
    field,
    merge,
    names_in,
    parse_ruby,
    parts,
    setting_path,
    text_of,
)
from ufo_preflight.project.snapshot import Computed, Known, Value, plain_text, same, truth

if TYPE_CHECKING:
    from tree_sitter import Node


CONFIG = "config"
TEXT, SHOW = "__ufo_text", "__ufo_show"
_BODIES = frozenset({"then", "else", "when", "do", "body_statement", "block_body"})
_LEAVES = frozenset({"return", "next", "break", "exit", "abort", "raise"})
_CHANGES_A_SETTING = frozenset(
    {"merge!", "store", "delete", "send", "public_send", "tap", "update"}
)


def read_ruby(source: bytes, file: str, scope: Scope) -> bool:
    """Read one file into `scope`; False, and nothing is known any more, when it is not Ruby."""
    scope.enter(file)
    root = parse_ruby(source)
    if root is None:
        scope.forget_all("", Computed(file, "in a file that is not valid Ruby:"))
        return False
    try:
        run(root, scope)
    except TooMuchCodeError:
        scope.forget_all("", Computed(file, "in a file that is too long to be read:"))
        return False
    return True


def run(node: Node | None, scope: Scope) -> None:
    """Carry out the statements below a node, in order, up to where they leave."""
    if node is None:
        return
    with scope.deeper() as within:
        if not within:
            scope.forget("", scope.computed(node))
            return
        for statement in parts(node):
            scope.spend()
            if scope.leaving is Leaving.YES:
                return
            _STATEMENTS.get(statement.type, _expression)(statement, scope)


def _single(node: Node | None, scope: Scope) -> None:
    if node is not None:
        _STATEMENTS.get(node.type, _expression)(node, scope)


def _expression(node: Node, scope: Scope) -> None:
    if text_of(node) in _LEAVES:
        _leave(node, scope)
    else:
        evaluate(node, scope)


def _leave(_node: Node, scope: Scope) -> None:
    scope.leaving = Leaving.YES


def _assignment(node: Node, scope: Scope) -> None:
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


def _assign(target: Node, value: Value, scope: Scope) -> None:
    name = _name_of(target, scope)
    if name:
        scope.set(name, value, scope.place(target))
        if any(bound.startswith(f"{name}.") for bound in scope.bindings):
            scope.forget(name, scope.computed(target))


def _name_of(target: Node, scope: Scope) -> str:
    path = setting_path(target, scope)
    if path:
        return path
    return text_of(target) if target.type in ("identifier", "instance_variable") else ""


def _operator_assignment(node: Node, scope: Scope) -> None:
    left, operator = field(node, "left"), field(node, "operator")
    name = _name_of(left, scope) if left is not None else ""
    value = evaluate(field(node, "right"), scope)
    if not name:
        return
    met = truth(scope.get(name))
    if operator is None or text_of(operator) != "||=" or met is None:
        value = scope.computed(node)
    if met is not True or isinstance(value, Computed):
        scope.set(name, value, scope.place(node))


def _condition(node: Node, scope: Scope) -> None:
    met = truth(evaluate(field(node, "condition"), scope))
    if node.type.startswith("unless") and met is not None:
        met = not met
    taken = field(node, "consequence") or field(node, "body")
    _choose(node, met, [taken, field(node, "alternative")], scope)


def _choose(node: Node, met: bool | None, ways: list[Node | None], scope: Scope) -> None:
    if met is None and scope.assume is not None:
        met = scope.assume
    if met is not None:
        _way(ways[0] if met else ways[1], scope)
        return
    _branches(node, ways, scope)


def _way(node: Node | None, scope: Scope) -> None:
    if node is not None and node.type in _BODIES:
        run(node, scope)
    else:
        _single(node, scope)


def _branches(node: Node, ways: list[Node | None], scope: Scope) -> None:
    before, leaving = dict(scope.bindings), scope.leaving
    outcomes, left = [], []
    with scope.perhaps():
        for way in ways:
            scope.spend(len(before))
            scope.bindings, scope.leaving = dict(before), leaving
            _way(way, scope)
            outcomes.append(scope.bindings)
            left.append(scope.leaving)
    scope.bindings = merge(outcomes, scope.place(node))
    if all(leave is Leaving.YES for leave in left):
        scope.leaving = Leaving.YES
    elif any(leave is not Leaving.NO for leave in left):
        scope.leaving = Leaving.MAYBE
    else:
        scope.leaving = leaving


def _case(node: Node, scope: Scope) -> None:
    subject = evaluate(field(node, "value"), scope)
    whens = [part for part in parts(node) if part.type == "when"]
    other = next((part for part in parts(node) if part.type == "else"), None)
    for when in whens:
        met = _matches(subject, when, scope)
        if met is None:
            bodies: list[Node | None] = [field(each, "body") for each in whens]
            _branches(node, [*bodies, other], scope)
            return
        if met:
            _way(field(when, "body"), scope)
            return
    _way(other, scope)


def _matches(subject: Value, when: Node, scope: Scope) -> bool | None:
    patterns = [parts(part)[0] for part in parts(when) if part.type == "pattern" and parts(part)]
    values = [evaluate(pattern, scope) for pattern in patterns]
    if isinstance(subject, Computed) or any(isinstance(value, Computed) for value in values):
        return None
    return any(same(subject, value) for value in values)


def _loop(node: Node, scope: Scope) -> None:
    _choose(node, None, [field(node, "body"), None], scope)


def _body(node: Node, scope: Scope) -> None:
    run(node, scope)


def _rescued(node: Node, scope: Scope) -> None:
    if any(part.type == "rescue" for part in parts(node)):
        _branches(node, list(parts(node)), scope)
    else:
        run(node, scope)


def _call(node: Node, scope: Scope) -> None:
    name = text_of(method) if (method := field(node, "method")) is not None else ""
    if name in (TEXT, SHOW):
        _template_part(name, node, scope)
        return
    if name in _LEAVES and field(node, "receiver") is None:
        _leave(node, scope)
        return
    receiver, block = field(node, "receiver"), field(node, "block")
    if name == "configure" and receiver is not None and text_of(receiver) == "Ufo":
        _configure(block, scope)
        return
    evaluate(node, scope)
    _forget_what_may_change(node, name, scope)
    if block is not None:
        _choose(node, None, [field(block, "body"), None], scope)


def _configure(block: Node | None, scope: Scope) -> None:
    if block is None:
        return
    parameters = field(block, "parameters")
    names = [text_of(part) for part in parts(parameters)] if parameters is not None else []
    scope.aliases = {names[0]: CONFIG} if names else {}
    run(field(block, "body"), scope)
    scope.aliases = {}
    scope.leaving = Leaving.NO


def _forget_what_may_change(node: Node, name: str, scope: Scope) -> None:
    """Forget the part of the configuration that a method is handed, or is called to change."""
    listed = field(node, "arguments")
    for argument in parts(listed) if listed is not None else ():
        path = setting_path(argument, scope)
        if path and (argument.type == "identifier" or path not in scope.bindings):
            scope.forget(path, scope.computed(node))
    if name in _CHANGES_A_SETTING or name.endswith("="):
        path = setting_path(field(node, "receiver"), scope)
        if path:
            scope.forget(path, scope.computed(node))
    if name in ("eval", "instance_eval", "load", "require_relative") and scope.aliases:
        for alias in set(names_in(node)) & set(scope.aliases):
            scope.forget(scope.aliases[alias], scope.computed(node))


def _template_part(name: str, node: Node, scope: Scope) -> None:
    listed = field(node, "arguments")
    inner = parts(listed)[0] if listed is not None and parts(listed) else None
    value = evaluate(inner, scope)
    if name == TEXT and isinstance(value, Known) and isinstance(value.value, int):
        scope.output.append(scope.texts[value.value])
    elif isinstance(value, Computed):
        scope.output.append(value)
    else:
        scope.output.append(plain_text(value.value))


def _nothing(_node: Node, _scope: Scope) -> None:
    """Leave out what defines and does not do: methods, classes, modules."""


_STATEMENTS: Mapping[str, Callable[[Node, Scope], None]] = {
    "assignment": _assignment,
    "operator_assignment": _operator_assignment,
    "if": _condition,
    "unless": _condition,
    "elsif": _condition,
    "if_modifier": _condition,
    "unless_modifier": _condition,
    "case": _case,
    "while": _loop,
    "until": _loop,
    "for": _loop,
    "while_modifier": _loop,
    "until_modifier": _loop,
    "begin": _rescued,
    "parenthesized_statements": _body,
    "then": _body,
    "else": _body,
    "call": _call,
    "return": _leave,
    "next": _leave,
    "break": _leave,
    "method": _nothing,
    "singleton_method": _nothing,
    "class": _nothing,
    "module": _nothing,
}
