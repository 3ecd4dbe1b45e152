"""YAML and JSON files as plain values: bounded, without tags that make objects, never run.

Every scalar is a text, as CloudFormation compares them: YAML's `true` equals "true".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yaml.nodes import Node

Document = str | None | tuple["Document", ...] | Mapping[str, "Document"]

# CloudFormation takes a template of 51,200 bytes from a caller; settings are far smaller.
LONGEST = 64 * 1024
# Aliases let a few lines stand for millions of values ("billion laughs").
MOST_VALUES = 50_000
# PyYAML's time grows with the square of the nesting of brackets.
DEEPEST = 100
_YAML_TAGS = "tag:yaml.org,2002:"
_PLAIN_TAGS = frozenset({"str", "int", "float", "bool", "null", "timestamp", "seq", "map", "merge"})
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_SHORT_FORMS = frozenset(
    {"And", "Base64", "Cidr", "Equals", "FindInMap", "GetAtt", "GetAZs", "If", "ImportValue"}
    | {"Join", "Not", "Or", "Select", "Split", "Sub", "Transform"}
)
_LONG_NAMED_ALIKE = frozenset({"Ref", "Condition"})


class UnreadableDocumentError(Exception):
    """The text is no document that can be trusted; the message completes "FILE …"."""


def read_document(text: str) -> Document:
    """Return the value of a YAML (or JSON) text; UnreadableDocumentError when it is none."""
    root = _composed(text)
    try:
        return _value(root) if root is not None else None
    except RecursionError as error:
        raise UnreadableDocumentError("is nested too deeply") from error


def key_lines(text: str) -> Mapping[str, int]:
    """Return the line of each key of the first two levels: `uses`, `uses.dns`."""
    lines: dict[str, int] = {}
    root = _composed(text)
    for key, value in root.value if root is not None and _is_mapping(root) else ():
        lines[str(key.value)] = key.start_mark.line + 1
        for inner, _ in value.value if _is_mapping(value) else ():
            lines[f"{key.value}.{inner.value}"] = inner.start_mark.line + 1
    return lines


def _composed(text: str) -> Node | None:
    import yaml

    if len(text) > LONGEST:
        raise UnreadableDocumentError("is too long to be read")
    if _depth(text) > DEEPEST:
        raise UnreadableDocumentError("is nested too deeply")
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        if root is not None:
            _measure(root, {})
        return root
    except RecursionError as error:
        raise UnreadableDocumentError("is nested too deeply") from error
    except (yaml.YAMLError, ValueError) as error:
        raise UnreadableDocumentError(f"is not valid YAML{_line_of(error)}") from error


def mapping(document: Document) -> Mapping[str, Document]:
    """Return a document that is a mapping, else an empty one."""
    return document if isinstance(document, Mapping) else {}


def sequence(document: Document) -> tuple[Document, ...]:
    """Return a document that is a list, else an empty one."""
    return document if isinstance(document, tuple) else ()


def _depth(text: str) -> int:
    """Return how deeply brackets are nested at most, those in texts included."""
    depth = deepest = 0
    for mark in text:
        if mark in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in "]}":
            depth = max(0, depth - 1)
    return deepest


def _line_of(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f" (line {mark.line + 1})" if mark is not None else ""


def _measure(node: Node, sizes: dict[int, int]) -> int:
    """Return how many values a node stands for, aliases written out."""
    known = sizes.get(id(node))
    if known == 0:
        raise UnreadableDocumentError("contains itself")
    if known is not None:
        return known
    if _is_mapping(node) and any(not isinstance(key.value, str) for key, _ in node.value):
        raise UnreadableDocumentError("has a key that is no text")
    sizes[id(node)] = 0
    size = 1 + sum(_measure(child, sizes) for child in _children(node))
    if size > MOST_VALUES:
        raise UnreadableDocumentError("stands for too many values")
    sizes[id(node)] = size
    return size


def _children(node: Node) -> list[Node]:
    if isinstance(node.value, str):
        return []
    return [part for item in node.value for part in (item if isinstance(item, tuple) else (item,))]


def _value(node: Node) -> Document:
    tag = node.tag
    if tag.startswith(_YAML_TAGS) and tag.removeprefix(_YAML_TAGS) in _PLAIN_TAGS:
        return _plain(node)
    name = tag.removeprefix("!")
    if tag.startswith("!") and name in _SHORT_FORMS | _LONG_NAMED_ALIKE:
        return {name if name in _LONG_NAMED_ALIKE else f"Fn::{name}": _plain(node)}
    raise UnreadableDocumentError(f"has a tag that is not read ({tag[:60]})")


def _plain(node: Node) -> Document:
    if isinstance(node.value, str):
        quoted = getattr(node, "style", None) is not None
        return None if not quoted and node.value in _NULLS else node.value
    if _is_mapping(node):
        return _mapping(node)
    return tuple(_value(item) for item in node.value)


def _is_mapping(node: Node) -> bool:
    from yaml.nodes import MappingNode

    return isinstance(node, MappingNode)


def _mapping(node: Node) -> Document:
    merged: dict[str, Document] = {}
    own: dict[str, Document] = {}
    for key_node, value_node in node.value:
        key, value = _value(key_node), _value(value_node)
        if key_node.tag == f"{_YAML_TAGS}merge":
            for source in value if isinstance(value, tuple) else (value,):
                merged = {**mapping(source), **merged}
        else:
            own[str(key)] = value
    return {**merged, **own}
