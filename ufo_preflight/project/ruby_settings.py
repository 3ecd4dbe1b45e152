"""Chains of calls on the configuration: `config.dns.domain`, and locals that stand for a part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ufo_preflight.project.ruby_scope import Scope
from ufo_preflight.project.ruby_syntax import field, parts, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

LONGEST_CHAIN = 12


def setting_path(node: Node | None, scope: Scope) -> str:
    """Return `config.dns.domain` for a chain of calls on the configuration, "" for other code."""
    names: list[str] = []
    while node is not None and len(names) < LONGEST_CHAIN:
        if node.type == "identifier":
            root = scope.aliases.get(text_of(node), "")
            return ".".join([root, *reversed(names)]) if root else ""
        name = _step(node)
        if not name:
            return ""
        names.append(name)
        node = field(node, "receiver") or field(node, "object")
    return ""


def _step(node: Node) -> str:
    if node.type == "call" and field(node, "arguments") is None and field(node, "block") is None:
        method = field(node, "method")
        return text_of(method) if method is not None and field(node, "receiver") else ""
    if node.type == "element_reference":
        keys = parts(node)[1:]
        if len(keys) == 1 and keys[0].type in ("simple_symbol", "string"):
            return text_of(keys[0]).strip(":'\"")
    return ""
