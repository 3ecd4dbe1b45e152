"""What differs between two reports, live or saved, action by action."""

from __future__ import annotations

import json

import pytest

from tests.auditing.accounts import ARN, account, role, user
from ufo_preflight.api import CheckOptions, offline_identity, report_on
from ufo_preflight.auditing import audit
from ufo_preflight.auditing.comparison import compare, side_of
from ufo_preflight.catalog.select import Selection
from ufo_preflight.model import Layer
from ufo_preflight.policy.account import Account
from ufo_preflight.policy.decider import PolicyDecider
from ufo_preflight.policy.positions import Source

REGION = "us-west-2"
ONLY = CheckOptions(selection=Selection(full=True, only=frozenset({"iam", "ecs"})))


def report(name, *policies):
    export = Account(account(role(name, *policies)), Source("account", Layer.IDENTITY))
    held = export.policies_of(f"{ARN}role/{name}")
    identity = offline_identity(f"{ARN}role/{name}", REGION)
    return report_on(ONLY, identity, REGION, PolicyDecider(held.policies, held.boundary))


def saved(value):
    return json.loads(json.dumps(value.to_dict()))


def test_the_same_differ_in_nothing():
    found = compare(report("a", "admin"), report("a", "admin"))
    assert (found.differences, found.exit_code) == ((), 0)


def test_what_differs_names_the_statement_on_either_side():
    found = compare(report("a", "admin"), report("b", "no-iam"))
    assert (found.a, found.b) == (f"{ARN}role/a", f"{ARN}role/b")
    assert {one.check for one in found.differences} == {"iam"}
    one = next(each for each in found.differences if each.action == "iam:CreateRole")
    assert (one.a, one.b) == ("allowed", "denied")
    assert one.a_statement.endswith("(admin), statement 1")
    assert "NoIam" in one.b_statement
    assert found.exit_code == 1


def test_what_one_side_does_not_know_exits_3():
    found = compare(report("a", "admin"), report("b", "mfa"))
    assert found.differences
    assert found.exit_code == 3


def test_saved_reports_compare_as_live_ones_do():
    one, other = report("a", "admin"), report("b", "no-iam")
    live, kept = compare(one, other), compare(saved(one), saved(other))
    assert [(d.check, d.action, d.a, d.b) for d in live.differences] == [
        (d.check, d.action, d.a, d.b) for d in kept.differences
    ]
    assert kept.a == f"{ARN}role/a"


def test_two_audits_compare_principal_by_principal():
    yesterday = audit(account(user("u", "admin"), user("v")), options=ONLY, region=REGION)
    today = audit(account(user("u", "no-iam"), user("w", "admin")), options=ONLY, region=REGION)
    found = compare(saved(yesterday), saved(today))
    cells = {(one.check, one.resource): (one.a, one.b) for one in found.differences}
    assert cells["iam", f"{ARN}user/u"] == ("pass", "fail")
    assert cells["iam", f"{ARN}user/v"] == ("fail", "not asked")
    assert cells["ecs", f"{ARN}user/w"] == ("not asked", "pass")
    assert ("ecs", f"{ARN}user/u") not in cells


def test_the_account_of_a_resource_is_no_difference():
    moved = json.loads(
        json.dumps(report("a", "no-iam").to_dict()).replace("111122223333", "4" * 12)
    )
    assert compare(report("a", "no-iam"), moved).differences == ()


@pytest.mark.parametrize(
    "value",
    [{}, {"checks": 5, "identity": {}}, {"checks": [5], "identity": {}}, {"principals": [{}]}],
)
def test_what_is_no_report_is_an_error(value):
    with pytest.raises(ValueError, match="report"):
        side_of(value)


def test_the_comparison_is_json():
    value = compare(report("a", "admin"), report("b", "no-iam")).to_dict()
    assert next(iter(value)) == "format_version"
    assert (value["kind"], value["exit_code"]) == ("comparison", 1)
    assert set(value["differences"][0]) == {
        "check",
        "action",
        "resource",
        "a",
        "b",
        "a_statement",
        "b_statement",
    }
