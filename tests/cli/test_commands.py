"""The command is found wherever it stands; none means check; what is none is an error."""

from __future__ import annotations

import pytest

from tests.cli.worlds import run, world_in
from ufo_preflight.cli.commands import COMMANDS, command, command_first, help_text


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        ([], ("check", [])),
        (["--full"], ("check", ["--full"])),
        (["--full", "check", "-q"], ("check", ["--full", "-q"])),
        (["--profile", "check"], ("check", ["--profile", "check"])),
        (["--profile=x", "check"], ("check", ["--profile=x"])),
        (["--profile", "x", "explain", "-"], ("explain", ["--profile", "x", "-"])),
        (["nonsense"], ("nonsense", [])),
        (["--", "check"], ("check", ["--", "check"])),
        (["-h"], ("", [])),
    ],
)
def test_the_command_comes_first(argv, expected):
    assert command_first(argv) == expected


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_has_help_with_an_example_and_stands_in_the_general_help(name, tmp_path):
    assert name in help_text(world_in(tmp_path))
    code, out, err = run(tmp_path, name, "--help")
    assert (code, err) == (0, "")
    assert out.startswith(f"usage: ufo-preflight {name}")
    assert "examples:\n  " in out
    assert command(name).help[1:-1] == COMMANDS[name].summary.partition(" (")[0][1:]
    assert run(tmp_path, "help", name) == (code, out, err)


@pytest.mark.parametrize(
    "argv", [["audti"], ["audti", "--help"], ["help", "audti"], ["--full", "audti"]]
)
def test_an_unknown_command_is_an_error_even_before_help(tmp_path, argv):
    code, out, err = run(tmp_path, *argv)
    assert (code, out) == (2, "")
    assert err.startswith("ufo-preflight: no such command: audti\n")


def test_help_lists_the_options_in_their_groups_with_defaults(tmp_path):
    _, out, _ = run(tmp_path, "run", "--help")
    for title in ("what is checked", "offline", "UFO project", "strictness", "report", "AWS"):
        assert f"\n{title}" in out
    assert "[default: short]" in out
    assert "[default: full]" in " ".join(out.split())
