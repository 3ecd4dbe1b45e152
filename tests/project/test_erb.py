"""Templates: text stays, known values are put in, computed ones are marked."""

from __future__ import annotations

import pytest

from ufo_preflight.project.documents import LONGEST
from ufo_preflight.project.erb import render, without_code
from ufo_preflight.project.ruby_scope import RubyScope
from ufo_preflight.project.snapshot import Computed, Known


def rendered(source, *, assume=True, **variables):
    bindings = {f"@{name}": Known(value) for name, value in variables.items()}
    return render(source, "t.erb", RubyScope(bindings, {}, assume=assume))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a: <%= @a %>\n", "a: 1\n"),
        ("a: <%= @none %>\n", "a: \n"),
        ("<% if @a -%>\nyes\n<% else -%>\nno\n<% end -%>\nend\n", "yes\nend\n"),
        ("<% if @none %>yes<% end %>no", "no"),
        ("<%# comment %>a", "a"),
        ("<%% a %>", "<% a %>"),
        ("a <%- if @a -%>\nb<% end %>", "a b"),
        ("a <%= @a", "a <%= @a"),
        ("a: <%= @a.to_json if @a %>", "a: 1"),
        ("", ""),
    ],
)
def test_templates(source, text):
    assert rendered(source, a=1).text == text


def test_a_computed_value_is_marked_and_can_be_found():
    found = rendered("a: <%= foo %>\n")
    marked = found.text.removeprefix("a: ").strip()
    assert found.value(marked, "t.erb:1") == Computed("t.erb:1")
    assert found.value("plain", "t.erb:1") == Known("plain", "t.erb:1")


@pytest.mark.parametrize(("assume", "text"), [(True, "b"), (False, "c")])
def test_an_unknown_condition_is_assumed(assume, text):
    assert rendered("<% if foo %>b<% else %>c<% end %>", assume=assume).text == text


def test_code_that_is_not_ruby_or_far_too_long_is_no_template():
    assert rendered("<% ( %>") is None
    assert rendered(" " * (LONGEST + 1)) is None


def test_code_can_be_taken_out():
    assert without_code("FROM <%= a %>\nRUN <% b", "$x") == "FROM $x\nRUN <% b"
