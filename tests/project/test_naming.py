"""The files of UFO 6 in the order in which it reads them."""

from __future__ import annotations

import pytest

from ufo_preflight.project.naming import (
    Layers,
    config_files,
    expand,
    load_balancer_name,
    role_name,
    vars_files,
)
from ufo_preflight.project.snapshot import NIL, Computed, Known


def test_configuration_files():
    assert config_files(Layers("dev", "web")) == (
        ".ufo/config.rb",
        ".ufo/config/base.rb",
        ".ufo/config/dev.rb",
        ".ufo/config/env.rb",
        ".ufo/config/env/base.rb",
        ".ufo/config/env/dev.rb",
        ".ufo/config/web.rb",
        ".ufo/config/web/base.rb",
        ".ufo/config/web/dev.rb",
    )


def test_an_app_and_an_extra_add_their_own():
    files = config_files(Layers("dev", "web", "shop", "2"))
    assert len(files) == 24
    assert files[3] == ".ufo/config/dev-2.rb"
    assert files[-1] == ".ufo/config/shop/web/dev-2.rb"


def test_files_of_variables():
    assert vars_files(Layers("dev", "web"), "shop") == (
        ".ufo/vars.rb",
        ".ufo/vars/base.rb",
        ".ufo/vars/dev.rb",
        ".ufo/vars/web.rb",
        ".ufo/vars/web/base.rb",
        ".ufo/vars/web/dev.rb",
        ".ufo/vars/shop.rb",
        ".ufo/vars/shop/base.rb",
        ".ufo/vars/shop/dev.rb",
        ".ufo/vars/shop/web.rb",
        ".ufo/vars/shop/web/base.rb",
        ".ufo/vars/shop/web/dev.rb",
    )
    assert len(vars_files(Layers("dev", "web"), "")) == 6


LAYERS = Layers("dev", "web")


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        (":APP-:ROLE-:ENV-:EXTRA", "shop-web-dev"),
        ("ecs/:APP-:ENV-:EXTRA", "ecs/shop-dev"),
        (":ENV", "dev"),
        (":APP_:ENV", ":APP-dev"),
        ("my_stack--x-", "my-stack-x"),
        (":REGION-:OTHER", "{region}-:OTHER"),
    ],
)
def test_patterns(pattern, name):
    assert expand(Known(pattern, "c.rb:1"), LAYERS, Known("shop")) == Known(name, "c.rb:1")


def test_an_extra_is_put_in():
    extra = Layers("dev", "web", extra="2")
    assert expand(Known(":APP-:EXTRA"), extra, Known("shop")).value == "shop-2"


def test_what_is_not_known_stays_so():
    computed = Computed("c.rb:1")
    assert expand(computed, LAYERS, Known("shop")) == computed
    assert expand(Known(":APP"), LAYERS, computed) == computed
    assert expand(Known(":ENV"), LAYERS, computed).value == "dev"
    assert expand(NIL, LAYERS, computed) == NIL


def test_roles_are_named_after_the_stack_and_cut():
    assert role_name("shop-web-dev", "TaskRole") == "shop-web-dev-TaskRole-*"
    assert role_name("s" * 60, "TaskRole") == "s" * 21 + "*"


@pytest.mark.parametrize(
    ("stack", "logical_id", "name"),
    [
        ("demo-web-dev", "Elb", "demo-we-Elb-*"),
        ("demo-web-dev", "TargetGroup", "demo-Targe-*"),
        ("a", "Elb", "a-Elb-*"),
    ],
)
def test_load_balancers_are_cut_to_fit(stack, logical_id, name):
    assert load_balancer_name(stack, logical_id) == name
