"""The command line: argv, streams, environment and exit codes live here alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from ufo_preflight.cli.world import World
from ufo_preflight.errors import (
    EXIT_INTERRUPTED,
    EXIT_READY,
    EXIT_UNDETERMINED,
    InternalError,
    PreflightError,
    UsageError,
)

VERSION_FLAGS = ("-V", "--version")
# Set by the scripts of `ufo-preflight completion` when a shell asks what a word may become.
COMPLETION_VARIABLE = "_UFO_PREFLIGHT_COMPLETE"


def main(argv: Sequence[str] | None = None, *, world: World | None = None) -> int:
    """Run one command and return its exit code (docs/exit-codes.md)."""
    world = world or World.real()
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        return _dispatch(words, world)
    except PreflightError as error:
        return _complain(error, words, world)
    except KeyboardInterrupt:
        world.tell("interrupted")
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        return _reader_left(world)
    except Exception as error:  # noqa: BLE001  a defect of ours is unknown, never a pass
        if "--debug" in words:
            import traceback

            world.tell(traceback.format_exc())
        return _complain(InternalError(error), words, world)


def _dispatch(words: list[str], world: World) -> int:
    if words and words[0] in VERSION_FLAGS:
        from ufo_preflight import __version__

        world.print(f"ufo-preflight {__version__}")
        return EXIT_READY
    if instruction := world.environ.get(COMPLETION_VARIABLE):
        from ufo_preflight.cli.completion_command import answer

        return answer(instruction, world)
    from ufo_preflight.cli.commands import start

    return start(words, world)


def _reader_left(world: World) -> int:
    """End quietly when the reader of stdout closed the pipe; what was not read was not seen."""
    # Without this the interpreter complains once more when it flushes stdout at its end.
    os.dup2(os.open(os.devnull, os.O_WRONLY), world.stdout.fileno())
    return EXIT_UNDETERMINED


def _complain(error: PreflightError, words: list[str], world: World) -> int:
    """Say what is wrong and what to do; under `-o json` stdout carries the same as JSON."""
    world.tell(f"ufo-preflight: {error.message}")
    world.tell(error.hint)
    if not isinstance(error, UsageError):
        world.tell(f"See {error.page}")
    if wants_json(words, world):
        from ufo_preflight.cli.commands import COMMANDS, command_first
        from ufo_preflight.render.report_json import render_error

        entry = COMMANDS.get(command_first(words)[0])
        say = world.tell if entry is not None and entry.leaves_stdout else world.print
        say(render_error(error))
    return error.exit_code


def wants_json(words: Sequence[str], world: World) -> bool:
    """Return whether the words, or the variable, ask for JSON: they may not parse as a whole."""
    before = words[: words.index("--")] if "--" in words else words
    text = f" {' '.join(before)} "
    forms = (" -o json ", " -ojson ", " --output json ", " --output=json ")
    if any(form in text for form in forms):
        return True
    is_named = any(form in text for form in (" -o", " --output"))
    return not is_named and world.environ.get("UFO_PREFLIGHT_OUTPUT") == "json"
