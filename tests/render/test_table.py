"""The table fits, says the same in colour as without, and shows nothing but text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.render.reports import BLOCKED, READY, REPORTS
from tests.render.strategies import looks, reports, some
from ufo_preflight.render import render
from ufo_preflight.render.style import Style, columns_of
from ufo_preflight.render.table import render_table

COLOR = re.compile(r"\x1b\[\d+m")


@some
@given(reports(), looks, st.sampled_from(["table", "short"]))
def test_text_for_a_terminal_fits_and_only_our_colours_are_in_it(found, style, output):
    shown = render(found, output, style)
    assert style.use_color or "\x1b" not in shown
    for line in COLOR.sub("", shown).split("\n"):
        assert line.isprintable()
        assert columns_of(line) <= style.width
        assert style.use_unicode or line.isascii()


@some
@given(reports(), looks)
def test_colour_changes_nothing_else(found, style):
    plain = Style(style.width, False, style.use_unicode, style.verbose, style.quiet)
    assert COLOR.sub("", render(found, "table", style)) == render(found, "table", plain)


@pytest.mark.parametrize("width", range(40, 201))
def test_at_any_width_only_the_last_column_wraps(width):
    lines = render_table(BLOCKED, Style(width=width)).split("\n\n")[1].split("\n")
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
    assert render_table(READY, Style(width=width)).split("\n\n")[1].split("\n")[0] == head


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_the_last_paragraph_is_the_verdict(report):
    last = render_table(report, Style(width=200)).split("\n")[-1]
    assert last.startswith(f"{report.verdict.value}: ")
