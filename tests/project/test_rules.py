"""Rules of every version: ECR, logs, roles, and the names that follow from a stack's."""

from __future__ import annotations

import pytest

from ufo_preflight.project.features import Roles, no, yes
from ufo_preflight.project.ruby_scope import Environment
from ufo_preflight.project.rules import (
    RoleFile,
    log_group_names,
    pushes_to_ecr,
    read_role,
    role_arn,
    role_names,
    role_sights,
    writes_logs,
)
from ufo_preflight.project.snapshot import NIL, Computed, Known, ProjectFiles
from ufo_preflight.project.task_definition import TaskDefinition

ABSENT = RoleFile(no("none"), no("none"), no("none"))
MADE = RoleFile(yes("made"), no("none"), yes("made"))


def definition(*groups, task_role=NIL):
    return TaskDefinition("t.yml", NIL, NIL, NIL, task_role, NIL, groups)


def roles_of(definition):
    arn = "arn:{partition}:iam::{account}:role/shop-"
    made = {"task_role": f"{arn}TaskRole-*", "execution_role": f"{arn}ExecutionRole-*"}
    given = {"task_role": definition.task_role, "execution_role": definition.execution_role}
    return Roles(made, given)


@pytest.mark.parametrize(
    ("image", "used", "why"),
    [
        (NIL, None, "`image` is not set."),
        (Known("org/a", "s.yml:1"), False, "`image` is not in ECR in s.yml."),
        (Known("1.dkr.ecr.x.amazonaws.com/a", "s.yml:1"), True, "`image` is in ECR in s.yml."),
        (Computed("s.yml:1"), None, "`image` is computed in s.yml:1."),
    ],
)
def test_images(image, used, why):
    found = pushes_to_ecr("image", image)
    assert (found.used, found.why) == (used, why)


@pytest.mark.parametrize(
    ("groups", "used"),
    [
        ((), False),
        ((Known("g"),), True),
        ((Computed("v.rb:1"),), True),
        ((Computed("t.yml", "set conditionally"),), None),
        ((Computed("t.yml", "not readable"),), None),
    ],
)
def test_logs(groups, used):
    assert writes_logs(definition(*groups)).used is used


def test_log_groups_are_named_when_all_are_known():
    assert log_group_names(definition(Known("a"), Known("b"))) == {"log_group": ("a", "b")}
    assert log_group_names(definition(Known("a"), Computed("v.rb:1"))) == {}


def test_a_role_that_the_stack_makes_beats_one_that_is_given():
    given = definition(task_role=Known("arn:aws:iam::1:role/given", "t.yml:1"))
    features = role_sights(given, MADE, ABSENT)
    names = role_names({**features, "autoscaling": no("none")}, roles_of(given))
    assert names["passrole_arn"] == ("arn:{partition}:iam::{account}:role/shop-TaskRole-*",)


def test_no_role_at_all_passes_none():
    features = role_sights(definition(), ABSENT, ABSENT)
    assert features["passes_roles"] == no("No role file declares a policy, no role ARN is given.")
    roles = roles_of(definition())
    assert role_names({**features, "autoscaling": no("none")}, roles) == {}


def test_a_role_that_is_not_known_leaves_the_group_out():
    given = definition(task_role=Computed("t.yml:1"))
    features = {**role_sights(given, ABSENT, MADE), "autoscaling": no("none")}
    assert "passrole_arn" not in role_names(features, roles_of(given))


def role(text, *paths):
    return read_role(
        ProjectFiles({"role.rb": text.encode()}), paths or ("role.rb",), {}, Environment()
    )


@pytest.mark.parametrize(
    ("text", "made", "managed", "inline"),
    [
        ('iam_policy("a", Action: ["b"])', True, False, True),
        ('managed_iam_policy("a", "b")', True, True, False),
        ("# iam_policy('a')", False, None, None),
        ('iam_policy("a") if foo', None, False, None),
        ("(", None, None, None),
    ],
)
def test_declarations(text, made, managed, inline):
    found = role(text)
    assert (found.made.used, found.managed_policies.used) == (made, managed)
    assert found.inline_policies.used == inline


def test_the_first_file_that_is_there_counts():
    assert (
        role('iam_policy("a")', "app/role.rb", "role.rb").made.why == "role.rb declares a policy."
    )
    assert role("", "other.rb").made.why == "There is no other.rb."


def test_calls_are_handed_on():
    assert [use.name for use in role('iam_policy("a", Resource: ssm("/b"))').uses] == [
        "ssm",
        "iam_policy",
    ]


def test_roles_are_given_by_arn_or_by_name():
    assert role_arn("arn:aws:iam::1:role/a") == "arn:aws:iam::1:role/a"
    assert role_arn("a") == "arn:{partition}:iam::{account}:role/a"
