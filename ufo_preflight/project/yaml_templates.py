"""YAML files that are ERB templates, as UFO's settings are: plain values, and marks for the rest.

A condition that is not known is taken to hold once and once not; what both texts say is known.
"""

from __future__ import annotations

from collections.abc import Mapping

from ufo_preflight.project.documents import (
    Document,
    UnreadableDocumentError,
    mapping,
    read_document,
)
from ufo_preflight.project.erb import Rendered, render
from ufo_preflight.project.ruby_scope import Environment, Helper, RubyScope
from ufo_preflight.project.snapshot import Computed, Known, ProjectFiles, Value

# The only key of what stands for a value that cannot be read; its value is what is known of it.
UNREAD = "\u27e6\u27e7"


def unread(pattern: str = "") -> Document:
    """Return what stands for a value that cannot be read."""
    return {UNREAD: pattern}


def is_unread(document: Document) -> bool:
    """Return whether a document stands for a value that cannot be read."""
    return UNREAD in mapping(document)


def read_yaml(
    files: ProjectFiles,
    path: str,
    helpers: Mapping[str, Helper],
    environment: Environment,
    bindings: Mapping[str, Value] | None = None,
) -> tuple[Document, str]:
    """Return what a file says, None when it is not there, and why it cannot be read, "" if it can."""
    if path in files.unread:
        return unread(), f"was not read: {files.unread[path]}"
    text = files.text(path)
    if text is None:
        return None, ""
    readings: list[Document] = []
    for assume in (True, False) if "<%" in text else (True,):
        scope = RubyScope(bindings or {}, helpers, assume=assume, environment=environment)
        rendered = render(text, path, scope)
        if rendered is None:
            return unread(), "is no template that can be read"
        try:
            readings.append(_marked(read_document(rendered.text), rendered))
        except UnreadableDocumentError as error:
            return unread(), str(error)
    return _agreed(readings[0], readings[-1]), ""


def value_of(document: Document, file: str) -> Value:
    """Return a scalar or a list of a file as a value."""
    place = f"{file}:1"
    if is_unread(document):
        return Computed(file, pattern=str(mapping(document)[UNREAD] or ""))
    if isinstance(document, str):
        return Known({"true": True, "false": False}.get(document, document), place)
    if isinstance(document, tuple):
        texts = tuple(item for item in document if isinstance(item, str))
        return Known(texts, place) if len(texts) == len(document) else Computed(file, pattern="*")
    return Known(True if document else None, place if document else "")


def _marked(document: Document, rendered: Rendered) -> Document:
    if isinstance(document, str):
        value = rendered.value(document, "")
        return unread(value.pattern) if isinstance(value, Computed) else document
    if isinstance(document, tuple):
        return tuple(_marked(item, rendered) for item in document)
    return (
        {key: _marked(each, rendered) for key, each in document.items()} if document else document
    )


def _agreed(one: Document, other: Document) -> Document:
    if one == other:
        return one
    if isinstance(one or {}, Mapping) and isinstance(other or {}, Mapping):
        one, other = mapping(one), mapping(other)
        keys = dict.fromkeys((*one, *other))
        return {key: _agreed(one.get(key), other.get(key)) for key in keys}
    return unread("*" if one and other else "")
