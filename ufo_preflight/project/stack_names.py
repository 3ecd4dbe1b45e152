"""The names of a stack's resources: those that its template states, else those that AWS makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ufo_preflight.project.naming import load_balancer_name, role_name
from ufo_preflight.project.stack_template import Resource, Template

ELB = "AWS::ElasticLoadBalancingV2::LoadBalancer"
TARGET_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
SERVICE, ROLE = "AWS::ECS::Service", "AWS::IAM::Role"
RECORD, WEB_ACL = "AWS::Route53::RecordSet", "AWS::WAFv2::WebACLAssociation"
SECURITY_GROUP = "AWS::EC2::SecurityGroup"
TASK_DEFINITION = "AWS::ECS::TaskDefinition"
LISTENER = "AWS::ElasticLoadBalancingV2::Listener"
LISTENER_CERTIFICATE = "AWS::ElasticLoadBalancingV2::ListenerCertificate"
SCALABLE_TARGET = "AWS::ApplicationAutoScaling::ScalableTarget"
ROLE_IDS = {
    "task_role": "TaskRole",
    "execution_role": "ExecutionRole",
    "autoscaling": "ScalingRole",
}
# The types whose actions the catalogue asks for, and since which UFO; a test compares.
COVERED = {
    SERVICE: 4,
    ELB: 4,
    TARGET_GROUP: 4,
    LISTENER: 4,
    SECURITY_GROUP: 4,
    "AWS::EC2::SecurityGroupIngress": 4,
    RECORD: 4,
    TASK_DEFINITION: 5,
    ROLE: 5,
    SCALABLE_TARGET: 6,
    "AWS::ApplicationAutoScaling::ScalingPolicy": 6,
    LISTENER_CERTIFICATE: 6,
    WEB_ACL: 6,
}
# Types of which only UFO's own resources are known by name.
_BY_ID = frozenset({ROLE, SECURITY_GROUP})
_OWN_IDS = frozenset({*ROLE_IDS.values(), "ElbSecurityGroup", "EcsSecurityGroup"})


@dataclass(frozen=True)
class StackNames:
    """One value for each name that a template tells, and the ARNs of its roles by feature.

    `boundaries` are the permissions boundaries of the roles, () for none; one that only AWS can
    tell is left out.
    """

    single: Mapping[str, str]
    roles: Mapping[str, str]
    boundaries: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def single_values(self) -> dict[str, tuple[str, ...]]:
        """Return the names as a ship has them, each with all of its values."""
        return {name: (value,) for name, value in self.single.items()}


def names_in(template: Template, stack: str) -> StackNames:
    """Return the names of the resources of a template; those that only AWS can tell are left out."""

    def given(resource: Resource, key: str, default: str) -> str:
        found = template.resolve(resource.properties.get(key), stack)
        return default if found == "" else found or ""

    names: dict[str, str] = {"stack": stack}
    for service in template.of_type(SERVICE):
        made = f"{stack}-{service.logical_id}-*"
        names["service"] = given(service, "ServiceName", made if stack else "")
        names["cluster"] = given(service, "Cluster", "")
    for balancer in template.of_type(ELB):
        kind = given(balancer, "Type", "application")
        names["elb_kind"] = {"network": "net", "application": "app"}.get(kind, "")
        made = load_balancer_name(stack, balancer.logical_id) if stack else ""
        names["elb_name"] = given(balancer, "Name", made)
    for group in template.of_type(TARGET_GROUP):
        made = load_balancer_name(stack, group.logical_id) if stack else ""
        names["target_group_name"] = given(group, "Name", made)
    for record in template.of_type(RECORD):
        names["hosted_zone_id"] = given(record, "HostedZoneId", "")
        # Route 53 compares names in lower case and without the last dot: https://docs.aws.amazon.com
        # /Route53/latest/DeveloperGuide/specifying-conditions-route53.html
        names["record_name"] = given(record, "Name", "").lower().rstrip(".")
        names["record_type"] = given(record, "Type", "")
    for association in template.of_type(WEB_ACL):
        names["web_acl_arn"] = given(association, "WebACLArn", "")
    return StackNames(
        {name: value for name, value in names.items() if value},
        _roles(template, stack),
        _boundaries(template, stack),
    )


def _roles(template: Template, stack: str) -> dict[str, str]:
    roles = {}
    for feature, logical_id in ROLE_IDS.items():
        role = template.named(logical_id)
        properties = role.properties if role is not None else {}
        name = template.resolve(properties.get("RoleName"), stack)
        path = template.resolve(properties.get("Path"), stack)
        if name == "" and stack:
            name = role_name(stack, logical_id)
        if name and path is not None:
            roles[feature] = f"arn:{{partition}}:iam::{{account}}:role{path or '/'}{name}"
    return roles


def _boundaries(template: Template, stack: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for feature, logical_id in ROLE_IDS.items():
        role = template.named(logical_id)
        given = role.properties.get("PermissionsBoundary") if role is not None else None
        arn = template.resolve(given, stack)
        if arn is not None:
            found[feature] = (arn,) if arn else ()
    return found


def uncovered(template: Template, major: int) -> tuple[str, ...]:
    """Return the resources that may be made and that no check covers, each with its type."""
    covered = {kind for kind, since in COVERED.items() if since <= major}
    return tuple(
        f"{each.logical_id} ({each.type or 'a type that is not read'})"
        for each in template.resources
        if each.made is not False
        and (each.type not in covered or (each.type in _BY_ID and each.logical_id not in _OWN_IDS))
    )
