"""A world for tests: strings for streams, a mapping for the environment."""

from __future__ import annotations

import io
from pathlib import Path

from ufo_preflight.cli import main
from ufo_preflight.cli.world import World


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def world_in(folder: Path, *, stdin: str = "", environ: dict[str, str] | None = None) -> World:
    """Return a world whose streams are strings and whose folder is `folder`."""
    return World(io.StringIO(stdin), io.StringIO(), io.StringIO(), environ or {}, folder)


def run(folder: Path, *argv: str, **more) -> tuple[int, str, str]:
    """Run the program in `folder`; return exit code, stdout and stderr."""
    world = world_in(folder, **more)
    code = main(argv, world=world)
    return code, world.stdout.getvalue(), world.stderr.getvalue()
