"""SARIF: valid by the published schema, and unknown is never dropped."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from tests.render.published_schemas import sarif_problems
from tests.render.reports import (
    BLOCKED,
    FILES,
    LENIENT,
    NEAR_RESOURCE,
    READY,
    REPORTS,
    UNDETERMINED,
    report,
    row,
    statement,
)
from tests.render.strategies import reports, some
from ufo_preflight.model import Decision, Layer, Reason
from ufo_preflight.render import render
from ufo_preflight.render.style import Style


def run_of(found):
    return json.loads(render(found, "sarif", Style()))["runs"][0]


def places(found):
    for result in run_of(found)["results"]:
        place = result["locations"][0]["physicalLocation"]
        yield place["artifactLocation"]["uri"], place["region"]["startLine"]


@some
@given(reports())
def test_sarif_is_valid_by_the_published_schema(found):
    assert sarif_problems(json.loads(render(found, "sarif", Style()))) == []


@pytest.mark.parametrize("name", REPORTS)
def test_every_fixture_is_valid_by_the_published_schema(name):
    assert sarif_problems(json.loads(render(REPORTS[name], "sarif", Style()))) == []


def test_a_pass_is_no_result_and_an_unknown_is_one():
    assert run_of(READY)["results"] == []
    assert [result["level"] for result in run_of(UNDETERMINED)["results"]] == [
        "warning" if name in ("ecr", "route53") else "error"
        for name in (found.check.id for found in UNDETERMINED.checks)
    ]
    assert run_of(UNDETERMINED)["invocations"][0]["executionSuccessful"] is False
    assert {result["level"] for result in run_of(LENIENT)["results"]} == {"warning"}


def test_offline_a_result_stands_where_the_statement_stands():
    deny = Decision.denied(
        Reason.EXPLICIT_DENY, Layer.IDENTITY, matched=[statement(policy="ci/my policy.json")]
    )
    near = Decision.denied(Reason.IMPLICIT_DENY, Layer.IDENTITY, near_misses=[NEAR_RESOURCE])
    none = Decision.denied(Reason.IMPLICIT_DENY, Layer.IDENTITY)
    found = report(row("ecs", deny), row("logs", near), row("iam", none), identity=FILES)
    assert list(places(found)) == [("ci/my%20policy.json", 14), ("deploy.json", 14), (".ufo", 1)]


def test_a_statement_without_a_position_is_no_place():
    deny = Decision.denied(Reason.EXPLICIT_DENY, Layer.IDENTITY, matched=[statement(line=0)])
    assert list(places(report(row("ecs", deny), identity=FILES))) == [(".ufo", 1)]


def test_a_statement_in_the_account_is_no_file():
    assert set(places(BLOCKED)) == {(".ufo", 1)}
