"""Who a trust policy lets in, and how sure that is."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from tests.auditing.accounts import ARN, ID, document, trust
from ufo_preflight.auditing.trust import UNREADABLE, trustees

GITHUB = f"{ARN}oidc-provider/token.actions.githubusercontent.com"
SUB = "token.actions.githubusercontent.com:sub"


def oidc(**conditions):
    return (
        trust({"Federated": GITHUB}, Condition=conditions)
        if conditions
        else trust({"Federated": GITHUB})
    )


def test_accounts_services_and_identity_providers_are_told():
    found = trustees(
        trust({"AWS": [f"{ARN}root", "444455556666"], "Service": "lambda.amazonaws.com"}), ID
    )
    assert [(one.kind, one.principal, one.in_account, one.is_certain) for one in found] == [
        ("AWS", f"{ARN}root", True, True),
        ("AWS", "444455556666", False, True),
        ("Service", "lambda.amazonaws.com", False, True),
    ]


@pytest.mark.parametrize("form", [json.dumps, lambda value: quote(json.dumps(value))])
def test_a_document_may_be_a_text(form):
    (found,) = trustees(form(trust({"Service": "ec2.amazonaws.com"})), ID)
    assert found.principal == "ec2.amazonaws.com"


@pytest.mark.parametrize(
    ("document_", "warning"),
    [
        (oidc(), "every subject of this identity provider"),
        (
            oidc(StringLike={SUB: "repo:acme/shop:*"}),
            "every subject that begins so: repo:acme/shop:*",
        ),
        (oidc(StringEquals={SUB: "repo:acme/shop:ref:refs/heads/main"}), ""),
        (trust("*"), "every principal of every account"),
        (trust({"AWS": "*"}), "every principal of every account"),
        (trust({"AWS": "*"}, Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}}), ""),
    ],
)
def test_what_is_wide_is_a_warning(document_, warning):
    (found,) = trustees(document_, ID)
    assert found.warning == warning
    assert found.is_certain is ("Condition" not in document_["Statement"][0])


def test_a_condition_is_told_in_words_and_leaves_it_uncertain():
    (found,) = trustees(oidc(StringEquals={SUB: ["a", "b"]}), ID)
    assert found.conditions == (f"StringEquals {SUB} a, b",)
    assert not found.is_certain


def test_a_deny_keeps_out_or_leaves_it_uncertain():
    allowed = trust({"AWS": f"{ARN}root"})["Statement"][0]
    closed = {**allowed, "Effect": "Deny"}
    assert trustees(document(allowed, closed), ID) == ()
    other = {**closed, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}
    (found,) = trustees(document(allowed, other), ID)
    assert not found.is_certain
    about = {**other, "Action": "sts:TagSession"}
    (found,) = trustees(document(allowed, about), ID)
    assert found.is_certain


@pytest.mark.parametrize("action", ["sts:AssumeRole", "sts:*", "*", "STS:assumeRoleWith*"])
def test_the_actions_that_assume_a_role(action):
    statement = {**trust({"AWS": "*"})["Statement"][0], "Action": action}
    assert len(trustees(document(statement), ID)) == 1


def test_not_action_and_not_principal():
    statement = {"Effect": "Allow", "NotAction": "iam:*", "Principal": {"AWS": "1"}}
    assert len(trustees(document(statement), ID)) == 1
    assert trustees(document({**statement, "NotAction": "sts:*"}), ID) == ()
    rest = {"Effect": "Allow", "Action": "sts:AssumeRole", "NotPrincipal": {"AWS": "1"}}
    (found,) = trustees(document({**rest, "Principal": {}}), ID)
    assert (found.kind, found.is_certain) == ("*", False)


@pytest.mark.parametrize(
    "broken",
    [
        None,
        5,
        "{",
        "%7B",
        {},
        {"Statement": [5]},
        {"Statement": {"Effect": "Allow", "Action": "*", "Principal": 5}},
        {"Statement": {"Effect": "Allow", "Action": "*"}},
        trust({"AWS": "*"}, Condition=[]),
        trust({"AWS": "*"}, Condition={"Sounds": {"a": "b"}}),
    ],
)
def test_what_cannot_be_read_is_said(broken):
    assert trustees(broken, ID) == (UNREADABLE,)
