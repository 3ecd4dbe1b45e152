"""Opening a project: only what is needed, nothing outside, nothing that hurts."""

from __future__ import annotations

import pytest

from tests.cli.parsing import opened, parsed
from tests.cli.worlds import run, world_in
from ufo_preflight.cli.given import Project
from ufo_preflight.cli.inputs import open_project, read_ship
from ufo_preflight.errors import UsageError
from ufo_preflight.project.naming import Layers

CONFIG = """
Ufo.configure do |config|
  config.app = "shop"
  config.docker.repo = "org/shop"
end
"""


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "shop"
    files = {".ufo/config.rb": CONFIG, "Dockerfile": "FROM a\n", "app.rb": "secret"}
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.mark.usefixtures("project")
def test_the_folder_is_the_options_else_ufos(tmp_path):
    def files(*words, **environ):
        return opened("check", *words, folder=tmp_path, **environ).files

    assert files(UFO_ROOT="shop").has(".ufo/config.rb")
    assert not files("--ufo-root", ".", UFO_ROOT="shop").has(".ufo/config.rb")
    with pytest.raises(UsageError, match="is not a folder"):
        files("--ufo-root", "nowhere")


def test_layers_are_the_options_else_ufos_else_the_projects(tmp_path):
    (tmp_path / ".ufo").mkdir()
    (tmp_path / ".ufo/preflight.yml").write_text("env: prod\nrole: web\napp: shop\nextra: '9'\n")
    environ = {"UFO_ROLE": "clock", "UFO_ENV_EXTRA": "2"}
    found = parsed("check", "--app", "mine", folder=tmp_path, **environ)
    layers = tuple(found[name] for name in ("env", "role", "app", "extra"))
    assert layers == ("prod", "clock", "mine", "2")


def test_a_ship_is_read_and_settled(project, tmp_path):
    (project / ".ufo/preflight.yml").write_text("uses: {dns: true}\n")
    opened = open_project("shop", world_in(tmp_path))
    found = read_ship(Project(opened, Layers(env="prod")))
    assert found.summary.stack == "shop-web-prod"
    assert found.features["dns"].why == ".ufo/preflight.yml says so: `uses.dns`."


ALLOW = (
    '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'
)


def test_preflight_yml_stands_behind_options_and_variables(project):
    (project / "p.json").write_text(ALLOW)
    (project / ".ufo/preflight.yml").write_text("skip: [ecs]\nenv: prod\n")
    code, out, _ = run(project, "--policy-file", "p.json")
    assert code == 0
    assert "project shop (env prod, role web)" in out.replace("\n  ", " ")
    assert "[ecs]" in out
    _, out, _ = run(project, "--policy-file", "p.json", "--skip", "logs")
    assert "[ecs]" not in out
    variables = {"UFO_PREFLIGHT_SKIP": "logs", "UFO_ENV": "dev"}
    _, out, _ = run(project, "--policy-file", "p.json", environ=variables)
    assert "[ecs]" not in out
    assert "env dev" in out.replace("\n  ", " ")


def test_a_mistake_in_preflight_yml_is_usage(project):
    (project / ".ufo/preflight.yml").write_text("skipp: [ecs]\n")
    code, out, err = run(project)
    assert (code, out) == (2, "")
    assert err.startswith(
        "ufo-preflight: .ufo/preflight.yml:1: 'skipp' is no key\nDid you mean skip? "
    )


def test_a_project_may_not_open_the_gate(project):
    (project / ".ufo/preflight.yml").write_text("skip: '1'\n")
    code, _, err = run(project, "run", "--policy-file", "missing.json", "--", "true")
    assert code == 2
    assert "NOT CHECKED" not in err
