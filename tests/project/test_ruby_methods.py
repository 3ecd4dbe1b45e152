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
        ("'a'.gsub('a', 'b')", "?"),
        ("foo.upcase", "?"),
    ],
)
def test_methods(expression, value):
    assert value_of(expression) == value
