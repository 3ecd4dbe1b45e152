"""The wrapper ships behind the gate, and the pipelines are what their services take."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.cli.gates import CLOSED, OPEN, policy
from tests.cli.parsing import parsed
from tests.hook.standins import Project
from ufo_preflight.hook.ruby import Gate
from ufo_preflight.hook.scripts import PIPELINES, pipeline, wrapper

ROOT = Path(__file__).parent.parent.parent
OPTIONS = ("--on-unknown", "warn", "--context", "aws:PrincipalTag/team=a: 'b' #c")


def test_the_script_of_the_repository_is_the_one_that_is_printed():
    script = ROOT / "scripts" / "ufo-ship"
    assert script.read_text() == wrapper(Gate())
    assert os.access(script, os.X_OK)


@pytest.mark.parametrize(
    ("statement", "code", "out"), [(OPEN, 7, "ship -y -i a b\n"), (CLOSED, 1, "")]
)
def test_the_wrapper_ships_behind_the_gate(tmp_path, statement, code, out):
    project = Project(tmp_path)
    project.with_program()
    project.on_path("ufo", 'echo "$@"; exit 7')
    gate = Gate(options=(policy(tmp_path, statement),))
    project.on_path("ufo-ship", wrapper(gate).removeprefix("#!/bin/sh\n"))
    path = f"{project.bin}:/usr/bin:/bin"
    done = subprocess.run(
        ["ufo-ship", "-y", "-i", "a b"],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        executable=project.bin / "ufo-ship",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (code, out)


def commands(document):
    """Return every shell command in a pipeline."""
    if isinstance(document, dict):
        return [found for value in document.values() for found in commands(value)]
    if isinstance(document, list):
        return [found for value in document for found in commands(value)]
    return [document] if isinstance(document, str) else []


@pytest.mark.parametrize("name", ["gitlab", "codebuild"])
@pytest.mark.parametrize("options", [(), OPTIONS])
def test_the_ship_of_a_pipeline_is_behind_the_gate(name, options):
    text = pipeline(name, Gate(options=options))
    (ship,) = (line for line in commands(yaml.safe_load(text)) if "ufo ship" in line)
    program, command, *rest = shlex.split(ship)
    assert (program, command) == ("ufo-preflight", "run")
    assert tuple(rest[: len(options)]) == options
    found = parsed("run", *rest)
    assert found["words"] == ("bundle", "exec", "ufo", "ship", "--yes")
    assert found["report"] == (("junit", "preflight.xml"),)


@pytest.mark.parametrize("options", [(), OPTIONS])
def test_the_github_workflow_hands_the_options_to_the_action(options):
    steps = yaml.safe_load(pipeline("github", Gate(options=options)))["jobs"]["ship"]["steps"]
    check = next(at for at, step in enumerate(steps) if "ufo-preflight@" in step.get("uses", ""))
    ship = next(at for at, step in enumerate(steps) if "ufo ship" in step.get("run", ""))
    assert check < ship
    assert tuple(shlex.split(steps[check]["with"]["options"])) == ("--full", *options)


@pytest.mark.parametrize("name", PIPELINES)
def test_nothing_is_left_to_fill_in_by_the_program(name):
    assert not [mark for mark in ("@SHIP@", "@OPTIONS@") if mark in pipeline(name, Gate())]
