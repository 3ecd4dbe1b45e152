"""Prepared policies for the tests of the parts below evaluate()."""

from __future__ import annotations

from ufo_preflight.model import Layer
from ufo_preflight.policy.parse import prepare_value
from ufo_preflight.policy.request import Request, context_of_mapping

SERVICE = "arn:aws:ecs:us-west-2:111122223333:service/web/api"


def statement(effect="Allow", action="ecs:*", resource="*", **more):
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


def document(*statements, layer=Layer.IDENTITY, name="p.json"):
    value = {"Version": "2012-10-17", "Statement": list(statements)}
    return prepare_value(value, name=name, layer=layer).document


def request(action="ecs:CreateService", resource="*", *, strict=False, **context):
    keys = {key.replace("_", ":"): value for key, value in context.items()}
    return Request(action.lower(), resource, context_of_mapping(keys, strict=strict))
