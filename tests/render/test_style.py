"""Text in a terminal: marks, colours, escaping and wrapping."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ufo_preflight.model import Overall, Result
from ufo_preflight.render.style import (
    Style,
    columns_of,
    visible,
    visible_lines,
    wrapped,
)


def test_without_a_terminal_text_is_plain_and_80_columns_wide():
    assert dataclasses.astuple(Style()) == (80, False, True, False, False)


def test_a_style_is_decided_once():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Style().width = 100


@pytest.mark.parametrize("style", [Style(), Style(use_unicode=False)])
def test_every_result_has_a_mark_of_its_own(style):
    marks = [style.glyph(result) for result in Result]
    assert len(set(marks)) == len(Result)
    assert {columns_of(mark) for mark in marks} == {1}


def test_ascii_is_ascii():
    assert all(Style(use_unicode=False).glyph(result).isascii() for result in Result)


def test_colour_is_around_the_word_and_ends_with_it():
    style = Style(use_color=True)
    assert style.glyph(Result.PASS) == "\x1b[32m✓\x1b[0m"
    assert style.result(Result.FAIL) == "\x1b[31mfail\x1b[0m"
    assert style.verdict(Overall.BLOCKED) == "\x1b[31mblocked\x1b[0m"
    assert Style().glyph(Result.PASS) == "✓"


def test_every_verdict_has_a_word():
    assert [Style().verdict(verdict) for verdict in Overall] == [
        "ready",
        "blocked",
        "undetermined",
    ]


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
