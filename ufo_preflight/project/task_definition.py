"""What a task definition says about the ship: container, network, roles, log groups.

Its text is a template whose conditions may be unknown; then it is read twice, and what both
readings say is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ufo_preflight.project.documents import (
    Document,
    UnreadableDocumentError,
    mapping,
    read_document,
    sequence,
)
from ufo_preflight.project.erb import render
from ufo_preflight.project.ruby_scope import RubyScope
from ufo_preflight.project.snapshot import NIL, Computed, Known, Value, same

Read = Callable[[str], Value]


@dataclass(frozen=True)
class TaskDefinition:
    """The parts of a task definition that decide what a ship needs."""

    file: str
    container: Value
    network_mode: Value
    family: Value
    task_role: Value
    execution_role: Value
    log_groups: tuple[Value, ...]
    privileged: Value = NIL


def from_template(text: str, file: str, scope: Callable[[bool], RubyScope]) -> TaskDefinition:
    """Return what the ERB template of a task definition says.

    `scope` makes the scope it is read in, for unknown conditions taken to hold or not.
    """
    readings = [_reading(text, file, scope(assume)) for assume in (True, False)]
    if any(reading is None for reading in readings):
        return unreadable(file)
    with_, without = (reading for reading in readings if reading is not None)
    return _agreed(with_, without)


def from_document(document: Document, file: str, read: Read | None = None) -> TaskDefinition:
    """Return what a task definition says, its keys in camelCase or CamelCase."""
    top = _lowered(mapping(document))
    known = read or (lambda text: Known(text, f"{file}:1"))

    def scalar(owner: Mapping[str, Document], key: str) -> Value:
        found = owner.get(key)
        if isinstance(found, str):
            return known(found)
        return NIL if not found else Computed(file)

    containers = [_lowered(mapping(each)) for each in sequence(top.get("containerdefinitions"))]
    # UFO ships none without a container: what says so was not understood.
    lost = Computed(file, "not readable")
    nothing = () if containers else (lost,)
    found = (_log_group(each) for each in containers)
    groups = [known(group) if isinstance(group, str) else lost for group in found if group]
    return TaskDefinition(
        file=file,
        container=scalar(containers[0], "name") if containers else lost,
        network_mode=scalar(top, "networkmode"),
        family=scalar(top, "family"),
        task_role=scalar(top, "taskrolearn"),
        execution_role=scalar(top, "executionrolearn"),
        log_groups=(*dict.fromkeys(groups), *nothing),
        privileged=_privileged(containers, file),
    )


def unreadable(file: str) -> TaskDefinition:
    """Return a task definition of which nothing is known."""
    nothing = Computed(file, "not readable")
    return TaskDefinition(file, nothing, nothing, nothing, nothing, nothing, (nothing,), nothing)


def _reading(text: str, file: str, scope: RubyScope) -> TaskDefinition | None:
    rendered = render(text, file, scope)
    if rendered is None:
        return None
    try:
        document = read_document(rendered.text)
    except UnreadableDocumentError:
        return None
    return from_document(
        document, file, lambda value: rendered.value(value, _place(text, value, file))
    )


def _place(text: str, value: str, file: str) -> str:
    """Return where an ARN stands in a template; other values are known by the file alone."""
    at = text.find(value) if value.startswith("arn:") else -1
    return f"{file}:{text.count(chr(10), 0, at) + 1 if at > 0 else 1}"


def _privileged(containers: Sequence[Mapping[str, Document]], file: str) -> Value:
    """Return whether a container is privileged, as ECS tells it in ecs:privileged."""
    found = {container.get("privileged") for container in containers}
    if "true" in found:
        return Known("true", file)
    return Known("false", file) if containers and found <= {None, "false"} else Computed(file)


def _log_group(container: Mapping[str, Document]) -> Document:
    """Return what stands for the log group, whether it is a name or not."""
    logging = _lowered(mapping(container.get("logconfiguration")))
    return mapping(logging.get("options")).get("awslogs-group")


def _lowered(document: Mapping[str, Document]) -> Mapping[str, Document]:
    return {key.lower(): value for key, value in document.items()}


def _agreed(one: TaskDefinition, other: TaskDefinition) -> TaskDefinition:
    groups = one.log_groups
    if groups != other.log_groups:
        groups = (Computed(one.file, "set conditionally"),)
    return TaskDefinition(
        file=one.file,
        container=_same_or_computed(one.container, other.container, one.file),
        network_mode=_same_or_computed(one.network_mode, other.network_mode, one.file),
        family=_same_or_computed(one.family, other.family, one.file),
        task_role=_same_or_computed(one.task_role, other.task_role, one.file),
        execution_role=_same_or_computed(one.execution_role, other.execution_role, one.file),
        log_groups=groups,
        privileged=_same_or_computed(one.privileged, other.privileged, one.file),
    )


def _same_or_computed(one: Value, other: Value, file: str) -> Value:
    return one if same(one, other) else Computed(file, "set conditionally")
