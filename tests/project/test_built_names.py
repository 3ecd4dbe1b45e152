"""The names in a built template."""

from __future__ import annotations

from tests.project.projects import facts
from tests.project.test_built import ACL, TEMPLATE, built


def test_names_are_taken_from_the_template():
    found = facts(built())
    assert {name: found.names[name] for name in ("cluster", "family", "log_group")} == {
        "cluster": ("built",),
        "family": ("family",),
        "log_group": ("built/logs",),
    }
    assert found.names["passrole_arn"] == (
        "arn:{partition}:iam::{account}:role/shop-web-dev-TaskRole-*",
        "arn:aws:iam::111122223333:role/given",
    )
    assert found.names["elb_kind"] == ("net",)
    assert found.names["hosted_zone_id"] == ("Z9",)
    assert found.names["web_acl_arn"] == (ACL,)
    assert found.summary.cluster == "built"
    assert found.summary.source == ".ufo/output/template.yml"


def test_a_malformed_arn_of_a_build_warns_and_is_no_name():
    text = TEMPLATE.replace(ACL, "arn:aws:wafv2:x").replace("role/given", "ole/given")
    found = facts(built(text))
    assert "web_acl_arn" not in found.names
    assert "passrole_arn" not in found.names
    assert [warning.partition(":1:")[0] for warning in found.warnings] == [
        ".ufo/output/template.yml",
        ".ufo/output/template.yml",
    ]


def test_names_that_stand_in_the_template_beat_those_that_aws_makes():
    text = TEMPLATE.replace(
        "Properties: {ManagedPolicyArns: [arn:a]}",
        "Properties: {RoleName: shop-task, Path: /apps/, ManagedPolicyArns: [arn:a]}",
    ).replace(
        "  TaskDefinition:",
        "  TargetGroup:\n    Type: AWS::ElasticLoadBalancingV2::TargetGroup\n"
        "    Properties: {Name: shop-tg}\n  TaskDefinition:",
    )
    found = facts(built(text))
    assert found.names["stack_role_arn"] == ("arn:{partition}:iam::{account}:role/apps/shop-task",)
    assert found.names["passrole_arn"][0] == found.names["stack_role_arn"][0]
    assert found.names["target_group_name"] == ("shop-tg",)


def test_a_name_that_only_aws_can_tell_is_not_taken_for_the_usual_one():
    text = TEMPLATE.replace(
        "{ManagedPolicyArns: [arn:a]}", "{RoleName: !GetAtt A.B, ManagedPolicyArns: [arn:a]}"
    )
    found = facts(built(text))
    assert "stack_role_arn" not in found.names
    assert "passrole_arn" not in found.names


def test_parameters_are_names():
    found = facts(built(Vpc="vpc-7", ElbSubnets="subnet-1,subnet-2", EcsSubnets="subnet-2"))
    assert found.names["vpc_id"] == ("vpc-7",)
    assert found.names["subnet_id"] == ("subnet-1", "subnet-2")


def test_a_name_of_the_service_is_taken_as_it_is():
    text = TEMPLATE.replace("{Cluster: built}", "{Cluster: built, ServiceName: mine}")
    found = facts(built(text))
    assert found.names["service"] == ("mine",)
    assert found.names["stack"] == ("shop-web-dev",)
