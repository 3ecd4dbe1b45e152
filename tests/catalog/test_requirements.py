"""Whether an entry and a check are needed, and why; from an entry to what is asked, on what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ufo_preflight.catalog import CheckRule, Entry
from ufo_preflight.catalog.requirements import (
    Filled,
    NeededEntry,
    distinct,
    fill,
    need_of,
    needed_entry,
    requirements_of,
    state,
    variables,
)
from ufo_preflight.catalog.ship import Feature, FeatureRule, ShipFacts
from ufo_preflight.model import ContextEntry, Need

FACTS = ShipFacts(
    features={
        "elb": Feature(used=True, why="elb is there."),
        "dns": Feature(used=False, why="dns is not."),
        "waf": Feature(used=None, why="waf is computed."),
    }
)
RULE = CheckRule("r", "R", Need.OPTIONAL, "The general rule.")
ENTRY = Entry(
    check="r",
    action="ecs:CreateService",
    resource=None,
    context=(),
    is_representative=True,
    phases=("create",),
    stage="direct",
    when=("x",),
    versions=(6,),
    why="The entry's own.",
    confidence="traced",
    source="s",
    advisory=False,
)


@pytest.mark.parametrize(
    ("when", "used", "why"),
    [
        ((), True, ""),
        (("elb",), True, "elb is there."),
        (("elb", "dns"), False, "dns is not."),
        (("elb", "waf"), None, "waf is computed."),
        (("waf", "dns"), False, "dns is not."),
        (("!dns",), True, "dns is not."),
        (("!waf",), None, "waf is computed."),
        (("other",), None, ""),
    ],
)
def test_all_features_must_hold(when, used, why):
    assert state(when, FACTS) == Feature(used=used, why=why)


def test_what_is_open_counts_when_ships_have_it_by_default():
    def is_default(*when):
        features = {
            name: FeatureRule(usual=name == "other", means="m") for name in ("waf", "other")
        }
        return needed_entry(replace(ENTRY, when=when), FACTS, features).is_default

    assert not is_default("elb", "waf")
    assert is_default("elb", "other")
    assert is_default("!waf")


def needed(used, why="", **entry):
    return NeededEntry(replace(ENTRY, **entry), Feature(used=used, why=why), is_default=False)


def test_what_cannot_be_read_is_needed_where_a_project_was_read():
    general, read = needed(None, "Open."), replace(needed(None, "Open."), is_read=True)
    assert (general.advisory, general.uncertain) == (True, False)
    assert (read.advisory, read.uncertain) == (False, True)
    assert replace(read, is_default=True).uncertain is False
    assert need_of(RULE, [read]) == (Need.REQUIRED, "Open.")
    assert need_of(replace(RULE, advisory=True), [read]) == (RULE.need, "Open.")


@pytest.mark.parametrize(
    ("entries", "need", "why"),
    [
        ([needed(True, "So.")], Need.REQUIRED, "So."),
        ([needed(True)], Need.REQUIRED, "The entry's own."),
        ([needed(True, when=())], Need.REQUIRED, "The general rule."),
        ([needed(False, "Not."), needed(True, "So.")], Need.REQUIRED, "So."),
        ([needed(None, "Open.")], Need.OPTIONAL, "Open."),
        ([needed(None)], Need.OPTIONAL, "The general rule."),
        ([needed(False, "Not.")], Need.NO, "Not."),
        ([needed(False, "Not."), needed(True, "So.", advisory=True)], Need.OPTIONAL, "So."),
        (
            [needed(True, "Second.", is_representative=False), needed(True, "First.")],
            Need.REQUIRED,
            "First.",
        ),
    ],
)
def test_a_check_is_needed_by_what_was_detected(entries, need, why):
    assert need_of(RULE, entries) == (need, why)


def test_a_check_that_advises_is_optional_at_most():
    assert need_of(replace(RULE, advisory=True), [needed(True, "So.")])[0] is Need.OPTIONAL


def test_a_need_that_nobody_detected_only_warns_when_it_is_unusual():
    assert needed(None).advisory
    assert not needed(True).advisory
    assert not replace(needed(None), is_default=True).advisory
    assert needed(True, advisory=True).advisory


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
    one = NeededEntry(
        replace(ENTRY, resource=resource, context=context),
        Feature(used=True, why=""),
        is_default=True,
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


PLACE = {"partition": ("aws",), "region": ("eu-west-1",), "account": ("111122223333",)}
SERVICE_ARN = "arn:{partition}:ecs:{region}:{account}:service/{cluster}/{service}"


def test_variables_are_named_once_in_order():
    assert variables("{b}-{a}-{b}") == ("b", "a")


def test_known_names_make_an_exact_arn():
    names = {**PLACE, "cluster": ("dev",), "service": ("shop-*",)}
    arn = "arn:aws:ecs:eu-west-1:111122223333:service/dev/shop-*"
    assert fill(SERVICE_ARN, names) == (Filled(arn, exact=True),)


def test_an_unknown_name_is_its_pattern_and_not_exact():
    filled = fill(SERVICE_ARN, {**PLACE, "stack": ("shop",)}, {"service": "{stack}-*"})
    arn = "arn:aws:ecs:eu-west-1:111122223333:service/*/shop-*"
    assert filled == (Filled(arn, exact=False),)


def test_a_name_may_be_a_template_itself():
    names = {**PLACE, "role": ("arn:{partition}:iam::{account}:role/a-*", "b")}
    assert fill("{role}", names) == (
        Filled("arn:aws:iam::111122223333:role/a-*", exact=True),
        Filled("b", exact=True),
    )


def test_each_combination_is_one_arn_and_each_once():
    names = {"a": ("1", "2"), "b": ("x", "y")}
    assert [each.arn for each in fill("{a}{b}", names)] == ["1x", "1y", "2x", "2y"]
    assert len(fill("{a}", {"a": ("1", "1")})) == 1


def test_a_name_of_which_there_is_none_makes_nothing():
    assert fill("{role}", {"role": ()}) == ()


def test_a_wildcard_alone_names_no_resource():
    (filled,) = fill("arn:{partition}:ec2:{region}:{account}:security-group/*", PLACE)
    assert not filled.exact


def test_names_that_go_round_in_circles_end():
    assert fill("{a}", {"a": ("{a}{a}",)})
