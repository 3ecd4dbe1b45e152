"""Every command: its name, its summary, and the module that is imported only when it runs.

Adding a command is one module with a `COMMAND`, and one line here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

import click

from ufo_preflight.cli.click_command import HELP_FLAGS, Command, nearest, preflight_error
from ufo_preflight.cli.options import PROGRAM, SEPARATOR
from ufo_preflight.cli.world import World
from ufo_preflight.errors import EXIT_READY, UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

DEFAULT = "check"
EXIT_CODES = "0 ready, 1 denied, 2 usage, 3 could not determine, 130 interrupted"


@dataclass(frozen=True)
class Entry:
    """A command as the general help lists it."""

    summary: str
    module: str
    leaves_stdout: bool = False
    """Whether stdout belongs to somebody else, so that this program says everything on stderr."""


COMMANDS: Mapping[str, Entry] = {
    "check": Entry("decide every requirement of a ship and print one report (default)", "check_command"),
    "policy": Entry("print a policy: minimal, baseline, missing or for itself", "policy_command"),
    "run": Entry("check, and start a command only when ready", "run_command", leaves_stdout=True),
    "hook": Entry("print or install what stops `ufo ship` itself", "hook_command"),
    "list-checks": Entry("list every check for this project, without deciding", "list_checks"),
    "explain": Entry("explain an AccessDenied message, an event or a whole log", "explain_command"),
    "audit": Entry("tell who in an account can ship, principal by principal", "audit_command"),
    "compare": Entry("tell what differs between two principals or two reports", "compare_command"),
    "completion": Entry("print a shell's completion: bash, zsh or fish", "completion_command"),
}  # fmt: skip


class Program(click.Group):
    """The commands, as click lists and completes them."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """Return a command, imported now; None where there is none."""
        return command(name) if name in COMMANDS else None

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line that shows the program's form."""
        formatter.write_usage(ctx.command_path, "[COMMAND] [OPTIONS]", prefix="usage: ")

    def format_options(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, which are not imported for it, and what holds for all of them."""
        with formatter.section("commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in COMMANDS.items()])
        with formatter.section("options"):
            formatter.write_dl(
                [
                    ("-h, --help", "this text; after a command, its options"),
                    ("-V, --version", "the version"),
                ]
            )
        formatter.write_paragraph()
        formatter.write_dl(
            [
                ("settings", "a flag, else UFO_PREFLIGHT_<OPTION>, else .ufo/preflight.yml"),
                ("exit codes", EXIT_CODES),
                ("example", "ufo-preflight --policy-file policy.json"),
            ]
        )

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands, or the options of a check, which is the command where none is named."""
        found = super().shell_complete(ctx, incomplete)
        return found or command(DEFAULT).shell_complete(ctx, incomplete)


THE_PROGRAM = Program(
    PROGRAM, help="Know before `ufo ship` whether AWS will let you, and if not, exactly why."
)


def command(name: str) -> Command:
    """Return the command of this name; KeyError for another."""
    found = import_module(f"ufo_preflight.cli.{COMMANDS[name].module}").COMMAND
    if not isinstance(found, Command):
        raise TypeError(f"{name} has no command")
    return found


def start(words: Sequence[str], world: World) -> int:
    """Run the command that the words name, and return its exit code."""
    name, rest = command_first(words)
    if name == "help":
        name, rest = (rest[0], [HELP_FLAGS[-1]]) if rest else ("", [])
    if not name:
        world.print(help_text(world))
        return EXIT_READY
    if name not in COMMANDS:
        raise UsageError(
            f"no such command: {name}",
            hint=f"{nearest(name, COMMANDS)}The commands are: {', '.join(COMMANDS)}.",
        )
    path = f"{PROGRAM} {name}"
    try:
        with command(name).make_context(path, rest, obj=world) as ctx:
            return command(name).invoke(ctx)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.UsageError as error:
        raise preflight_error(error, path) from error


def command_first(words: Sequence[str]) -> tuple[str, list[str]]:
    """Return the name of the command, "" for the general help, and the words without it.

    Words that begin with options are those of a check, unless a command follows them.
    """
    if words and words[0] in HELP_FLAGS:
        return "", []
    if words and not words[0].startswith("-"):
        return words[0], list(words[1:])
    takes_value = command(DEFAULT).flags if words else {}
    position = 0
    while position < len(words) and words[position] != SEPARATOR:
        word = words[position]
        if not word.startswith("-"):
            return word, [*words[:position], *words[position + 1 :]]
        if word.startswith("--") and word.partition("=")[0] not in takes_value:
            break  # whether the next word is its value is not known: the check refuses it
        position += 2 if takes_value.get(word) else 1
    return DEFAULT, list(words)


def help_text(world: World) -> str:
    """Return what `ufo-preflight --help` prints."""
    with click.Context(THE_PROGRAM, info_name=PROGRAM, obj=world) as ctx:
        return ctx.get_help()
