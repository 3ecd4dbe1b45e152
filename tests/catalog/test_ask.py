"""From an entry to requirements, each on its resource."""

from __future__ import annotations

from dataclasses import replace

from tests.catalog.test_judge import ENTRY
from ufo_preflight.catalog.ask import distinct, requirements_of
from ufo_preflight.catalog.judge import Judged
from ufo_preflight.catalog.ship import Feature, ShipFacts
from ufo_preflight.model import ContextEntry

NAMES = {
    "partition": ("aws",),
    "region": ("eu-west-1",),
    "account": ("1",),
    "cluster": ("dev",),
    "role": ("a", "b"),
}
CLUSTER = "arn:{partition}:ecs:{region}:{account}:cluster/{cluster}"
SERVICE = "arn:{partition}:ecs:{region}:{account}:service/{cluster}/{service}"


def ask(resource, *, override=None, context=(), **names):
    one = Judged(
        replace(ENTRY, resource=resource, context=context),
        Feature(used=True, why=""),
        is_usual=True,
    )
    facts = ShipFacts(names={**NAMES, **names})
    return tuple(requirements_of(one, facts, {"service": "shop-*"}, override))


def asked(*given, **more):
    return [(each.question.resource, each.pattern) for each in ask(*given, **more)]


def test_an_action_without_resources_is_asked_without():
    assert asked(None) == [(None, None)]


def test_a_known_resource_is_asked_and_each_of_several():
    arn = "arn:aws:ecs:eu-west-1:1:cluster/dev"
    assert asked(CLUSTER) == [(arn, arn)]
    assert asked("{role}") == [("a", "a"), ("b", "b")]


def test_an_unknown_resource_is_asked_as_any_with_its_pattern():
    assert asked(SERVICE) == [(None, "arn:aws:ecs:eu-west-1:1:service/dev/shop-*")]


def test_an_override_takes_the_place_of_its_type_alone():
    mine = "arn:aws:ecs:eu-west-1:1:service/x/y"
    assert asked(SERVICE, override=mine) == [(mine, mine)]
    assert asked(CLUSTER, override=mine)[0][0].endswith(":cluster/dev")
    assert asked("{role}", override=mine, role=()) == [(mine, mine)]


def test_condition_keys_are_filled_and_left_out_when_unknown():
    keys = (ContextEntry("ecs:cluster", (CLUSTER,)), ContextEntry("a:b", ("{unknown}",)))
    (found,) = ask(CLUSTER, context=keys)
    assert found.question.context == (
        ContextEntry("ecs:cluster", ("arn:aws:ecs:eu-west-1:1:cluster/dev",)),
    )


def test_what_is_asked_twice_is_asked_once_and_counts():
    (counted,) = ask(CLUSTER)
    advised = replace(counted, advisory=True)
    assert distinct([advised, counted]) == distinct([counted, advised]) == (counted,)
