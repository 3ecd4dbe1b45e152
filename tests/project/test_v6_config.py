"""The configuration of UFO 6 after all its layers."""

from __future__ import annotations

from tests.project.projects import V6, VARS, facts, v6
from ufo_preflight.project.naming import Layers
from ufo_preflight.project.ruby_scope import Environment, Use
from ufo_preflight.project.snapshot import NIL, Computed, Known
from ufo_preflight.project.v6_config import (
    DEFAULTS,
    helper_features,
    helper_names,
    read_config,
    vars_scope,
)

DEV = Layers("dev", "web")


def test_defaults_are_ufos():
    config = read_config(v6(), DEV, Environment())
    assert {name: config.get(name).value for name in DEFAULTS} == DEFAULTS
    assert config.get("dns.domain") == NIL


def test_the_app_is_ufo_app_else_configured():
    assert read_config(v6(), DEV, Environment()).app == Known("shop", ".ufo/config.rb:3")
    assert read_config(v6(), Layers("dev", "web", "other"), Environment()).app == Known("other")


def test_names_are_expanded():
    config = read_config(v6('  config.ecs.cluster = "main-:ENV"'), DEV, Environment())
    assert config.name("ecs.cluster").value == "main-dev"
    assert config.name("names.stack").value == "shop-web-dev"


def test_conditions_on_the_layers_are_known():
    settings = '  config.dns.domain = "a" if Ufo.env == "prod"\n  config.waf.web_acl_arn = Ufo.app'
    assert read_config(v6(settings), DEV, Environment()).get("dns.domain") == NIL
    assert (
        read_config(v6(settings), Layers("prod", "web"), Environment()).get("dns.domain").value
        == "a"
    )
    assert read_config(v6(settings), DEV, Environment()).get("waf.web_acl_arn").value == "shop"


def test_variables_know_the_configuration_and_the_names_of_the_task():
    project = v6(changes={".ufo/vars/dev.rb": "@a = family\n@b = docker_image\n@c = role\n"})
    scope = vars_scope(project, read_config(project, DEV, Environment()), None)
    assert scope.get("@a").value == "shop-web-dev"
    assert isinstance(scope.get("@b"), Computed)
    assert scope.get("@c").value == "web"
    assert scope.get("@log_group").value == "ecs/shop-dev"


def use(name, *arguments, certain=True):
    return Use(name, tuple(Known(each) for each in arguments), "c.rb:1", certain)


def test_a_helper_that_is_called_says_where():
    found = helper_features([use("ssm", "/a"), use("waf", certain=False)])
    assert (found["helper_ssm"].used, found["helper_ssm"].why) == (
        True,
        "`ssm` is called in c.rb:1.",
    )
    assert found["helper_waf"].why == "`waf` is called conditionally in c.rb:1."
    assert found["helper_acm"].why == "`acm_cert` is not called."


def test_what_helpers_are_asked_for_is_named():
    uses = [use("stack_output", "vpc-:ENV.Vpc"), use("ssm", "/a/b"), use("ecr_repo", "shop")]
    assert helper_names(uses, lambda text, _dashes: Known(text.replace(":ENV", "dev"))) == {
        "output_stack": ("vpc-dev",),
        "parameter": ("a/b",),
        "looked_up_repository_arn": ("arn:{partition}:ecr:{region}:{account}:repository/shop",),
    }


def test_one_call_with_an_unknown_argument_leaves_all_open():
    unknown = Use("ssm", (Computed("c.rb:2"),), "c.rb:2", certain=True)
    assert helper_names([use("ssm", "/a"), unknown], lambda text, _dashes: Known(text)) == {}


def test_helpers_in_variables_and_templates_are_found():
    found = facts(v6(changes={VARS: V6[VARS] + '@key = ssm("/k")\n'}))
    assert found.features["helper_ssm"].used
    assert found.names["parameter"] == ("k",)
