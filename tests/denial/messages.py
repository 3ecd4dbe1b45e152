"""Denial messages and the wrappers that they come in, for the tests of this folder."""

from __future__ import annotations

import json
from pathlib import Path

OWN_CASES = Path(__file__).parent / "cases.jsonl"
SHARED_CASES = Path(__file__).parents[3] / "shared" / "cases" / "access-denied.jsonl"

USER = "arn:aws:iam::111122223333:user/ana"
ROLE = "arn:aws:sts::111122223333:assumed-role/deployer/ana"
TASK_ROLE = "arn:aws:iam::111122223333:role/demo-TaskRole-1"
SERVICE = "arn:aws:ecs:us-west-2:111122223333:service/dev/demo-web"
BOUNDARY = "arn:aws:iam::111122223333:policy/DevBoundary"

WRAPPERS = {
    "plain": "{}",
    "aws-cli": "An error occurred (AccessDeniedException) when calling the X operation: {}",
    "ruby": "/gems/plugins/errors.rb:17:in `call': {} (Aws::ECS::Errors::AccessDeniedException)",
    "java": "com.amazonaws.X: {} (Service: AmazonECS; Status Code: 400; Error Code: X; Proxy: null)",
    "handler": 'Resource handler returned message: "{} (Service: Ecs, Status Code: 400)" (RequestToken: a)',
    "go-1": "AccessDeniedException: {}\n\tstatus code: 400, request id: 0b1c",
    "docker": "denied: {}",
    "json": '{{"errorCode": "AccessDenied", "errorMessage": "{}"}}',
    "json in json": '{{"log": "{{\\"error\\": \\"{}\\\\n\\\\tstatus code: 403\\"}}"}}',
    "xml": "<Error><Code>AccessDenied</Code><Message>{}</Message></Error>",
    "terraform": "╷\n│ Error: api error AccessDeniedException: {}\n│ \n│   with aws_ecs_service.web,\n╵",
    "colour": "\x1b[31m\x1b[1mError:\x1b[0m {}\x1b[0m",
}


def message(action, resource=None, tail="", principal=USER):
    on = f" on resource: {resource}" if resource else ""
    return f"User: {principal} is not authorized to perform: {action}{on} {tail}".rstrip()


def no_identity(action):
    return f"because no identity-based policy allows the {action} action"


def read_cases(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
