"""The names in a built template, and what its task definition says of roles, logs and images."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ufo_preflight.project.arn_values import ROLE as ROLE_ARN
from ufo_preflight.project.arn_values import WEB_ACL as WEB_ACL_ARN
from ufo_preflight.project.arn_values import checked_arn
from ufo_preflight.project.documents import (
    Document,
    mapping,
    sequence,
)
from ufo_preflight.project.features import Sights
from ufo_preflight.project.images import repository_arn
from ufo_preflight.project.rules import privileged_names
from ufo_preflight.project.snapshot import NIL, Computed, Known, Value
from ufo_preflight.project.stack_names import (
    ROLE_IDS,
    TASK_DEFINITION,
    StackNames,
)
from ufo_preflight.project.stack_template import (
    Template,
)
from ufo_preflight.project.task_definition import from_document

ROLE_KEYS = {"task_role": "TaskRoleArn", "execution_role": "ExecutionRoleArn"}


def template_names(
    template: Template, names: StackNames, *, pushes: bool
) -> dict[str, tuple[str, ...]]:
    """Return the names that the template states, or that follow from its stack's."""
    definition = task_definition(template)
    family = template.resolve(definition.get("Family"), names.single.get("stack", ""))
    pushed = repository_arn(image_of(definition)) if pushes else ""
    found = {
        **names.single_values(),
        "family": (family,) if family else (),
        "repository_arn": (pushed,) if pushed else (),
        "log_group": log_groups(definition),
        **privileged_names(from_document(definition, "")),
        **_parameters(template),
    }
    return {name: values for name, values in found.items() if values}


def _parameters(template: Template) -> dict[str, tuple[str, ...]]:
    """Return the names that are parameters of the stack: its VPC and its subnets."""

    def given(name: str) -> tuple[str, ...]:
        text = template.resolve(template.parameters.get(name)) or ""
        return tuple(part.strip() for part in text.split(",") if part.strip())

    return {
        "vpc_id": given("Vpc"),
        "subnet_id": tuple(dict.fromkeys((*given("ElbSubnets"), *given("EcsSubnets")))),
    }


def attached_policies(template: Template, stack: str) -> dict[str, tuple[str, ...]]:
    """Return the managed policies of the roles; a role of which not all are known is left out."""
    found = {}
    for role, logical_id in ROLE_IDS.items():
        resource = template.named(logical_id)
        managed = sequence(resource.properties.get("ManagedPolicyArns")) if resource else ()
        names = [template.resolve(arn, stack) or "" for arn in managed]
        if all(names):
            found[role] = tuple(names)
    return found


def checked_names(
    configured: Sights, template: Template, names: StackNames, path: str
) -> tuple[dict[str, Value], StackNames, tuple[str, ...]]:
    """Return the given roles and names without malformed ARNs, and what to say of these.

    What the template says of the task's roles beats what is configured.
    """
    definition, place = task_definition(template), f"{path}:1"
    given: dict[str, Value] = dict(configured.roles.given)
    warnings: list[str] = []
    for role, key in ROLE_KEYS.items() if definition else ():
        found = definition.get(key)
        value = Known(found, place) if isinstance(found, str) else Computed(path)
        given[role], told = checked_arn(key, value, ROLE_ARN) if found else (NIL, ())
        warnings += told
    acl = names.single.get("web_acl_arn", "")
    _value, malformed = checked_arn("WebACLArn", Known(acl, place), WEB_ACL_ARN)
    if malformed:
        single = {name: each for name, each in names.single.items() if name != "web_acl_arn"}
        names = replace(names, single=single)
    return given, names, (*warnings, *malformed)


def task_definition(template: Template) -> Mapping[str, Document]:
    """Return the properties of the task definition, none when the template has none."""
    found = template.of_type(TASK_DEFINITION)
    return found[0].properties if found else {}


def log_groups(definition: Mapping[str, Document]) -> tuple[str, ...]:
    """Return the log groups of all containers, each once."""
    groups = []
    for container in sequence(definition.get("ContainerDefinitions")):
        logging = mapping(mapping(container).get("LogConfiguration"))
        group = mapping(logging.get("Options")).get("awslogs-group")
        if isinstance(group, str) and group:
            groups.append(group)
    return tuple(dict.fromkeys(groups))


def image_of(definition: Mapping[str, Document]) -> str:
    """Return the image of the first container, "" when it is not a text."""
    containers = sequence(definition.get("ContainerDefinitions"))
    image = mapping(containers[0]).get("Image") if containers else None
    return image if isinstance(image, str) else ""
