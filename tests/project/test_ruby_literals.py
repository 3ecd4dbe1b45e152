"""Literals of which a part is computed: the rest is known."""

from __future__ import annotations

import pytest

from tests.project.ruby import scope_of
from ufo_preflight.project.snapshot import Computed, Known, entries_of, truth


def evaluated(expression, before=""):
    return scope_of(f"{before}\n@it = {expression}\n").get("@it")


@pytest.mark.parametrize(
    ("expression", "pattern"),
    [
        ('"a-#{foo}-b"', "a-*-b"),
        ('"#{foo}"', "*"),
        ('"a" "#{foo}"', "a*"),
        ('"a-" + foo', "a-*"),
        ("foo || 'a'", "*"),
        ("[foo]", "*"),
        ("foo ? 'a' : 'b'", "*"),
        ("foo ? 'a' : nil", ""),
        ("foo", ""),
    ],
)
def test_patterns_of_texts(expression, pattern):
    found = evaluated(expression)
    assert isinstance(found, Computed)
    assert found.pattern == pattern
    assert truth(found) is (True if pattern else None)


@pytest.mark.parametrize(
    ("expression", "known", "more"),
    [
        ("{a: 1, b: foo}", {"a": 1, "b": "?"}, False),
        ("{a: 1, **foo}", {"a": "?"}, True),
        ("{**foo, a: 1}", {"a": 1}, True),
        ("{a: 1, **{b: 2}}", {"a": 1, "b": 2}, False),
        ("{foo => 1, a: 2}", {"a": 2}, True),
        ("{a: 1}.merge(foo)", {"a": "?"}, True),
        ("foo.merge(a: 1)", {"a": 1}, True),
        ("foo.reverse_merge(a: 1)", {"a": "?"}, True),
        ("{a: {b: 1}}.deep_merge(a: {c: 2})", {"a": {"b": 1, "c": 2}}, False),
        ("{a: 1, b: foo}.except(:b)", {"a": 1}, False),
    ],
)
def test_entries_of_hashes(expression, known, more):
    entries, open_ = entries_of(evaluated(expression))
    found = {key: each.value if isinstance(each, Known) else "?" for key, each in entries.items()}
    assert (found, open_) == (known, more)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("{a: 1, b: foo}[:a]", 1),
        ("{a: 1, b: foo}[:c]", None),
        ("{a: {b: 1}}.dig(:a, :b)", 1),
        ("{a: 1, b: foo}.fetch(:a)", 1),
    ],
)
def test_what_is_known_of_a_hash_can_be_taken(expression, value):
    assert evaluated(expression).value == value


@pytest.mark.parametrize("expression", ["{a: 1, **foo}[:b]", "{b: foo}[:b]", "foo[:a]", "'x'[0]"])
def test_what_is_not_known_cannot(expression):
    assert isinstance(evaluated(expression), Computed)
