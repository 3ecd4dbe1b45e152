"""Formats for pipelines: valid, unknown is never a pass, and nothing of a policy is a command."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given

from tests.render.published_schemas import junit_problems, sarif_problems
from tests.render.reports import (
    ALLOWED,
    BLOCKED,
    DENIED,
    FILES,
    LENIENT,
    NEAR_RESOURCE,
    READY,
    REPORTS,
    SKIPPED,
    UNDETERMINED,
    report,
    row,
    statement,
)
from tests.render.strategies import reports, some
from ufo_preflight.model import Decision, Layer, Reason, Result
from ufo_preflight.render import render
from ufo_preflight.render.style import Style
from ufo_preflight.report import FailOn, Strictness


def levels(found):
    lines = render(found, "github", Style()).split("\n")
    return [line.partition(" ")[0].strip(":") for line in lines]


def test_what_counts_is_an_error_and_what_does_not_a_warning():
    assert levels(report(row("ecs", DENIED), row("ecr", DENIED), row("iam", ALLOWED))) == [
        "error",
        "warning",
        "error",
    ]


def test_a_gate_that_opens_gives_no_error():
    assert levels(READY) == ["notice"]
    assert levels(SKIPPED) == ["notice"]
    assert levels(LENIENT) == ["warning", "warning", "notice"]


def test_an_optional_denial_counts_when_any_does():
    strict = Strictness(FailOn.ANY)
    assert levels(report(row("ecr", DENIED), strictness=strict)) == ["error", "error"]


def test_titles_and_messages_are_escaped_as_the_runner_demands():
    found = report(row("ecs", DENIED, why="50% off, a:b"), caveats=("100%\r\n::error::x",))
    last = render(found, "github", Style()).split("\n")[-1]
    assert last.startswith("::error title=ufo-preflight%3A blocked::arn:aws:iam::")
    assert last.endswith("1 fail. 100%25 ::error::x")


@some
@given(reports())
def test_github_gets_only_commands_of_ours(found):
    command = re.compile(r"::(error|warning|notice) title=ufo-preflight[^:,]*::[^\r\n]*")
    for line in render(found, "github", Style()).split("\n"):
        assert command.fullmatch(line)
        assert line.isprintable()
        assert not re.search("%(?!25|3A|2C)", line)


@some
@given(reports())
def test_any_report_is_valid_by_the_published_schema(found):
    text = render(found, "junit", Style())
    assert junit_problems(text) == []
    assert all(line.isprintable() for line in text.split("\n"))


@some
@given(reports())
def test_there_is_a_failure_or_an_error_exactly_where_the_gate_closes(found):
    closing = re.findall("<(?:failure|error) ", render(found, "junit", Style()))
    if any(check.result is not Result.SKIPPED for check in found.checks):
        assert bool(closing) is (found.exit_code > 0)


@pytest.mark.parametrize("name", REPORTS)
def test_the_totals_are_those_of_the_cases(name):
    text = render(REPORTS[name], "junit", Style())
    for total, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        counted = int(re.search(f'<testsuite .*{total}="(\\d+)"', text)[1])
        assert counted == len(re.findall(f"<{tag} ", text))


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


def test_the_rules_are_the_same_for_every_report():
    rules = run_of(READY)["tool"]["driver"]["rules"]
    assert run_of(LENIENT)["tool"]["driver"]["rules"] == rules
    assert all(rule["helpUri"] in rule["help"]["text"] for rule in rules)
    for result in run_of(BLOCKED)["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
