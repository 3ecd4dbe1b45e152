"""The one place where errors become sentences and exit codes."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.cli.worlds import run, world_in
from ufo_preflight import __version__
from ufo_preflight.cli import main
from ufo_preflight.cli.commands import COMMANDS, help_text


@pytest.mark.parametrize("flag", ["-V", "--version"])
def test_version(tmp_path, flag):
    assert run(tmp_path, flag) == (0, f"ufo-preflight {__version__}\n", "")


@pytest.mark.parametrize("word", ["-h", "--help", "help"])
def test_help_lists_the_commands(tmp_path, word):
    assert run(tmp_path, word) == (0, help_text(world_in(tmp_path)) + "\n", "")


def test_what_cannot_be_taken_exits_2_with_the_next_step(tmp_path):
    code, out, err = run(tmp_path, "--nonsense")
    assert (code, out) == (2, "")
    assert err == "ufo-preflight: no such option: --nonsense\nSee: ufo-preflight check --help\n"


@pytest.mark.parametrize(
    "form", [["-o", "json"], ["-ojson"], ["--output", "json"], ["--output=json"]]
)
def test_under_json_an_error_is_json_on_stdout_too(tmp_path, form):
    code, out, err = run(tmp_path, *form, "--require", "nope", "--policy-file", "x.json")
    assert code == 2
    assert err.startswith("ufo-preflight: ")
    document = json.loads(out)
    assert document["verdict"] == "undetermined"
    assert document["exit_code"] == 2
    assert set(document["error"]) == {"code", "message", "hint", "page"}


def test_the_output_variable_counts_for_errors(tmp_path):
    environ = {"UFO_PREFLIGHT_OUTPUT": "json"}
    assert json.loads(run(tmp_path, "--policy-file", "x.json", environ=environ)[1])["error"]
    assert run(tmp_path, "-o", "table", "--policy-file", "x.json", environ=environ)[1] == ""


def test_interrupting_exits_130(tmp_path):
    world = world_in(tmp_path)

    class Interrupting(dict):
        def get(self, _key, _default=None):
            raise KeyboardInterrupt

    world = type(world)(world.stdin, world.stdout, world.stderr, Interrupting(), tmp_path)
    assert main(["check"], world=world) == 130
    assert world.stderr.getvalue() == "interrupted\n"


def test_a_defect_of_ours_is_undetermined_and_never_a_traceback(tmp_path):
    world = world_in(tmp_path)

    class Defective(dict):
        def get(self, key, default=None):
            if key == "UFO_PREFLIGHT_FULL":
                raise ZeroDivisionError("oops")
            return default

    world = type(world)(world.stdin, world.stdout, world.stderr, Defective(), tmp_path)
    assert main(["check"], world=world) == 3
    assert "internal error: ZeroDivisionError: oops" in world.stderr.getvalue()
    assert "Traceback" not in world.stderr.getvalue()


def test_under_debug_a_defect_of_ours_has_its_traceback_and_the_same_exit_code(tmp_path):
    world = world_in(tmp_path)

    class Defective(dict):
        def get(self, key, default=None):
            if key == "UFO_PREFLIGHT_FULL":
                raise ZeroDivisionError("oops")
            return default

    world = type(world)(world.stdin, world.stdout, world.stderr, Defective(), tmp_path)
    assert main(["check", "--debug"], world=world) == 3
    assert "Traceback (most recent call last)" in world.stderr.getvalue()


def loaded_by(*argv, cwd):
    program = (
        "import sys\nfrom ufo_preflight.cli import main\n"
        f"code = main({list(argv)!r})\nprint(code, *sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=cwd, capture_output=True, text=True, check=True
    )
    code, *modules = done.stderr.split("\n")[-2].split()
    return int(code), {name.partition(".")[0] for name in modules}


HEAVY = {"boto3", "botocore", "yaml", "tree_sitter", "urllib3"}


@pytest.mark.parametrize(
    "argv", [["--help"], ["--version"], *([name, "--help"] for name in COMMANDS)]
)
def test_help_loads_nothing_heavy(argv, tmp_path):
    code, modules = loaded_by(*argv, cwd=tmp_path)
    assert code == 0
    assert not modules & HEAVY


def test_an_offline_check_loads_no_sdk(tmp_path):
    allow = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    (tmp_path / "p.json").write_text(json.dumps({"Version": "2012-10-17", "Statement": allow}))
    code, modules = loaded_by("--policy-file", "p.json", cwd=tmp_path)
    assert code == 0
    assert not modules & HEAVY


def test_a_reader_that_left_ends_the_program_quietly(tmp_path):
    allow = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    (tmp_path / "p.json").write_text(json.dumps({"Version": "2012-10-17", "Statement": allow}))
    program = [sys.executable, "-m", "ufo_preflight", "--policy-file", "p.json"]
    with subprocess.Popen(
        program, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() in (0, 3)
