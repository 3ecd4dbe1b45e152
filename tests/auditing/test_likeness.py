"""What makes one principal like another: the smallest statements, or whom to ask, both proved."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.auditing.accounts import ARN, POLICIES, account, accounts, allow, deny, document, role
from tests.auditing.test_schemas import COMPARISON
from ufo_preflight.api import CheckOptions, offline_identity, report_on
from ufo_preflight.auditing.comparison import Comparison
from ufo_preflight.auditing.likeness import likeness
from ufo_preflight.catalog.select import Selection
from ufo_preflight.model import Layer, Verdict
from ufo_preflight.policy.account import Account
from ufo_preflight.policy.decider import PolicyDecider
from ufo_preflight.policy.positions import Source

REGION = "us-west-2"
ONLY = CheckOptions(selection=Selection(full=True, only=frozenset({"iam", "ecs", "passrole"})))
NO_IAM_SCP = [[document(allow(), deny("iam:*", Sid="NoIamHere"))]]


def decided(export, arn, levels=()):
    held = Account(export, Source("account", Layer.IDENTITY)).policies_of(arn)
    decider = PolicyDecider(held.policies, held.boundary, levels)
    return report_on(ONLY, offline_identity(arn, REGION), REGION, decider), decider


def change(export, like, changed, *, levels=()):
    wanted, _ = decided(export, like)
    return likeness(wanted, *decided(export, changed, levels))


def between(a, b, **levels):
    """Return what makes role b, which holds the policies `b`, like role a, which holds `a`."""
    export = account(role("a", *a), role("b", *b) if isinstance(b, tuple) else b)
    return change(export, f"{ARN}role/a", f"{ARN}role/b", **levels)


def added(export, arn, texts):
    """Return the export with policies added to one of its principals, as an owner would."""
    changed = copy.deepcopy(export)
    lists = {"user": "UserDetailList", "role": "RoleDetailList", "group": "GroupDetailList"}
    kind = arn.split(":")[5].partition("/")[0]
    inline = {"user": "UserPolicyList", "role": "RolePolicyList", "group": "GroupPolicyList"}[kind]
    entry = next(one for one in changed[lists[kind]] if one["Arn"] == arn)
    for number, text in enumerate(texts):
        policy = {"PolicyName": f"added{number}", "PolicyDocument": json.loads(text)}
        entry.setdefault(inline, []).append(policy)
    return changed


def allowed(report):
    """Return what a report allows, by its place: contexts name the principal."""
    return {
        (check, number): found.requirement.question.action
        for check, row in enumerate(report.checks)
        for number, found in enumerate(row.actions)
        if found.decision.verdict is Verdict.ALLOWED
    }


@settings(max_examples=12, deadline=None)
@given(accounts(), st.data())
def test_with_the_change_whatever_the_one_may_the_other_may_or_the_change_says_why_not(
    export, data
):
    arns = [one["Arn"] for key in export if key != "Policies" for one in export[key]]
    like, changed = (data.draw(st.sampled_from(arns)) for _ in range(2))
    found = change(export, like, changed)
    after, _ = decided(added(export, changed, found.to_dict()["policy"]), changed)
    before, _ = decided(export, changed)
    lacking = allowed(decided(export, like)[0]).items() - allowed(after).items()
    assert {action for _, action in lacking} == set(found.still_lacking)
    assert bool(found.still_lacking) == bool(found.remediation.cannot_fix_here)
    assert allowed(before).items() <= allowed(after).items()
    assert found.remediation.verified == bool(found.remediation.grants)
    COMPARISON.validate(json.loads(json.dumps(Comparison("a", "b", (), (), found).to_dict())))


def test_what_is_lacking_becomes_statements_that_are_each_needed():
    export = account(role("a", "admin"), role("b", "reader"))
    a, b = f"{ARN}role/a", f"{ARN}role/b"
    found = change(export, a, b)
    assert (found.principal, found.like, found.home) == (b, a, "a policy of role b")
    assert found.remediation.verified
    assert found.still_lacking == found.remediation.cannot_fix_here == found.beyond == ()
    (text,) = found.to_dict()["policy"]
    policy = json.loads(text)
    wanted = allowed(decided(export, a)[0])
    assert allowed(decided(added(export, b, [text]), b)[0]) == wanted
    for number in range(len(policy["Statement"])):
        less = {**policy, "Statement": policy["Statement"][:]}
        del less["Statement"][number]
        assert allowed(decided(added(export, b, [json.dumps(less)]), b)[0]) != wanted


def test_what_the_other_lacks_too_is_not_granted():
    found = between(("reader",), ())
    actions = {action for grant in found.remediation.grants for action in grant.actions}
    assert actions
    assert all(action.startswith("ecs:Describe") for action in actions)


def test_the_same_need_nothing():
    found = between(("no-iam",), ("no-iam",))
    assert found.to_dict()["policy"] == []
    assert (found.remediation.verified, found.still_lacking) == (False, ())


def test_what_is_held_beyond_is_kept_and_named():
    found = between(("no-iam",), ("admin",))
    assert found.remediation.grants == ()
    assert "iam:CreateRole" in found.beyond


@pytest.mark.parametrize(
    ("b", "levels", "said"),
    [
        (("no-iam",), (), "Remove or narrow that Deny; an Allow cannot override it"),
        (
            role("b", "admin", boundary="limit"),
            (),
            "Ask the owner of the permissions boundary of role b to allow",
        ),
        (
            ("admin",),
            NO_IAM_SCP,
            "Ask the organization's administrator to remove or narrow the Deny",
        ),
    ],
)
def test_what_no_statement_changes_names_whom_to_ask(b, levels, said):
    found = between(("admin",), b, levels=levels)
    assert said in " ".join(found.remediation.cannot_fix_here)
    assert "iam:CreateRole" in found.still_lacking
    granted = {action for grant in found.remediation.grants for action in grant.actions}
    assert granted.isdisjoint(found.still_lacking)


def test_a_conditional_allow_is_made_a_sure_one():
    found = between(("admin",), ("mfa",))
    assert found.remediation.verified
    assert found.still_lacking == ()


def test_what_stays_unknown_says_what_would_tell():
    guarded = document(
        deny("iam:*", Condition={"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}})
    )
    export = account(
        role("a", "admin"), role("b", "guarded"), policies={**POLICIES, "guarded": guarded}
    )
    found = change(export, f"{ARN}role/a", f"{ARN}role/b")
    assert "iam:CreateRole" in found.still_lacking
    (said,) = found.remediation.cannot_fix_here
    assert "aws:MultiFactorAuthPresent" in said
    assert "--mfa" in said
    granted = (action for grant in found.remediation.grants for action in grant.actions)
    assert {action.partition(":")[0] for action in granted} == {"ecs"}
