"""The options of a command as they are read from words and variables."""

from __future__ import annotations

from pathlib import Path

from tests.cli.worlds import world_in
from ufo_preflight.cli.commands import command
from ufo_preflight.cli.given import OpenedProject
from ufo_preflight.cli.groups import opened_project


def parsed(name: str, *words: str, folder: Path = Path("/"), **environ: str) -> dict[str, object]:
    """Return the options of the command `name` by their names."""
    return dict(command(name).options_in(list(words), world_in(folder, environ=environ)))


def opened(name: str, *words: str, folder: Path, **environ: str) -> OpenedProject:
    """Return the project that these words and variables open."""
    world = world_in(folder, environ=environ)
    return opened_project(command(name).make_context(name, list(words), obj=world))
