"""`ufo-preflight run -- COMMAND`: the check, and only when it is ready the command itself."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Mapping, Sequence
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
from ufo_preflight.cli.ship_words import (
    HELP,
    VARIABLES,
    CommandWords,
    Shipment,
    read_command,
    read_shipment,
)
from ufo_preflight.cli.timeout import bounded
from ufo_preflight.cli.world import World
from ufo_preflight.errors import EXIT_READY, UsageError
from ufo_preflight.model import Overall
from ufo_preflight.project.documents import (
    UnreadableDocumentError,
    mapping,
    read_document,
    sequence,
)
from ufo_preflight.project.ufo_version import version_of
from ufo_preflight.report import Report

VARIABLE_OF = {
    option: variable for variable, option in VARIABLES.items() if variable != "UFO_ENV_EXTRA"
}


class GateCommand(Command):
    """A command whose options know what the words behind `--` say about their ship.

    What those words name is as if UFO's own variables named it.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the options in the environment that the command will have."""
        world = world_of(ctx)
        behind = args[args.index(SEPARATOR) + 1 :] if SEPARATOR in args else []
        ctx.obj = replace(world, environ={**world.environ, **_ufo_variables(behind)})
        try:
            return super().parse_args(ctx, args)
        finally:
            ctx.obj = world


def _ufo_variables(words: Sequence[str]) -> Mapping[str, str]:
    variables = read_command(words).variables
    return {name: value for name, value in variables.items() if name in VARIABLES}


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
        ships = _ships(read_command(words), scope, project, world)
        if not ships:
            world.tell(f"ufo-preflight: this ships nothing and is not checked: {shown}")
            become(program, words, world.environ)
        targets = targets_of(report, aside)
        if len(ships) > 1 and targets.files:
            raise UsageError(
                f"--report names one file, and the command ships {len(ships)} services",
                hint="Ship them one by one, or leave --report out.",
            )
        with bounded(aws.timeout, world):
            made = [
                report_of(aside, scope=at, policies=policies, project=one, strict=strict, aws=aws)
                for at, one in ships
            ]
        for each in made:
            deliver(each, targets, aside)
        world.tell(f"ufo-preflight: {asked_of(made[0], policies, aws)}")
        # A denial beats an unknown, as within one report.
        if code := min((each.exit_code for each in made if each.exit_code), default=EXIT_READY):
            world.tell(f"ufo-preflight: check failed, not running: {shown}")
            return code
        for each in made:
            _say_what_is_let_through(each, shown, world)
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


def asked_of(report: Report, policies: PolicySources, aws: AwsOptions) -> str:
    """Return in one line whose permissions were checked, where, and by whose word."""
    identity = report.identity
    if policies.is_offline:
        files = (*policies.policy_file, policies.boundary_file or "", *policies.scp_file)
        return f"checked by the files {', '.join(name for name in files if name)}, not by AWS"
    who = identity.policy_source_arn or identity.arn or "?"
    by = f" (asked by {identity.arn})" if identity.arn and identity.arn != who else ""
    place = f"account {identity.account}, region {report.region}"
    at = f", at {report.method.endpoint}, which is not AWS's" if report.method.endpoint else ""
    tls = ", TLS NOT VERIFIED" if aws.no_verify_ssl else ""
    return f"checked {who}{by} in {place}{at}{tls}"


def _ships(
    command: CommandWords, scope: Scope, project: Project, world: World
) -> list[tuple[Scope, Project]]:
    """Return what is checked, one pair a service, none for a command that ships nothing.

    UsageError where it is not known what the command ships, or where options say something else.
    """
    if command.other_credentials:
        raise UsageError(
            f"{command.other_credentials} gives the command credentials that the check does not have",
            hint="Put it in front of the gate: … ufo-preflight run -- ufo ship",
        )
    explicit = _explicit(project, world.environ)
    said = dict(command.layers)
    if root := said.get("ufo_root"):
        said["ufo_root"] = str(world.path(root))
    _refuse_contradictions(said, explicit)
    if command.ufo is None:
        if not {"env", "role", "app"} & set(explicit):
            raise UsageError(
                "what this command ships is not known: it is not `ufo` itself",
                hint="Say what is checked with --env, --role or --app, or put the gate right before"
                " `ufo` inside of it.",
            )
        return [(scope, project)]
    version = version_of(project.opened.files)
    if version is None and len(command.ufo) > 1 and not HELP & set(command.ufo):
        raise UsageError(
            f"no UFO project in {project.opened.files.root}, so `{shlex.join(command.ufo)}` is not read",
            hint="Name the project's folder with --ufo-root DIR, and UFO_ROOT for the command.",
        )
    shipment = read_shipment(command.ufo, version.major if version else 6)
    if shipment is None:
        return []
    if shipment.phase and not scope.phase:
        scope = replace(scope, phase=shipment.phase)
    services = shipment.services or _current_services(shipment, project)
    for service in services:
        _refuse_contradictions({"app": service}, explicit)
    _say_what_differs(explicit, {*said, *(["app"] if services else [])}, world)
    project = _shipped(shipment, project)
    return [
        (scope, replace(project, layers=replace(project.layers, app=service)))
        for service in services
    ] or [(scope, project)]


def _current_services(shipment: Shipment, project: Project) -> Sequence[str]:
    """Return the services of `.ufo/current` where `ufo ships` names none."""
    if not shipment.all_current:
        return ()
    try:
        current = mapping(read_document(project.opened.files.text(".ufo/current") or ""))
    except UnreadableDocumentError:
        current = {}
    services = sequence(current.get("services"))
    if not services:
        raise UsageError(
            "`ufo ships` names no service", hint="For example: ufo-preflight run -- ufo ships web"
        )
    return [str(service) for service in services]


def _shipped(shipment: Shipment, project: Project) -> Project:
    """Return the project with what the command's words change in it."""
    stated = project.opened.preferences
    if shipment.cluster:
        stated = replace(stated, names={**stated.names, "cluster": (shipment.cluster,)})
    if shipment.without_docker:
        because = {**stated.because, "docker": shipment.without_docker}
        stated = replace(stated, uses={**stated.uses, "docker": False}, because=because)
    return replace(project, opened=replace(project.opened, preferences=stated))


def _refuse_contradictions(said: Mapping[str, str], explicit: Mapping[str, str]) -> None:
    for option, value in said.items():
        if explicit.get(option, value) != value:
            raise UsageError(
                f"--{option.replace('_', '-')} is {explicit[option]!r}, and the command says {value!r}",
                hint="What is checked must be what is shipped: drop one of them.",
            )


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


def _say_what_differs(explicit: Mapping[str, str], said: Collection[str], world: World) -> None:
    """Say where an option of the check is not what the command itself will read."""
    for option, given in explicit.items():
        variable = VARIABLE_OF[option]
        if option not in said and world.environ.get(variable) != given:
            world.tell(
                f"ufo-preflight: --{option.replace('_', '-')} {given} is what is checked; the command"
                f" reads {variable}, which is {world.environ.get(variable) or 'not set'}"
            )
