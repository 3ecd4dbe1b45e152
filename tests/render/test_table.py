"""The table fits, says the same in colour as without, and shows nothing but text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.render.reports import BLOCKED, READY, REPORTS
from tests.render.strategies import looks, reports, some
from ufo_preflight.render import render
from ufo_preflight.render.look import Look
from ufo_preflight.render.table import render_table
from ufo_preflight.render.wrap import columns_of

COLOR = re.compile(r"\x1b\[\d+m")


@some
@given(reports(), looks, st.sampled_from(["table", "short"]))
def test_text_for_a_terminal_fits_and_only_our_colours_are_in_it(found, look, output):
    shown = render(found, output, look)
    assert look.use_color or "\x1b" not in shown
    for line in COLOR.sub("", shown).split("\n"):
        assert line.isprintable()
        assert columns_of(line) <= look.width
        assert look.use_unicode or line.isascii()


@some
@given(reports(), looks)
def test_colour_changes_nothing_else(found, look):
    plain = Look(look.width, False, look.use_unicode, look.verbose, look.quiet)
    assert COLOR.sub("", render(found, "table", look)) == render(found, "table", plain)


@pytest.mark.parametrize("width", range(40, 201))
def test_at_any_width_only_the_last_column_wraps(width):
    lines = render_table(BLOCKED, Look(width=width)).split("\n\n")[1].split("\n")
    marked = [line for line in lines[1:] if not line.startswith(" ")]
    assert len(marked) == len(BLOCKED.checks)
    for line, found in zip(marked, BLOCKED.checks, strict=True):
        assert line[3:].startswith(found.check.title)


@pytest.mark.parametrize(
    ("width", "head"),
    [
        (200, "   Service                 Needed    Result  Action                    Why"),
        (80, "   Service                 Needed    Result  Action: why"),
        (60, "   Service, needed, result, action: why"),
    ],
)
def test_the_columns_that_have_no_room_join_the_last_one(width, head):
    assert render_table(READY, Look(width=width)).split("\n\n")[1].split("\n")[0] == head


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_the_last_paragraph_is_the_verdict(report):
    last = render_table(report, Look(width=200)).split("\n")[-1]
    assert last.startswith(f"{report.verdict.value}: ")
