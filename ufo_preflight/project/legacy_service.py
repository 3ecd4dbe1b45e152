"""Which service UFO 4 and 5 ship, and its task definition.

`.ufo/task_definitions.rb` names task definitions, each with a template and its variables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ufo_preflight.project.documents import UnreadableDocumentError, mapping, read_document
from ufo_preflight.project.naming import Layers
from ufo_preflight.project.ruby_run import read_ruby, run
from ufo_preflight.project.ruby_scope import LONGEST as LONGEST_RUBY
from ufo_preflight.project.ruby_scope import Environment, Helper, RubyScope, TooMuchCodeError, field
from ufo_preflight.project.rules import read_helper_files
from ufo_preflight.project.snapshot import (
    ANY,
    NIL,
    Computed,
    Known,
    ProjectFiles,
    Value,
    as_text,
    entries_of,
)
from ufo_preflight.project.task_definition import (
    TaskDefinition,
    from_document,
    from_template,
    unreadable,
)

if TYPE_CHECKING:
    from tree_sitter import Node

SOURCE = "ufo.source"
CURRENT, DEFINITIONS = ".ufo/current", ".ufo/task_definitions.rb"
# What decides a ship of the template that UFO takes where a task definition names no `source`.
# lib/ufo/default/templates/main.json.erb of https://github.com/boltops-tools/ufo, v4.0.0 to v5.0.7
BUILT_IN_TEMPLATE = """{
  "family": "<%= @family %>",
  "containerDefinitions": [
    {
      "name": "<%= @name %>",
      <% if @awslogs_group %>
      "logConfiguration": {"options": {"awslogs-group": "<%= @awslogs_group %>"}},
      <% end %>
      "image": "<%= @image %>"
    }
  ]
}
"""


@dataclass(frozen=True)
class Service:
    """The service that is shipped; `name` is "" when it cannot be told."""

    name: str
    extra: str
    definition: TaskDefinition
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Declared:
    """A task definition as it is declared: its block, and the names that the block can see."""

    block: Node
    outer: Mapping[str, Value]


@dataclass(frozen=True)
class _Definitions:
    declared: Mapping[str, _Declared]
    helpers: Mapping[str, Helper]
    warnings: tuple[str, ...] = ()


def find_service(files: ProjectFiles, layers: Layers, environment: Environment) -> Service:
    """Return the service: --app, else `.ufo/current`, else the one that fits the role."""
    current = _current(files)
    found = _definitions(files, layers, environment)
    name = layers.app or current.get("service", "") or _fitting(tuple(found.declared), layers.role)
    extra = layers.extra or current.get("env_extra", "")
    layers = replace(layers, extra=extra)
    if not name:
        warning = "Which service is shipped is not known: name it by --app."
        return Service("", extra, unreadable(DEFINITIONS), (*found.warnings, warning))
    known = found.declared.get(name)
    if known is None:
        definition, warnings = _built(files, name), _unknown(name, found)
    else:
        definition = _definition(files, layers, name, known, found, environment)
        warnings = found.warnings
    return Service(name, extra, definition, warnings)


def _unknown(name: str, found: _Definitions) -> tuple[str, ...]:
    names = ", ".join(sorted(found.declared))
    if not names:
        return found.warnings
    return (*found.warnings, f"{DEFINITIONS} has no {name!r}. It declares: {names}.")


def _current(files: ProjectFiles) -> dict[str, str]:
    try:
        document = mapping(read_document(files.text(CURRENT) or ""))
    except UnreadableDocumentError:
        return {}
    return {key: value for key, value in document.items() if isinstance(value, str)}


def _fitting(names: tuple[str, ...], role: str) -> str:
    fitting = [name for name in names if name.endswith(f"-{role}")] or list(names)
    return fitting[0] if len(fitting) == 1 else ""


def _definitions(files: ProjectFiles, layers: Layers, environment: Environment) -> _Definitions:
    """Return what `.ufo/task_definitions.rb` declares; its blocks run when all of it was read."""
    scope = RubyScope({}, _helpers("", layers), environment=environment)
    read_helper_files(files, scope)
    declared: dict[str, _Declared] = {}

    def take(given: tuple[Value, ...], block: Node) -> None:
        name = as_text(given[0]) if given else None
        if name:
            declared[name] = _Declared(block, dict(scope.bindings))

    scope.blocks = {"task_definition": take}
    content = files.contents.get(DEFINITIONS)
    if content is None:
        why = files.unread.get(DEFINITIONS)
        return _Definitions(
            {}, scope.helpers, (f"{DEFINITIONS} was not read: {why}.",) if why else ()
        )
    if not read_ruby(content, DEFINITIONS, scope):
        why = (
            "is too long to be read"
            if len(content) > LONGEST_RUBY
            else "is not Ruby that can be read"
        )
        return _Definitions({}, scope.helpers, (f"{DEFINITIONS} {why}.",))
    ended = {
        name: replace(each, outer={**each.outer, **scope.bindings})
        for name, each in declared.items()
    }
    return _Definitions(ended, scope.helpers)


def _definition(
    files: ProjectFiles,
    layers: Layers,
    name: str,
    known: _Declared,
    found: _Definitions,
    environment: Environment,
) -> TaskDefinition:
    def scope(assume: bool | None) -> RubyScope:
        helpers = {**found.helpers, **_helpers(name, layers)}
        made = RubyScope({}, helpers, assume=assume, environment=environment)
        for file in (".ufo/variables/base.rb", f".ufo/variables/{layers.env}.rb"):
            if file in files.contents:
                read_ruby(files.contents[file], file, made)
            elif file in files.unread:
                made.forget_all("", Computed(file, "in a file that was not read:"))
        _run_block(known, made)
        return made

    text, path = _template(files, scope(None))
    return from_template(text, path, scope) if text is not None else _built(files, name)


def _run_block(known: _Declared, scope: RubyScope) -> None:
    """Run the block of a task definition: it sets variables, and names its template."""
    scope.enter(DEFINITIONS)
    variables = dict(scope.bindings)
    scope.bindings = {**known.outer, **variables}

    def source(given: tuple[Value, ...]) -> Value:
        scope.set(SOURCE, given[0] if given else NIL, DEFINITIONS)
        return NIL

    def assign(given: tuple[Value, ...]) -> Value:
        entries, more = entries_of(given[0] if given else NIL)
        if more:
            lost = given[0] if isinstance(given[0], Computed) else Computed(DEFINITIONS)
            for bound in [bound for bound in scope.bindings if bound.startswith("@")]:
                scope.bindings[bound] = Computed(lost.place, lost.how)
            scope.bindings["@*"] = Computed(lost.place, lost.how)
        for key, value in entries.items():
            scope.set(f"@{key}", value, value.place)
        return NIL

    scope.helpers |= {"source": source, "variables": assign}
    try:
        run(field(known.block, "body"), scope)
    except TooMuchCodeError:
        scope.forget_all("", Computed(DEFINITIONS, "in a file that is too long to be read:"))


def _template(files: ProjectFiles, scope: RubyScope) -> tuple[str | None, str]:
    """Return the text and the path of the template: UFO's own where no `source` is named."""
    named = scope.get(SOURCE)
    if named == NIL:
        return BUILT_IN_TEMPLATE, DEFINITIONS
    name = as_text(named)
    if not name:
        return None, DEFINITIONS
    path = f".ufo/templates/{name}.json.erb"
    return files.text(path), path


def _built(files: ProjectFiles, name: str) -> TaskDefinition:
    path = f".ufo/output/{name}.json"
    text = files.text(path)
    if text is None:
        return unreadable(DEFINITIONS)
    try:
        return from_document(read_document(text), path)
    except UnreadableDocumentError:
        return unreadable(path)


def _helpers(name: str, layers: Layers) -> dict[str, Helper]:
    def named(_given: tuple[Value, ...]) -> Value:
        return Known(name) if name else Computed(DEFINITIONS)

    return {
        "task_definition_name": named,
        "env": lambda given: Computed(DEFINITIONS, pattern=ANY) if given else Known(layers.env),
        "env_extra": lambda _: Known(layers.extra or None),
        "dockerfile_port": lambda _: Computed(DEFINITIONS),
        "full_image_name": lambda _: Computed(DEFINITIONS, pattern=ANY),
    }
