"""The names in a built template: stack, service, roles, load balancer, hosted zone."""

from __future__ import annotations

from collections.abc import Mapping

from ufo_preflight.catalog.ship import Feature
from ufo_preflight.project.documents import Document, mapping, sequence
from ufo_preflight.project.features import role_arn
from ufo_preflight.project.images import repository_arn
from ufo_preflight.project.naming import load_balancer_name, role_name
from ufo_preflight.project.rules import ROLE_IDS
from ufo_preflight.project.stack_template import Template

TYPES = {
    "autoscaling": "AWS::ApplicationAutoScaling::ScalableTarget",
    "dns": "AWS::Route53::RecordSet",
    "elb": "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "listener": "AWS::ElasticLoadBalancingV2::Listener",
    "listener_certificates": "AWS::ElasticLoadBalancingV2::ListenerCertificate",
    "stack_roles": "AWS::IAM::Role",
    "waf": "AWS::WAFv2::WebACLAssociation",
}


def task_definition(template: Template) -> Mapping[str, Document]:
    """Return the properties of the task definition, none when the template has none."""
    found = template.of_type("AWS::ECS::TaskDefinition")
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


def built_names(
    template: Template, features: Mapping[str, Feature], stack: str, cluster: str
) -> dict[str, tuple[str, ...]]:
    """Return the names that the template states, or that follow from its stack's."""
    definition = task_definition(template)
    names: dict[str, tuple[str, ...]] = {}
    family = template.resolve(definition.get("Family"))
    if family:
        names["family"] = (family,)
    if cluster:
        names["cluster"] = (cluster,)
    pushed = repository_arn(image_of(definition)) if features["ecr_push"].used else None
    if pushed:
        names["repository_arn"] = (pushed,)
    groups = log_groups(definition)
    if groups:
        names["log_group"] = groups
    if stack:
        names["stack"] = (stack,)
        names |= _stack_names(template, stack)
        names |= _role_names(definition, features, stack)
    return names


def _stack_names(template: Template, stack: str) -> dict[str, tuple[str, ...]]:
    names = {
        "elb_name": load_balancer_name(stack, "Elb"),
        "target_group_name": load_balancer_name(stack, "TargetGroup"),
    }
    for service in template.of_type("AWS::ECS::Service"):
        given = template.resolve(service.properties.get("ServiceName"))
        names["service"] = given or f"{stack}-{service.logical_id}-*"
    for balancer in template.of_type(TYPES["elb"]):
        kind = template.resolve(balancer.properties.get("Type"))
        names["elb_kind"] = "net" if kind == "network" else "app"
        names["elb_name"] = template.resolve(balancer.properties.get("Name")) or names["elb_name"]
    for record in template.of_type(TYPES["dns"]):
        zone = template.resolve(record.properties.get("HostedZoneId"))
        if zone:
            names["hosted_zone_id"] = zone
    for association in template.of_type(TYPES["waf"]):
        acl = template.resolve(association.properties.get("WebACLArn"))
        if acl:
            names["web_acl_arn"] = acl
    return {name: (value,) for name, value in names.items()}


def _role_names(
    definition: Mapping[str, Document], features: Mapping[str, Feature], stack: str
) -> dict[str, tuple[str, ...]]:
    made = {
        feature: role_arn(role_name(stack, logical_id))
        for feature, logical_id in ROLE_IDS.items()
        if features[feature].used is not False
    }
    passed = []
    for feature, key in (("task_role", "TaskRoleArn"), ("execution_role", "ExecutionRoleArn")):
        given = definition.get(key)
        if isinstance(given, str):
            passed.append(role_arn(given))
        elif given and feature in made:
            passed.append(made[feature])
    names = {"stack_role_arn": tuple(made.values()), "passrole_arn": tuple(passed)}
    policied = [made[role] for role in made if _is_policied(features, role)]
    names["policied_role_arn"] = tuple(policied)
    if "autoscaling" in made:
        names["scaling_role_arn"] = (made["autoscaling"],)
    return {name: values for name, values in names.items() if values}


def _is_policied(features: Mapping[str, Feature], role: str) -> bool:
    return f"{role}_policies" in features and features[f"{role}_policies"].used is not False
