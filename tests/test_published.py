"""What other programs read from the repository: the GitHub action and the hook for pre-commit."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.cli.gates import CLOSED, OPEN, policy
from tests.cli.parsing import parsed
from tests.hook.standins import Project

ROOT = Path(__file__).parent.parent


def read(name):
    return yaml.safe_load((ROOT / name).read_text())


def check_step():
    return next(step for step in read("action.yml")["runs"]["steps"] if "OPTIONS" in str(step))


def act(folder, options):
    """Run the action's check as a runner does: bash that ends at the first error."""
    project = Project(folder)
    project.with_program()
    summary = folder / "summary.md"
    environ = {"OPTIONS": options, "GITHUB_STEP_SUMMARY": str(summary)}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", check_step()["run"]],
        cwd=folder,
        env={**os.environ, "PATH": f"{project.bin}:/usr/bin:/bin", **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    return done, summary


@pytest.mark.parametrize(
    ("statement", "options", "code", "level"),
    [(OPEN, "", 0, ""), (CLOSED, "--full --context 'aws:PrincipalTag/team=a b'", 1, "::error ")],
)
def test_the_action_fails_as_the_check_does(tmp_path, statement, options, code, level):
    done, summary = act(tmp_path, f"{options} {policy(tmp_path, statement)}")
    assert done.returncode == code, done.stderr
    assert level in done.stdout
    assert summary.read_text()


def test_the_options_of_the_action_are_data_and_never_code(tmp_path):
    done, _summary = act(tmp_path, "$(touch trace); `touch trace`")
    assert done.returncode == 2
    assert not (tmp_path / "trace").exists()


def test_no_expression_of_github_stands_in_a_script():
    for step in read("action.yml")["runs"]["steps"]:
        assert "${{" not in step["run"]


def test_every_input_of_the_action_is_used_and_defaults_are_what_the_check_takes():
    action = read("action.yml")
    used = set(re.findall(r"inputs\.([\w-]+)", (ROOT / "action.yml").read_text()))
    assert used == set(action["inputs"])
    parsed("check", *shlex.split(action["inputs"]["options"]["default"]))


def test_the_hook_of_pre_commit_starts_the_check():
    (hook,) = read(".pre-commit-hooks.yaml")
    program, command = hook["entry"].split()
    assert (program, hook["language"], hook["pass_filenames"]) == ("ufo-preflight", "python", False)
    # Never without a policy file: a commit must not ask AWS.
    assert parsed(command, *hook["args"])["policy_file"] == ("iam/ship.json",)
