"""`ufo-preflight run -- COMMAND`: the check, and only when it is ready the command itself."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Sequence
from dataclasses import replace

from ufo_preflight.cli import ahead, groups
from ufo_preflight.cli.bounded import bounded
from ufo_preflight.cli.inquiry import read_check_options, report_for
from ufo_preflight.cli.options import SKIP_VARIABLE, is_gate_open
from ufo_preflight.cli.output import deliver, targets_of
from ufo_preflight.cli.program import CannotRunError, become, find_program
from ufo_preflight.cli.ship_words import VARIABLES, ShipWords, read_ship_words
from ufo_preflight.cli.world import World
from ufo_preflight.errors import UsageError
from ufo_preflight.model import Overall
from ufo_preflight.report import EXIT_READY, Report

SEPARATOR = "--"
VARIABLE_OF = {option: variable for variable, option in VARIABLES.items()}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of a check, of which the gate asks the full one, and the command."""
    parser.usage = f"{parser.prog} [OPTIONS] -- COMMAND [ARGUMENT …]"
    groups.add_principal(parser)
    groups.add_scope(parser, full=True)
    groups.add_policy_files(parser)
    groups.add_project(parser)
    groups.add_gate(parser)
    parser.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=groups.seconds,
        help="end the whole check after this long: exit code 3, the command is not started",
    )
    groups.add_output(parser, default="short")
    groups.add_aws(parser)
    parser.add_argument(
        "command", metavar="-- COMMAND", nargs=argparse.REMAINDER, help="what to start when ready"
    )


def run(args: argparse.Namespace, world: World) -> int:
    """Check, and replace this process with the command when the report's exit code is 0.

    Returns the code of a closed gate, or 126 or 127 for a command that cannot be started.
    UsageError when there is no command, or when it would ask AWS as somebody else.
    """
    command = _command(args.command)
    shown = shlex.join(command)
    # stdout is the command's alone.
    aside = replace(world, stdout=world.stderr)
    try:
        program = find_program(command[0], world.environ, world.cwd)
        if is_gate_open(world.environ):
            world.tell(f"ufo-preflight: {SKIP_VARIABLE} is set: NOT CHECKED, starting {shown}")
            become(program, command, world.environ)
        report = _check(args, read_ship_words(command), aside)
        if report.exit_code != EXIT_READY:
            world.tell(f"ufo-preflight: the gate is closed, not started: {shown}")
            return report.exit_code
        if report.verdict is not Overall.READY:
            world.tell(
                f"ufo-preflight: {report.verdict.value}, but --fail-on {args.fail_on} and"
                f" --on-unknown {args.on_unknown} open the gate: starting {shown}"
            )
        become(program, command, world.environ)
    except CannotRunError as error:
        world.tell(f"ufo-preflight: {error.message}")
        return error.exit_code


def _command(words: Sequence[str]) -> list[str]:
    if words and words[0] != SEPARATOR:
        raise UsageError(
            f"`--` is missing before {words[0]!r}",
            hint="For example: ufo-preflight run -- ufo ship",
        )
    if not words[1:]:
        raise UsageError(
            "no command to start", hint="Put it after --, as in: ufo-preflight run -- ufo ship"
        )
    return list(words[1:])


def _check(args: argparse.Namespace, words: ShipWords, world: World) -> Report:
    _take(args, words, world)
    targets = targets_of(args, world)
    with bounded(args.timeout, world):
        session = None if ahead.is_offline(args) else ahead.begin(args)
        report = report_for(args, read_check_options(args, world), world, session=session)
    deliver(report, targets, world)
    return report


def _take(args: argparse.Namespace, words: ShipWords, world: World) -> None:
    """Put what the command says about its ship into the options; UsageError when they disagree."""
    if words.other_credentials:
        raise UsageError(
            f"{words.other_credentials} gives the command credentials that the check does not have",
            hint="Put it in front of the gate: … ufo-preflight run -- ufo ship",
        )
    if not words.is_plain:
        world.tell(
            "ufo-preflight: not `ufo` itself, so env, role and app are not read from its words"
        )
    layers = dict(words.layers)
    if words.service:
        _take_service(layers, words.service, args, world)
    for option, value in layers.items():
        given = vars(args)[option]
        if given is not None and given != value:
            raise UsageError(
                f"--{option.replace('_', '-')} is {given!r}, and the command says {value!r}",
                hint="What is checked must be what is shipped: drop one of them.",
            )
        setattr(args, option, value)
    if words.is_plain:
        _compare(args, layers, world)


def _take_service(
    layers: dict[str, str], service: str, args: argparse.Namespace, world: World
) -> None:
    """Take the word after `ship`: the env of a v6 project, before v6 the service."""
    root = groups.ufo_root(args, world)
    if (root / ".ufo" / "config.rb").exists():
        layers.setdefault("env", service)
    elif (root / ".ufo" / "settings.yml").exists():
        layers.setdefault("app", service)
    else:
        world.tell(f"ufo-preflight: no UFO project in {root}, so {service!r} is not read")


def _compare(args: argparse.Namespace, layers: dict[str, str], world: World) -> None:
    """Say where an option of the check is not what the command itself will read."""
    for option, variable in VARIABLE_OF.items():
        given = vars(args)[option]
        if option not in layers and given is not None and world.environ.get(variable) != given:
            world.tell(
                f"ufo-preflight: --{option.replace('_', '-')} {given} is what is checked; the command"
                f" reads {variable}, which is {world.environ.get(variable) or 'not set'}"
            )
