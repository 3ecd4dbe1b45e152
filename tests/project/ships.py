"""Ships as choices: the UFO 6 project that configures one, and the template that UFO builds of it.

The template follows lib/ufo/cfn/stack/builder of https://github.com/boltops-tools/ufo at v6.3.13.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from tests.project.projects import CONFIG, EXECUTION_ROLE, TASK, TASK_ROLE, V6, files
from ufo_preflight.project.snapshot import ProjectFiles

CERTIFICATES = ("arn:aws:acm:eu-west-1:111122223333:certificate/1", "certificate-2")
TARGET_GROUP = (
    "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/old/0123456789abcdef"
)
WEB_ACL = "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/1"
GIVEN_ROLE = "arn:aws:iam::111122223333:role/given"
INLINE, MANAGED = 'iam_policy("a", Action: ["b:C"])\n', 'managed_iam_policy("c")\n'


@dataclass(frozen=True)
class Ship:
    """What decides a stack; the defaults make everything that can be made of a web service."""

    elb: object = "auto"
    container: str = "web"
    existing: bool = False
    kind: str = "application"
    listener: bool = True
    ssl: bool = False
    certificates: int = 0
    domain: str = ""
    zone: str = ""
    waf: bool = False
    autoscaling: bool = True
    awsvpc: bool = False
    logs: bool = True
    task_role: str = ""
    execution_role: str = ""
    given_role: bool = False
    vpc: str = ""
    cluster: str = ""

    @property
    def makes_elb(self) -> bool:
        """As lib/ufo/cfn/stack/vars.rb decides."""
        if self.existing:
            return False
        return self.container == "web" if self.elb == "auto" else bool(self.elb)


def project(ship: Ship, *, built: bool = False, **more: str) -> ProjectFiles:
    """Return the project that configures a ship, with what was built of it on demand."""
    settings = {
        "elb.enabled": ship.elb,
        "elb.existing.target_group": TARGET_GROUP if ship.existing else None,
        "elb.type": ship.kind,
        "elb.listener.enabled": ship.listener,
        "elb.ssl.enabled": ship.ssl,
        "elb.ssl.certificates": list(CERTIFICATES[: ship.certificates]) or None,
        "dns.domain": ship.domain or None,
        "dns.hosted_zone_id": ship.zone or None,
        "waf.web_acl_arn": WEB_ACL if ship.waf else None,
        "autoscaling.enabled": ship.autoscaling,
        "vpc.id": ship.vpc or None,
        "ecs.cluster": ship.cluster or None,
    }
    lines = [f"  config.{name} = {ruby(value)}" for name, value in settings.items() if value != ""]
    if not ship.cluster:
        lines = [line for line in lines if "ecs.cluster" not in line]
    changes: dict[str, str | None] = {
        CONFIG: V6[CONFIG].replace("\nend", "\n" + "\n".join(lines) + "\nend"),
        TASK: json.dumps(task_definition(ship)),
        TASK_ROLE: ship.task_role,
        EXECUTION_ROLE: ship.execution_role,
    }
    if built:
        changes[".ufo/output/template.yml"] = json.dumps(template(ship))
        changes[".ufo/output/params.json"] = json.dumps(parameters(ship))
    return files(V6, {**changes, **more})


def ruby(value: object) -> str:
    """Return the Ruby of a plain value."""
    return "nil" if value is None else json.dumps(value)


def task_definition(ship: Ship) -> dict[str, object]:
    """Return the task definition, its keys as UFO writes them."""
    container: dict[str, object] = {"name": ship.container, "image": "shop"}
    if ship.logs:
        options = {"awslogs-group": "ecs/shop-dev"}
        container["logConfiguration"] = {"logDriver": "awslogs", "options": options}
    given = {"taskRoleArn": GIVEN_ROLE} if ship.given_role else {}
    mode = "awsvpc" if ship.awsvpc else "bridge"
    return {
        "family": "shop-web-dev",
        "networkMode": mode,
        "containerDefinitions": [container],
        **given,
    }


def camelized(value: object) -> object:
    """Return a value with its keys in CamelCase, all but those of a log driver's options."""
    if isinstance(value, dict):
        return {
            key if "-" in key else key[0].upper() + key[1:]: camelized(each)
            for key, each in value.items()
        }
    return [camelized(each) for each in value] if isinstance(value, list) else value


def template(ship: Ship) -> dict[str, object]:
    """Return the template that UFO builds."""
    return {
        "Description": "UFO ECS stack shop-web-dev",
        "Parameters": {"CreateElb": {"Default": True}, "ElbTargetGroup": {"Default": ""}},
        "Conditions": {
            "CreateElbIsTrue": {"Fn::Equals": [{"Ref": "CreateElb"}, True]},
            "ElbTargetGroupIsBlank": {"Fn::Equals": [{"Ref": "ElbTargetGroup"}, ""]},
            "CreateTargetGroupIsTrue": {
                "Fn::And": [
                    {"Condition": "CreateElbIsTrue"},
                    {"Condition": "ElbTargetGroupIsBlank"},
                ]
            },
        },
        "Resources": {**service(ship), **balancing(ship), **surroundings(ship)},
    }


def service(ship: Ship) -> dict[str, object]:
    """Return the service, its task definition and their roles."""
    definition = camelized(task_definition(ship))
    made: dict[str, object] = {
        "EcsService": resource("AWS::ECS::Service", Cluster=ship.cluster or "dev")
    }
    for name, text in (("TaskRole", ship.task_role), ("ExecutionRole", ship.execution_role)):
        parts = {}
        if INLINE in text:
            parts["Policies"] = [{"PolicyName": "a"}]
        if MANAGED in text:
            parts["ManagedPolicyArns"] = ["arn:aws:iam::aws:policy/c"]
        if parts:
            made[name] = resource("AWS::IAM::Role", **parts)
            definition[f"{name}Arn"] = {"Fn::GetAtt": f"{name}.Arn"}
    return {**made, "TaskDefinition": resource("AWS::ECS::TaskDefinition", **definition)}


def balancing(ship: Ship) -> dict[str, object]:
    """Return what is made for a load balancer, all of it under conditions."""
    elb, kind = {"Condition": "CreateElbIsTrue"}, "AWS::ElasticLoadBalancingV2"
    target = {"Condition": "CreateTargetGroupIsTrue"}
    made = {
        "Elb": resource(f"{kind}::LoadBalancer", Type=ship.kind) | elb,
        "TargetGroup": resource(f"{kind}::TargetGroup", VpcId={"Ref": "Vpc"}) | target,
    }
    if ship.listener:
        made["Listener"] = resource(f"{kind}::Listener") | elb
    if ship.ssl and ship.certificates:
        made["ListenerSsl"] = resource(f"{kind}::Listener") | elb
    if ship.certificates > 1:
        made["ListenerCertificate"] = resource(f"{kind}::ListenerCertificate") | elb
    if ship.kind == "application":
        made["ElbSecurityGroup"] = resource("AWS::EC2::SecurityGroup") | elb
    if ship.awsvpc:
        made["EcsSecurityGroupRule"] = resource("AWS::EC2::SecurityGroupIngress") | elb
    return made


def surroundings(ship: Ship) -> dict[str, object]:
    """Return what goes with the service: its group, its record, its scaling, its web ACL."""
    made = {}
    if ship.awsvpc:
        made["EcsSecurityGroup"] = resource("AWS::EC2::SecurityGroup")
    if ship.domain and (ship.makes_elb or ship.existing):
        zone = {"HostedZoneId": ship.zone} if ship.zone else {"HostedZoneName": f"{ship.domain}."}
        made["Dns"] = resource("AWS::Route53::RecordSet", **zone)
    if ship.autoscaling:
        scaling = "AWS::ApplicationAutoScaling"
        made["ScalingRole"] = resource("AWS::IAM::Role", Policies=[{"PolicyName": "s"}])
        made["ScalingTarget"] = resource(f"{scaling}::ScalableTarget")
        made["ScalingPolicy"] = resource(f"{scaling}::ScalingPolicy")
    if ship.waf:
        made["WafAssociation"] = resource(
            "AWS::WAFv2::WebACLAssociation", WebACLArn=WEB_ACL, ResourceArn={"Ref": "Elb"}
        )
    return made


def resource(kind: str, **properties: object) -> dict[str, object]:
    """Return a resource of a template."""
    return {"Type": kind, "Properties": properties}


def parameters(ship: Ship) -> list[dict[str, str]]:
    """Return the stack's parameters as UFO writes them."""
    values = {
        "Vpc": ship.vpc or "vpc-default",
        "CreateElb": "true" if ship.makes_elb else "false",
        "ElbTargetGroup": TARGET_GROUP if ship.existing else "",
    }
    return [{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()]
