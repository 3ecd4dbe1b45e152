"""JSON with places, and errors in words a person understands."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ufo_preflight.model import Position
from ufo_preflight.policy.json_text import JsonTextError, Lines, node_of, parse_json


def plain(node):
    if isinstance(node.value, dict):
        return {key: plain(item) for key, item in node.value.items()}
    if isinstance(node.value, tuple):
        return [plain(item) for item in node.value]
    return node.value


def spelled(node, text):
    """Return every value with the text between its places."""
    yield node.value, text[node.start : node.end]
    if isinstance(node.value, dict):
        for key, item in node.value.items():
            assert json.loads(text[item.key_start :].partition(":")[0]) == key
            yield from spelled(item, text)
    elif isinstance(node.value, tuple):
        for item in node.value:
            yield from spelled(item, text)


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
    text = json.dumps(value, indent=indent)
    node = parse_json(f" {text}\n")
    assert plain(node) == value
    for found, between in spelled(node, f" {text}\n"):
        if not isinstance(found, dict | tuple):
            assert json.loads(between) == found


@pytest.mark.parametrize("number", ["0", "-1", "1.5", "1e3", "-0.5E-2", "12345678901234567890"])
def test_numbers_are_those_of_the_standard_library(number):
    assert parse_json(number).value == json.loads(number)


BROKEN = [
    ('{"a":1,}', "trailing comma", 6),
    ("[1, 2, ]", "trailing comma", 5),
    ("[1,,2]", "two commas in a row", 3),
    ("{,}", "a comma where a member should begin", 1),
    ('{"a":1 "b":2}', "a comma is missing before this", 7),
    ("[1 2]", "a comma is missing before this", 3),
    ('{"a" 1}', 'a colon is missing after "a"', 5),
    ("{'a':1}", "quoted with '", 1),
    ('{"a":\u201cx\u201d}', "quoted with \u201c", 5),
    ("// hi\n{}", "a comment: JSON has none", 0),
    ('{"a":1 # hi\n}', "a comment: JSON has none", 7),
    ("[/* hi */1]", "a comment: JSON has none", 1),
    ('{"a":1', "'{' is never closed", 0),
    ('{"a"', "'{' is never closed", 0),
    ("{", "'{' is never closed", 0),
    ("[", "'[' is never closed", 0),
    ("[[1]", "'[' is never closed", 0),
    ("[1}", "'}' closes what '[' opened", 2),
    ('{"a":1]', "']' closes what '{' opened", 6),
    ('{"a":1}}', "there is more text after the end of the document", 7),
    ('{"a":1,"a":2}', '"a" stands twice in the same object', 7),
    ('{"a":True}', "True is written true, false or null in JSON", 5),
    ('{"a":tru}', "expected a value, found 'tru'", 5),
    ('{"a":01}', "expected a value, found '01'", 5),
    ('{"a":}', "expected a value, found '}'", 5),
    ("{a:1}", "expected a member's name in double quotes, found 'a'", 1),
    ('{"a":', "the text ends where a value should be", 5),
    ('"x', "this string has no closing quote", 0),
    ('"x\ny"', "a line break or control character inside a string", 2),
    (r'"\q"', "an escape that JSON does not have", 1),
    ("1" * 5000, "this number is too long", 0),
    ("[" * 100, "nested more than 60 levels deep", 61),
]


@pytest.mark.parametrize(("text", "message", "offset"), BROKEN)
def test_an_error_says_what_is_wrong_and_where(text, message, offset):
    with pytest.raises(JsonTextError) as caught:
        parse_json(text)
    assert (caught.value.message, caught.value.offset) == (message, offset)


def test_an_error_says_what_to_do():
    with pytest.raises(JsonTextError) as caught:
        parse_json('{\n  "a": [1}')
    assert caught.value.hint == "It was opened at line 2, column 8."


def test_lines_and_columns_count_from_one_whatever_ends_a_line():
    lines = Lines("ab\ncd\r\nef\rg")
    assert [lines.position(at) for at in (0, 2, 3, 7, 10)] == [
        Position(1, 1),
        Position(1, 3),
        Position(2, 1),
        Position(3, 1),
        Position(4, 1),
    ]


def test_a_parsed_value_becomes_a_node_without_places():
    node = node_of({"a": [1, ("x",), None]})
    assert plain(node) == {"a": [1, ["x"], None]}
    assert (node.start, node.value["a"].start) == (-1, -1)


@pytest.mark.parametrize("value", [{"a": {1, 2}}, object()])
def test_a_value_that_is_no_json_is_an_error(value):
    with pytest.raises(JsonTextError, match="is no JSON value"):
        node_of(value)


def test_a_value_nested_too_deep_is_an_error():
    value = []
    for _ in range(100):
        value = [value]
    with pytest.raises(JsonTextError, match="nested more than 60 levels deep"):
        node_of(value)
