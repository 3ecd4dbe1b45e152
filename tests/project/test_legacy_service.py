"""Which service UFO 4 and 5 ship, and its task definition."""

from __future__ import annotations

import pytest

from tests.project.projects import V5, files
from ufo_preflight.project.legacy_service import find_service
from ufo_preflight.project.naming import Layers
from ufo_preflight.project.ruby_scope import Environment
from ufo_preflight.project.snapshot import Known

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
