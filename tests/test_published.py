"""What other programs read from the repository: the GitHub action and the hook for pre-commit."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.cli.gates import CLOSED, OPEN, policy
from tests.cli.parsing import parsed
from tests.hook.standins import Project
from tests.render.reports import READY
from ufo_preflight.hook.ruby import Gate
from ufo_preflight.hook.scripts import pipeline
from ufo_preflight.render import render
from ufo_preflight.render.pages import MARKER
from ufo_preflight.render.style import Style

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
    temporary = folder / "temporary"
    (temporary / "ufo-preflight/venv/bin").mkdir(parents=True)
    (temporary / "ufo-preflight/venv/bin/python").symlink_to(sys.executable)
    environ = {"OPTIONS": options, "GITHUB_STEP_SUMMARY": str(summary)}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", check_step()["run"]],
        cwd=folder,
        env={
            **os.environ,
            "PATH": f"{project.bin}:/usr/bin:/bin",
            "RUNNER_TEMP": str(temporary),
            **environ,
        },
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
    assert summary.read_text() == (tmp_path / "temporary/ufo-preflight.md").read_text()


@pytest.mark.parametrize(
    ("found", "call"),
    [
        ("", "--method POST repos/o/r/issues/7/comments"),
        ("42", "--method PATCH repos/o/r/issues/comments/42"),
    ],
)
def test_the_action_keeps_one_comment_up_to_date(tmp_path, found, call):
    (step,) = (step for step in read("action.yml")["runs"]["steps"] if "NUMBER" in str(step))
    report = tmp_path / "ufo-preflight.md"
    report.write_text(render(READY, "markdown", Style()))
    # A stand-in of GitHub's program: it lists one comment of ours or none, and notes what it is told.
    gh = tmp_path / "gh"
    gh.write_text(f'#!/bin/sh\necho "$@" >>"$0.log"\ncase "$*" in *--jq*) echo {found} ;; esac\n')
    gh.chmod(0o755)
    environ = {"GITHUB_REPOSITORY": "o/r", "NUMBER": "7", "RUNNER_TEMP": str(tmp_path)}
    subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", **environ},
        check=True,
    )
    asked, *told = (tmp_path / "gh.log").read_text().splitlines()
    assert MARKER in asked
    assert told == [f"api --silent {call} --field body=@{report}"]


def test_the_options_of_the_action_are_data_and_never_code(tmp_path):
    done, _summary = act(tmp_path, "$(touch trace); `touch trace`")
    assert done.returncode == 2
    assert not (tmp_path / "trace").exists()


def test_no_expression_of_github_stands_in_a_script():
    for step in read("action.yml")["runs"]["steps"]:
        assert "${{" not in step["run"]


def test_the_action_and_the_pipeline_hold_before_an_auditor(tmp_path):
    workflows = tmp_path / ".github/workflows"
    workflows.mkdir(parents=True)
    printed = pipeline("github", Gate())
    assert re.search(r"@COMMIT\S*", printed)
    (workflows / "ship.yml").write_text(re.sub(r"@COMMIT\S*", f"@{'a1' * 20}", printed))
    (tmp_path / "action.yml").write_text((ROOT / "action.yml").read_text())
    done = subprocess.run(
        [Path(sys.executable).with_name("zizmor"), "--offline", "--no-progress", tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


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


HOSTILE = """
    venv json tabulate yaml sitecustomize usercustomize click typing dataclasses enum shlex pathlib
    difflib tempfile wcwidth urllib3 pip
"""


@pytest.fixture
def hostile(tmp_path):
    """A project's folder whose modules leave a trace when anything imports them."""
    folder = tmp_path / "hostile"
    folder.mkdir()
    trace = folder / "trace"
    code = f"import os; os.close(os.open({str(trace)!r}, os.O_CREAT | os.O_WRONLY))\n"
    for name in HOSTILE.split():
        (folder / f"{name}.py").write_text(code)
    for package in ("botocore", "boto3", "ufo_preflight_plugins"):
        (folder / package).mkdir()
        (folder / package / "__init__.py").write_text(code)
    (folder / "hostile.pth").write_text(code)
    policy(folder, OPEN)
    return folder


def untouched(folder, argv, **environ):
    done = subprocess.run(
        argv,
        cwd=folder,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert not (folder / "trace").exists(), done.stderr
    return done


CHECK = ["check", "--full", "--policy-file", "policy.json"]
LIVE = ["check", "--region", "us-west-2"]


@pytest.mark.parametrize("options", [["-m"], ["-I", "-m"]])
@pytest.mark.parametrize(
    "words", [CHECK, LIVE, ["--help"], ["list-checks"], ["explain", "all is well"]]
)
def test_the_module_runs_nothing_of_the_current_folder(hostile, options, words):
    done = untouched(hostile, [sys.executable, *options, "ufo_preflight", *words])
    assert done.returncode == (3 if words is LIVE else 0), done.stderr


def test_the_console_script_runs_nothing_of_the_current_folder(hostile):
    script = hostile.parent / "ufo-preflight"
    script.write_text(
        f"#!{sys.executable}\nimport sys\nfrom ufo_preflight.cli import main\nsys.exit(main())\n"
    )
    script.chmod(0o755)
    for words in (CHECK, LIVE):
        assert untouched(hostile, [script, *words]).returncode == (3 if words is LIVE else 0)


def test_the_scripts_start_python_without_the_current_folder():
    """They make an environment, which a test must not; so their words are read."""
    for name in ("scripts/python", "scripts/ufo-preflight"):
        for line in (ROOT / name).read_text().splitlines():
            is_start = re.search(r"python\"?[ )]|venv/bin/python|/python\" --", line)
            if (
                is_start
                and "echo" not in line
                and not line.startswith("#")
                and (" -m " in line or " -c " in line)
            ):
                assert " -I " in line, f"{name}: {line}"


@pytest.mark.parametrize("name", ["action.yml", *(f"ufo_preflight/hook/templates/{one}.yml"
                                                  for one in ("gitlab", "codebuild"))])  # fmt: skip
def test_pipelines_start_python_without_the_current_folder(name):
    for line in (ROOT / name).read_text().splitlines():
        if re.search(r"python3?\"? ", line) and " -m " in line:
            assert " -I " in line, line


def test_the_actions_way_of_starting_python_runs_nothing_of_the_current_folder(hostile):
    untouched(hostile, [sys.executable, "-I", "-m", "venv", "--without-pip", hostile.parent / "v"])
    done = untouched(hostile, [sys.executable, "-I", "-m", "pip", "--version"])
    assert done.returncode == 0


@pytest.mark.parametrize("options", ["--full 'unmatched", '--full "', "--full \\"])
def test_options_of_the_action_that_cannot_be_split_are_an_error(tmp_path, options):
    done, summary = act(tmp_path, options)
    assert done.returncode == 2
    assert "nothing was checked" in done.stdout
    assert not summary.exists()


def test_what_the_action_installs_is_pinned_by_hashes():
    lock = (ROOT / "requirements.lock").read_text()
    pins = re.findall(r"^([\w.-]+)==\S+", lock, re.MULTILINE)
    project = (ROOT / "pyproject.toml").read_text()
    needed = re.findall(
        r'^  "([A-Za-z][\w.-]*)>=', project.partition("classifiers")[0], re.MULTILINE
    )
    assert {name.lower() for name in needed} <= set(pins)
    assert "hatchling" in pins
    assert all(f"{name}==" in lock and "--hash=sha256:" in lock for name in pins)
    install = next(
        step for step in read("action.yml")["runs"]["steps"] if "OPTIONS" not in str(step)
    )
    assert "--require-hashes" in install["run"]
    assert "runner.temp" in install["working-directory"]


def test_printed_pipelines_pin_what_they_use_and_fail_until_it_is_filled_in():
    github = pipeline("github", Gate())
    used = re.findall(r"uses: \S+@(\S+)", github)
    assert used
    assert all(name.startswith("COMMIT") for name in used)
    assert "persist-credentials: false" in github
    for name in ("gitlab", "codebuild"):
        assert "ufo-preflight@COMMIT" in pipeline(name, Gate())
