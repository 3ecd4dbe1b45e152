"""What was built beats what is configured, where it is fresh and for the stack that is asked."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.project.projects import CONFIG, REPOSITORY, V4, V5, facts, files, v6

ACL = "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/1"
TEMPLATE = """
Description: UFO ECS stack shop-web-dev
Parameters:
  CreateElb: {Type: String, Default: true}
  ElbTargetGroup: {Type: String, Default: ''}
Conditions:
  CreateElbIsTrue: !Equals [!Ref CreateElb, true]
Resources:
  EcsService:
    Type: AWS::ECS::Service
    Properties: {Cluster: built}
  Elb:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Condition: CreateElbIsTrue
    Properties: {Type: network}
  TaskRole:
    Type: AWS::IAM::Role
    Properties: {ManagedPolicyArns: [arn:a]}
  TaskDefinition:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: family
      NetworkMode: awsvpc
      TaskRoleArn: !GetAtt TaskRole.Arn
      ExecutionRoleArn: arn:aws:iam::111122223333:role/given
      ContainerDefinitions:
      - LogConfiguration: {Options: {awslogs-group: built/logs}}
  Dns:
    Type: AWS::Route53::RecordSet
    Properties: {HostedZoneId: Z9}
  WafAssociation:
    Type: AWS::WAFv2::WebACLAssociation
    Properties: {WebACLArn: arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/1}
"""


def built(template=TEMPLATE, create_elb="true", **parameters):
    given = {"CreateElb": create_elb, **parameters}
    pairs = [{"ParameterKey": key, "ParameterValue": value} for key, value in given.items()]
    return v6(
        changes={
            ".ufo/output/template.yml": template,
            ".ufo/output/params.json": json.dumps(pairs),
        }
    )


def test_resources_under_a_condition_that_does_not_hold_are_not_made():
    found = facts(built(create_elb="false"))
    assert found.features["elb"].used is False
    assert found.features["elb"].why == "The condition of Elb is false in the built template.yml."
    assert facts(built()).features["elb"].used


def test_a_condition_that_cannot_be_told_leaves_it_open():
    text = TEMPLATE.replace("!Equals [!Ref CreateElb, true]", "!Equals [!ImportValue a, true]")
    assert facts(built(text)).features["elb"].used is None


@pytest.mark.parametrize(
    ("name", "used"),
    [
        ("autoscaling", False),
        ("awsvpc", True),
        ("dns", True),
        ("ecr_push", True),
        ("execution_role", False),
        ("listener", False),
        ("logs", True),
        ("managed_policies", True),
        ("passes_roles", True),
        ("stack_roles", True),
        ("task_role", True),
        ("waf", True),
    ],
)
def test_features_are_those_of_the_template_or_else_configured(name, used):
    assert facts(built()).features[name].used is used


def test_an_existing_target_group_is_a_parameter():
    found = facts(built(create_elb="false", ElbTargetGroup="arn:tg"))
    assert found.features["existing_target_group"].used
    assert found.features["elb_reads"].used


def test_a_build_that_is_older_than_its_sources_is_not_used():
    project = built()
    times = {**project.modified, ".ufo/vars/base.rb": 2.0}
    found = facts(replace(project, modified=times))
    assert found.warnings == (
        ".ufo/output/template.yml is older than .ufo/vars/base.rb: not used.",
    )
    assert found.summary.cluster == "dev"


def test_what_ufo_and_this_program_write_makes_no_build_old():
    project = built()
    times = {**project.modified, ".ufo/output/params.erb": 9.0, ".ufo/preflight.yml": 9.0}
    contents = {**project.contents, ".ufo/output/params.erb": b"", ".ufo/preflight.yml": b""}
    found = facts(replace(project, contents=contents, modified=times))
    assert found.summary.source == ".ufo/output/template.yml"


def test_a_build_for_another_stack_is_not_used():
    found = facts(built(), env="prod")
    assert found.warnings == (
        ".ufo/output/template.yml was built for shop-web-dev, not for shop-web-prod: not used.",
    )


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("Resources: {}", "has no resources"),
        ("{", "is not valid YAML (line 1)"),
        ("Resources: !!python/name:os.system {}", "has a tag that is not read"),
    ],
)
def test_a_template_that_cannot_be_read_is_not_used(template, why):
    (warning,) = facts(built(template)).warnings
    assert warning.startswith(f".ufo/output/template.yml {why}")
    assert warning.endswith(": not used.")


def test_the_build_of_ufo_5_lies_in_tmp():
    stack = "/tmp/ufo/shop-web-dev/stack.yml"  # noqa: S108
    text = TEMPLATE.replace("Description: UFO ECS stack shop-web-dev\n", "")
    found = facts(files(V5, {stack: text}))
    assert found.summary.source == stack
    assert found.features["dns"].used


def test_the_build_of_ufo_4_has_no_task_definition():
    role = '{"family": "f", "taskRoleArn": "given", "containerDefinitions": [{"name": "web"}]}'
    template = "Resources: {Ecs: {Type: 'AWS::ECS::Service', Properties: {Cluster: built}}}"
    changes = {
        ".ufo/templates/main.json.erb": role,
        "/tmp/ufo/shop-web-dev/stack.yml": template,  # noqa: S108
    }
    found = facts(files(V4, changes))
    assert found.summary.cluster == "built"
    assert found.features["passes_roles"].used
    assert found.names["passrole_arn"] == ("arn:{partition}:iam::{account}:role/given",)


def with_image(image, setting):
    text = TEMPLATE.replace("- LogConfiguration", f"- Image: {image}\n        LogConfiguration")
    project = built(text)
    config = project.contents[CONFIG].replace(f'"{REPOSITORY}"'.encode(), setting.encode())
    contents = {**project.contents, CONFIG: config}
    return facts(replace(project, contents=contents))


def test_a_computed_image_is_told_by_what_was_built():
    found = with_image(f"{REPOSITORY}:1", "ENV['REPO']")
    assert found.features["ecr_push"].why == (
        f"The image in the built template.yml is {REPOSITORY}:1."
    )
    assert found.features["ecr_login"].used
    assert found.names["repository_arn"] == (
        "arn:{partition}:ecr:eu-west-1:111122223333:repository/shop",
    )
    assert with_image("org/shop", "ENV['REPO']").features["ecr_push"].used is False


def test_a_configured_image_is_the_one_that_is_pushed():
    found = with_image("org/other", f'"{REPOSITORY}"')
    assert found.features["ecr_push"].why == "`config.docker.repo` is in ECR in .ufo/config.rb."


@pytest.mark.parametrize(
    ("resource", "uncovered"),
    [
        ("Jobs: {Type: 'AWS::SQS::Queue'}", ("Jobs (AWS::SQS::Queue)",)),
        ("Jobs: {Type: 'AWS::SQS::Queue', Condition: CreateElbIsTrue}", ()),
        ("Other: {Type: 'AWS::IAM::Role'}", ("Other (AWS::IAM::Role)",)),
        ("Other: {Type: 'AWS::ElasticLoadBalancingV2::TargetGroup'}", ()),
    ],
)
def test_resources_that_no_check_covers_are_named(resource, uncovered):
    text = TEMPLATE.replace("Resources:\n", f"Resources:\n  {resource}\n")
    assert facts(built(text, create_elb="false")).uncovered == uncovered
