"""Which service UFO 4 and 5 ship, and its task definition.

`.ufo/task_definitions.rb` names task definitions, each with a template and its variables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ufo_preflight.project.documents import UnreadableDocumentError, mapping, read_document
from ufo_preflight.project.naming import Layers
from ufo_preflight.project.ruby import arguments, named_arguments
from ufo_preflight.project.ruby_run import read_ruby
from ufo_preflight.project.ruby_scope import Helper, Scope, field, parse_ruby, parts, text_of
from ufo_preflight.project.snapshot import NIL, Computed, Known, ProjectFiles, Value, as_text
from ufo_preflight.project.task_definition import (
    TaskDefinition,
    from_document,
    from_template,
    unreadable,
)

if TYPE_CHECKING:
    from tree_sitter import Node

CURRENT, DEFINITIONS = ".ufo/current", ".ufo/task_definitions.rb"


@dataclass(frozen=True)
class Service:
    """The service that is shipped; `name` is "" when it cannot be told."""

    name: str
    extra: str
    definition: TaskDefinition
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Declared:
    source: str
    variables: Mapping[str, Value]


def find_service(files: ProjectFiles, layers: Layers) -> Service:
    """Return the service: --app, else `.ufo/current`, else the one that fits the role."""
    current = _current(files)
    declared = _declared(files, layers)
    name = layers.app or current.get("service", "") or _fitting(tuple(declared), layers.role)
    extra = current.get("env_extra", "")
    if not name:
        warning = "Which service is shipped is not known: name it by --app."
        return Service("", extra, unreadable(DEFINITIONS), (warning,))
    return Service(name, extra, _definition(files, layers, name, declared))


def _current(files: ProjectFiles) -> dict[str, str]:
    try:
        document = mapping(read_document(files.text(CURRENT) or ""))
    except UnreadableDocumentError:
        return {}
    return {key: value for key, value in document.items() if isinstance(value, str)}


def _fitting(names: tuple[str, ...], role: str) -> str:
    fitting = [name for name in names if name.endswith(f"-{role}")] or list(names)
    return fitting[0] if len(fitting) == 1 else ""


def _definition(
    files: ProjectFiles, layers: Layers, name: str, declared: Mapping[str, _Declared]
) -> TaskDefinition:
    known = declared.get(name)
    path = f".ufo/templates/{known.source}.json.erb" if known is not None else ""
    text = files.text(path) if path else None
    if known is None or text is None:
        return _built_definition(files, name)

    def scope(assume: bool) -> Scope:
        made = Scope({}, _helpers(name, layers), assume=assume)
        for file in (".ufo/variables/base.rb", f".ufo/variables/{layers.env}.rb"):
            if file in files.contents:
                read_ruby(files.contents[file], file, made)
        for variable, value in known.variables.items():
            made.bindings[f"@{variable}"] = value
        return made

    return from_template(text, path, scope)


def _built_definition(files: ProjectFiles, name: str) -> TaskDefinition:
    path = f".ufo/output/{name}.json"
    text = files.text(path)
    if text is None:
        return unreadable(DEFINITIONS)
    try:
        return from_document(read_document(text), path)
    except UnreadableDocumentError:
        return unreadable(path)


def _declared(files: ProjectFiles, layers: Layers) -> dict[str, _Declared]:
    content = files.contents.get(DEFINITIONS)
    root = parse_ruby(content) if content is not None else None
    found: dict[str, _Declared] = {}
    for call in parts(root) if root is not None else ():
        if _method(call) != "task_definition" or field(call, "block") is None:
            continue
        outer = Scope({}, {})
        outer.enter(DEFINITIONS)
        name = as_text(next(iter(arguments(call, outer)), NIL))
        if name:
            found[name] = _declaration(call, Scope({}, _helpers(name, layers)))
    return found


def _declaration(call: Node, scope: Scope) -> _Declared:
    scope.enter(DEFINITIONS)
    block = field(call, "block")
    body = field(block, "body") if block is not None else None
    source, variables = "main", {}
    for statement in parts(body) if body is not None else ():
        if _method(statement) == "source":
            source = as_text(next(iter(arguments(statement, scope)), NIL)) or ""
        elif _method(statement) == "variables":
            variables = named_arguments(statement, scope)
    return _Declared(source, variables)


def _method(node: Node) -> str:
    method = field(node, "method") if node.type == "call" else None
    return text_of(method) if method is not None else ""


def _helpers(name: str, layers: Layers) -> dict[str, Helper]:
    def named(_given: tuple[Value, ...]) -> Value:
        return Known(name)

    return {
        "task_definition_name": named,
        "env": lambda _: Known(layers.env),
        "env_extra": lambda _: Known(layers.extra or None),
        "dockerfile_port": lambda _: Computed(DEFINITIONS),
    }
