"""The names that a ship of UFO 6 makes and touches."""

from __future__ import annotations

import pytest

from tests.project.projects import v6
from ufo_preflight.project.naming import Layers
from ufo_preflight.project.ruby_scope import Environment
from ufo_preflight.project.v6_config import read_config
from ufo_preflight.project.v6_names import network_names, state_names

DEV = Layers("dev", "web")


def config(settings):
    return read_config(v6(settings), DEV, Environment())


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ("", {"state_bucket": ("ufo-bucket-*",), "state_key": ("ufo/state/shop/dev/data.yml",)}),
        (
            '  config.state.bucket = "mine"',
            {"state_bucket": ("mine",), "state_key": ("ufo/state/shop/dev/data.yml",)},
        ),
        ("  config.state.bucket = find", {}),
    ],
)
def test_the_state_lies_in_a_bucket(settings, names):
    assert state_names(config(settings)) == names


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ("", {}),
        ('  config.vpc.id = "vpc-1"', {"vpc_id": ("vpc-1",)}),
        ("  config.vpc.id = find", {}),
        (
            '  config.vpc.subnets.ecs = ["s-1", "s-2"]\n  config.vpc.subnets.elb = "s-2,s-3"',
            {"subnet_id": ("s-2", "s-3", "s-1")},
        ),
        ('  config.vpc.subnets.ecs = ["s-1"]', {}),
    ],
)
def test_the_network_is_named_where_all_of_it_is(settings, names):
    assert network_names(config(settings)) == names
