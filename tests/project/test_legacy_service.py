"""Which service UFO 4 and 5 ship, and its task definition."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.project.projects import V5, files
from ufo_preflight.project.legacy_service import find_service
from ufo_preflight.project.naming import Layers
from ufo_preflight.project.ruby_scope import Environment
from ufo_preflight.project.snapshot import Computed, Known

DEFINITIONS = ".ufo/task_definitions.rb"
TWO = 'task_definition "a-web" do\nend\ntask_definition "a-clock" do\nend\n'


@pytest.mark.parametrize(
    ("changes", "layers", "name"),
    [
        ({}, Layers(role="web"), "shop-web"),
        ({}, Layers(role="worker"), "shop-web"),
        ({}, Layers(app="other"), "other"),
        ({".ufo/current": "service: shop-now\n"}, Layers(), "shop-now"),
        ({".ufo/current": "["}, Layers(), "shop-web"),
        ({DEFINITIONS: TWO}, Layers(role="clock"), "a-clock"),
        ({DEFINITIONS: TWO}, Layers(role="worker"), ""),
        ({DEFINITIONS: "("}, Layers(role="web"), ""),
        ({DEFINITIONS: "task_definition name do\nend\n"}, Layers(role="web"), ""),
    ],
)
def test_the_service(changes, layers, name):
    assert find_service(files(V5, changes), layers, Environment()).name == name


def test_variables_of_the_declaration_and_of_the_files_are_put_in():
    changes = {
        DEFINITIONS: 'task_definition "a-web" do\n  source "main"\n  variables(name: "web")\nend\n',
        ".ufo/variables/base.rb": "@log_group = 'base'\n@family = 'f'\n",
        ".ufo/variables/prod.rb": "@log_group = 'prod'\n",
    }
    found = find_service(
        files(V5, changes), Layers(env="prod", role="web"), Environment()
    ).definition
    assert found.container == Known("web", ".ufo/templates/main.json.erb:1")
    assert [group.value for group in found.log_groups] == ["prod"]
    assert found.family.value == "f"


def declared(block, before="", **layers):
    text = f'{before}task_definition "shop-web" do\n  source "main"\n{block}\nend\n'
    return find_service(files(V5, {DEFINITIONS: text}), Layers(**layers), Environment()).definition


ALL = 'family: task_definition_name, name: "web"'
BRANCHES = f"""
  if Ufo.env == "qa"
    variables({ALL}, log_group: "q")
  else
    variables({ALL}, log_group: "d")
  end
"""


@pytest.mark.parametrize(
    ("block", "before", "group"),
    [
        (f'variables({ALL}, log_group: "a")', "", "a"),
        (f'variables(common.merge({ALL}, log_group: "a"))', "common = {cpu: 1}\n", "a"),
        (f"variables(common.merge({ALL}))", 'common = {log_group: "a"}\n', "a"),
        (f'variables(common.dup.deep_merge({ALL}, log_group: "a"))', "common = {cpu: 1}\n", "a"),
        (f'common = {{log_group: "a"}}\nvariables(**common, {ALL})', "", "a"),
        (f'variables({ALL})\nvariables(log_group: "a")', "", "a"),
        (f"variables({ALL}, log_group: group)", 'group = "a"\n', "a"),
        (f"variables({ALL}, log_group: GROUP)", 'GROUP = "a"\n', "a"),
        (f'group = "a"\nvariables({ALL}, log_group: "#{{group}}-b")', "", "a-b"),
        (BRANCHES, "", "d"),
        (f'variables({ALL}, log_group: "a") unless Ufo.env == "qa"', "", "a"),
        (f'vars = {{}}\nvars[:log_group] = "a"\nvariables(vars.merge({ALL}))', "", "a"),
        (f"variables({ALL}, log_group: log_group)", 'def log_group\n  "a"\nend\n', "a"),
    ],
)
def test_what_variables_set_is_read(block, before, group):
    found = declared(block, before, env="dev")
    assert [each.value for each in found.log_groups] == [group]
    assert found.container.value == "web"


@pytest.mark.parametrize(
    "block",
    [
        "variables(everything)",
        f"variables(common.merge({ALL}))",
        f"variables(**common, {ALL})",
        f'variables({ALL}, log_group: "a")\nvariables(more)',
        f"variables({ALL}, log_group: find_group)",
        f'variables({ALL}, log_group: "a") if asked?',
    ],
)
def test_what_variables_may_set_is_never_absent(block):
    groups = declared(block, env="dev").log_groups
    assert len(groups) == 1
    assert isinstance(groups[0], Computed)


def test_a_merge_with_what_is_not_known_keeps_what_comes_after():
    found = declared(f'variables(common.merge({ALL}, log_group: "a"))', env="dev")
    assert [each.value for each in found.log_groups] == ["a"]
    assert found.container.value == "web"


def test_names_of_services_are_evaluated_too():
    text = (
        'task_definition "a-#{Ufo.env}" do\nend\n'
        '%w[b c].each do |name|\n  task_definition "#{name}-web" do\n'
        '    source "main"\n    variables(name: name)\n  end\nend\n'
    )
    project = files(V5, {DEFINITIONS: text})
    for app in ("a-dev", "b-web", "c-web"):
        found = find_service(project, Layers(env="dev", app=app), Environment())
        assert found.warnings == ()
    assert found.definition.container.value == "c"


def test_an_app_that_is_not_declared_is_told_with_those_that_are():
    found = find_service(files(V5), Layers(app="shop-wbe"), Environment())
    assert found.warnings == (".ufo/task_definitions.rb has no 'shop-wbe'. It declares: shop-web.",)


@pytest.mark.parametrize("template", [None, '{"containerDefinitions": [{"name": "mine"}]}'])
def test_without_a_source_ufos_own_template_is_taken(template):
    text = f'task_definition "a-web" do\n  variables({ALL}, awslogs_group: "g")\nend\n'
    changes = {DEFINITIONS: text, ".ufo/templates/main.json.erb": template}
    found = find_service(files(V5, changes), Layers(), Environment()).definition
    assert [each.value for each in found.log_groups] == ["g"]
    assert found.container.value == "web"


@pytest.mark.parametrize(
    ("content", "why"),
    [("# a\n" * 9_000, "is too long to be read"), ("(", "is not Ruby that can be read")],
)
def test_why_no_service_is_known_is_said(content, why):
    found = find_service(files(V5, {DEFINITIONS: content}), Layers(), Environment())
    assert found.warnings[0] == f".ufo/task_definitions.rb {why}."


def test_a_file_that_was_left_out_is_named_with_its_reason():
    project = files(V5, {DEFINITIONS: None})
    unread = replace(project, unread={DEFINITIONS: "it is larger than 1 MB"})
    found = find_service(unread, Layers(), Environment())
    assert found.warnings[0] == (".ufo/task_definitions.rb was not read: it is larger than 1 MB.")


def test_modules_in_helpers_are_read():
    module = 'module LogHelper\n  def group_of(name)\n    "ecs/#{name}-#{Ufo.env}"\n  end\nend\n'
    variables = f'variables({ALL}, log_group: helper.group_of("a"))'
    text = f'task_definition "a-web" do\n  source "main"\n  {variables}\nend\n'
    changes = {DEFINITIONS: text, ".ufo/helpers/log_helper.rb": module}
    found = find_service(files(V5, changes), Layers(env="dev"), Environment()).definition
    assert [each.value for each in found.log_groups] == ["ecs/a-dev"]
