"""The command is found wherever it stands; none means check."""

from __future__ import annotations

import pytest

from ufo_preflight.cli import help_text, parser_of
from ufo_preflight.cli.commands import COMMANDS, command_first
from ufo_preflight.cli.options import value_flags


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        ([], ["check"]),
        (["--full"], ["check", "--full"]),
        (["--full", "check", "-q"], ["check", "--full", "-q"]),
        (["--profile", "check"], ["check", "--profile", "check"]),
        (["--profile=x", "check"], ["check", "--profile=x"]),
        (["nonsense"], ["check", "nonsense"]),
        (["--", "check"], ["check", "--", "check"]),
    ],
)
def test_the_command_comes_first(argv, expected):
    assert command_first(argv, value_flags(parser_of("check"))) == expected


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_has_help_and_stands_in_the_general_help(name):
    assert COMMANDS[name].summary in help_text()
    assert parser_of(name).format_help().startswith(f"usage: ufo-preflight {name}")
