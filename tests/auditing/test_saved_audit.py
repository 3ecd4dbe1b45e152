"""Audits that were saved are read back whole, and joined into one."""

from __future__ import annotations

import json

import pytest

from tests.auditing.accounts import account, role, trust, user
from ufo_preflight.auditing import audit
from ufo_preflight.auditing.saved_audit import merged, read_saved
from ufo_preflight.report import OnUnknown

REGION = "us-west-2"


def made(*entries):
    return audit(account(*entries), region=REGION)


def saved(report):
    return json.loads(json.dumps(report.to_dict()))


def test_a_saved_audit_is_read_back_whole():
    report = made(
        user("a", "admin"),
        role("b", "no-iam"),
        role("c", "mfa", trusted=trust({"AWS": "*"}), used="2026-01-02"),
        role("d", "admin", path="aws-service-role/x/"),
    )
    assert read_saved(saved(report)).to_dict() == report.to_dict()


def test_the_reports_of_many_accounts_become_one():
    one, other = made(user("a", "admin")), made(role("b", "reader"))
    joined = merged([saved(one), saved(other)], None, OnUnknown.FAIL)
    assert joined.principals == (*one.principals, *other.principals)
    assert joined.to_dict()["summary"]["principals"] == 2
    assert joined.account == "111122223333"
    listed = merged([saved(one), saved(other)], ["*user/z"], OnUnknown.FAIL)
    assert listed.exit_code == 1


@pytest.mark.parametrize("value", [{}, {"kind": "comparison"}, {"kind": "audit"}])
def test_what_is_no_audit_is_an_error(value):
    with pytest.raises((KeyError, ValueError)):
        merged([value], None, OnUnknown.FAIL)
