"""ARNs that a project states: one that is malformed warns, and never reaches a policy."""

from __future__ import annotations

import re
from dataclasses import replace

from ufo_preflight.arn import Arn
from ufo_preflight.project.naming import ACCOUNT
from ufo_preflight.project.snapshot import Computed, Known, Value
from ufo_preflight.project.task_definition import TaskDefinition

_ACCOUNT = re.compile(r"\d{12}|aws")
# Of which service and which resource an ARN has to be; a role may be given by its name too.
ROLE, WEB_ACL = ("iam", "role/"), ("wafv2", "")


def checked_arn(name: str, value: Value, kind: tuple[str, str]) -> tuple[Value, tuple[str, ...]]:
    """Return a value that should be an ARN, unknown where it is malformed, and the warning then."""
    text = value.value if isinstance(value, Known) else None
    if not isinstance(text, str) or not text or (kind is ROLE and not text.startswith("arn:")):
        return value, ()
    if _is_arn(text, *kind):
        return value, ()
    told = f"{value.place}: `{name}` is no ARN of {kind[0]}: {text}"
    return Computed(value.place, "a malformed ARN"), (told,)


def checked_roles(definition: TaskDefinition) -> tuple[TaskDefinition, tuple[str, ...]]:
    """Return a task definition in which malformed ARNs of roles are unknown, and the warnings."""
    task, of_task = checked_arn("taskRoleArn", definition.task_role, ROLE)
    execution, of_execution = checked_arn("executionRoleArn", definition.execution_role, ROLE)
    checked = replace(definition, task_role=task, execution_role=execution)
    return checked, (*of_task, *of_execution)


def _is_arn(text: str, service: str, resource: str) -> bool:
    try:
        arn = Arn.parse(text)
    except ValueError:
        return False
    known = arn.account == ACCOUNT or _ACCOUNT.fullmatch(arn.account) is not None
    return arn.service == service and known and arn.resource.startswith(resource)
