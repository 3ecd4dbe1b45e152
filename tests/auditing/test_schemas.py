"""The JSON of audits and comparisons is what the schemas that ship say."""

from __future__ import annotations

import json
from importlib import resources

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from tests.auditing.accounts import account, accounts, role, trust
from ufo_preflight.auditing import audit
from ufo_preflight.auditing.comparison import compare


def validator(name):
    text = resources.files("ufo_preflight.render").joinpath(f"{name}.schema.json").read_text()
    schema = json.loads(text)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


AUDIT, COMPARISON = validator("audit"), validator("comparison")


@settings(max_examples=8, deadline=None)
@given(accounts())
def test_every_audit_and_comparison_is_valid(export):
    made = audit(export, region="us-west-2", allow_list=["*user*"])
    value = json.loads(json.dumps(made.to_dict()))
    AUDIT.validate(value)
    other = audit(account(role("r0", "no-iam")), region="us-west-2").to_dict()
    COMPARISON.validate(json.loads(json.dumps(compare(value, other).to_dict())))


def test_a_role_with_everything_is_valid():
    trusted = trust({"AWS": "*"}, Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}})
    made = audit(account(role("r", "admin", trusted=trusted, used="2026-01-01")), region="")
    AUDIT.validate(json.loads(json.dumps(made.to_dict())))


@pytest.mark.parametrize("validating", [AUDIT, COMPARISON])
def test_anything_else_is_not(validating):
    assert not validating.is_valid({"format_version": "1.0"})
