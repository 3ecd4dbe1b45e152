"""Each setting set, unset and unreadable: what cannot be read is never taken for absent."""

from __future__ import annotations

import pytest

from tests.project.projects import CONFIG, TASK, V5, V6, VARS, files, v6
from ufo_preflight.api import CheckOptions, checks_for
from ufo_preflight.caller import Identity, PrincipalKind
from ufo_preflight.catalog.select import Selection
from ufo_preflight.model import Need
from ufo_preflight.project.naming import Layers
from ufo_preflight.project.reading import read_project

IDENTITY = Identity(PrincipalKind.USER, account="111122223333")


def read(project, environ=None, **layers):
    return read_project(project, Layers(**layers), environ=environ)


def used(settings, environ=None, **changes):
    found = read(v6(settings, changes), environ)
    return {name: feature.used for name, feature in found.features.items()}


# Setting, feature, a value that turns it on, one that turns it off.
SETTINGS = [
    ("docker.repo", "ecr_push", '"111122223333.dkr.ecr.eu-west-1.amazonaws.com/a"', '"org/a"'),
    ("dns.domain", "dns", '"example.com"', "nil"),
    ("dns.name", "dns", '"a.example.com"', "nil"),
    ("waf.web_acl_arn", "waf", '"arn:aws:wafv2:x"', "nil"),
    ("elb.existing.target_group", "existing_target_group", '"arn:aws:elb:x"', "nil"),
    ("elb.enabled", "elb", "true", "false"),
    ("elb.listener.enabled", "listener", "true", "false"),
    ("autoscaling.enabled", "autoscaling", "true", "false"),
    ("ecs.create_cluster", "create_cluster", "true", "nil"),
    ("cfn.tags", "tags", "{a: 1}", "nil"),
    ("vpc.id", "vpc_lookup", "nil", '"vpc-1"'),
]


@pytest.mark.parametrize(("setting", "feature", "on", "off"), SETTINGS)
def test_a_setting_is_on_off_or_not_readable(setting, feature, on, off):
    assert used(f"  config.{setting} = {on}")[feature] is True
    assert used(f"  config.{setting} = {off}")[feature] is False
    assert used(f"  config.{setting} = find")[feature] is None
    assert used(f'  config.{setting} = ENV["X"]')[feature] is None
    assert used(f"  config.{setting} = {on} if asked?")[feature] in (None, True)


@pytest.mark.parametrize(
    ("setting", "feature"),
    [(name, feature) for name, feature, _, off in SETTINGS if off == "nil"],
)
def test_a_text_of_which_a_part_is_computed_is_set(setting, feature):
    assert used(f'  config.{setting} = "a-#{{find}}"')[feature] is True
    assert used(f'  config.{setting} = "a-" + find')[feature] is True
    assert used(f'  config.{setting} = find || "a"')[feature] is True


def test_a_registry_shows_in_what_is_known_of_an_image():
    image = '"#{account}.dkr.ecr.#{region}.amazonaws.com/shop"'
    found = read(v6(f"  config.docker.repo = {image}"))
    assert found.features["ecr_push"].used
    assert found.names["repository_arn"] == (
        "arn:{partition}:ecr:{region}:{account}:repository/shop",
    )
    assert used('  config.docker.repo = "#{find}.dkr.ecr.x.amazonaws.com/a"')["ecr_push"] is True
    assert used('  config.docker.repo = "#{find}/shop"')["ecr_push"] is None


@pytest.mark.parametrize(
    ("value", "environ", "expected"),
    [
        ('ENV["DOMAIN"]', {"DOMAIN": "example.com"}, True),
        ('ENV["DOMAIN"]', {}, False),
        ('ENV.fetch("DOMAIN")', {"DOMAIN": "example.com"}, True),
        ('ENV.fetch("DOMAIN")', {}, None),
        ('ENV.fetch("DOMAIN", nil)', {}, False),
        ('ENV.fetch("DOMAIN", "example.com")', {}, True),
        ('ENV.fetch("DOMAIN") { "example.com" }', {}, True),
        ('ENV["DOMAIN"] || "example.com"', {}, True),
        ("ENV[name]", {}, None),
        ('ENV["DOMAIN"]', None, None),
    ],
)
def test_the_environment_of_the_check_is_the_ships(value, environ, expected):
    assert used(f"  config.dns.domain = {value}", environ)["dns"] is expected


def test_what_was_taken_from_the_environment_is_said_and_its_value_is_not():
    found = read(v6('  config.dns.domain = ENV["DOMAIN"]'), {"DOMAIN": "secret.example.com"})
    assert found.warnings == (
        "Taken from the environment of this check: DOMAIN (.ufo/config.rb:5).",
    )


@pytest.mark.parametrize(
    ("boot", "expected"),
    [
        ('ENV["DOMAIN"] = "example.com"', True),
        ('ENV["DOMAIN"] ||= "example.com"', True),
        ('ENV["DOMAIN"] = find', None),
        ("ENV[name] = 'x'", None),
        ("(", None),
    ],
)
@pytest.mark.parametrize("file", [".ufo/config/boot.rb", ".ufo/config/boot/dev.rb"])
def test_what_boot_puts_into_the_environment_is_there(boot, expected, file):
    found = used('  config.dns.domain = ENV["DOMAIN"]', {}, **{file: boot})
    assert found["dns"] is expected


@pytest.mark.parametrize(
    ("before", "value", "cluster"),
    [
        ('NAME = "main"\n', "NAME", "main"),
        ("", '"main-#{Ufo.env}"', "main-dev"),
        ("class Name\n  def call(names)\n    names.env\n  end\nend\n", "Name", ""),
        ("", "->(names) { names.env }", ""),
        ("", 'case Ufo.env when "dev" then "a" else "b" end', "a"),
    ],
)
def test_constants_and_callables(before, value, cluster):
    config = V6[CONFIG].replace("\nend", f"\n  config.ecs.cluster = {value}\nend")
    found = read(files(V6, {CONFIG: before + config}))
    assert found.summary.cluster == cluster
    assert ("cluster" in found.names) is bool(cluster)


def test_helpers_of_the_project_are_read_in_a_task_definition():
    module = 'module LogHelper\n  def logs\n    "ecs/#{Ufo.app}"\n  end\nend\n'
    changes = {
        ".ufo/helpers/log_helper.rb": module,
        TASK: V6[TASK].replace("@log_group", "logs"),
        VARS: V6[VARS].replace("@log_group", "@unused"),
    }
    assert read(v6(changes=changes)).names["log_group"] == ("ecs/shop",)


def test_names_of_parameters_are_expanded():
    changes = {VARS: V6[VARS] + '@db = ssm("/shop/:ENV/db_url")\n'}
    assert read(v6(changes=changes)).names["parameter"] == ("shop/dev/db_url",)


@pytest.mark.parametrize(
    ("release", "groups"), [("6.0.0", False), ("6.3.3", False), ("6.3.4", True), (None, True)]
)
def test_managed_security_groups_by_version(release, groups):
    lock = {"Gemfile.lock": f"    ufo ({release})\n"} if release else {}
    found = used("  config.vpc.security_groups.managed = false", **lock)
    assert found["elb_security_group"] is groups


NAMED = (
    "TaskRole:\n  RoleName: shop-task\n  path: /apps/\ntarget_group:\n  Name: '{stack_name}-tg'\n"
)


def test_names_of_config_cfn_are_those_of_the_stack():
    changes = {
        ".ufo/config/cfn/base.yml": NAMED,
        ".ufo/config/cfn/dev.yml": "TargetGroup:\n  Name: mine\n",
    }
    found = read(v6(changes=changes))
    assert found.names["passrole_arn"][0] == "arn:{partition}:iam::{account}:role/apps/shop-task"
    assert found.names["target_group_name"] == ("mine",)
    assert read(v6(changes=changes), env="qa").names["target_group_name"] == ("shop-web-qa-tg",)


@pytest.mark.parametrize(
    "text", ["{", "TaskRole:\n  RoleName: <%= name %>\n", "TaskRole:\n  RoleName: !Sub 'a-${B}'\n"]
)
def test_names_that_cannot_be_read_are_not_the_usual_ones(text):
    found = read(v6(changes={".ufo/config/cfn/base.yml": text}))
    assert "passrole_arn" not in found.names
    assert "stack_role_arn" not in found.names


def test_policies_of_config_cfn_count():
    text = "TaskRole:\n  ManagedPolicyArns: [arn:aws:iam::aws:policy/ReadOnlyAccess]\n"
    found = read(v6(changes={".ufo/config/cfn/base.yml": text}))
    assert found.features["task_role_policies"].used


@pytest.mark.parametrize("tree", [V5, V6])
def test_a_malformed_role_warns_with_its_place_and_reaches_no_policy(tree):
    path = TASK if tree is V6 else ".ufo/templates/main.json.erb"
    arn = "arn:aws:iam::111122223333ole/task"
    family = "family: <%= @family %>" if tree is V6 else '"family": "<%= @family %>",'
    line = f"taskRoleArn: {arn}\n" if tree is V6 else f'"taskRoleArn": "{arn}",\n'
    roles = {".ufo/iam_roles/execution_role.rb": None} if tree is V5 else {}
    changes = {path: tree[path].replace(family, line + family), **roles}
    if tree is V6:
        changes |= {".ufo/resources/iam_roles/task_role.rb": None}
    found = read(files(tree, changes))
    at = changes[path][: changes[path].index(arn)].count("\n") + 1
    assert f"{path}:{at}: `taskRoleArn` is no ARN of iam: {arn}" in found.warnings
    assert "passrole_arn" not in found.names
    assert found.features["passes_roles"].used is not False


def test_what_cannot_be_read_makes_its_row_needed():
    facts = read(v6('  config.dns.domain = find\n  config.docker.repo = ENV["REPO"]'))
    options = CheckOptions(facts=facts, selection=Selection())
    rows = {check.id: check for check in checks_for(options, IDENTITY, "eu-west-1")}
    for name in ("ecr", "route53"):
        assert rows[name].need is Need.REQUIRED
        assert all(each.uncertain for each in rows[name].requirements)


def test_the_layers_that_are_chosen_stand_in_the_environment_as_ufo_is_told_them():
    settings = '  config.dns.domain = "example.com" if ENV["UFO_ENV"] == "prod"'
    assert read(v6(settings), {}, env="prod").features["dns"].used is True
    assert read(v6(settings), {}).features["dns"].used is False
    assert read(v6(settings), {"UFO_ENV": "qa"}, env="prod").features["dns"].used is True
