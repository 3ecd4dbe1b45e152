"""Text in columns: nothing is wider than asked, nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ufo_preflight.render.wrap import columns_of, wrapped


@pytest.mark.parametrize(
    ("text", "columns"), [("", 0), ("abc", 3), ("デモ", 4), ("ｱ", 1), ("\uff21", 2), ("é", 1)]
)
def test_columns(text, columns):
    assert columns_of(text) == columns


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("one two", ["one two"]),
        ("one two three four", ["one two three", "  four"]),
        ("one arn:aws:iam::1:role/x", ["one", "  arn:aws:", "  iam::1:", "  role/x"]),
        ("abcdefghijklmnopqrstuvwxyz", ["abcdefghijklm", "  nopqrstuvwx", "  yz"]),
        ("arn:abcdefghijkl", ["arn:abcdefghi", "  jkl"]),
        ("デモデモデモデモ", ["デモデモデモ", "  デモ"]),
    ],
)
def test_lines(text, lines):
    assert wrapped(text, 13, rest="  ") == lines


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" ")),
    st.integers(10, 60),
    st.sampled_from(["", "  ", "    | "]),
)
def test_no_line_is_too_wide_and_no_character_is_lost(text, width, rest):
    lines = wrapped(text, width, first="> ", rest=rest)
    assert all(columns_of(line) <= width for line in lines)
    first, *others = lines
    kept = first[2:] + "".join(line[len(rest) :] for line in others)
    assert kept.replace(" ", "") == text.replace(" ", "")
