"""Every switch of UFO 6: flipping it flips its features, and no other."""

from __future__ import annotations

import pytest

from tests.project.projects import (
    CONFIG,
    EXECUTION_ROLE,
    TASK,
    TASK_ROLE,
    V6,
    VARS,
    facts,
    flipped,
    used,
    v6,
)

CONFIG_CALLS = [
    f"config_{name}"
    for name in ("account", "acm", "ecr", "key_pairs", "ssm", "stack_output", "waf")
]
PLAIN = {
    "autoscaling": True,
    "awsvpc": False,
    "boundary": False,
    "create_cluster": False,
    "dns": False,
    "ecr_cleanup": False,
    "record_reads": False,
    "execution_role_inline": False,
    "inline_policies": True,
    "task_role_inline": True,
    **dict.fromkeys(CONFIG_CALLS, False),
    "summary_reads": True,
    "docker": True,
    "ecr_login": True,
    "ecr_pull": False,
    "ecr_push": True,
    "ecs_linked_role": False,
    "ecs_security_group": False,
    "elb": True,
    "elb_reads": True,
    "elb_security_group": True,
    "execution_role": True,
    "execution_role_policies": True,
    "existing_target_group": False,
    "helper_account": False,
    "helper_acm": False,
    "helper_ecr": False,
    "helper_key_pairs": False,
    "helper_ssm": False,
    "helper_stack_output": False,
    "helper_waf": False,
    "listener": True,
    "listener_certificates": False,
    "logs": True,
    "managed_policies": True,
    "passes_roles": True,
    "security_group_rule": False,
    "security_groups": True,
    "ssl": False,
    "stack_roles": True,
    "state_object": False,
    "state_stack": False,
    "subnet_lookup": True,
    "tags": False,
    "task_role": True,
    "task_role_policies": False,
    "vpc_lookup": True,
    "waf": False,
}
NO_ELB = dict.fromkeys(
    [
        "elb",
        "elb_reads",
        "elb_security_group",
        "listener",
        "security_groups",
        "summary_reads",
    ],
    False,
)
SWITCHES = [
    ("config.autoscaling.enabled = false", {"autoscaling": False}),
    ("config.autoscaling.max_capacity = nil", {"autoscaling": False}),
    ('config.docker.repo = "org/shop"', {"ecr_push": False, "ecr_login": False}),
    ('config.docker.repo = "public.ecr.aws/a/shop"', {"ecr_push": False, "ecr_login": False}),
    ('config.dns.domain = "example.com"', {"dns": True}),
    ('config.dns.name = "shop.example.com"', {"dns": True}),
    ("config.elb.enabled = false", NO_ELB),
    ("config.elb.enabled = true", {}),
    (
        'config.elb.existing.target_group = "arn:aws:elasticloadbalancing:x"',
        {name: False for name in NO_ELB if not name.endswith("_reads")}
        | {"existing_target_group": True},
    ),
    ('config.elb.type = "network"', {"elb_security_group": False, "security_groups": False}),
    ("config.elb.listener.enabled = false", {"listener": False}),
    ("config.elb.ssl.enabled = true", {}),
    (
        'config.elb.ssl.enabled = true\n  config.elb.ssl.certificates = "arn:aws:acm:a"',
        {"ssl": True},
    ),
    (
        'config.elb.ssl.enabled = true\n  config.elb.ssl.certificates = ["arn:a", "arn:b"]',
        {"ssl": True, "listener_certificates": True},
    ),
    ('config.waf.web_acl_arn = "arn:aws:wafv2:x"', {"waf": True}),
    ("config.ecs.create_cluster = true", {"create_cluster": True, "ecs_linked_role": True}),
    ('config.vpc.id = "vpc-1"', {"vpc_lookup": False}),
    ('config.vpc.subnets.ecs = ["subnet-1"]', {}),
    (
        'config.vpc.subnets.ecs = ["s-1"]\n  config.vpc.subnets.elb = ["s-2"]',
        {"subnet_lookup": False},
    ),
    ('config.cfn.tags = {team: "a"}', {"tags": True}),
    ("config.ps.summary = false", {"elb_reads": False, "summary_reads": False}),
    ('@a = ssm("/shop/key")', {"config_ssm": True, "helper_ssm": True}),
    (
        'config.vpc.id = stack_output("vpc-:ENV.Vpc")',
        {"config_stack_output": True, "helper_stack_output": True, "vpc_lookup": None},
    ),
    (
        'config.elb.ssl.certificates = acm_cert("example.com")',
        {"config_acm": True, "helper_acm": True, "listener_certificates": None},
    ),
    ('config.waf.web_acl_arn = waf("shop")', {"config_waf": True, "helper_waf": True, "waf": None}),
    (
        'config.docker.repo = ecr_repo("shop")',
        {"config_ecr": True, "helper_ecr": True, "ecr_push": None, "ecr_login": None},
    ),
]


def test_a_plain_project_uses_what_ufo_init_makes():
    assert used(v6()) == PLAIN


@pytest.mark.parametrize(("setting", "change"), SWITCHES, ids=lambda value: str(value)[:50])
def test_a_setting_flips_its_features_and_no_other(setting, change):
    assert flipped(PLAIN, used(v6(f"  {setting}"))) == change


@pytest.mark.parametrize(
    ("changes", "change"),
    [
        ({TASK_ROLE: "# nothing\n"}, {"task_role": False, "task_role_inline": False}),
        ({TASK_ROLE: None}, {"task_role": False, "task_role_inline": False}),
        (
            {EXECUTION_ROLE: None},
            {"execution_role": False, "execution_role_policies": False, "managed_policies": False},
        ),
        (
            {TASK_ROLE: None, EXECUTION_ROLE: None},
            {
                "task_role": False,
                "task_role_inline": False,
                "execution_role": False,
                "execution_role_policies": False,
                "managed_policies": False,
                "passes_roles": False,
            },
        ),
        (
            {TASK_ROLE: 'iam_policy("a", Action: []) if ENV["A"]\n'},
            {"task_role": None, "task_role_inline": None},
        ),
        ({VARS: V6[VARS].replace("@log_group", "@other")}, {"logs": False}),
        (
            {TASK: V6[TASK].replace("bridge", "awsvpc")},
            {
                "awsvpc": True,
                "ecs_linked_role": True,
                "ecs_security_group": True,
                "security_group_rule": True,
            },
        ),
        (
            {"Dockerfile": f"FROM {'1' * 12}.dkr.ecr.us-east-1.amazonaws.com/base\n"},
            {"ecr_pull": True},
        ),
        (
            {"Dockerfile.erb": "FROM <%= @base_image %>\n"},
            {"ecr_pull": None, "state_object": True, "state_stack": True},
        ),
        ({".ufo/env_files/dev.secrets": "KEY=ssm:/a\n"}, {"helper_account": True}),
        ({".ufo/env_files/dev.secrets": "# KEY=ssm:/a\n"}, {}),
    ],
)
def test_a_file_flips_its_features_and_no_other(changes, change):
    assert flipped(PLAIN, used(v6(changes=changes))) == change


@pytest.mark.parametrize(
    ("setting", "change"),
    [
        ('config.state.storage = "file"', {}),
        ('config.state.bucket = "mine"', {"state_object": True}),
        ("config.state.managed = false", {"state_object": True}),
    ],
)
def test_state_matters_only_for_a_dockerfile_that_is_compiled(setting, change):
    project = v6(f"  {setting}", {"Dockerfile.erb": "FROM ruby:3.3\n"})
    assert flipped(PLAIN, used(project)) == change


def test_a_worker_has_no_load_balancer():
    assert flipped(PLAIN, used(v6(), role="worker")) == NO_ELB


@pytest.mark.parametrize(
    "text",
    ["family: x\n", "containerDefinitions: []\n", "containerDefinitions:\n- image: x\n"],
)
def test_a_task_definition_without_a_named_container_leaves_the_load_balancer_open(text):
    assert facts(v6(changes={TASK: text})).features["elb"].used is None


@pytest.mark.parametrize(
    "text",
    [
        "family: x\n",
        "containerDefinitions: []\n",
        "containerDefinitions: [{logConfiguration: {options: {awslogs-group: {Ref: Group}}}}]\n",
    ],
)
def test_a_task_definition_without_a_readable_log_group_leaves_the_logs_open(text):
    assert facts(v6(changes={TASK: text})).features["logs"].used is None


def test_a_record_without_a_load_balancer_is_not_made():
    project = v6('  config.dns.domain = "example.com"')
    assert not used(project, role="worker")["dns"]


def test_a_record_for_an_existing_target_group_is_made():
    project = v6('  config.dns.domain = "a.com"\n  config.elb.existing.target_group = "arn:x"')
    assert used(project)["dns"]


def why(name: str, settings: str = "", **layers: str) -> str:
    return facts(v6(settings), **layers).features[name].why


@pytest.mark.parametrize(
    ("name", "settings", "said"),
    [
        ("dns", "", "`config.dns.domain` is not set."),
        ("dns", '  config.dns.domain = "a.com"', "`config.dns.domain` is set in .ufo/config.rb."),
        (
            "dns",
            "  config.dns.domain = find",
            "`config.dns.domain` is computed in .ufo/config.rb:5.",
        ),
        (
            "dns",
            '  config.dns.domain = "a" if ENV["X"]',
            "`config.dns.domain` is set conditionally in .ufo/config.rb:5.",
        ),
        ("autoscaling", "", "`config.autoscaling.enabled` is true by default."),
        ("ecr_push", "", "`config.docker.repo` is in ECR in .ufo/config.rb."),
        ("elb", "", "`config.elb.enabled` is auto and the container is `web`."),
        ("logs", "", f"`awslogs-group` is set in {TASK}."),
        ("task_role", "", f"{TASK_ROLE} declares a policy."),
        ("vpc_lookup", "", "`config.vpc.id` is not set."),
    ],
)
def test_a_feature_says_where_it_comes_from(name, settings, said):
    assert why(name, settings) == said


def test_names_are_those_that_ufo_makes():
    found = facts(v6('  config.dns.hosted_zone_id = "Z1"'))
    assert found.names == {
        "stack": ("shop-web-dev",),
        "service": ("shop-web-dev-EcsService-*",),
        "cluster": ("dev",),
        "family": ("shop-web-dev",),
        "elb_kind": ("app",),
        "elb_name": ("shop-we-Elb-*",),
        "target_group_name": ("shop-Targe-*",),
        "stack_role_arn": (
            "arn:{partition}:iam::{account}:role/shop-web-dev-TaskRole-*",
            "arn:{partition}:iam::{account}:role/shop-web-dev-ExecutionRole-*",
            "arn:{partition}:iam::{account}:role/shop-web-dev-ScalingRole-*",
        ),
        "attached_policy_arn": (
            "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
        ),
        "boundary_arn": (),
        "privileged": ("false",),
        "record_type": ("CNAME",),
        "policied_role_arn": ("arn:{partition}:iam::{account}:role/shop-web-dev-ExecutionRole-*",),
        "inline_role_arn": (
            "arn:{partition}:iam::{account}:role/shop-web-dev-TaskRole-*",
            "arn:{partition}:iam::{account}:role/shop-web-dev-ScalingRole-*",
        ),
        "scaling_role_arn": ("arn:{partition}:iam::{account}:role/shop-web-dev-ScalingRole-*",),
        "passrole_arn": (
            "arn:{partition}:iam::{account}:role/shop-web-dev-TaskRole-*",
            "arn:{partition}:iam::{account}:role/shop-web-dev-ExecutionRole-*",
        ),
        "repository_arn": ("arn:{partition}:ecr:eu-west-1:111122223333:repository/shop",),
        "log_group": ("ecs/shop-dev",),
        "hosted_zone_id": ("Z1",),
        "state_bucket": ("ufo-bucket-*",),
        "state_key": ("ufo/state/shop/dev/data.yml",),
    }


def test_given_roles_are_passed_as_they_are_given():
    text = V6[TASK] + "taskRoleArn: arn:aws:iam::111122223333:role/given\nexecutionRoleArn: named\n"
    found = facts(v6(changes={TASK: text, TASK_ROLE: None, EXECUTION_ROLE: None}))
    assert found.names["passrole_arn"] == (
        "arn:aws:iam::111122223333:role/given",
        "arn:{partition}:iam::{account}:role/named",
    )
    assert found.features["passes_roles"].why == f"`taskRoleArn` is set in {TASK}."


def test_a_computed_stack_name_leaves_what_follows_from_it_unknown():
    found = facts(v6("  config.names.stack = name_of_the_stack"))
    assert not {"stack", "service", "stack_role_arn", "elb_name"} & set(found.names)
    assert found.summary.stack == ""


def test_layers_come_in_ufos_order():
    tree = {
        ".ufo/config/base.rb": 'Ufo.configure { |c| c.dns.domain = "base"; c.ecs.cluster = "b" }',
        ".ufo/config/prod.rb": 'Ufo.configure { |c| c.dns.domain = "prod" }',
        ".ufo/config/web/prod.rb": "Ufo.configure { |c| c.dns.domain = nil }",
        ".ufo/config/web/dev.rb": 'Ufo.configure { |c| c.ecs.cluster = "other" }',
    }
    found = facts(v6(changes=tree), env="prod")
    assert not found.features["dns"].used
    assert found.summary.cluster == "b"
    assert facts(v6(changes=tree)).features["dns"].why.endswith(" in .ufo/config/base.rb.")


def test_a_profile_that_ufo_takes_on_its_own_is_told():
    boot = {".ufo/config/boot/dev.rb": 'ENV["AWS_PROFILE"] = "shop"\n'}
    assert facts(v6(changes=boot)).warnings == (
        ".ufo/config/boot/dev.rb sets AWS_PROFILE: check with the same profile, by --profile.",
    )


def test_a_file_that_is_not_ruby_leaves_its_settings_open():
    found = facts(v6(changes={CONFIG: "Ufo.configure do |config|\n  config.app = (\n"}))
    assert {found.features[name].used for name in ("dns", "ecr_push", "waf")} == {None}
    assert found.features["waf"].why == (
        "`config.waf.web_acl_arn` is in a file that is not valid Ruby: in .ufo/config.rb."
    )
    assert found.warnings == (
        ".ufo/config.rb is not Ruby that can be read: its settings are not detected.",
    )


@pytest.mark.parametrize(
    ("app", "changes", "told"),
    [
        ("shpo", {}, True),
        ("shop", {}, False),
        ("", {}, False),
        ("other", {".ufo/config/other/dev.rb": ""}, False),
        ("other", {".ufo/vars/other/base.rb": ""}, False),
    ],
)
def test_an_app_that_the_project_does_not_know_is_told(app, changes, told):
    warning = f"No file is for the app {app}: `config.app` is shop."
    assert (warning in facts(v6(changes=changes), app=app).warnings) is told
