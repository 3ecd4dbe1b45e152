"""`ufo-preflight completion`: the script that lets a shell complete commands, options and values."""

from __future__ import annotations

from collections.abc import Sequence

from click.shell_completion import ShellComplete, get_completion_class

from ufo_preflight.cli.click_command import Command, Words, nearest
from ufo_preflight.cli.commands import THE_PROGRAM
from ufo_preflight.cli.options import PROGRAM
from ufo_preflight.cli.world import World
from ufo_preflight.errors import EXIT_CONFIGURATION, EXIT_READY, UsageError

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_UFO_PREFLIGHT_COMPLETE"


def completion(world: World, words: Sequence[str]) -> int:
    """Print the script of a shell; UsageError for one that there is none for."""
    shell = words[0] if len(words) == 1 else ""
    if shell not in SHELLS:
        said = f"no completion for {' '.join(words)}" if words else "no shell is named"
        raise UsageError(said, hint=f"{nearest(shell, SHELLS)}For example: {COMMAND.examples[0]}")
    world.print(_complete(shell, world).source_template % _complete(shell, world).source_vars())
    return EXIT_READY


COMMAND = Command(
    "completion",
    completion,
    summary="Print a shell's completion: bash, zsh or fish.",
    words=Words("SHELL"),
    groups=(),
    examples=(
        'eval "$(ufo-preflight completion bash)"',
        "ufo-preflight completion fish >~/.config/fish/completions/ufo-preflight.fish",
    ),
)


def _complete(shell: str, world: World) -> ShellComplete:
    made = get_completion_class(shell)
    assert made is not None  # noqa: S101  click has all of SHELLS
    return made(THE_PROGRAM, {"obj": world}, PROGRAM, VARIABLE)


def answer(instruction: str, world: World) -> int:
    """Print what a shell's completion asks for: `bash_complete` and the like."""
    shell, _, what = instruction.partition("_")
    if shell not in SHELLS or what != "complete":
        return EXIT_CONFIGURATION
    world.print(_complete(shell, world).complete())
    return EXIT_READY
