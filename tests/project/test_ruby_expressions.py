"""What an expression says without being run; everything else is computed."""

from __future__ import annotations

import pytest

from tests.project.ruby import scope_of, value_of
from ufo_preflight.project.ruby_scope import DEEPEST


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("'a'", "a"),
        (r'"a\nb\"c"', 'a\nb"c'),
        ('"a#{1}#{nil}#{true}"', "a1true"),
        ("17", 17),
        ("1_000", 1000),
        ("-1.5", -1.5),
        ("true", True),
        ("nil", None),
        (":web", "web"),
        ("%w[a b]", ("a", "b")),
        ("%i[a b]", ("a", "b")),
        ("[1, 'a', [nil]]", (1, "a", (None,))),
        ("{a: 1, 'b' => 2}", {"a": 1, "b": 2}),
        ("({a: 1})[:a]", 1),
        ("(1)", 1),
        ("env == 'dev' ? 1 : 2", 1),
        ("(1 if env == 'prod')", None),
        ("(1 unless env == 'prod')", 1),
        ("if env == 'dev' then 1 else 2 end", 1),
        ("Ufo.env", "dev"),
        ("expansion('x')", "x"),
        ("expansion 'x'", "x"),
        ("!nil", True),
        ("not true", False),
        ("@unset", None),
        ("x", 3),
    ],
)
def test_what_is_written_down_is_known(expression, value):
    assert value_of(expression, "x = 3") == value


@pytest.mark.parametrize(
    "expression",
    [
        "ENV['A']",
        "ENV.fetch('A')",
        "`date`",
        "lambda { 1 }",
        "->(a) { a }",
        "Time.now",
        "foo",
        "foo(1)",
        '"a#{foo}"',
        "[foo]",
        "{a: foo}",
        "{**foo}",
        "1 + 1",
        "2 ** 9",
        "'a' * 9",
        "foo ? 1 : 2",
        "[1].map { |a| a }",
        "<<~A\n  text\nA",
        "9999999999999999999999",
        "0x10",
        "a.b.c",
        "::File",
    ],
)
def test_what_would_have_to_run_is_computed(expression):
    assert value_of(expression) == "?"


def test_a_choice_on_which_both_sides_agree_is_known():
    assert value_of("foo ? 'a' : 'a'") == "a"


def test_what_is_nested_deeper_than_anybody_writes_is_computed():
    assert value_of("[" * DEEPEST + "1" + "]" * DEEPEST) == "?"


def test_helpers_are_noted_with_what_they_are_given():
    scope = scope_of("@a = ssm('/x')\n@b = foo ? ssm('/y') : 1\nFoo.ssm\n")
    assert [(use.name, use.certain) for use in scope.uses] == [
        ("ssm", True),
        ("foo", True),
        ("ssm", False),
    ]
    assert scope.uses[0].arguments[0].value == "/x"
    assert scope.uses[0].place == "c.rb:1"
