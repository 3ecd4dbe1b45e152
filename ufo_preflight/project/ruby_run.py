"""What the statements of a Ruby file leave behind: assignments, conditions, blocks.

Of code that may or may not run, only that on which all branches agree stays known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ufo_preflight.project.ruby_changes import (
    assignment,
    bind,
    changed_by_call,
    operator_assignment,
    shift,
)
from ufo_preflight.project.ruby_expressions import evaluate, given_to, matches
from ufo_preflight.project.ruby_scope import (
    Leaving,
    RubyScope,
    TooMuchCodeError,
    field,
    merge,
    outlives,
    parse_ruby,
    parts,
    text_of,
)
from ufo_preflight.project.snapshot import NIL, Computed, Known, Value, truth

if TYPE_CHECKING:
    from tree_sitter import Node


CONFIG = "config"
_BODIES = frozenset({"then", "else", "when", "do", "body_statement", "block_body"})
_LEAVES = frozenset({"return", "next", "break", "exit", "abort", "raise"})
# A list whose items are read one after the other: a configuration names some dozens of services.
_MOST_ITEMS = 200


def read_ruby(source: bytes, file: str, scope: RubyScope) -> bool:
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


def run(node: Node | None, scope: RubyScope) -> None:
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


def _single(node: Node | None, scope: RubyScope) -> None:
    if node is None:
        return
    with scope.deeper() as within:
        if within:
            _STATEMENTS.get(node.type, _expression)(node, scope)
        else:
            scope.forget("", scope.computed(node))


def _expression(node: Node, scope: RubyScope) -> None:
    if text_of(node) in _LEAVES:
        _leave(node, scope)
    else:
        evaluate(node, scope)


def _leave(_node: Node, scope: RubyScope) -> None:
    scope.leaving = Leaving.YES


def _condition(node: Node, scope: RubyScope) -> None:
    met = truth(evaluate(field(node, "condition"), scope))
    if node.type.startswith("unless") and met is not None:
        met = not met
    taken = field(node, "consequence") or field(node, "body")
    _choose(node, met, [taken, field(node, "alternative")], scope)


def _choose(node: Node, met: bool | None, ways: list[Node | None], scope: RubyScope) -> None:
    if met is None and scope.assume is not None:
        met = scope.assume
    if met is not None:
        _way(ways[0] if met else ways[1], scope)
        return
    _branches(node, ways, scope)


def _way(node: Node | None, scope: RubyScope) -> None:
    if node is not None and node.type in _BODIES:
        run(node, scope)
    else:
        _single(node, scope)


def _branches(node: Node, ways: list[Node | None], scope: RubyScope) -> None:
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


def _case(node: Node, scope: RubyScope) -> None:
    subject = evaluate(field(node, "value"), scope)
    whens = [part for part in parts(node) if part.type == "when"]
    other = next((part for part in parts(node) if part.type == "else"), None)
    for when in whens:
        met = matches(subject, when, scope)
        if met is None:
            bodies: list[Node | None] = [field(each, "body") for each in whens]
            _branches(node, [*bodies, other], scope)
            return
        if met:
            _way(field(when, "body"), scope)
            return
    _way(other, scope)


def _loop(node: Node, scope: RubyScope) -> None:
    _choose(node, None, [field(node, "body"), None], scope)


def _rescued(node: Node, scope: RubyScope) -> None:
    if any(part.type == "rescue" for part in parts(node)):
        _branches(node, list(parts(node)), scope)
    else:
        run(node, scope)


def _call(node: Node, scope: RubyScope) -> None:
    name = text_of(method) if (method := field(node, "method")) is not None else ""
    if name in _LEAVES and field(node, "receiver") is None:
        _leave(node, scope)
        return
    receiver, block = field(node, "receiver"), field(node, "block")
    if name == "configure" and receiver is not None and text_of(receiver) == "Ufo":
        _configure(block, scope)
        return
    if name in scope.blocks and block is not None:
        scope.blocks[name](given_to(node, scope), block)
        return
    if name == "each" and receiver is not None and block is not None:
        _each(evaluate(receiver, scope), block, node, scope)
        return
    evaluate(node, scope)
    changed_by_call(node, name, scope)
    if block is not None:
        _choose(node, None, [field(block, "body"), None], scope)


def _each(items: Value, block: Node, node: Node, scope: RubyScope) -> None:
    """Run a block for each item of a list that is known, else perhaps."""
    listed = items.value if isinstance(items, Known) else None
    if not isinstance(listed, tuple) or len(listed) > _MOST_ITEMS:
        _choose(node, None, [field(block, "body"), None], scope)
        return
    before = set(scope.bindings)
    for item in listed:
        scope.spend()
        bind(field(block, "parameters"), (Known(item, items.place),), scope)
        run(field(block, "body"), scope)
        if scope.leaving is not Leaving.NO:
            scope.leaving = Leaving.NO
    inner = {text_of(part) for part in parts(field(block, "parameters") or block)} - before
    for name in inner & set(scope.bindings):
        del scope.bindings[name]


def _method(node: Node, scope: RubyScope) -> None:
    """Make a method of the project's own known to what follows."""
    name, file = field(node, "name"), scope.file
    if name is not None:
        scope.helpers[text_of(name)] = lambda given: _result_of(node, file, given, scope)


def _result_of(method: Node, file: str, given: tuple[Value, ...], scope: RubyScope) -> Value:
    """Return what a method of a file returns: its last expression, unless it may return before."""
    body = field(method, "body")
    statements = parts(body) if body is not None else ()
    kept = {name: value for name, value in scope.bindings.items() if not outlives(name)}
    with scope.deeper() as within:
        if not within:
            return scope.computed(method)
        scope.spend(len(scope.bindings))
        caller, leaving = scope.file, scope.leaving
        scope.file, scope.leaving = file, Leaving.NO
        for name in kept:
            del scope.bindings[name]
        bind(field(method, "parameters"), given, scope)
        for statement in statements[:-1]:
            scope.spend()
            _single(statement, scope)
        value = evaluate(_returned(statements[-1]), scope) if statements else NIL
        if scope.leaving is not Leaving.NO:
            value = scope.computed(method)
        outer = {name: value for name, value in scope.bindings.items() if outlives(name)}
        scope.bindings = {**outer, **kept}
        scope.file, scope.leaving = caller, leaving
        return value


def _returned(statement: Node) -> Node | None:
    """Return the expression of a `return` at the end of a method, else the statement itself."""
    if statement.type != "return":
        return statement
    listed = parts(statement)
    given = parts(listed[0]) if listed else ()
    return given[0] if len(given) == 1 else None


def _module(node: Node, scope: RubyScope) -> None:
    """Read what a module defines; its constants are also known by its name."""
    name, body = field(node, "name"), field(node, "body")
    before = dict(scope.bindings)
    run(body, scope)
    if name is not None:
        for bound, value in list(scope.bindings.items()):
            if bound[:1].isupper() and before.get(bound) is not value:
                scope.bindings[f"{text_of(name)}::{bound}"] = value


def _configure(block: Node | None, scope: RubyScope) -> None:
    if block is None:
        return
    parameters = field(block, "parameters")
    names = [text_of(part) for part in parts(parameters)] if parameters is not None else []
    scope.aliases = {names[0]: CONFIG} if names else {}
    run(field(block, "body"), scope)
    scope.aliases = {}
    scope.leaving = Leaving.NO


def _nothing(_node: Node, _scope: RubyScope) -> None:
    """Leave out what defines and does not do."""


_STATEMENTS: Mapping[str, Callable[[Node, RubyScope], None]] = {
    "assignment": assignment,
    "operator_assignment": operator_assignment,
    "binary": shift,
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
    "parenthesized_statements": run,
    "then": run,
    "else": run,
    "call": _call,
    "return": _leave,
    "next": _leave,
    "break": _leave,
    "method": _method,
    "module": _module,
    "singleton_method": _nothing,
    "class": _nothing,
}
