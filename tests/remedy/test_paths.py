"""The ways to more than shipping, decided over the project's own fixtures; every guard is noticed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.project.projects import EXECUTION_ROLE, TASK_ROLE, V5, facts, files, v6
from ufo_preflight.api import CheckOptions, checks_for, offline_identity, place_names
from ufo_preflight.catalog import load_catalogue
from ufo_preflight.catalog.select import Selection
from ufo_preflight.context import Surroundings
from ufo_preflight.grant import MANAGED_LIMIT, document, size, split
from ufo_preflight.model import Verdict
from ufo_preflight.policy.condition_keys import action_entry
from ufo_preflight.policy.decider import PolicyDecider
from ufo_preflight.remedy.hardening import Hardening, hardened
from ufo_preflight.remedy.minimal import grants_for, required
from ufo_preflight.remedy.paths import (
    abuse_paths,
    decide_paths,
    makes_administrator,
)

REGION = "us-west-2"
WHO = offline_identity("arn:aws:iam::123456789012:role/deploy", REGION)
BOUNDARY = "arn:aws:iam::123456789012:policy/ship"
GIVEN = ("arn:aws:iam::123456789012:role/task",)
PROJECTS = {
    "v6": v6(),
    "v6 with DNS": v6('  config.dns.domain = "example.com"\n  config.dns.hosted_zone_id = "Z1"'),
    "v6 in a VPC": v6('  config.vpc.id = "vpc-1"'),
    "v6 without scaling": v6("  config.autoscaling.enabled = false"),
    "v5": files(V5),
}
MANAGED_ONLY = v6(
    "  config.autoscaling.enabled = false",
    {TASK_ROLE: None, EXECUTION_ROLE: 'managed_iam_policy("AmazonSSMReadOnlyAccess")\n'},
)


def requirements(project, hardening=None):
    found = hardened(facts(project), hardening or Hardening())
    options = CheckOptions(
        found, Selection(full=True), passrole_arns=(hardening or Hardening()).roles_given
    )
    return found, required(checks_for(options, WHO, REGION))


def decided(found, grants):
    names = {**found.names, **place_names(WHO, REGION)}
    decider = PolicyDecider([document(grants)])
    results = decide_paths(abuse_paths(names), decider, Surroundings.of(WHO, REGION))
    return {each.path.id: each for each in results}


def results(project, hardening=None):
    found, needed = requirements(project, hardening)
    return decided(found, grants_for(needed))


def opened(found):
    return {name for name, each in found.items() if each.is_open}


# What no key limits, or what a ship itself does.
ALWAYS = {"pass-own", "task-secrets", "task-definitions", "instances", "scale-service", "trust"}


@pytest.mark.parametrize("project", PROJECTS.values(), ids=PROJECTS)
def test_with_a_boundary_nobody_becomes_administrator_by_hand_or_by_template(project):
    found = results(project, Hardening(BOUNDARY))
    assert not makes_administrator(found.values())
    assert opened(found) <= ALWAYS | {"other-vpc", "dns-zone"}


@pytest.mark.parametrize("project", PROJECTS.values(), ids=PROJECTS)
def test_without_one_the_way_that_stays_open_is_told(project):
    found = results(project)
    assert makes_administrator(found.values()) is ("inline" in opened(found))
    assert opened(found) <= ALWAYS | {
        "inline",
        "create-role",
        "other-boundary",
        "other-vpc",
        "dns-zone",
    }
    assert all(each.path.close for each in found.values())


def test_given_roles_leave_nothing_to_escalate_with():
    found = results(v6(), Hardening(roles_given=GIVEN))
    assert not makes_administrator(found.values())
    assert {name for name in opened(found) if found[name].path.kind == "escalation"} == {"pass-own"}


def test_managed_policies_alone_close_inline_ones():
    found = results(MANAGED_ONLY)
    assert not makes_administrator(found.values())
    assert found["attach"].closed_by == "iam:PolicyARN"
    assert found["inline"].closed_by == "not allowed at all"


def test_what_closes_a_way_is_what_the_decision_tells():
    found = results(PROJECTS["v6 with DNS"], Hardening(BOUNDARY))
    expected = {
        "attach": "iam:PolicyARN",
        "create-role": "iam:PermissionsBoundary",
        "other-listener": "aws:ResourceTag/aws:cloudformation:stack-name",
        "dns-record": "route53:ChangeResourceRecordSetsNormalizedRecordNames",
        "other-stack": "the resources named",
        "CreateUser": "not allowed at all",
    }
    assert {name: found[name].closed_by for name in expected} == expected


FULL = v6(
    '  config.dns.domain = "example.com"\n  config.dns.hosted_zone_id = "Z1"\n  config.vpc.id = "vpc-1"'
)


def test_the_removal_of_each_guard_opens_a_way():
    found, needed = requirements(FULL, Hardening(BOUNDARY))
    whole = opened(decided(found, grants_for(needed)))
    keys = {key for each in needed for key, _ in each.guards}
    # A boundary closes what pinned policies close, too; the next test is without one.
    for key in sorted(keys - {"iam:PolicyARN"}):
        less = [
            replace(each, guards=tuple(test for test in each.guards if test[0] != key))
            for each in needed
        ]
        assert opened(decided(found, grants_for(less))) - whole, key


def test_without_a_boundary_the_pinned_policies_are_what_closes_attaching():
    found, needed = requirements(v6())
    less = [replace(each, guards=()) for each in needed if "Attach" in each.question.action]
    assert "attach" not in opened(decided(found, grants_for(needed)))
    assert "attach" in opened(decided(found, grants_for(less)))


def test_an_unknown_way_is_never_closed():
    found = facts(v6())
    unread = PolicyDecider([])

    class Silent:
        method = unread.method

        def decide(self, _questions):
            return ()

    names = {**found.names, **place_names(WHO, REGION)}
    for each in decide_paths(abuse_paths(names), Silent(), Surroundings.of(WHO, REGION)):
        assert (each.is_open, each.by_hand.verdict) == (True, Verdict.UNKNOWN)


def test_a_ship_of_which_nothing_is_known_can_be_asked_about():
    assert len({path.id for path in abuse_paths({})}) == len(abuse_paths({}))


def test_every_action_exists_and_carries_the_keys_of_its_way():
    for path in abuse_paths({}):
        for question in path.questions:
            action = action_entry(question.action)
            assert action is not None, question.action
            for entry in question.context:
                assert any(
                    entry.key == own or (own.endswith("/") and entry.key.startswith(own))
                    for own in action.keys
                ), (question.action, entry.key)


@pytest.mark.parametrize("project", PROJECTS.values(), ids=PROJECTS)
def test_a_hardened_policy_is_split_within_the_limits(project):
    _, needed = requirements(project, Hardening(BOUNDARY))
    assert all(size(part) <= MANAGED_LIMIT for part in split(grants_for(needed)))


def test_the_catalogue_guards_what_the_table_has_a_way_for():
    keys = {key for entry in load_catalogue().entries for key, _ in entry.guards}
    asked = {
        entry.key for path in abuse_paths({}) for each in path.questions for entry in each.context
    }
    assert keys <= asked
