"""Ruby through its grammar."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ufo_preflight.project.ruby_run import read_ruby
from ufo_preflight.project.ruby_scope import (
    CONDITIONAL,
    LONGEST,
    MOST_WORK,
    Leaving,
    RubyScope,
    TooMuchCodeError,
    field,
    merge,
    names_in,
    parse_ruby,
    parts,
    setting_path,
    text_of,
)
from ufo_preflight.project.snapshot import NIL, Computed, Known


def test_ruby_has_a_tree_and_other_text_has_none():
    assert parse_ruby(b"x = 1").type == "program"
    assert parse_ruby(b"x = = 1") is None
    assert parse_ruby(b"# a\n" * LONGEST) is None


def test_nodes_are_read_by_field_text_and_name():
    root = parse_ruby(b"x = foo(a) # why\n")
    (assignment,) = parts(root)
    assert text_of(field(assignment, "left")) == "x"
    assert field(assignment, "condition") is None
    assert sorted(names_in(root)) == ["a", "foo", "x"]


def test_the_grammar_is_loaded_only_when_ruby_is_read():
    code = (
        "import sys, ufo_preflight.project.reading\n"
        "print('tree_sitter' in sys.modules, 'yaml' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"


SOMEWHERE = Computed("c.rb:1")


def test_an_unbound_name_is_nil():
    assert RubyScope({}, {}).get("config.a") == NIL


def test_what_is_forgotten_stays_so_until_it_is_set_again():
    scope = RubyScope({"config.a.b": Known(1), "config.c": Known(2)}, {})
    scope.forget("config.a", SOMEWHERE)
    assert scope.get("config.a.b") == scope.get("config.a.other") == SOMEWHERE
    assert scope.get("config.c") == Known(2)
    scope.set("config.a.b", Known(3), "c.rb:2")
    assert scope.get("config.a.b") == Known(3, "c.rb:2")


def test_where_code_may_have_left_only_the_same_value_stays_known():
    scope = RubyScope({"@a": Known(1)}, {})
    scope.leaving = Leaving.MAYBE
    scope.set("@a", Known(1), "c.rb:3")
    scope.set("@b", Known(2), "c.rb:4")
    assert scope.get("@a") == Known(1, "c.rb:3")
    assert scope.get("@b") == Computed("c.rb:4", CONDITIONAL)


def test_locals_end_with_their_file():
    scope = RubyScope({"x": Known(1), "@y": Known(2), "config.z": Known(3)}, {})
    scope.enter("next.rb")
    assert set(scope.bindings) == {"@y", "config.z"}


def test_branches_keep_what_they_agree_on():
    outcomes = [
        {"a": Known(1), "b": Known(1)},
        {"a": Known(1, "other"), "b": Known(2)},
        {"a": Known(1)},
    ]
    assert merge(outcomes, "c.rb:5") == {"a": Known(1), "b": Computed("c.rb:5", CONDITIONAL)}


def test_work_has_a_bound():
    scope = RubyScope({}, {})
    scope.spend(MOST_WORK)
    with pytest.raises(TooMuchCodeError):
        scope.spend()


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("c", "config"),
        ("c.dns.domain", "config.dns.domain"),
        ("c.dns[:domain]", "config.dns.domain"),
        ("c['dns']", "config.dns"),
        ("dns.domain", ""),
        ("c.dns.find(1)", ""),
        ("c.each { 1 }", ""),
        ("c[1, 2]", ""),
        ("c" + ".a" * 50, ""),
        ("1", ""),
    ],
)
def test_a_chain_on_the_configuration_is_a_setting(code, path):
    scope = RubyScope({}, {})
    scope.aliases = {"c": "config"}
    assert setting_path(parts(parse_ruby(code.encode()))[0], scope) == path


def test_embedded_documents_are_left_out_and_one_that_does_not_end_is_no_ruby():
    assert parse_ruby(b"=begin\n(\n=end\na = 1\n") is not None
    assert parse_ruby(b"a = 1\n=begin\n(\n") is None
    assert parse_ruby(b"=begin\nend\n" * 1_000) is None


def test_code_that_works_too_much_is_given_up():
    code = "def a\n  b + b\nend\ndef b\n  c + c\nend\n" + "a\n" * 500
    scope = RubyScope({}, {})
    scope.spend(MOST_WORK - 1_000)
    assert read_ruby(code.encode(), "c.rb", scope) is False
    assert isinstance(scope.get("anything"), Computed)


@pytest.mark.parametrize("literal", [b"%w<", b"`a", b"%q(\n", b"({[%w<<~"])
def test_literals_without_end_are_no_ruby_before_they_are_parsed(literal):
    assert parse_ruby(literal * 4_000) is None
    assert parse_ruby(b"a = 10 % 3\nb = %w[a b]\n" * 50) is not None
