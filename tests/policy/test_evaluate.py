"""The decisions, case by case: each file of cases/ is data, each case names the page of its rule."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ufo_preflight.policy.evaluate import evaluate

CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted((Path(__file__).parent / "cases").glob("*.json"))
    for case in json.loads(path.read_text(encoding="utf-8"))
]


def decided(case):
    request, policies = case["request"], case["policies"]
    return evaluate(
        action=request["action"],
        resource=request.get("resource"),
        context={"aws:PrincipalArn": case["principal"], **request.get("context", {})},
        identity_policies=policies["identity"],
        permissions_boundary=policies.get("boundary"),
        service_control_policies=policies.get("scp", ()),
        strict=case.get("strict", False),
    )


@pytest.mark.parametrize("case", CASES)
def test_the_decision_is_the_one_of_aws(case):
    found = decided(case)
    expected = case["expected"]
    assert {
        "decision": found.result,
        "layer": found.layer.value if found.layer else None,
        "reason": found.reason.value if found.reason else None,
    } == {key: expected[key] for key in ("decision", "layer", "reason")}
    if "missing_context" in expected:
        assert sorted(found.missing_context) == expected["missing_context"]


def test_there_are_enough_cases_and_each_names_its_page():
    cases = [parameters.values[0] for parameters in CASES]
    assert len(cases) >= 300
    assert all(case["source"].startswith("https://docs.aws.amazon.com/") for case in cases)
