"""Ruby text to a syntax tree, through the tree-sitter grammar: nothing is ever run."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

# A configuration file is a few kilobytes. The grammar recovers from errors in a time that grows
# with the square of the length: this much garbage takes seconds, ten times as much minutes.
LONGEST = 32 * 1024


def parse_ruby(source: bytes) -> Node | None:
    """Return the root of the syntax tree, None when the text is not Ruby or is far too long."""
    if len(source) > LONGEST:
        return None
    root = _parser().parse(source).root_node
    return None if root.has_error else root


@lru_cache(maxsize=1)
def _parser() -> Parser:
    import tree_sitter_ruby
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_ruby.language()))


def text_of(node: Node) -> str:
    """Return the source text of a node."""
    return (node.text or b"").decode("utf-8", "replace")


def field(node: Node, name: str) -> Node | None:
    """Return the child in a field of the grammar, None when there is none."""
    return node.child_by_field_name(name)


def parts(node: Node) -> tuple[Node, ...]:
    """Return the children that carry meaning: no punctuation, no comments."""
    return tuple(child for child in node.named_children if child.type != "comment")


def names_in(node: Node) -> tuple[str, ...]:
    """Return every identifier below a node, found without recursion."""
    found: list[str] = []
    pending = [node]
    while pending:
        each = pending.pop()
        if each.type == "identifier":
            found.append(text_of(each))
        pending.extend(each.named_children)
    return tuple(found)
