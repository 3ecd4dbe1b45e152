"""JUnit XML: valid by the published schema, and unknown is never a pass."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from tests.render.published_schemas import junit_problems
from tests.render.reports import REPORTS
from tests.render.strategies import reports, some
from ufo_preflight.model import Result
from ufo_preflight.render import render
from ufo_preflight.render.style import Style


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
