"""Task definitions, read once or, where conditions are unknown, twice."""

from __future__ import annotations

from ufo_preflight.project.ruby_scope import CONDITIONAL, RubyScope
from ufo_preflight.project.snapshot import NIL, Computed, Known
from ufo_preflight.project.task_definition import from_document, from_template, unreadable

PLACE = "t.yml:1"


def read(text, **variables):
    bindings = {f"@{name}": value for name, value in variables.items()}
    return from_template(text, "t.yml", lambda assume: RubyScope(bindings, {}, assume=assume))


def test_parts_are_found_by_either_spelling():
    camel = {"family": "f", "networkMode": "awsvpc", "containerDefinitions": ({"name": "web"},)}
    pascal = {"Family": "f", "NetworkMode": "awsvpc", "ContainerDefinitions": ({"Name": "web"},)}
    assert from_document(camel, "t.yml") == from_document(pascal, "t.yml")
    found = from_document(camel, "t.yml")
    assert found.container == Known("web", PLACE)
    assert found.task_role == NIL
    assert found.log_groups == ()


def test_what_both_readings_say_is_known():
    found = read("family: f\n<% if foo %>\nnetworkMode: awsvpc\n<% end %>\n")
    assert found.family == Known("f", PLACE)
    assert found.network_mode == Computed("t.yml", CONDITIONAL)


def test_log_groups_are_those_of_all_containers():
    options = "logConfiguration: {options: {awslogs-group: %s}}"
    text = f"containerDefinitions:\n- {options % 'a'}\n- {options % 'b'}\n- name: c\n"
    assert read(text).log_groups == (Known("a", PLACE), Known("b", PLACE))


def test_a_log_group_that_may_be_there_is_open():
    options = "  logConfiguration: {options: {awslogs-group: g}}"
    text = f"containerDefinitions:\n- name: a\n<% if foo %>\n{options}\n<% end %>\n"
    assert read(text).log_groups == (Computed("t.yml", CONDITIONAL),)


def test_a_computed_value_keeps_its_place():
    assert read("family: <%= @f %>", f=Computed("v.rb:3")).family == Computed("v.rb:3")


def test_what_is_no_task_definition_says_nothing():
    assert read("<% ( %>") == unreadable("t.yml")
    assert read("a: [") == unreadable("t.yml")
