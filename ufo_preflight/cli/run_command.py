"""`ufo-preflight run -- COMMAND`: the check, and only when it is ready the command itself."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace

import click
from click.core import ParameterSource

from ufo_preflight.cli import groups
from ufo_preflight.cli.check_command import report_of
from ufo_preflight.cli.click_command import Command, Words
from ufo_preflight.cli.given import (
    AwsOptions,
    PolicySources,
    Project,
    ReportOptions,
    Scope,
    Strict,
)
from ufo_preflight.cli.options import SEPARATOR, SKIP_VARIABLE, Option, is_gate_open, world_of
from ufo_preflight.cli.output import deliver, targets_of
from ufo_preflight.cli.program import CannotRunError, become, find_program
from ufo_preflight.cli.ship_words import VARIABLES, ShipWords, read_ship_words
from ufo_preflight.cli.timeout import bounded
from ufo_preflight.cli.world import World
from ufo_preflight.errors import EXIT_READY, UsageError
from ufo_preflight.model import Overall
from ufo_preflight.report import Report

VARIABLE_OF = {option: variable for variable, option in VARIABLES.items()}


class GateCommand(Command):
    """A command whose options know what the words behind `--` say about their ship.

    What those words name is as if UFO's own variables named it; `explicit` is what an option, or
    its twin, says besides.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the options in the environment that the command will have."""
        world = world_of(ctx)
        behind = args[args.index(SEPARATOR) + 1 :] if SEPARATOR in args else []
        layers = read_ship_words(behind).layers
        told = {VARIABLE_OF[option]: value for option, value in layers.items()}
        ctx.obj = replace(world, environ={**world.environ, **told})
        try:
            return super().parse_args(ctx, args)
        finally:
            ctx.obj = world


def run(
    world: World,
    words: Sequence[str],
    *,
    scope: Scope,
    policies: PolicySources,
    project: Project,
    strict: Strict,
    report: ReportOptions,
    aws: AwsOptions,
) -> int:
    """Check, and replace this process with the command when the report's exit code is 0.

    Returns the code of a closed gate, or 126 or 127 for a command that cannot be started.
    UsageError when there is no command, or when it would ask AWS as somebody else.
    """
    if not words:
        raise UsageError(
            "no command to start", hint="Put it after --, as in: ufo-preflight run -- ufo ship"
        )
    shown = shlex.join(words)
    # stdout is the command's alone.
    aside = replace(world, stdout=world.stderr)
    try:
        program = find_program(words[0], world.environ, world.cwd)
        if is_gate_open(world.environ):
            world.tell(f"ufo-preflight: {SKIP_VARIABLE} is set: NOT CHECKED, starting {shown}")
            become(program, words, world.environ)
        project = _project_of(read_ship_words(words), project, world)
        targets = targets_of(report, aside)
        with bounded(aws.timeout, world):
            made = report_of(
                aside, scope=scope, policies=policies, project=project, strict=strict, aws=aws
            )
        deliver(made, targets, aside)
        if made.exit_code != EXIT_READY:
            world.tell(f"ufo-preflight: check failed, not running: {shown}")
            return made.exit_code
        _say_what_is_let_through(made, shown, world)
        become(program, words, world.environ)
    except CannotRunError as error:
        world.tell(f"ufo-preflight: {error.message}")
        return error.exit_code


COMMAND = GateCommand(
    "run",
    run,
    summary="Check, and start a command only when ready.",
    words=Words("COMMAND [ARGUMENT …]", after_separator=True),
    groups=(
        groups.scope(full=True),
        groups.POLICY_FILES,
        groups.PROJECT,
        groups.STRICTNESS,
        groups.report(default="short"),
        groups.AWS,
    ),
    examples=(
        "ufo-preflight run -- ufo ship",
        "ufo-preflight run --timeout 30 --report junit=preflight.xml -- bundle exec ufo ship --yes",
    ),
)


def _say_what_is_let_through(report: Report, shown: str, world: World) -> None:
    if report.verdict is not Overall.READY:
        strictness = report.strictness
        world.tell(
            f"ufo-preflight: {report.verdict.value}, but --fail-on {strictness.fail_on.value} and"
            f" --on-unknown {strictness.on_unknown.value} open the gate: starting {shown}"
        )


def _project_of(words: ShipWords, project: Project, world: World) -> Project:
    """Return the project with the layers that the command ships; UsageError when they disagree."""
    if words.other_credentials:
        raise UsageError(
            f"{words.other_credentials} gives the command credentials that the check does not have",
            hint="Put it in front of the gate: … ufo-preflight run -- ufo ship",
        )
    if not words.is_plain:
        world.tell(
            "ufo-preflight: not `ufo` itself, so env, role and app are not read from its words"
        )
    said = dict(words.layers)
    if words.service:
        said.update(_service(words.service, said, project, world))
    if root := said.get("ufo_root"):
        said["ufo_root"] = str(world.path(root))
    explicit = _explicit(project, world.environ)
    for option, value in said.items():
        if explicit.get(option, value) != value:
            raise UsageError(
                f"--{option.replace('_', '-')} is {explicit[option]!r}, and the command says {value!r}",
                hint="What is checked must be what is shipped: drop one of them.",
            )
    if words.is_plain:
        _compare({name: value for name, value in explicit.items() if name not in said}, world)
    layers = {name: value for name, value in said.items() if name != "ufo_root"}
    return replace(project, layers=replace(project.layers, **layers))


def _service(
    service: str, said: Mapping[str, str], project: Project, world: World
) -> Mapping[str, str]:
    """Return what the word after `ship` names: the env of a v6 project, before v6 the service."""
    if project.opened.files.has(".ufo/config.rb"):
        return {"env": said.get("env", service)}
    if project.opened.files.has(".ufo/settings.yml"):
        return {"app": said.get("app", service)}
    root = project.opened.files.root
    world.tell(f"ufo-preflight: no UFO project in {root}, so {service!r} is not read")
    return {}


def _explicit(project: Project, environ: Mapping[str, str]) -> Mapping[str, str]:
    """Return the project's options that are set by a flag, or by its UFO_PREFLIGHT_ variable."""
    ctx = click.get_current_context()
    found = {}
    for param in ctx.command.params:
        if isinstance(param, Option) and param.name in VARIABLE_OF:
            source = ctx.get_parameter_source(param.name)
            is_twin = source is ParameterSource.ENVIRONMENT and param.variables[0] in environ
            if source is ParameterSource.COMMANDLINE or is_twin:
                is_root = param.name == "ufo_root"
                found[param.name] = project.opened.files.root if is_root else ctx.params[param.name]
    return found


def _compare(explicit: Mapping[str, str], world: World) -> None:
    """Say where an option of the check is not what the command itself will read."""
    for option, given in explicit.items():
        variable = VARIABLE_OF[option]
        if world.environ.get(variable) != given:
            world.tell(
                f"ufo-preflight: --{option.replace('_', '-')} {given} is what is checked; the command"
                f" reads {variable}, which is {world.environ.get(variable) or 'not set'}"
            )
