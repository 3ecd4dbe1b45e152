"""Shells complete commands, options and values."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.cli.worlds import run
from ufo_preflight.cli.completion_command import SHELLS


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_has_a_script_that_it_understands(tmp_path, shell):
    code, out, err = run(tmp_path, "completion", shell)
    assert (code, err) == (0, "")
    assert "_UFO_PREFLIGHT_COMPLETE" in out
    if program := shutil.which(shell):
        subprocess.run([program, "-n"], input=out, text=True, check=True)


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ([], "no shell is named\nFor example: "),
        (["bsh"], "no completion for bsh\nDid you mean bash? "),
        (["bash", "zsh"], "no completion for bash zsh\n"),
    ],
)
def test_another_shell_is_a_usage_error(tmp_path, argv, said):
    code, out, err = run(tmp_path, "completion", *argv)
    assert (code, out) == (2, "")
    assert err.startswith(f"ufo-preflight: {said}")


def completed(folder, *words):
    environ = {
        "_UFO_PREFLIGHT_COMPLETE": "fish_complete",
        "COMP_WORDS": " ".join(["ufo-preflight", *words]),
        "COMP_CWORD": words[-1] if words else "",
    }
    code, out, err = run(folder, environ=environ)
    assert (code, err) == (0, "")
    return {line.partition(",")[2].partition("\t")[0] for line in out.splitlines()}


def test_commands_options_and_values_are_completed(tmp_path, monkeypatch):
    def complete(*words):
        monkeypatch.setenv("COMP_WORDS", " ".join(["ufo-preflight", *words]))
        monkeypatch.setenv("COMP_CWORD", words[-1])
        return completed(tmp_path, *words)

    assert complete("po") == {"policy"}
    assert complete("--polic") == {"--policy-file"}
    assert complete("check", "--policy") == {"--policy-file"}
    assert complete("check", "--only", "rou") == {"route53"}
    assert "json" in complete("check", "-o", "j")


def test_another_instruction_is_refused(tmp_path):
    assert run(tmp_path, environ={"_UFO_PREFLIGHT_COMPLETE": "tcsh_complete"})[0] == 2
