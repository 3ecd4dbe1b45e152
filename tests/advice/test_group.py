"""Decisions with one cause are one group; nothing is lost or told twice."""

from __future__ import annotations

from tests.render.reports import (
    ALLOWED,
    BLOCKED,
    DENIED,
    NO_ROLES,
    decided,
    requirement,
    row,
    statement,
)
from ufo_preflight.advice.group import groups_of
from ufo_preflight.model import Decision, Layer, NearMiss, Need, Reason


def shape(*rows):
    return [(group.checks, group.actions, group.resources) for group in groups_of(rows)]


def explicit(*matched):
    return Decision.denied(Reason.EXPLICIT_DENY, Layer.IDENTITY, matched=matched)


def near(sid):
    miss = NearMiss(statement(sid), "resource", "other")
    return Decision.denied(Reason.IMPLICIT_DENY, Layer.IDENTITY, near_misses=[miss])


def test_an_allowed_action_is_in_no_group():
    assert shape(row("ecs", ALLOWED)) == []


def test_a_service_that_is_not_granted_is_one_group():
    denied = [found for found in BLOCKED.checks if found.check.id == "ecs"]
    ((checks, actions, resources),) = shape(*denied)
    assert (checks, len(actions), len(resources)) == (("ecs",), 12, 1)


def test_one_statement_that_denies_two_rows_is_one_group():
    found = shape(row("ecs", explicit(NO_ROLES)), row("iam", explicit(NO_ROLES)))
    assert found == [(("ecs", "iam"), ("ecs:CreateService", "iam:CreateRole"), ("*",))]


def test_two_statements_are_two_groups():
    found = [row("ecs", explicit(statement("A"))), row("iam", explicit(statement("B")))]
    assert len(groups_of(found)) == 2


def test_the_nearest_statement_tells_implicit_denials_apart():
    asked = [requirement("ecs", f"ecs:{name}") for name in "abc"]
    found = decided("ecs", zip(asked, [near("A"), near("B"), near("A")], strict=True))
    assert [group.actions for group in groups_of([found])] == [("ecs:a", "ecs:c"), ("ecs:b",)]


def test_another_principal_is_another_cause():
    role = "arn:aws:iam::111122223333:role/cloudformation"
    asked = [requirement("ecs"), requirement("ecs", principal=role)]
    found = groups_of([decided("ecs", [(one, DENIED) for one in asked])])
    assert [group.principal for group in found] == [None, role]


def test_the_pattern_stands_for_a_resource_that_is_not_known():
    assert shape(row("ecs", DENIED, pattern="arn:aws:ecs:*"))[0][2] == ("arn:aws:ecs:*",)
    assert shape(row("ecs", DENIED, resource="a", pattern="b"))[0][2] == ("a",)


def test_what_does_not_count_says_so_and_what_counts_does_not():
    optional, required = groups_of([row("ecr", DENIED), row("ecs", DENIED)])
    assert optional.exemption.startswith("Optional, does not count as required: Only if the image")
    assert required.exemption == ""


def test_an_advisory_row_counts_only_when_it_is_required_by_name():
    pairs = [(requirement("ecs"), DENIED)]
    (asked,) = groups_of([decided("ecs", pairs, advisory=True, why="Rarely.", need=Need.OPTIONAL)])
    assert asked.exemption == "Advisory, does not count as required: Rarely."
    (required,) = groups_of([decided("ecs", pairs, advisory=True, need=Need.REQUIRED)])
    assert required.exemption == ""


def test_an_unknown_optional_row_has_nothing_to_be_exempted_from():
    (group,) = groups_of([row("ecr", Decision.unknown(Reason.THROTTLED))])
    assert group.exemption == ""
