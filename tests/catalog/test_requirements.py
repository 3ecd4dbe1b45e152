"""Whether an entry and a check are needed, and why; from an entry to what is asked, on what."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from ufo_preflight.arn import overlap
from ufo_preflight.catalog import CatalogueEntry, CheckRule
from ufo_preflight.catalog.requirements import (
    NeededEntry,
    distinct,
    fill,
    need_of,
    needed_entry,
    requirements_of,
    specimen,
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
ENTRY = CatalogueEntry(
    check="r",
    action="ecs:CreateService",
    resource=None,
    context=(),
    known=(),
    guards=(),
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
    return [(each.question.resource, each.question.pattern) for each in ask(*given, **more)]


def test_an_action_without_resources_is_asked_without():
    assert asked(None) == [(None, None)]


def test_a_known_resource_is_asked_and_each_of_several():
    arn = "arn:aws:ecs:eu-west-1:1:cluster/dev"
    assert asked(CLUSTER) == [(arn, None)]
    assert asked("{role}") == [("a", None), ("b", None)]


def test_a_resource_that_is_not_known_in_full_is_asked_as_one_that_its_pattern_matches():
    pattern = "arn:aws:ecs:eu-west-1:1:service/dev/shop-*"
    assert asked(SERVICE) == [(specimen(pattern), pattern)]
    assert asked(SERVICE, service=("web-*",))[0][1].endswith("/dev/web-*")


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("arn:aws:ec2:us-west-2:1:vpc/*", r"arn:aws:ec2:us-west-2:1:vpc/vpc-[0-9a-f]{17}"),
        ("arn:aws:ecs:*:*:service/dev/x-*", r"arn:aws:ecs:us-east-1:0{12}:service/dev/x-\w{13}"),
        ("arn:aws:ecs:us-west-2:1:task-definition/w:*", r".*:task-definition/w:1"),
        ("arn:aws:route53:::hostedzone/*", r".*:hostedzone/Z[0-9A-Z]+"),
        ("arn:aws:elasticloadbalancing:us-west-2:1:listener/app/x/*/*", r".*(/[0-9a-f]{16}){2}"),
        ("arn:aws:iam::1:role/t?st", "arn:aws:iam::1:role/txst"),
        ("*", r"\w+"),
    ],
)
def test_a_specimen_looks_like_what_aws_or_the_user_would_name(pattern, found):
    assert re.fullmatch(found, specimen(pattern))
    assert overlap(pattern, specimen(pattern))


def test_an_override_takes_the_place_of_its_type_alone():
    mine = "arn:aws:ecs:eu-west-1:1:service/x/y"
    assert asked(SERVICE, override=mine) == [(mine, None)]
    assert asked(CLUSTER, override=mine)[0][0].endswith(":cluster/dev")
    assert asked("{role}", override=mine, role=()) == [(mine, None)]


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
    assert fill(SERVICE_ARN, names) == (arn,)


def test_an_unknown_name_is_its_pattern():
    filled = fill(SERVICE_ARN, {**PLACE, "stack": ("shop",)}, {"service": "{stack}-*"})
    arn = "arn:aws:ecs:eu-west-1:111122223333:service/*/shop-*"
    assert filled == (arn,)


def test_a_name_may_be_a_template_itself():
    names = {**PLACE, "role": ("arn:{partition}:iam::{account}:role/a-*", "b")}
    assert fill("{role}", names) == (
        "arn:aws:iam::111122223333:role/a-*",
        "b",
    )


def test_each_combination_is_one_arn_and_each_once():
    names = {"a": ("1", "2"), "b": ("x", "y")}
    assert [*fill("{a}{b}", names)] == ["1x", "1y", "2x", "2y"]
    assert len(fill("{a}", {"a": ("1", "1")})) == 1


def test_a_name_of_which_there_is_none_makes_nothing():
    assert fill("{role}", {"role": ()}) == ()


def test_names_that_go_round_in_circles_end():
    assert fill("{a}", {"a": ("{a}{a}",)})
