"""Operators on values of which one side may not be known."""

from __future__ import annotations

import pytest

from tests.project.ruby import value_of


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
