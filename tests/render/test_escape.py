"""Nothing that would move a cursor reaches a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ufo_preflight.render.escape import visible, visible_lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\r\n\tb  c", "a b c"),
        ("\x1b[32m", r"\x1b[32m"),
        ("\x9b32m", r"\x9b32m"),
        ("a\u202eb", r"a\u202eb"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", r"\U000e0041"),
        ("Größe デモ", "Größe デモ"),
    ],
)
def test_what_would_not_print_is_spelled_out(text, shown):
    assert visible(text) == shown


def test_where_only_ascii_can_be_shown_the_rest_is_spelled_out():
    assert visible("Größe", ascii_only=True) == r"Gr\xf6\xdfe"


def test_lines_keep_their_indentation():
    assert visible_lines('{\n  "a":\t1\r\n}') == ["{", '  "a": 1', "}"]


@given(st.text(st.characters()))
def test_whatever_comes_in_prints(text):
    assert visible(text).isprintable()
    assert visible(text, ascii_only=True).isascii()
    assert all(line.isprintable() for line in visible_lines(text))
