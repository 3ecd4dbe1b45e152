"""What the text around a denial tells: the operation that was called, its service and action."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass

_OPERATION = re.compile(r"when calling the\s{1,40}(\w{3,80})\s{1,40}operation")
_GO_OPERATION = re.compile(r"operation error ([\w ]{2,60}): (\w{3,80})")
_CFN_API = re.compile(r"API: ([a-z0-9-]{2,40}):(\w{3,80})")
_EVENT_NAME = re.compile(r"\"eventName\"\s?:\s?\"(\w{3,80})\"")
_EVENT_SOURCE = re.compile(r"\"eventSource\"\s?:\s?\"([a-z0-9-]{2,40})\.amazonaws\.com\"")
_EVENT_PRINCIPAL = re.compile(r"\"arn\"\s?:\s?\"(arn:[^\"\s]{10,600})\"")
_RESOURCE_TYPE = re.compile(r"AWS::(\w{2,40})::(\w{2,60})")
_JAVA_SERVICE = re.compile(r"\(Service: (?:Amazon |AWS |Amazon)?(\w{2,40})")
_RUBY_SERVICE = re.compile(r"Aws::(\w{2,40})::Errors::")
_RUN_TIME = (
    "resourceinitializationerror",
    "cannotpull",
    "cannotstartcontainer",
    "cannotcreatecontainer",
    "stoppedreason",
    "stopped reason",
    "unable to pull secrets",
    "fetching secret data from",
    "failed to initialize logging driver",
    "failed to validate logger args",
)
_BEFORE, _AFTER = 700, 500
# Go SDK and Java names of the services that pass roles, and what iam:PassedToService says then.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
_PASSED_TO = {
    "ecs": "ecs-tasks.amazonaws.com",
    "applicationautoscaling": "application-autoscaling.amazonaws.com",
    "application-autoscaling": "application-autoscaling.amazonaws.com",
    "cloudformation": "cloudformation.amazonaws.com",
    "lambda": "lambda.amazonaws.com",
    "ec2": "ec2.amazonaws.com",
    "codebuild": "codebuild.amazonaws.com",
    "codepipeline": "codepipeline.amazonaws.com",
    "events": "events.amazonaws.com",
    "eventbridge": "events.amazonaws.com",
    "states": "states.amazonaws.com",
    "sfn": "states.amazonaws.com",
    "glue": "glue.amazonaws.com",
    "eks": "eks.amazonaws.com",
    "autoscaling": "autoscaling.amazonaws.com",
}
_OPERATION_SERVICES = {
    "RunTask": "ecs",
    "StartTask": "ecs",
    "RegisterTaskDefinition": "ecs",
    "CreateService": "ecs",
    "UpdateService": "ecs",
    "RegisterScalableTarget": "applicationautoscaling",
    "CreateStack": "cloudformation",
    "UpdateStack": "cloudformation",
    "DeleteStack": "cloudformation",
    "CreateChangeSet": "cloudformation",
    "RunInstances": "ec2",
    "CreateFunction": "lambda",
    "CreateFunction20150331": "lambda",
    "CreateProject": "codebuild",
}


@dataclass(frozen=True)
class Around:
    """What stands around a message; `service` is a prefix, `called` an operation's name."""

    called: str | None = None
    service: str | None = None
    principal: str | None = None
    at_run_time: bool = False
    passed_to: str | None = None


def read_around(text: str, start: int, end: int, floor: int, limit: int) -> Around:
    """Return what `text` tells around the message between `start` and `end`."""
    before = text[max(floor, start - _BEFORE) : end]
    after = text[end : min(limit, end + _AFTER)]
    called, service = _operation(before, after)
    principal = _last(_EVENT_PRINCIPAL, before)
    return Around(
        called=called,
        service=service,
        principal=principal[1] if principal else None,
        at_run_time=any(sign in before.lower() for sign in _RUN_TIME),
        passed_to=_passed_to(before, after, called, service),
    )


def _operation(before: str, after: str) -> tuple[str | None, str | None]:
    go, plain, api = (
        _last(_GO_OPERATION, before),
        _last(_OPERATION, before),
        _last(_CFN_API, before),
    )
    found = [match for match in (go, plain, api) if match]
    if not found:
        return _event(before, after)
    nearest = max(found, key=lambda match: match.start())
    if nearest is plain:
        return nearest[1], None
    return nearest[2], nearest[1].replace(" ", "").lower()


def _event(before: str, after: str) -> tuple[str | None, str | None]:
    name = _last(_EVENT_NAME, before) or _EVENT_NAME.search(after)
    source = _last(_EVENT_SOURCE, before) or _EVENT_SOURCE.search(after)
    return (name[1], source[1]) if name and source else (None, None)


def _passed_to(before: str, after: str, called: str | None, service: str | None) -> str | None:
    java = _JAVA_SERVICE.search(after)
    ruby = _RUBY_SERVICE.search(after)
    resource = _last(_RESOURCE_TYPE, before)
    candidates = (
        _OPERATION_SERVICES.get(called or ""),
        service if service != "iam" else None,
        _java_name(java[1]) if java else None,
        ruby[1].lower() if ruby else None,
        resource[1].lower() if resource else None,
    )
    names = (_PASSED_TO.get(name) for name in candidates if name)
    return next((name for name in names if name), None)


def _java_name(service: str) -> str:
    name = service.lower()
    for affix in ("amazon", "aws"):
        name = name.removeprefix(affix)
    return name.removesuffix("internal").removesuffix("v2")


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(iter(deque(pattern.finditer(text), maxlen=1)), None)


# Operations whose action has another name.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
_S3_ACTIONS = {
    "ListObjects": "s3:ListBucket",
    "ListObjectsV2": "s3:ListBucket",
    "HeadBucket": "s3:ListBucket",
    "HeadObject": "s3:GetObject",
    "CopyObject": "s3:PutObject",
    "CreateMultipartUpload": "s3:PutObject",
    "UploadPart": "s3:PutObject",
    "CompleteMultipartUpload": "s3:PutObject",
    "DeleteObjects": "s3:DeleteObject",
    "ListBuckets": "s3:ListAllMyBuckets",
}
# What the Go SDK writes before an operation, where it is no IAM prefix.
_PREFIXES = {
    "elasticloadbalancingv2": "elasticloadbalancing",
    "applicationautoscaling": "application-autoscaling",
    "cloudwatchlogs": "logs",
    "cloudwatch": "cloudwatch",
    "route53": "route53",
    "eventbridge": "events",
}
# fmt: off
_KNOWN = frozenset((
    "application-autoscaling", "autoscaling", "cloudformation", "cloudwatch", "ec2", "ecr", "ecs",
    "elasticloadbalancing", "events", "iam", "kms", "lambda", "logs", "organizations", "route53",
    "s3", "secretsmanager", "sns", "sqs", "ssm", "sts",
))
# fmt: on


def inferred_action(around: Around, text: str) -> str | None:
    """Return the action that the operation needs, None when the text does not tell enough."""
    if around.called is None:
        return None
    service = around.service
    if service is None:
        service = _service_of_code(text)
    service = _PREFIXES.get(service or "", service)
    if service == "s3":
        return _S3_ACTIONS.get(around.called, f"s3:{around.called}")
    return f"{service}:{around.called}" if service in _KNOWN else None


def _service_of_code(text: str) -> str | None:
    if "UnauthorizedOperation" in text:
        return "ec2"
    if "Access to the resource" in text:
        return "sqs"
    return "s3" if "Access Denied" in text or "Forbidden" in text else None
