"""Every command: its name, its one-line summary, and where it is implemented.

Adding a command is one file and one line here. A command's module is imported only when it runs.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ufo_preflight.cli.world import World


class Implementation(Protocol):
    """What the module of a command offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the options of this command to its parser."""
        ...

    def run(self, args: argparse.Namespace, world: World) -> int:
        """Run the command and return its exit code."""
        ...


@dataclass(frozen=True)
class Command:
    """A command as `--help` lists it."""

    summary: str
    load: Callable[[], Implementation]
    leaves_stdout: bool = False
    """Whether stdout belongs to somebody else, so that this program says everything on stderr."""


def _check() -> Implementation:
    from ufo_preflight.cli import check

    return check


def _policy() -> Implementation:
    from ufo_preflight.cli import policy

    return policy


def _hook() -> Implementation:
    from ufo_preflight.cli import hook

    return hook


def _run() -> Implementation:
    from ufo_preflight.cli import run

    return run


def _explain() -> Implementation:
    from ufo_preflight.cli import explain

    return explain


def _list_checks() -> Implementation:
    from ufo_preflight.cli import list_checks

    return list_checks


COMMANDS: dict[str, Command] = {
    "check": Command("decide every requirement of a ship and print one report (default)", _check),
    "policy": Command("print a policy: minimal, baseline, missing or for itself", _policy),
    "run": Command("check, and start a command only when ready", _run, leaves_stdout=True),
    "hook": Command("print or install what stops `ufo ship` itself", _hook),
    "list-checks": Command("list every check for this project, without deciding", _list_checks),
    "explain": Command("explain an AccessDenied message, an event or a whole log", _explain),
}


def command_first(argv: Sequence[str], value_flags: frozenset[str]) -> list[str]:
    """Return `argv` with its command in front; `check` where it names none.

    `value_flags` are the flags whose next word is their value, so that
    `--profile check` is not taken for a command.
    """
    position = 0
    while position < len(argv):
        word = argv[position]
        if word == "--":
            break
        if not word.startswith("-"):
            if word in COMMANDS:
                return [word, *argv[:position], *argv[position + 1 :]]
            break
        position += 2 if word in value_flags else 1
    return ["check", *argv]
