"""Values are found again in their text; errors and findings know their place."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ufo_preflight.model import Layer, Position
from ufo_preflight.policy.json_mistakes import JsonTextError
from ufo_preflight.policy.positions import (
    Finding,
    Lines,
    Places,
    Source,
    checked_value,
    decode_json,
)

TEXT = Source("p.json", Layer.IDENTITY, Places('{"a":\n 5}'))
VALUE = Source("policy 1", Layer.IDENTITY)


def spelled(value, path=()):
    """Yield every value of a JSON value, with its path."""
    yield path, value
    items = value.items() if isinstance(value, dict) else ()
    for key, item in enumerate(value) if isinstance(value, list) else items:
        yield from spelled(item, (*path, key))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abc é", max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(JSON, st.sampled_from((None, 0, 2)))
def test_it_reads_what_the_standard_library_writes(value, indent):
    text = f" {json.dumps(value, indent=indent)}\n"
    assert decode_json(text) == value
    places = Places(text)
    for path, found in spelled(value):
        assert json.loads(text[places.start(path) : places.end(path)]) == found
        if path and isinstance(path[-1], str):
            name = text[places.key_start(path) : places.start(path)]
            assert json.loads(name.rpartition(":")[0]) == path[-1]


@pytest.mark.parametrize("number", ["0", "-1", "1.5", "1e3", "-0.5E-2", "12345678901234567890"])
def test_numbers_are_those_of_the_standard_library(number):
    assert decode_json(number) == json.loads(number)


def test_lines_and_columns_count_from_one_whatever_ends_a_line():
    lines = Lines("ab\ncd\r\nef\rg")
    assert [lines.position(at) for at in (0, 2, 3, 7, 10)] == [
        Position(1, 1),
        Position(1, 3),
        Position(2, 1),
        Position(3, 1),
        Position(4, 1),
    ]


def test_a_parsed_value_is_checked_for_what_json_has():
    assert checked_value({"a": [1, ("x",), None]}) == {"a": [1, ["x"], None]}


@pytest.mark.parametrize("value", [{"a": {1, 2}}, object()])
def test_a_value_that_is_no_json_is_an_error(value):
    with pytest.raises(JsonTextError, match="is no JSON value"):
        checked_value(value)


def test_a_value_nested_too_deep_is_an_error():
    value = []
    for _ in range(100):
        value = [value]
    with pytest.raises(JsonTextError, match="nested more than 60 levels deep"):
        checked_value(value)


def test_a_text_has_places_and_a_value_has_none():
    assert TEXT.position(("a",)) == Position(2, 2)
    assert TEXT.position(("a",), of_key=True) == Position(1, 2)
    assert TEXT.end_position() == Position(2, 4)
    assert TEXT.text_of(("a",)) == "5"
    assert (VALUE.position(("a",)), VALUE.end_position(), VALUE.text_of()) == (None, None, "")


def test_an_error_cites_file_line_and_column():
    error = TEXT.error("wrong\x1b", ("a",), "mend it")
    assert str(error) == "p.json:2:2: wrong\\x1b"
    assert (error.line, error.column, error.hint) == (2, 2, "mend it")
    assert str(VALUE.error("wrong", ("a",))) == "policy 1: wrong"


def test_a_finding_cites_file_line_and_column():
    assert TEXT.finding("odd", "is odd", ("a",)) == Finding("odd", "is odd", "p.json", 2, 2, "warn")
    assert str(TEXT.finding_within("odd", "is odd", 1)) == "p.json:1:2: is odd"
    assert str(Finding("odd", "is odd")) == "is odd"


def test_what_stands_in_a_larger_text_keeps_its_place_there():
    inner = Source("p.json", Layer.IDENTITY, Places('{"x": [{"a": 5}]}')).within("x", 0)
    assert inner.position(("a",)) == Position(1, 14)
    assert inner.text_of() == '{"a": 5}'
