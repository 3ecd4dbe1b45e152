"""Three ways to harden a deployer's policy: what each changes in the ship, and what it costs."""

from __future__ import annotations

import pytest

from tests.project.projects import facts, v6
from ufo_preflight.errors import UsageError
from ufo_preflight.remedy.hardening import Hardening, first_steps, hardened

BOUNDARY = "arn:aws:iam::123456789012:policy/ship"
ROLES = ("arn:aws:iam::123456789012:role/task",)
PLAIN = facts(v6())
BOUNDED = facts(
    v6(
        "",
        {
            ".ufo/config/cfn/base.yml": "".join(
                f"{role}: {{PermissionsBoundary: '{BOUNDARY}'}}\n"
                for role in ("TaskRole", "ExecutionRole", "ScalingRole")
            )
        },
    )
)


def test_nothing_is_changed_where_nothing_is_asked():
    assert hardened(PLAIN, Hardening()) is PLAIN
    assert first_steps(PLAIN, Hardening()) == ()


def test_a_boundary_of_the_project_is_read_from_its_files():
    assert BOUNDED.names["boundary_arn"] == (BOUNDARY,)
    assert BOUNDED.features["boundary"].used
    assert PLAIN.names["boundary_arn"] == ()
    assert PLAIN.features["boundary"].used is False


def test_a_boundary_is_that_of_every_role():
    found = hardened(PLAIN, Hardening(BOUNDARY))
    assert found.names["boundary_arn"] == (BOUNDARY,)
    assert found.features["boundary"].used
    assert first_steps(BOUNDED, Hardening(BOUNDARY)) == ("The project sets this boundary already.",)
    other = first_steps(BOUNDED, Hardening(f"{BOUNDARY}-2"))
    assert other[-1] == f"The project sets another boundary now: {BOUNDARY}."


def test_the_lines_that_ufo_needs_are_those_of_the_roles_that_the_stack_makes():
    without = facts(v6("  config.autoscaling.enabled = false"))
    (lines, *_) = first_steps(without, Hardening(BOUNDARY))
    assert f"TaskRole:\n  PermissionsBoundary: {BOUNDARY}\nExecutionRole:" in lines
    assert "ScalingRole" not in lines


def test_roles_that_are_given_are_passed_and_none_is_made():
    found = hardened(PLAIN, Hardening(roles_given=ROLES))
    assert found.names["passrole_arn"] == ROLES
    assert "stack_role_arn" not in found.names
    assert found.features["stack_roles"].used is False
    steps = first_steps(PLAIN, Hardening(roles_given=ROLES))
    assert "`taskRoleArn`" in steps[0]
    assert "config.autoscaling.enabled = false" in steps[1]


def test_the_service_role_says_what_it_costs():
    steps = " ".join(first_steps(PLAIN, Hardening(service_role=True)))
    assert "--stack-name shop-web-dev --role-arn ROLE_ARN" in steps
    assert "ROLLBACK_COMPLETE" in steps


@pytest.mark.parametrize(
    "given",
    [
        {"boundary": "ship"},
        {"boundary": "arn:aws:iam::123456789012:role/ship"},
        {"boundary": "arn:aws:iam::123456789012:policy/"},
        {"roles_given": ("arn:aws:iam::123456789012:policy/ship",)},
        {"boundary": BOUNDARY, "roles_given": ROLES},
    ],
)
def test_what_is_no_hardening_is_refused(given):
    with pytest.raises(UsageError):
        Hardening(**given)
