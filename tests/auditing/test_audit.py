"""Every principal of an account against every check: each cell is what `check` says."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.auditing.accounts import (
    ARN,
    POLICIES,
    account,
    accounts,
    allow,
    deny,
    document,
    group,
    role,
    trust,
    user,
)
from ufo_preflight.api import CheckOptions, offline_identity, report_on
from ufo_preflight.auditing import NO_SCPS, Principals, audit, expected, shown
from ufo_preflight.catalog.select import Selection
from ufo_preflight.context import parse_entry
from ufo_preflight.errors import PolicyDocumentError
from ufo_preflight.model import Layer, Overall, Result
from ufo_preflight.policy.account import Account
from ufo_preflight.policy.decider import PolicyDecider
from ufo_preflight.policy.positions import Source

REGION = "us-west-2"
FULL = CheckOptions(selection=Selection(full=True))
SCPS = (
    [document(allow())],
    [
        document(
            allow(),
            deny(
                "iam:*",
                Condition={"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/ci/*"}},
            ),
        )
    ],
)
CONTEXTS = ((), ("aws:MultiFactorAuthPresent:boolean=true",), (f"aws:PrincipalArn={ARN}role/ci/x",))


def audited(*entries, **more):
    made = audit(account(*entries), options=FULL, region=REGION, **more)
    return {principal.short_name: principal for principal in made.principals}


@settings(max_examples=25, deadline=None)
@given(accounts(), st.sampled_from([(), SCPS]), st.sampled_from(CONTEXTS), st.booleans())
def test_each_cell_is_what_check_says(export, levels, context, full):
    options = CheckOptions(selection=Selection(full=full), context=tuple(map(parse_entry, context)))
    made = audit(export, options=options, region=REGION, service_control_policies=levels)
    held = Account(export, Source("account", Layer.IDENTITY))
    assert len(made.principals) == len(held.entries)
    for principal in made.principals:
        policies = held.policies_of(principal.arn)
        decider = PolicyDecider(policies.policies, policies.boundary, levels)
        report = report_on(options, offline_identity(principal.arn, REGION), REGION, decider)
        found = {row.check.id: row.result for row in report.checks}
        assert (principal.results, principal.verdict) == (found, report.verdict)
        for row in report.checks:
            not_allowed = [
                action.requirement.question.action
                for action in row.actions
                if action.decision.verdict.value != "allowed"
            ]
            reasons = principal.reasons.get(row.check.id, ())
            told = {(one, reason.decision) for reason in reasons for one in reason.actions}
            if row.result is not Result.PASS:
                assert {name for name, _ in told} == set(not_allowed)
            for action in row.actions:
                verdict = action.decision.verdict.value
                if reasons and verdict != "allowed":
                    assert (action.requirement.question.action, verdict) in told


def test_a_user_has_its_groups_policies_and_its_boundary():
    found = audited(
        group("builders", "admin"),
        user("free", groups=["builders"]),
        user("bound", groups=["builders"], boundary="limit"),
    )
    assert found["user/free"].verdict is Overall.READY
    assert found["user/free"].groups == ("builders",)
    assert found["user/free"].granted_by == ("account (admin), statement 1",)
    bound = found["user/bound"]
    assert (bound.verdict, bound.boundary) == (Overall.BLOCKED, f"{ARN}policy/limit")
    (reason,) = bound.reasons["iam"]
    assert (reason.reason, reason.layer) == ("permissions-boundary", "permissions-boundary")


def test_a_cell_says_which_statement_denies():
    (reason,) = audited(role("r", "no-iam"))["role/r"].reasons["iam"]
    assert (reason.decision, reason.reason) == ("denied", "explicit-deny")
    assert reason.statement == "account (no-iam), statement NoIam"
    assert "iam:CreateRole" in reason.actions
    assert reason.words.startswith("iam:CreateRole and ")


def test_a_cell_says_which_key_would_settle_it():
    found = audited(role("r", "mfa"))["role/r"]
    assert found.verdict is Overall.UNDETERMINED
    assert found.reasons["iam"][0].missing_context == ("aws:MultiFactorAuthPresent",)


def test_the_default_version_of_a_managed_policy_counts():
    assert audited(role("r", "reader"))["role/r"].verdict is Overall.BLOCKED


def test_a_policy_that_the_export_lacks_leaves_its_principals_unknown_and_no_other():
    found = audited(user("whole", "admin"), user("half", "admin", "unlisted"))
    assert found["user/whole"].verdict is Overall.READY
    half = found["user/half"]
    assert half.verdict is Overall.UNDETERMINED
    assert half.reasons["ecs"][0].detail == f"the export lacks the policy {ARN}policy/unlisted"


def test_a_boundary_that_the_export_lacks_is_never_no_boundary():
    assert audited(user("u", "admin", boundary="gone"))["user/u"].verdict is Overall.UNDETERMINED


def test_a_sure_deny_stays_one_whatever_is_lacking():
    found = audited(user("u", "no-iam", "unlisted"))["user/u"]
    assert (found.results["iam"], found.results["ecs"]) == (Result.FAIL, Result.UNKNOWN)


def test_a_policy_that_is_none_is_told_and_leaves_its_principals_unknown():
    broken = document(allow(Condition={"StringEqual": {"aws:x": "y"}}))
    made = audit(account(user("u", "admin", inline=[broken]), user("v", "admin")), region=REGION)
    assert [one.verdict for one in made.principals] == [Overall.UNDETERMINED, Overall.READY]
    assert any("did you mean StringEquals?" in text for text in made.warnings)


def test_a_damaged_export_is_an_error_with_its_place():
    export = account(user("u", "admin"))
    export["UserDetailList"][0]["GroupList"] = "builders"
    with pytest.raises(PolicyDocumentError, match="the export is damaged"):
        audit(export, region=REGION)


def test_the_roles_of_services_are_left_out_and_counted():
    entries = (
        role("linked", "admin", path="aws-service-role/ecs.amazonaws.com/"),
        role("sso", "admin", path="aws-reserved/sso.amazonaws.com/"),
        role("batch", "admin", path="service-role/"),
        role("ci", "admin"),
    )
    made = audit(account(*entries), region=REGION)
    assert [one.short_name for one in made.principals] == ["role/ci"]
    assert [one.why for one in made.left_out] == [
        "service-linked role",
        "role reserved by AWS",
        "role of a service",
    ]
    everybody = audit(
        account(*entries), region=REGION, principals=Principals(with_service_roles=True)
    )
    assert len(everybody.principals) == 4


def test_service_control_policies_do_not_bind_service_linked_roles():
    linked = role("linked", "admin", path="aws-service-role/ecs.amazonaws.com/")
    found = audited(
        linked,
        role("ci", "admin"),
        principals=Principals(with_service_roles=True),
        service_control_policies=[[document(deny())]],
    )
    verdicts = {name.rpartition("/")[2]: one.verdict for name, one in found.items()}
    assert verdicts == {"linked": Overall.READY, "ci": Overall.BLOCKED}


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        (Principals(include=("*role/CI/*",)), ["role/ci/a"]),
        (Principals(include=("a",)), ["role/ci/a"]),
        (Principals(exclude=("user/*",)), ["role/ci/a"]),
        (Principals(include=("nobody",)), []),
    ],
)
def test_principals_are_named_by_globs(scope, names):
    export = account(role("a", "admin", path="ci/"), user("b", "admin"))
    made = audit(export, region=REGION, principals=scope)
    assert [one.short_name for one in made.principals] == names
    assert len(made.principals) + len(made.left_out) == 2


def test_what_the_export_cannot_show_is_said():
    assert NO_SCPS in audit(account(user("u")), region=REGION).caveats
    limited = audit(account(user("u")), region=REGION, service_control_policies=SCPS)
    assert NO_SCPS not in limited.caveats


def test_an_allow_list_tells_who_ships_unexpectedly_and_who_cannot():
    entries = (user("a", "admin"), user("b", "reader"), role("c", "mfa"), role("d", "admin"))
    made = audit(
        account(*entries), region=REGION, allow_list=[f"{ARN}user/B", "*role/D", "arn:nobody"]
    )
    found = made.allow_list
    assert (found.unexpected, found.undecided) == ((f"{ARN}user/a",), (f"{ARN}role/c",))
    assert (found.cannot_ship, found.not_found) == ((f"{ARN}user/b",), ("arn:nobody",))
    assert (made.exit_code, made.verdict) == (1, Overall.BLOCKED)
    assert audit(account(entries[2]), region=REGION, allow_list=[]).exit_code == 3
    assert audit(account(entries[1]), region=REGION, allow_list=[]).exit_code == 0
    assert audit(account(*entries), region=REGION).exit_code == 0
    assert expected([], ["x"]).not_found == ("x",)


def test_some_verdicts_can_be_shown_alone():
    made = audit(account(user("a", "admin"), user("b"), role("c", "mfa")), region=REGION)
    assert [one.short_name for one in shown(made, can_ship=True).principals] == ["user/a"]
    assert [one.short_name for one in shown(made, cannot_ship=True).principals] == ["user/b"]
    assert shown(made) is made


def test_a_role_that_can_ship_says_who_may_assume_it_and_when_it_was_used():
    trusted = trust({"AWS": f"{ARN}root"})
    found = audited(
        role("ci", "admin", trusted=trusted, used="2026-11-01T08:00:00Z"),
        role("other", "reader", trusted=trusted),
    )
    ci = found["role/ci"]
    assert [(one.kind, one.principal, one.in_account) for one in ci.assumable_by] == [
        ("AWS", f"{ARN}root", True)
    ]
    assert ci.last_used == "2026-11-01"
    assert found["role/other"].assumable_by == ()


def test_principals_that_hold_the_same_share_their_answers():
    made = audit(account(*(role(f"r{n}", "no-iam") for n in range(3))), region=REGION)
    first, *others = made.principals
    assert all(one.reasons is first.reasons for one in others)


def test_the_report_is_json():
    made = audit(account(user("a", "admin"), role("b", "no-iam")), region=REGION, allow_list=["x"])
    value = json.loads(json.dumps(made.to_dict()))
    assert next(iter(value)) == "format_version"
    assert value["account"] == "111122223333"
    assert value["summary"] == {
        "principals": 2,
        "ready": 1,
        "blocked": 1,
        "undetermined": 0,
        "left_out": 0,
    }
    assert value["principals"][1]["results"]["iam"] == "fail"
    assert value["principals"][1]["reasons"]["iam"][0]["layer"] == "identity"


def test_every_policy_of_the_tests_is_one():
    export = account(*(role(name, name) for name in POLICIES))
    assert audit(export, region=REGION).warnings == ()
