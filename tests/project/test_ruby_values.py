"""Methods on plain values, as far as configuration files use them."""

from __future__ import annotations

import pytest

from tests.project.ruby import value_of


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1.to_s", "1"),
        ("nil.to_s", ""),
        ("'a'.to_sym", "a"),
        ("['a', 1].to_json", '["a", 1]'),
        ("{a: 1}.to_json", '{"a": 1}'),
        ("' a '.strip", "a"),
        ("'a'.upcase", "A"),
        ("'A'.downcase", "a"),
        ("'a'.freeze", "a"),
        ("['a', nil].compact", ("a",)),
        ("['a', 'b'].join('-')", "a-b"),
        ("['a', 'b'].join", "ab"),
        ("'a,b'.split(',')", ("a", "b")),
        ("'abc'.include?('b')", True),
        ("['a'].include?('b')", False),
        ("nil.nil?", True),
        ("''.blank?", True),
        ("'a'.present?", True),
        ("['a'].first", "a"),
        ("'abc'.start_with?('ab')", True),
        ("['a'].first(1, 2).foo", "?"),
        ("1.upcase", "?"),
        ("'a'.join", "?"),
        ("1.split", "?"),
        ("'a'.include?", "?"),
        ("[].first", "?"),
        ("'aa'.gsub('a', 'b')", "bb"),
        ("'aa'.sub('a', 'b')", "ba"),
        ("'a'.gsub(/a/, 'b')", "?"),
        ("'a'.gsub('a', '\\\\1')", "?"),
        ("'a_b'.dasherize", "a-b"),
        ("['a', ['b']].join", "?"),
        ("['a'].to_s", "?"),
        ("''.presence", None),
        ("foo.upcase", "?"),
    ],
)
def test_methods(expression, value):
    assert value_of(expression) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("nil || 1", 1),
        ("2 || foo", 2),
        ("foo || 1", "?"),
        ("nil && foo", None),
        ("1 && 2", 2),
        ("foo && 2", "?"),
        ("1 or 2", 1),
        ("'a' == 'a'", True),
        ("'a' != 'a'", False),
        ("'a' == foo", "?"),
        ("'a' + 'b'", "ab"),
        ("['a'] + ['b']", ("a", "b")),
        ("'a' + foo", "?"),
        ("'a' + 1", "?"),
        ("1 <=> 2", "?"),
    ],
)
def test_operators(expression, value):
    assert value_of(f"({expression})") == value


def test_a_text_that_doubles_ends_at_a_bound():
    assert value_of("x", "x = 'aaaaaaaaaa'\n" + "x = x + x\n" * 12) == "?"
