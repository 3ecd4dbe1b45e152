"""Which UFO a project is for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.project.projects import CONFIG, TASK, V4, V5, V6, facts, files, used, v6
from tests.project.recorded import read_shared, recorded
from ufo_preflight.catalog.ship import ShipFacts
from ufo_preflight.project.naming import Layers
from ufo_preflight.project.preferences import Preferences
from ufo_preflight.project.reading import MOST_UNREAD, read_project
from ufo_preflight.project.snapshot import ProjectFiles

SETTINGS = ".ufo/settings.yml"


def test_a_folder_that_is_no_project_gives_the_general_rules():
    assert facts(ProjectFiles(root="here")) == ShipFacts(
        warnings=("here is no UFO project: the general rules are checked.",)
    )


@pytest.mark.parametrize(("tree", "version"), [(V4, 4), (V5, 5), (V6, 6)])
def test_a_project_is_summed_up(tree, version):
    summary = facts(files(tree)).summary
    assert summary.version == version
    assert (summary.root, summary.role) == ("shop", "web")
    assert (summary.env, summary.stack, summary.cluster, summary.source) == {
        4: ("development", "shop-web-dev", "dev", ".ufo/settings.yml"),
        5: ("development", "shop-web-dev", "dev", ".ufo/settings.yml"),
        6: ("dev", "shop-web-dev", "dev", CONFIG),
    }[version]


def test_the_layers_that_are_named_are_read():
    summary = facts(v6(), env="prod", role="worker", app="other", extra="2").summary
    assert (summary.app, summary.stack, summary.cluster) == ("other", "other-worker-prod-2", "prod")


def test_names_that_are_stated_go_into_others():
    stated = {"stack": ("mine",), "cluster": ("big",)}
    found = read_project(v6("  config.names.stack = computed"), Layers(), Preferences(names=stated))
    assert found.names["service"] == ("mine-EcsService-*",)
    assert (found.summary.stack, found.summary.cluster) == ("mine", "big")


def test_what_could_not_be_read_is_told_but_not_without_end():
    project = replace(v6(), unread={f".ufo/{at}": "it is larger than 1 MB" for at in range(9)})
    warnings = facts(project).warnings
    assert len(warnings) == MOST_UNREAD + 1
    assert warnings[0] == ".ufo/0 was not read: it is larger than 1 MB."
    assert warnings[-1] == "4 more files were not read."


def test_a_configuration_that_was_not_read_is_not_detected():
    project = replace(v6(), unread={".ufo/config/web.rb": "Permission denied"})
    assert facts(project).features["waf"].why == (
        "`config.waf.web_acl_arn` is in a file that was not read: in .ufo/config/web.rb."
    )


DEEP = 20_000
HOSTILE = {
    "parentheses": {CONFIG: "x = " + "(" * 10_000 + "1" + ")" * 10_000},
    "nested ifs": {CONFIG: "if x\n" * 1_000 + "end\n" * 1_000},
    "many branches": {CONFIG: "".join(f"@a{at} = 1 if x\n" for at in range(1_500))},
    "doubling": {CONFIG: "x = 'aaaaaaaaaa'\n" + "x = x + x\n" * 500},
    "no ruby": {CONFIG: "({[%w<<~" * 500},
    "bytes": {CONFIG: "\0\1\2" * 500},
    "far too long": {CONFIG: "# a\n" * 50_000},
    "open tags": {TASK: "<%" * 30_000},
    "open conditions": {TASK: "<% if x %>\n" * 500},
    "laughs": {
        TASK: "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(
            f"b{at}: &b{at} [{', '.join(['*a' if at == 0 else f'*b{at - 1}'] * 9)}]\n"
            for at in range(9)
        )
    },
    "merged laughs": {
        TASK: "a0: &a0 {x: y}\n"
        + "".join(
            f"a{at}: &a{at} {{<<: [*a{at - 1}, *a{at - 1}, *a{at - 1}]}}\n" for at in range(1, 20)
        )
    },
    "brackets": {TASK: "[" * DEEP},
    "a chain": {
        TASK: "a0: &a0 [1]\n" + "".join(f"a{at}: &a{at} [*a{at - 1}]\n" for at in range(1, 2_000))
    },
    "itself": {TASK: "a: &a [*a]\n"},
    "a tag": {TASK: "a: !!python/object/apply:os.abort []\n"},
    "wrong kinds": {
        TASK: "containerDefinitions: [1, [2], null, {name: {a: b}, logConfiguration: 5}]\n"
        "family: [1]\ntaskRoleArn: {a: b}\n"
    },
    "odd template": {
        ".ufo/output/template.yml": "Resources: {A: 7, B: [1], C: {Type: [1], Condition: X}}\n"
        "Conditions: {X: {Condition: X}}\nParameters: [a]\n",
        ".ufo/output/params.json": '[1, {"ParameterKey": [1]}, {}]',
    },
    "no template": {".ufo/output/template.yml": "{", ".ufo/output/params.json": "{"},
    "200 elsif": {CONFIG: "if x\n" + "elsif y\n  z\n" * 200 + "end\n"},
    "200 elsif in a value": {CONFIG: "a = if x\n" + "elsif y\n  z\n" * 200 + "end\n"},
    "embedded documents": {CONFIG: "=begin\nend\n" * 1_500},
    "nested arrays": {CONFIG: "a = [1]\n" + f"a = [{', '.join('a' * 10)}]\n" * 9 + "b = a.to_s\n"},
    "nested hashes": {CONFIG: "a = {x: 1}\n" + "a = {b: a, c: a, d: a, e: a}\n" * 200},
    "merged hashes": {CONFIG: "h = {a: 1}\n" + "h = h.merge(b: h, c: h)\n" * 300},
    "methods that call each other twice": {
        CONFIG: "".join(f"def m{at}\n  m{at + 1} + m{at + 1}\nend\n" for at in range(50)) + "m0\n"
    },
    "loops in loops": {
        CONFIG: f"a = %w[{'x ' * 150}]\n" + "a.each do |x|\n" * 4 + "b = x\n" + "end\n" * 4
    },
    "a text that grows": {CONFIG: f"a = '{'x' * 900}'\n" + f"a = a.gsub('x', '{'x' * 900}')\n" * 9},
    "keys in keys": {TASK: "? " * 30 + "x"},
    "keys in keys without end": {TASK: "? " * 30_000},
    "lists in lists": {TASK: "- " * 30_000},
    "a lock of line ends": {"Gemfile.lock": "\n" * 150_000},
    "dockerfile": {"Dockerfile": "FROM " + "${A:-" * 5_000},
}


@pytest.mark.parametrize("changes", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_no_error(changes):
    assert facts(v6(changes=changes)).summary.version == 6


@pytest.mark.parametrize(
    "settings",
    [
        "base: [1]\ndevelopment: x\n",
        "base:\n  image: [a]\n  service_cluster: 5\n  stack_naming: {a: b}\n  cluster: [x]\n",
        "base:\n  image: <%= ENV['X'] %>\n",
        "{",
        "<% if %>",
    ],
)
def test_hostile_settings_are_no_error(settings):
    assert facts(files(V5, {".ufo/settings.yml": settings})).version == 5


def test_nothing_of_a_project_is_run(tmp_path):
    proof = tmp_path / "run"
    code = f'File.write("{proof}", "x")\nsystem("touch {proof}")\n`touch {proof}`\n'
    trees = dict.fromkeys((CONFIG, ".ufo/vars/base.rb", ".ufo/config/boot.rb"), code)
    facts(v6(changes={**trees, TASK: f"<%= `touch {proof}` %>\n"}))
    facts(files(V5, {".ufo/settings.yml": f"base:\n  image: <%= `touch {proof}` %>\n"}))
    assert not proof.exists()


@recorded
def test_what_is_configured_and_what_was_built_agree(folder):
    configured, built = read_shared(folder, built=False), read_shared(folder, built=True)
    assert built.summary.source == ".ufo/output/template.yml"
    assert {name: found.used for name, found in built.features.items()} == {
        name: found.used for name, found in configured.features.items()
    }
    of_parameters = {"vpc_id", "subnet_id"}
    assert {name: values for name, values in built.names.items() if name not in of_parameters} == {
        name: values for name, values in configured.names.items() if name not in of_parameters
    }
    assert built.warnings == ()


@recorded
def test_a_real_project_leaves_nothing_open(folder):
    found = read_shared(folder, built=False)
    open_ = {name for name, feature in found.features.items() if feature.used is None}
    assert open_ <= {"ecr_pull"}


def test_a_plain_project_leaves_nothing_open():
    assert None not in used(v6()).values()
