"""Features follow from others in one place: stating one, configuring it and building it agree."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.project.projects import facts, flipped, v6
from tests.project.ships import INLINE, MANAGED, Ship, project
from ufo_preflight.api import CheckOptions, checks_for
from ufo_preflight.caller import Identity, PrincipalKind
from ufo_preflight.catalog import load_catalogue
from ufo_preflight.catalog.select import Selection
from ufo_preflight.catalog.ship import Feature, FeatureRule
from ufo_preflight.project.features import SEEN, derive, no, open_, yes
from ufo_preflight.project.naming import Layers
from ufo_preflight.project.preferences import Preferences
from ufo_preflight.project.reading import read_project

RULES = load_catalogue().features
YES, NO, OPEN = yes("yes"), no("no"), open_("open")


def rules(**relations):
    names = {"a", "b", "it", *relations}
    return {
        name: relations.get(name, FeatureRule(usual=False, means="m")) for name in sorted(names)
    }


def derived(seen, stated=None, version=6, **rule):
    made = rules(it=FeatureRule(usual=False, means="m", **rule))
    return derive(seen, made, stated or {}, version)["it"]


@pytest.mark.parametrize(
    ("rule", "seen", "outcome"),
    [
        ({}, {"it": YES}, YES),
        ({}, {}, open_("")),
        ({"all_of": ("a", SEEN)}, {"a": YES, "it": NO}, NO),
        ({"all_of": ("a", SEEN)}, {"a": OPEN, "it": YES}, OPEN),
        ({"all_of": ("a|b",)}, {"a": NO, "b": YES}, YES),
        ({"all_of": ("!a", SEEN)}, {"a": YES, "it": YES}, no("yes")),
        ({"any_of": ("a", "b")}, {"a": NO, "b": OPEN}, OPEN),
        ({"any_of": ("a", "b"), "all_of": (SEEN,)}, {"a": YES, "b": NO, "it": NO}, NO),
        ({"all_of": ("a@5", SEEN)}, {"a": NO, "it": YES}, YES),
        ({"all_of": ("a@6", SEEN)}, {"a": NO, "it": YES}, NO),
        ({"versions": (4, 5)}, {"it": YES}, no("UFO 6 does not have it.")),
    ],
)
def test_relations(rule, seen, outcome):
    assert derived(seen, **rule) == outcome


def test_what_is_stated_beats_what_is_seen_and_what_would_follow():
    assert derived({"it": NO, "a": NO}, {"it": YES}, all_of=("a", SEEN)) == YES
    assert derived({"it": YES, "a": NO}, {"a": YES}, all_of=("a", SEEN)) == YES


def test_every_relation_names_features_and_none_goes_round_in_circles():
    for rule in RULES.values():
        for term in (*rule.all_of, *rule.any_of):
            for name in term.removeprefix("!").partition("@")[0].split("|"):
                assert name == SEEN or name in RULES
    assert set(derive({}, RULES, {}, 6)) == set(RULES)


def read(files, **uses):
    return read_project(files, Layers(), Preferences(uses=uses))


def used(found):
    return {name: feature.used for name, feature in found.features.items()}


KINDS = {
    *(
        f"{role}_{kind}"
        for role in ("task_role", "execution_role")
        for kind in ("inline", "policies")
    ),
    "managed_policies",
}
# For each feature: a ship without it, and the same ship with it.
WITHOUT_AND_WITH = {
    "autoscaling": (Ship(autoscaling=False), Ship()),
    "awsvpc": (Ship(), Ship(awsvpc=True)),
    "elb": (Ship(elb=False), Ship(elb=True)),
    "existing_target_group": (Ship(), Ship(existing=True)),
    "dns": (Ship(), Ship(domain="example.com")),
    "listener": (Ship(listener=False), Ship()),
    "ssl": (Ship(certificates=1), Ship(ssl=True, certificates=1)),
    "listener_certificates": (
        Ship(ssl=True, certificates=1),
        Ship(ssl=True, certificates=2),
    ),
    "elb_security_group": (Ship(kind="network"), Ship()),
    "logs": (Ship(logs=False), Ship()),
    "task_role": (Ship(), Ship(task_role=INLINE)),
    "execution_role": (Ship(), Ship(execution_role=INLINE)),
    "waf": (Ship(), Ship(waf=True)),
}
SHIPS = [pytest.param(name, *pair, id=name) for name, pair in WITHOUT_AND_WITH.items()]


@pytest.mark.parametrize(("name", "without", "with_"), SHIPS)
def test_stating_a_feature_is_configuring_it_is_building_it(name, without, with_):
    wanted = used(read(project(with_)))
    assert wanted[name] is True
    assert used(read(project(with_, built=True))) == wanted
    for built in (False, True):
        stated = used(read(project(without, built=built), **{name: True}))
        # No file tells which policies a role has that is only stated.
        untold = {each for each, found in stated.items() if found is None}
        assert {
            each: wanted[each] if each in untold else found for each, found in stated.items()
        } == wanted
        assert untold <= KINDS


@pytest.mark.parametrize(("name", "without", "with_"), SHIPS)
def test_denying_a_feature_is_not_configuring_it(name, without, with_):
    wanted = used(read(project(without)))
    assert wanted[name] is False
    assert used(read(project(with_), **{name: False})) == wanted
    assert used(read(project(with_, built=True), **{name: False})) == wanted


def test_a_build_without_what_is_stated_is_that_of_another_ship():
    found = read(project(Ship(elb=False), built=True), elb=True)
    assert ".ufo/output/template.yml was built without `elb`: not used." in found.warnings
    assert found.summary.source == ".ufo/config.rb"


SHIPPED = st.builds(
    Ship,
    elb=st.sampled_from(["auto", True, False]),
    container=st.sampled_from(["web", "api"]),
    existing=st.booleans(),
    kind=st.sampled_from(["application", "network"]),
    listener=st.booleans(),
    ssl=st.booleans(),
    certificates=st.integers(0, 2),
    domain=st.sampled_from(["", "example.com"]),
    zone=st.sampled_from(["", "Z1"]),
    waf=st.booleans(),
    autoscaling=st.booleans(),
    awsvpc=st.booleans(),
    logs=st.booleans(),
    task_role=st.sampled_from(["", INLINE, MANAGED, INLINE + MANAGED]),
    execution_role=st.sampled_from(["", INLINE, MANAGED]),
    given_role=st.booleans(),
    vpc=st.sampled_from(["", "vpc-1"]),
    cluster=st.sampled_from(["", "main"]),
)


@settings(max_examples=60, deadline=None)
@given(SHIPPED)
def test_static_reading_and_built_template_agree_or_the_static_side_is_open(ship):
    static, built = read(project(ship)), read(project(ship, built=True))
    assert built.summary.source == ".ufo/output/template.yml"
    for name, feature in static.features.items():
        assert feature.used in (None, built.features[name].used), name
    for name, values in static.names.items():
        assert built.names.get(name) == values, name


@settings(max_examples=60, deadline=None)
@given(SHIPPED, st.sampled_from(sorted(RULES)))
def test_a_feature_that_cannot_be_told_never_turns_another_off(ship, name):
    seen = {each: Feature(found.used, "") for each, found in read(project(ship)).features.items()}
    rule = RULES[name]
    if rule.all_of and SEEN not in rule.all_of:
        return
    opened = derive({**seen, name: OPEN}, RULES, {}, 6)
    turned_on = derive({**seen, name: YES}, RULES, {}, 6)
    for each, feature in opened.items():
        assert feature.used is not False or turned_on[each].used is False or each == "elb"


def test_without_a_load_balancer_nothing_of_it_is_there():
    before, after = facts(v6()), read(v6(), elb=False)
    changed = flipped(used(before), used(after))
    assert changed == dict.fromkeys(
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
    assert after.features["listener"].why == ".ufo/preflight.yml says so: `uses.elb`."


def test_names_that_are_stated_are_put_in_and_summed_up():
    found = read_project(v6(), Layers(), Preferences(names={"cluster": ("main",)}))
    assert found.names["cluster"] == ("main",)
    assert found.summary.cluster == "main"


def test_the_roles_of_a_ship_follow_its_features():
    ship = Ship(task_role=INLINE, execution_role=MANAGED)
    found = read(project(ship), task_role=False, autoscaling=False)
    execution = "arn:{partition}:iam::{account}:role/shop-web-dev-ExecutionRole-*"
    assert found.names["stack_role_arn"] == found.names["passrole_arn"] == (execution,)
    assert "scaling_role_arn" not in found.names


def test_a_folder_without_a_project_knows_what_is_stated():
    nothing = replace(v6(), contents={})
    assert used(read(nothing, elb=False)) == dict.fromkeys(
        [
            "elb",
            "elb_security_group",
            "listener",
            "listener_certificates",
            "security_group_rule",
            "ssl",
        ],
        False,
    )


def rows(found):
    options = CheckOptions(facts=found, selection=Selection(full=True))
    identity = Identity(PrincipalKind.USER, account="111122223333")
    return {
        check.id: (check.need, {each.question for each in check.requirements})
        for check in checks_for(options, identity, "eu-west-1")
    }


@pytest.mark.parametrize(
    ("name", "without", "with_"), [each for each in SHIPS if "role" not in each.id]
)
def test_a_feature_that_is_stated_asks_what_a_configured_one_asks(name, without, with_):
    stated = replace(read(project(without), **{name: True}), summary=None)
    configured = replace(read(project(with_)), summary=None)
    # What a setting names beyond its feature no statement can tell.
    shared = {each: configured.names[each] for each in stated.names if each in configured.names}
    assert rows(replace(stated, names=shared)) == rows(replace(configured, names=shared))
