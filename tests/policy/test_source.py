"""Errors and findings know their place, and carry no control characters."""

from __future__ import annotations

from ufo_preflight.model import Layer, Position
from ufo_preflight.policy.json_text import Lines
from ufo_preflight.policy.source import Finding, Source

TEXT = Source("p.json", Layer.IDENTITY, "ab\ncd", Lines("ab\ncd"))
VALUE = Source("policy 1", Layer.IDENTITY)


def test_a_text_has_places_and_a_value_has_none():
    assert TEXT.position(4) == Position(2, 2)
    assert (TEXT.position(-1), VALUE.position(4)) == (None, None)


def test_an_error_cites_file_line_and_column():
    error = TEXT.error("wrong\x1b", 3, "mend it")
    assert str(error) == "p.json:2:1: wrong\\x1b"
    assert (error.line, error.column, error.hint) == (2, 1, "mend it")
    assert str(VALUE.error("wrong", -1)) == "policy 1: wrong"


def test_a_finding_cites_file_line_and_column():
    assert TEXT.finding("odd", "is odd", 1) == Finding("odd", "is odd", "p.json", 1, 2, "warn")
    assert str(TEXT.finding("odd", "is odd", 1)) == "p.json:1:2: is odd"
    assert str(Finding("odd", "is odd")) == "is odd"
