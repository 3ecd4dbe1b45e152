"""Only what is not a pass, and the verdict."""

from __future__ import annotations

import pytest

from tests.render.reports import BLOCKED, READY, REPORTS, SKIPPED
from ufo_preflight.model import Result
from ufo_preflight.render.short import render_short
from ufo_preflight.render.style import Style

WIDE = Style(width=4000)


def test_a_ship_that_is_ready_is_one_line():
    assert render_short(READY, WIDE) == (
        "ready: 11 pass. Simulated, not executed. Not seen: session policies, quotas."
    )


def test_what_was_left_out_is_only_counted():
    assert render_short(SKIPPED, WIDE).startswith("ready: 2 pass, 3 skipped.")


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_every_row_to_look_at_is_named(report):
    *lines, _verdict = render_short(report, WIDE).split("\n")
    for found in report.checks:
        named = any(found.check.title in line[2:].split(": ")[0].split(", ") for line in lines)
        assert named is (found.result not in (Result.PASS, Result.SKIPPED))


def test_quiet_is_the_verdict_alone():
    assert render_short(BLOCKED, Style(quiet=True)) == "blocked: 1 pass, 7 fail, 3 warn"
