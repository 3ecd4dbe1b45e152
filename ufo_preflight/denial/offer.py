"""The policy statement that would allow what was refused: one action, as narrow as the text permits.

It is offered only for an action that exists, on a resource that is whole.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from ufo_preflight.arn import Arn, account_of
from ufo_preflight.catalog import load_catalogue
from ufo_preflight.denial.denial import DenialReason, TextReading
from ufo_preflight.denial.text import is_masked
from ufo_preflight.grant import Grant, GrantCondition, statement
from ufo_preflight.passrole import ACTION as PASS_ROLE
from ufo_preflight.passrole import SERVICE_KEY
from ufo_preflight.policy.condition_keys import ActionEntry, action_entry

ECS_TASKS = "ecs-tasks.amazonaws.com"
# Stands in a statement where the text hides or does not tell something, so that it cannot be pasted.
FILL_IN = "<FILL-IN>"
_MAY_HAVE_ONE = (DenialReason.IDENTITY_IMPLICIT, DenialReason.UNSPECIFIED)
_LINKED_ROLE = re.compile(r"/aws-service-role/([a-z0-9.-]{3,80})/")
_REVISION = re.compile(r"(:task-definition/[^:]{1,255}):\d{1,9}$")
_WORDED = re.compile(
    r"(role|policy|user|group|instance[- ]profile|server[- ]certificate) (\S{1,512})"
)
_ACCOUNT = re.compile(r"\d{12}|aws|\*|")
_LEFT_OUT = re.compile(r"[^:/]*(?:\*{2,}|\u2026|\.\.\.)[^:/]*")
_PARTITION = re.compile(r"aws(?:-[a-z]{1,10}){0,2}")
# What AWS makes up: the next ship has another. CloudFormation's suffixes are capitals and digits,
# since 2024 letters and digits; Secrets Manager's are six letters or digits.
_STACK_ID = re.compile(r"(:stack/[^/]{1,128})/[0-9a-f-]{36}$")
_BALANCER_ID = re.compile(
    r"((?:loadbalancer/(?:app|net|gwy)|targetgroup|listener(?:-rule)?/(?:app|net|gwy))/[^/]{1,32})"
    r"/[0-9a-f/]{16,70}$"
)
_TASK = re.compile(r"(:(?:task|container-instance)/(?:[^/]{1,255}/)?)[0-9a-f]{32}$")
_SECRET = re.compile(r"(:secret:.{1,512})-[A-Za-z0-9]{6}$")
_SUFFIX = re.compile(r"-([A-Za-z0-9]{6}|[A-Za-z0-9]{12,13})$")
_PASSES_TO_CLOUDFORMATION = re.compile(
    r"cfn-?exec|CloudFormationExecution|CFNExecutionRole", re.IGNORECASE
)
_DEPLOYS_BY_CLOUDFORMATION = re.compile(
    r"/cdk-.{1,24}-deploy-role|-EnvManagerRole|/aws-sam-cli-managed-", re.IGNORECASE
)
_READS = ("Describe", "List")
_NOT_ON_ALL = ("iam", "kms", "organizations", "s3", "secretsmanager", "ssm", "sts")


@dataclass(frozen=True)
class Offer:
    """A statement as JSON text, "" for none; `notes` say what it leaves open, or why there is none."""

    statement: str = ""
    notes: tuple[str, ...] = ()


def offer(reading: TextReading) -> Offer:
    """Return the statement for what was refused, none where it could not help or would guess."""
    action = reading.named_action or reading.action
    if action is None or reading.reason not in _MAY_HAVE_ONE or reading.problem:
        return Offer()
    if reading.clause or reading.situation:
        return Offer()
    entry = action_entry(action)
    if entry is None:
        return Offer()
    resource = "*" if reading.named_action else _resource(reading, entry)
    if resource is None or (is_pass_role(action) and resource == "*"):
        return Offer(notes=_why_no_resource(reading))
    name = f"{action.partition(':')[0].lower()}:{entry.name}"
    spelled = statement(Grant("", (name,), (resource,), _conditions(reading, action)))
    del spelled["Sid"]
    text = json.dumps(spelled, indent=2, ensure_ascii=False)
    return Offer(text, tuple(_notes(reading, entry, resource)))


def is_pass_role(action: str) -> bool:
    """Return whether an action is iam:PassRole, in any case."""
    return action.lower() == PASS_ROLE.lower()


def passed_to(reading: TextReading) -> str | None:
    """Return the service that the role is passed to, None where the call is told and not its service.

    Without any call it is a guess: UFO passes roles to ECS tasks.
    """
    if reading.passed_to:
        return reading.passed_to
    if _PASSES_TO_CLOUDFORMATION.search(reading.resource or ""):
        return "cloudformation.amazonaws.com"
    if _DEPLOYS_BY_CLOUDFORMATION.search(reading.principal or ""):
        return "cloudformation.amazonaws.com"
    return None if is_call_told(reading) else ECS_TASKS


def is_call_told(reading: TextReading) -> bool:
    """Return whether the text names the call that passes the role."""
    return bool(reading.called) and reading.called != "PassRole"


def is_complete(resource: str | None) -> bool:
    """Return whether `resource` can stand in a policy as it is: nothing masked or left out."""
    if resource is None or resource == "*":
        return True
    if _WORDED.fullmatch(resource):
        return True
    try:
        arn = Arn.parse(resource)
    except ValueError:
        return False
    is_plain = _ACCOUNT.fullmatch(arn.account) and _PARTITION.fullmatch(arn.partition)
    return bool(is_plain) and not is_masked(resource)


def _resource(reading: TextReading, entry: ActionEntry) -> str | None:
    """Return the resource as a policy needs it, None where the text does not tell a whole one."""
    resource = reading.resource
    if resource is None:
        return "*" if _has_no_resource(reading.action or "", entry) else None
    if resource == "*":
        return "*" if _may_be_on_all(reading.action or "", entry) else None
    url = _of_url(resource)
    if url:
        return url
    worded = _WORDED.fullmatch(resource)
    if worded and not worded[2].startswith("arn:"):
        account = account_of(reading.principal) or "*"
        kind = worded[1].replace(" ", "-")
        return f"arn:{_partition(reading.principal)}:iam::{account}:{kind}/{worded[2]}"
    if worded:
        resource = worded[2]
    try:
        Arn.parse(resource)
    except ValueError:
        return None
    if resource.endswith(":log-stream:"):
        # The message adds an empty stream; policies are matched on the group and what is in it.
        resource = resource.removesuffix("log-stream:") + "*"
    return _LEFT_OUT.sub(FILL_IN, without_made_up(resource))


def _has_no_resource(action: str, entry: ActionEntry) -> bool:
    """Return whether a request of the action is about no resource of its own: `*` is all there is."""
    if not entry.resource_types:
        return True
    if action.partition(":")[0] in _NOT_ON_ALL:
        return False
    if entry.name.startswith(_READS):
        return not any(kind.required for kind in entry.resource_types)
    asked = [one.resource for one in load_catalogue().entries if one.action == action]
    return bool(asked) and all(one in (None, "", "*") for one in asked)


def _may_be_on_all(action: str, entry: ActionEntry) -> bool:
    """Return whether `*`, as the text says it, may stand in a statement.

    AWS says it of calls that name no resource yet, such as ecs:RegisterTaskDefinition. Where a
    statement for all resources would hand over an account, or its data, a text cannot ask for it.
    """
    return _has_no_resource(action, entry) or action.partition(":")[0] not in _NOT_ON_ALL


def without_made_up(resource: str) -> str:
    """Return an ARN with `*` for what AWS made up: revisions, ids, random suffixes."""
    for pattern in (_REVISION,):
        resource = pattern.sub(r"\1:*", resource)
    for pattern in (_STACK_ID, _BALANCER_ID):
        resource = pattern.sub(r"\1/*", resource)
    resource = _SECRET.sub(r"\1-*", _TASK.sub(r"\1*", resource))
    suffix = _SUFFIX.search(resource)
    return resource[: suffix.start() + 1] + "*" if suffix and _is_random(suffix[1]) else resource


def _is_random(suffix: str) -> bool:
    """Return whether a suffix looks as CloudFormation makes them, and not like a word or a number."""
    digits = sum(letter.isdigit() for letter in suffix)
    upper = sum(letter.isupper() for letter in suffix)
    if upper + digits == len(suffix):
        return upper > 0 and (digits > 0 or len(suffix) > 6)
    return len(suffix) == 12 and upper > 1 and digits > 0


def _of_url(url: str) -> str | None:
    """Return the ARN of a queue or a bucket that is named by its URL."""
    queue = re.fullmatch(r"https://sqs\.([a-z0-9-]+)\.amazonaws\.com/(\d{12})/([\w.-]{1,80})", url)
    if queue:
        return f"arn:aws:sqs:{queue[1]}:{queue[2]}:{queue[3]}"
    bucket = re.match(
        r"https?://([a-z0-9.-]{3,63})\.s3[.-](?:[a-z0-9-]+\.)?amazonaws\.com(/[^?]*)?$", url
    )
    if bucket is None:
        return None
    key = bucket[2] or "/"
    return f"arn:aws:s3:::{bucket[1]}{key if key != '/' else ''}"


def _partition(arn: str | None) -> str:
    try:
        return Arn.parse(arn or "").partition
    except ValueError:
        return "aws"


def _conditions(reading: TextReading, action: str) -> tuple[GrantCondition, ...]:
    if is_pass_role(action):
        return (GrantCondition(SERVICE_KEY, (passed_to(reading) or FILL_IN,)),)
    linked = _LINKED_ROLE.search(reading.resource or "")
    if action == "iam:CreateServiceLinkedRole" and linked:
        return (GrantCondition("iam:AWSServiceName", (linked[1],)),)
    return ()


def _why_no_resource(reading: TextReading) -> tuple[str, ...]:
    if reading.resource in (None, "*"):
        return ("The text does not name the resource: no statement is offered for all of them.",)
    return ("The text cuts the resource: complete its ARN before you write a statement.",)


def _notes(reading: TextReading, entry: ActionEntry, resource: str) -> list[str]:
    notes = []
    if entry.name == "PassRole":
        service = passed_to(reading)
        if service is None:
            notes.append(
                f"Write the service that {reading.called} passes the role to in place of {FILL_IN}."
            )
        elif service == ECS_TASKS and not reading.passed_to:
            notes.append(
                f"The text does not name the call: {service} is a guess, because UFO passes roles to"
                " ECS tasks. For another call write its service."
            )
        else:
            notes.append(
                "If a policy allows iam:PassRole on this role already, its condition"
                f" iam:PassedToService does not list {service}."
            )
    if reading.resource is None:
        notes.append("The text names no resource; the action has none, or `*` lists them all.")
    elif not is_complete(reading.resource) and not _of_url(reading.resource):
        notes.append("The text masks or cuts the resource: complete its ARN before pasting.")
    elif resource != reading.resource and resource.endswith("*") and "log-" not in resource:
        notes.append("`*` stands for what AWS made up: the next deploy may make another.")
    return notes
