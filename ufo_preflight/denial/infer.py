"""The action behind a refusal that names only the API operation.

Only EC2 and S3 refuse without naming the action, and their error codes say that it was they.
"""

from __future__ import annotations

from ufo_preflight.denial.wrappers import Surroundings

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


def inferred_action(around: Surroundings, text: str) -> str | None:
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
