"""Names of a stack's resources: stated, as AWS makes them, or known to AWS alone."""

from __future__ import annotations

import pytest

from ufo_preflight.catalog import load_catalogue
from ufo_preflight.project.stack_names import COVERED, ELB, ROLE, SERVICE, TARGET_GROUP, names_in
from ufo_preflight.project.stack_template import Resource, Template

ONLY_AWS = {"Fn::GetAtt": "A.B"}


def template(*resources, **parameters):
    return Template(tuple(Resource(*each, made=True) for each in resources), "", parameters)


@pytest.mark.parametrize(
    ("properties", "name"),
    [
        ({}, "shop-we-Elb-*"),
        ({"Name": "mine"}, "mine"),
        ({"Name": {"Ref": "Given"}}, "given"),
        ({"Name": {"Ref": "AWS::NoValue"}}, "shop-we-Elb-*"),
        ({"Name": ONLY_AWS}, None),
    ],
)
def test_a_name_is_the_templates_else_the_one_that_aws_makes(properties, name):
    found = names_in(template(("Elb", ELB, properties), Given="given"), "shop-web-dev")
    assert found.single.get("elb_name") == name


@pytest.mark.parametrize(
    ("properties", "arn"),
    [
        ({}, "role/shop-TaskRole-*"),
        ({"RoleName": "task"}, "role/task"),
        ({"Path": "/apps/"}, "role/apps/shop-TaskRole-*"),
        ({"RoleName": ONLY_AWS}, None),
        ({"Path": ONLY_AWS}, None),
    ],
)
def test_roles_have_names_and_paths(properties, arn):
    found = names_in(template(("TaskRole", ROLE, properties)), "shop").roles
    wanted = f"arn:{{partition}}:iam::{{account}}:{arn}" if arn else None
    assert found.get("task_role") == wanted


def test_without_the_stacks_name_only_stated_names_are_known():
    resources = (
        ("Ecs", SERVICE, {"Cluster": "main"}),
        ("TargetGroup", TARGET_GROUP, {"Name": "mine"}),
        ("Elb", ELB, {}),
    )
    found = names_in(template(*resources), "")
    assert found.single == {"cluster": "main", "target_group_name": "mine", "elb_kind": "app"}
    assert found.roles == {}


def test_the_types_that_are_covered_are_those_that_the_catalogue_cites():
    sources = {entry.source.split(",")[0].split(" ")[0] for entry in load_catalogue().entries}
    cited = {source for source in sources if source.startswith("AWS::")}
    assert cited <= set(COVERED)
