"""The command line: argv, streams, environment and exit codes live here alone."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence

from ufo_preflight.cli.commands import COMMANDS, command_first
from ufo_preflight.cli.options import Parser, parse, value_flags
from ufo_preflight.cli.world import World
from ufo_preflight.errors import PreflightError
from ufo_preflight.report import EXIT_INTERRUPTED, EXIT_READY, EXIT_UNDETERMINED

TOP_HELP = ("-h", "--help")


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
    except Exception as error:
        if "--debug" in words:
            raise
        return _complain(_defect(error), words, world)


def _dispatch(words: list[str], world: World) -> int:
    if words[:1] == ["--version"]:
        from ufo_preflight import __version__

        world.print(f"ufo-preflight {__version__}")
        return EXIT_READY
    if words and words[0] in TOP_HELP:
        world.print(help_text())
        return EXIT_READY
    name, *rest = _normalise(words)
    implementation = COMMANDS[name].load()
    parser = parser_of(name)
    if any(word in TOP_HELP for word in _before_separator(rest)):
        world.print(parser.format_help())
        return EXIT_READY
    args = parse(parser, rest, world.environ)
    if preferred := _preferred(args, world):
        args = parse(parser, rest, {**preferred, **world.environ})
    if vars(args).get("debug"):
        from ufo_preflight.cli.debug import log_to

        log_to(world.stderr)
    return implementation.run(args, world)


def _preferred(args: argparse.Namespace, world: World) -> Mapping[str, str]:
    """Return what the project's preflight.yml sets, for a command that reads a project."""
    if "ufo_root" not in vars(args):
        return {}
    from ufo_preflight.cli.files import project_options

    return project_options(args, world)


def parser_of(name: str) -> Parser:
    """Return the parser of one command."""
    command = COMMANDS[name]
    parser = Parser(
        prog=f"ufo-preflight {name}",
        description=f"{command.summary[0].upper()}{command.summary[1:]}.",
        allow_abbrev=False,
    )
    command.load().add_arguments(parser)
    return parser


def _normalise(words: list[str]) -> list[str]:
    if words and words[0] in COMMANDS:
        return words
    return command_first(words, value_flags(parser_of("check")))


def _defect(error: Exception) -> PreflightError:
    """Return a bug of ours as an error: the verdict is then unknown, never a pass."""
    return PreflightError(
        f"a defect in ufo-preflight: {type(error).__name__}: {error}",
        hint="Nothing was decided. Run it again with --debug and report what it prints.",
        code="defect",
    )


def _reader_left(world: World) -> int:
    """End quietly when the reader of stdout closed the pipe; what was not read was not seen."""
    # Without this the interpreter complains once more when it flushes stdout at its end.
    os.dup2(os.open(os.devnull, os.O_WRONLY), world.stdout.fileno())
    return EXIT_UNDETERMINED


def _before_separator(words: list[str]) -> list[str]:
    return words[: words.index("--")] if "--" in words else words


def help_text() -> str:
    """Return what `ufo-preflight --help` prints."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name:{width}}  {command.summary}" for name, command in COMMANDS.items()]
    return "\n".join(
        [
            "usage: ufo-preflight [COMMAND] [OPTIONS]",
            "",
            "Know before `ufo ship` whether AWS will let you, and if not, exactly why.",
            "",
            "commands:",
            *lines,
            "",
            "options:",
            "  -h, --help  this text; after a command, its options",
            "  --version   the version",
            "",
            "exit codes: 0 ready, 1 denied, 2 usage, 3 could not determine, 130 interrupted",
            "example:    ufo-preflight --policy-file policy.json",
        ]
    )


def _complain(error: PreflightError, words: list[str], world: World) -> int:
    """Say what is wrong and what to do; under `-o json` stdout carries the same as JSON."""
    world.tell(f"ufo-preflight: {error.message}")
    world.tell(error.hint)
    if wants_json(words, world):
        from ufo_preflight.render.report_json import render_error

        say = world.tell if COMMANDS[_normalise(list(words))[0]].leaves_stdout else world.print
        say(render_error(error))
    return error.exit_code


def wants_json(words: Sequence[str], world: World) -> bool:
    """Return whether the words, or the variable, ask for JSON: they may not parse as a whole."""
    text = " ".join(_before_separator(list(words)))
    asked = any(
        form in f"{text} " for form in ("-o json ", "-ojson ", "--output json ", "--output=json ")
    )
    named = any(form in f" {text}" for form in (" -o", " --output"))
    return asked or (not named and world.environ.get("UFO_PREFLIGHT_OUTPUT") == "json")
