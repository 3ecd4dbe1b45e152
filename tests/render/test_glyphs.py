"""Marks are one column wide and differ without colour."""

from __future__ import annotations

import pytest

from ufo_preflight.model import Overall, Result
from ufo_preflight.render.glyphs import glyph, plain_glyph, result_word, verdict_word
from ufo_preflight.render.look import Look
from ufo_preflight.render.wrap import columns_of


@pytest.mark.parametrize("look", [Look(), Look(use_unicode=False)])
def test_every_result_has_a_mark_of_its_own(look):
    marks = [glyph(result, look) for result in Result]
    assert len(set(marks)) == len(Result)
    assert {columns_of(mark) for mark in marks} == {1}


def test_ascii_is_ascii():
    assert all(glyph(result, Look(use_unicode=False)).isascii() for result in Result)


def test_colour_is_around_the_word_and_ends_with_it():
    look = Look(use_color=True)
    assert glyph(Result.PASS, look) == "\x1b[32m✓\x1b[0m"
    assert result_word(Result.FAIL, look) == "\x1b[31mfail\x1b[0m"
    assert verdict_word(Overall.BLOCKED, look) == "\x1b[31mblocked\x1b[0m"
    assert plain_glyph(Result.PASS) == "✓"


def test_every_verdict_has_a_word():
    assert [verdict_word(verdict, Look()) for verdict in Overall] == [
        "ready",
        "blocked",
        "undetermined",
    ]
