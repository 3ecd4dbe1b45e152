"""A text that is no JSON: what is wrong, in words a person understands, and where."""

from __future__ import annotations

import pytest

from ufo_preflight.policy.json_mistakes import JsonTextError
from ufo_preflight.policy.positions import decode_json

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
        decode_json(text)
    assert (caught.value.message, caught.value.offset) == (message, offset)


def test_an_error_says_what_to_do():
    with pytest.raises(JsonTextError) as caught:
        decode_json('{\n  "a": [1}')
    assert caught.value.hint == "It was opened at line 2, column 8."
