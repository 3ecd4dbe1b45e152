"""UFO 4 and 5: each switch flips its features, names are those that UFO makes."""

from __future__ import annotations

import pytest

from tests.project.projects import LEGACY, REPOSITORY, V4, V5, facts, files, flipped, used
from ufo_preflight.project.snapshot import ProjectFiles

SETTINGS = ".ufo/settings.yml"
CFN = ".ufo/settings/cfn/default.yml"


def changed(tree, settings="", **changes):
    text = LEGACY[SETTINGS].replace("base:", f"base:\n{settings}" if settings else "base:")
    return files(tree, {SETTINGS: text, **changes})


@pytest.mark.parametrize(
    ("tree", "settings", "change"),
    [
        (V4, "  ecr_keep: 30", {"ecr_cleanup": True}),
        (V5, "  ecr_keep: 30", {"ecr_cleanup": True}),
        (V4, "  managed_security_groups: false", {}),
        (
            V5,
            "  managed_security_groups: false",
            {
                "ecs_security_group": False,
                "elb_security_group": False,
                "security_group_rule": False,
                "security_groups": False,
            },
        ),
    ],
)
def test_a_setting_flips_its_features_and_no_other(tree, settings, change):
    if tree is V4 and "managed" in settings:
        tree = {**tree, "Gemfile.lock": "    ufo (4.6.3)\n"}
    assert flipped(used(files(tree)), used(changed(tree, settings))) == change


@pytest.mark.parametrize(
    ("tree", "settings", "change"),
    [
        (V5, "Dns:\n  Name: '{stack_name}.example.com.'\n", {"dns": True}),
        (V5, "dns:\n  name: shop.example.com.\n", {"dns": True}),
        (V5, "ListenerSsl:\n  Port: 443\n", {"ssl": True}),
        (V5, "listener_ssl:\n  port: 443\n", {"ssl": True}),
        (V4, "dns:\n  name: shop.example.com.\n", {"dns": True}),
        (V4, "listener_ssl:\n  port: 443\n", {"ssl": True}),
        # UFO 4 reads `dns`, and takes no notice of `Dns`: lib/ufo/stack/context.rb of v4.6.3.
        (V4, "Dns:\n  Name: '{stack_name}.example.com.'\n", {}),
        (V4, "ListenerSsl:\n  Port: 443\n", {}),
    ],
)
def test_a_property_of_the_template_flips_its_features(tree, settings, change):
    assert flipped(used(files(tree)), used(files(tree, {CFN: settings}))) == change


@pytest.mark.parametrize("tree", [V4, V5])
def test_an_image_that_is_not_in_ecr(tree):
    project = files(tree, {SETTINGS: LEGACY[SETTINGS].replace(REPOSITORY, "org/shop")})
    assert flipped(used(files(tree)), used(project)) == {"ecr_push": False, "ecr_login": False}


def test_a_role_file_is_read_in_ufo_5_alone():
    assert used(files(V5))["passes_roles"]
    tree = {**V5, "Gemfile.lock": "    ufo (4.6.3)\n"}
    assert not used(files(tree))["passes_roles"]


def test_a_worker_has_no_load_balancer():
    text = LEGACY[".ufo/task_definitions.rb"].replace("web", "worker")
    project = files(V5, {".ufo/task_definitions.rb": text})
    assert facts(project, role="worker").features["elb"].why == (
        "The container is `worker` (--elb auto)."
    )


@pytest.mark.parametrize(
    ("naming", "stack"),
    [
        ("append_env", "shop-web-dev"),
        ("append_cluster", "shop-web-dev"),
        ("append_ufo_env", "shop-web-development"),
        ("append_nothing", "shop-web"),
        ("prepend_nothing", "shop-web"),
        ("prepend_cluster", "dev-shop-web"),
        ("by_moon", "shop-web-development"),
    ],
)
def test_the_stack_is_named_as_the_settings_say(naming, stack):
    text = LEGACY[SETTINGS].replace("append_env", naming)
    assert facts(files(V5, {SETTINGS: text})).summary.stack == stack


def test_names_follow():
    found = facts(changed(V5, "  ecr_keep: 3"), extra="blue")
    assert found.names["service"] == ("shop-web-dev-blue-Ecs-*",)
    assert found.names["cluster"] == ("dev",)
    assert found.names["family"] == ("shop-web",)
    assert found.names["log_group"] == ("ecs/shop-web-blue",)
    assert found.names["cleaned_repository_arn"] == (
        "arn:{partition}:ecr:{region}:{account}:repository/shop",
    )


@pytest.mark.parametrize(
    ("settings", "cluster"),
    [
        ("base:\n  cluster: a\n  service_cluster: {shop-web: b}\n", "b"),
        ("base:\n  cluster: a\n", "a"),
        ("base:\n  cluster: a\nproduction:\n  cluster: p\n", "p"),
        ("base: {}\n", "production"),
        ("base:\n  cluster: <%= ENV['C'] %>\n", ""),
    ],
)
def test_the_cluster_is_the_services_else_the_environments(settings, cluster):
    project = files(V5, {SETTINGS: settings})
    assert facts(project, env="production").summary.cluster == cluster


def test_the_users_own_settings_come_last():
    project = files(V5, {"~/.ufo/settings.yml": "base:\n  image: other\n  ecr_keep: 9\n"})
    assert used(project)["ecr_cleanup"]
    assert used(project)["ecr_push"]


def test_settings_that_cannot_be_read_are_not_detected():
    found = facts(files(V5, {SETTINGS: "{"}))
    assert found.warnings == (
        ".ufo/settings.yml is not valid YAML (line 1): its settings are not detected.",
    )
    assert found.features["ecr_push"].used is None


def test_a_service_that_cannot_be_told_is_asked_for():
    project = files(V5, {".ufo/task_definitions.rb": None})
    assert facts(project).warnings == ("Which service is shipped is not known: name it by --app.",)
    assert facts(project, app="shop-web").summary.stack == "shop-web-dev"


def test_the_current_service_is_the_one_that_ufo_remembers():
    project = files(V5, {".ufo/current": "---\nservice: shop-clock\nenv_extra: '2'\n"})
    assert facts(project).summary.stack == "shop-clock-dev-2"


def test_a_built_task_definition_stands_in_for_its_template():
    text = '{"family": "f", "containerDefinitions": [{"name": "web"}]}'
    changes = {".ufo/templates/main.json.erb": None, ".ufo/output/shop-web.json": text}
    found = facts(files(V5, changes))
    assert found.features["elb"].used
    assert found.features["logs"].used is False
    assert found.names["family"] == ("f",)


def test_an_unreadable_template_leaves_what_it_decides_open():
    project = files(V5, {".ufo/templates/main.json.erb": "<% ( %>"})
    assert used(project)["elb"] is None
    assert used(project)["logs"] is None
    assert isinstance(project, ProjectFiles)


BASE = "111122223333.dkr.ecr.us-west-2.amazonaws.com/base:1"


@pytest.mark.parametrize(
    ("variables", "used_", "names"),
    [
        (f"development:\n  base_image: {BASE}\n", True, 1),
        ("development:\n  base_image: ruby:3.3\n", False, 0),
        (f"production:\n  base_image: {BASE}\n", None, 0),
        ("{", None, 0),
        (None, None, 0),
    ],
)
def test_a_dockerfile_erb_is_compiled_with_the_environments_variables(variables, used_, names):
    changes = {
        "Dockerfile.erb": "FROM <%= @base_image %>\n",
        ".ufo/settings/dockerfile_variables.yml": variables,
    }
    found = facts(files(V5, changes))
    assert found.features["ecr_pull"].used is used_
    assert len(found.names.get("base_repository_arn", ())) == names


@pytest.mark.parametrize(
    ("text", "managed", "inline"),
    [
        ('managed_iam_policy("a")\n', True, False),
        ('iam_policy("a", Action: ["b"])\n', False, True),
        ('iam_policy("a", Action: ["b"])\nmanaged_iam_policy("c")\n', True, True),
    ],
)
def test_the_kinds_of_policies_of_a_role(text, managed, inline):
    found = facts(files(V5, {".ufo/iam_roles/execution_role.rb": text}))
    assert found.features["managed_policies"].used is managed
    assert found.features["inline_policies"].used is inline
    assert ("inline_role_arn" in found.names) is inline


def test_names_of_the_cfn_profile_are_those_of_the_stack():
    text = "ExecutionRole:\n  RoleName: shop-exec\nTargetGroup:\n  Name: shop-tg\n"
    found = facts(files(V5, {CFN: text}))
    assert found.names["stack_role_arn"] == ("arn:{partition}:iam::{account}:role/shop-exec",)
    assert found.names["target_group_name"] == ("shop-tg",)
    # UFO 4 takes ids in snake_case alone.
    assert facts(files(V4, {CFN: text})).names["target_group_name"] != ("shop-tg",)
    snake = facts(files(V4, {CFN: "target_group:\n  name: shop-tg\n"}))
    assert snake.names["target_group_name"] == ("shop-tg",)


def test_the_network_profile_names_the_vpc():
    found = facts(files(V5))
    assert found.names["vpc_id"] == ("vpc-1",)
    assert found.names["subnet_id"] == ("subnet-1", "subnet-2")


@pytest.mark.parametrize("tree", [V4, V5])
def test_what_is_no_feature_of_a_version_is_not_used(tree):
    found = used(files(tree))
    for name in ("autoscaling", "waf", "tags", "state_object", "helper_ssm", "vpc_lookup"):
        assert found[name] is False
