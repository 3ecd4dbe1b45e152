"""What statements leave behind: of code that may not run, only what all branches agree on."""

from __future__ import annotations

import pytest

from tests.project.ruby import scope_of, settings_of
from ufo_preflight.project.ruby_run import read_ruby, run
from ufo_preflight.project.ruby_scope import RubyScope
from ufo_preflight.project.snapshot import Computed, Known


@pytest.mark.parametrize(
    ("body", "settings"),
    [
        ("config.a.b = 1", {"a.b": 1}),
        ("config.a[:b] = 1", {"a.b": 1}),
        ("config.a = 1\nconfig.a = 2", {"a": 2}),
        ("config.a, config.b = 1, 2", {"a": "?", "b": "?"}),
        ("config.a ||= 1", {"a": 1}),
        ("config.a = 2\nconfig.a ||= 1", {"a": 2}),
        ("config.a = foo\nconfig.a ||= 1", {"a": "?"}),
        ("config.a = 1\nconfig.a += 1", {"a": "?"}),
        ("part = config.a\npart.b = 1", {"a.b": 1}),
        ("config.a = 1 if env == 'dev'", {"a": 1}),
        ("config.a = 1 unless env == 'dev'", {}),
        ("config.a = 1 if foo", {"a": "?"}),
        ("if foo\nconfig.a = 1\nelse\nconfig.a = 1\nend", {"a": 1}),
        ("if foo\nconfig.a = 1\nelsif bar\nconfig.a = 1\nend", {"a": "?"}),
        ("if env == 'x'\nconfig.a = 1\nelsif env == 'dev'\nconfig.a = 2\nend", {"a": 2}),
        ("case env\nwhen 'a', 'dev' then config.a = 1\nelse config.a = 2\nend", {"a": 1}),
        ("case env\nwhen 'a' then config.a = 1\nelse config.a = 2\nend", {"a": 2}),
        ("case foo\nwhen 'a' then config.a = 1\nelse config.a = 2\nend", {"a": "?"}),
        ("[1].each do |x|\nconfig.a = x\nend", {"a": 1}),
        ("foo.each do |x|\nconfig.a = x\nend", {"a": "?"}),
        ("NAME = 'x'\nconfig.a = NAME", {"a": "x"}),
        ("module M\n  NAME = 'x'\nend\nconfig.a = M::NAME", {"a": "x"}),
        ("def name(a, b = 'c')\n  \"#{a}-#{b}\"\nend\nconfig.a = name('x')", {"a": "x-c"}),
        ("def name(a:)\n  return a\nend\nconfig.a = name(a: 'x')", {"a": "x"}),
        ("def name\n  return 'y' if foo\n  'x'\nend\nconfig.a = name", {"a": "?"}),
        ("def name\n  name\nend\nconfig.a = name", {"a": "?"}),
        ("while foo\nconfig.a = 1\nend", {"a": "?"}),
        ("begin\nconfig.a = 1\nend", {"a": 1}),
        ("begin\nconfig.a = 1\nrescue\nconfig.a = 2\nend", {"a": "?"}),
        ("def helper\nconfig.a = 1\nend", {}),
        ("next\nconfig.a = 1", {}),
        ("next if foo\nconfig.a = 1", {"a": "?"}),
        ("config.a = 1\nnext if foo\nconfig.a = 1", {"a": 1}),
        ("return if env == 'dev'\nconfig.a = 1", {}),
        ("exit(1)\nconfig.a = 1", {}),
        ("config.a = 1\nchange(config)", {"a": "?", "*": "?"}),
        ("config.a.b = 1\nconfig.a.merge!(x: 1)", {"a.b": "?", "a.*": "?"}),
        ("config.a.b = 1\nconfig.a = {b: 2}", {"a.b": "?", "a": "?", "a.*": "?"}),
        ("# config.a = 1", {}),
    ],
)
def test_settings(body, settings):
    assert settings_of(body) == settings


def test_the_name_of_the_configuration_is_the_blocks():
    scope = scope_of("Ufo.configure { |c| c.a = 1 }\nc.b = 2\n")
    assert [name for name in scope.bindings if "." in name] == ["config.a"]


def test_next_leaves_its_block_only():
    scope = scope_of("Ufo.configure { |c| next if foo }\n@a = 1\n")
    assert scope.get("@a") == Known(1, "c.rb:2")


def test_what_is_bound_says_where():
    scope = scope_of("\n@a = 'x'\n")
    assert scope.get("@a") == Known("x", "c.rb:2")


@pytest.mark.parametrize("code", ["(", "x = = 1"])
def test_a_file_that_is_not_ruby_leaves_nothing_known(code):
    scope = RubyScope({"@a": Known(1)}, {})
    assert not read_ruby(code.encode(), "c.rb", scope)
    assert scope.get("@a") == Computed("c.rb", "in a file that is not valid Ruby:")
    assert isinstance(scope.get("config.any"), Computed)


def test_more_code_than_any_configuration_has_is_not_read():
    scope = RubyScope({f"@{at}": Known(at) for at in range(3_000)}, {})
    assert not read_ruby(b"@a = 1 if x\n" * 100, "c.rb", scope)
    assert scope.get("@a").how == "in a file that is too long to be read:"


def test_nothing_is_carried_out_below_no_node():
    scope = RubyScope({}, {})
    run(None, scope)
    assert scope.bindings == {}
