"""The configuration of UFO 6 after all its layers."""

from __future__ import annotations

from tests.project.projects import v6
from ufo_preflight.project.layers import Layers
from ufo_preflight.project.v6_config import DEFAULTS, read_config, vars_scope
from ufo_preflight.project.values import NIL, Computed, Known

DEV = Layers("dev", "web")


def test_defaults_are_ufos():
    config = read_config(v6(), DEV)
    assert {name: config.get(name).value for name in DEFAULTS} == DEFAULTS
    assert config.get("dns.domain") == NIL


def test_the_app_is_ufo_app_else_configured():
    assert read_config(v6(), DEV).app == Known("shop", ".ufo/config.rb:3")
    assert read_config(v6(), Layers("dev", "web", "other")).app == Known("other")


def test_names_are_expanded():
    config = read_config(v6('  config.ecs.cluster = "main-:ENV"'), DEV)
    assert config.name("ecs.cluster").value == "main-dev"
    assert config.name("names.stack").value == "shop-web-dev"


def test_conditions_on_the_layers_are_known():
    settings = '  config.dns.domain = "a" if Ufo.env == "prod"\n  config.waf.web_acl_arn = Ufo.app'
    assert read_config(v6(settings), DEV).get("dns.domain") == NIL
    assert read_config(v6(settings), Layers("prod", "web")).get("dns.domain").value == "a"
    assert read_config(v6(settings), DEV).get("waf.web_acl_arn").value == "shop"


def test_variables_know_the_configuration_and_the_names_of_the_task():
    project = v6(changes={".ufo/vars/dev.rb": "@a = family\n@b = docker_image\n@c = role\n"})
    scope = vars_scope(project, read_config(project, DEV), None)
    assert scope.get("@a").value == "shop-web-dev"
    assert isinstance(scope.get("@b"), Computed)
    assert scope.get("@c").value == "web"
    assert scope.get("@log_group").value == "ecs/shop-dev"
