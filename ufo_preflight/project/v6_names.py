"""The names that a ship of UFO 6 makes and touches, from its configuration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ufo_preflight.project.custom_properties import (
    drawn,
)
from ufo_preflight.project.documents import Document
from ufo_preflight.project.features import (
    known_text,
    known_texts,
)
from ufo_preflight.project.snapshot import Computed, Value
from ufo_preflight.project.stack_names import (
    ELB,
    RECORD,
    ROLE,
    ROLE_IDS,
    SERVICE,
    TARGET_GROUP,
    WEB_ACL,
    StackNames,
    names_in,
)
from ufo_preflight.project.task_definition import TaskDefinition
from ufo_preflight.project.v6_config import (
    Config,
)
from ufo_preflight.project.yaml_templates import is_unread, unread

STATE_STACK = "ufo"


def stack_names(
    config: Config,
    definition: TaskDefinition,
    stack: str,
    cluster: str,
    acl: Value,
    custom: Document,
) -> StackNames:
    """Return the names of the stack's resources, with those that .ufo/config/cfn gives."""

    def setting(name: str) -> Document:
        return text(config.get(name))

    def text(value: Value) -> Document:
        return unread() if isinstance(value, Computed) else known_text(value)

    resources: dict[str, tuple[str, dict[str, Document]]] = {
        "EcsService": (SERVICE, {"Cluster": cluster}),
        "Elb": (ELB, {"Type": setting("elb.type")}),
        "TargetGroup": (TARGET_GROUP, {}),
        "Dns": (RECORD, _record(setting, stack)),
        "WafAssociation": (WEB_ACL, {"WebACLArn": text(acl)}),
        **{logical_id: (ROLE, {}) for logical_id in ROLE_IDS.values()},
    }
    names = names_in(drawn(resources, custom), stack)
    family = known_text(definition.family) or known_text(config.name("names.task_definition"))
    return replace(names, single={**names.single, **({"family": family} if family else {})})


def _record(text: Callable[[str], Document], stack: str) -> dict[str, Document]:
    """Return what is known of the DNS record. lib/ufo/cfn/stack/builder/resources/dns.rb"""
    domain = text("dns.domain")
    made = domain if is_unread(domain) else f"{stack}.{domain}" if stack and domain else ""
    return {
        "HostedZoneId": text("dns.hosted_zone_id"),
        "Name": text("dns.name") or made,
        "Type": text("dns.type"),
    }


def state_names(config: Config) -> dict[str, tuple[str, ...]]:
    """Return where UFO keeps the state of a Dockerfile.erb in S3."""
    bucket = config.get("state.bucket")
    if isinstance(bucket, Computed):
        return {}
    app, env = known_text(config.app) or "*", config.layers.env
    name = known_text(bucket) or f"{STATE_STACK}-bucket-*"
    return {"state_bucket": (name,), "state_key": (f"ufo/state/{app}/{env}/data.yml",)}


def network_names(config: Config) -> dict[str, tuple[str, ...]]:
    """Return the VPC and the subnets that settings name; all subnets, or none."""
    vpc = known_text(config.get("vpc.id"))
    subnets = [known_texts(config.get(f"vpc.subnets.{kind}")) for kind in ("elb", "ecs")]
    found = {
        "vpc_id": (vpc,) if vpc else (),
        "subnet_id": tuple(dict.fromkeys((*subnets[0], *subnets[1]))) if all(subnets) else (),
    }
    return {name: values for name, values in found.items() if values}
