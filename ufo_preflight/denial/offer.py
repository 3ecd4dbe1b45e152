"""The policy statement that would allow what was refused, as narrow as the text permits."""

from __future__ import annotations

import json
import re

from ufo_preflight.arn import Arn
from ufo_preflight.denial.denial import Reading
from ufo_preflight.denial.text import is_masked
from ufo_preflight.passrole import ACTION as PASS_ROLE
from ufo_preflight.passrole import SERVICE_KEY

ECS_TASKS = "ecs-tasks.amazonaws.com"
_LINKED_ROLE = re.compile(r"/aws-service-role/([a-z0-9.-]{3,80})/")
_REVISION = re.compile(r"(:task-definition/[^:]{1,255}):\d{1,9}$")
_WORDED = re.compile(r"(role|policy|user|group|instance-profile) (\S{1,512})")
_ACCOUNT = re.compile(r"\d{12}")


def statement_text(reading: Reading) -> str:
    """Return the statement as JSON text, "" when the text names too little for one."""
    action = reading.named_action or reading.action
    if action is None or (action == PASS_ROLE and reading.resource is None):
        return ""
    statement: dict[str, object] = {
        "Effect": "Allow",
        "Action": action,
        "Resource": "*" if reading.named_action else _resource(reading),
    }
    condition = _condition(reading, action)
    if condition:
        statement["Condition"] = {"StringEquals": condition}
    return json.dumps(statement, indent=2, ensure_ascii=False)


def passed_to(reading: Reading) -> str:
    """Return the service that the role is passed to: as the text tells, else as UFO does it."""
    if "cfn-exec-role" in (reading.resource or ""):
        return "cloudformation.amazonaws.com"
    return reading.passed_to or ECS_TASKS


def is_complete(resource: str | None) -> bool:
    """Return whether `resource` can stand in a policy as it is: nothing masked or left out."""
    if resource is None or resource == "*":
        return True
    if _WORDED.fullmatch(resource):
        return True
    try:
        Arn.parse(resource)
    except ValueError:
        return False
    return not is_masked(resource)


def account_of(arn: str | None) -> str:
    """Return the account of an ARN, "" when there is none or it is masked."""
    try:
        account = Arn.parse(arn or "").account
    except ValueError:
        return ""
    return account if _ACCOUNT.fullmatch(account) else ""


def _partition(arn: str | None) -> str:
    try:
        return Arn.parse(arn or "").partition
    except ValueError:
        return "aws"


def _resource(reading: Reading) -> str:
    resource = reading.resource
    if resource is None:
        return "*"
    if resource.endswith(":log-stream:"):
        # The message adds an empty stream; policies are matched on the group and what is in it.
        return resource.removesuffix("log-stream:") + "*"
    worded = _WORDED.fullmatch(resource)
    if worded and worded[2].startswith("arn:"):
        return worded[2]
    if worded:
        account = account_of(reading.principal) or "*"
        return f"arn:{_partition(reading.principal)}:iam::{account}:{worded[1]}/{worded[2]}"
    # A task definition gets a new revision at every ship.
    return _REVISION.sub(r"\1:*", resource)


def _condition(reading: Reading, action: str) -> dict[str, str]:
    if action == PASS_ROLE:
        return {SERVICE_KEY: passed_to(reading)}
    linked = _LINKED_ROLE.search(reading.resource or "")
    if action == "iam:CreateServiceLinkedRole" and linked:
        return {"iam:AWSServiceName": linked[1]}
    return {}
