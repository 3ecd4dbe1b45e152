"""The check options of a command line, and the report that follows from them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace

from ufo_preflight.api import CheckOptions, offline_identity, report_on, with_service_role
from ufo_preflight.arn import Arn
from ufo_preflight.catalog import load_catalogue
from ufo_preflight.catalog.select import Selection, require_known
from ufo_preflight.cli import groups
from ufo_preflight.cli.ahead import OpenSession, begin, is_offline
from ufo_preflight.cli.world import World
from ufo_preflight.context import parse_entry
from ufo_preflight.errors import UsageError
from ufo_preflight.model import ContextEntry
from ufo_preflight.report import FailOn, OnUnknown, Report, Strictness

MFA = (
    ContextEntry("aws:MultiFactorAuthPresent", ("true",), "boolean"),
    ContextEntry("aws:MultiFactorAuthAge", ("1",), "numeric"),
)


def read_check_options(args: argparse.Namespace, world: World) -> CheckOptions:
    """Return what the options and the project ask for; UsageError for one that cannot be taken."""
    from ufo_preflight.cli.files import read_ship

    return CheckOptions(
        facts=read_ship(args, world),
        selection=_selection(args),
        strictness=Strictness(FailOn(args.fail_on), OnUnknown(args.on_unknown)),
        context=(MFA if args.mfa else ()) + tuple(parse_entry(text) for text in args.context),
        attribution=not vars(args).get("no_attribution", False),
        passrole_arns=tuple(_arn("--passrole-arn", text) for text in args.passrole_arn),
    )


def _selection(args: argparse.Namespace) -> Selection:
    resources = groups.pairs("--resource", args.resource)
    selection = Selection(
        full=args.full,
        phases=frozenset({args.phase}) if args.phase else frozenset(),
        require=frozenset(args.require),
        optional=frozenset(args.optional),
        only=frozenset(args.only),
        skip=frozenset(args.skip),
        resources={check: _arn("--resource", arn) for check, arn in resources},
    )
    require_known(load_catalogue(), selection)
    return selection


def _arn(flag: str, text: str) -> str:
    try:
        Arn.parse(text)
    except ValueError as error:
        raise UsageError(f"{flag}: {text!r} is not an ARN") from error
    return text


def report_for(
    args: argparse.Namespace,
    options: CheckOptions,
    world: World,
    *,
    session: OpenSession | None = None,
) -> Report:
    """Return the report: from the policy files when any is named, else from AWS.

    `session` is that of `ahead.begin`, where AWS has been asked already.
    """
    if is_offline(args):
        return _from_files(args, options, world)
    return _from_aws(args, options, world, session or begin(args))


def _from_files(args: argparse.Namespace, options: CheckOptions, world: World) -> Report:
    from ufo_preflight.cli.policy_files import read_layers
    from ufo_preflight.policy.decider import PolicyDecider

    if not args.policy_file:
        raise UsageError(
            "--boundary-file and --scp-file only limit what identity policies allow",
            hint="Name at least one identity policy with --policy-file FILE.",
        )
    region = region_of(args, world)
    layers = read_layers(args, world)
    identity = offline_identity(args.principal_arn, region)
    decider = PolicyDecider(layers.identity, layers.boundary, layers.service_control)
    report = report_on(options, identity, region, decider)
    return replace(report, warnings=layers.warnings + report.warnings)


def region_of(args: argparse.Namespace, world: World) -> str:
    """Return the region that is named without asking botocore, "" when none is."""
    named = args.region or world.environ.get("AWS_REGION")
    return named or world.environ.get("AWS_DEFAULT_REGION") or ""


def _from_aws(
    args: argparse.Namespace, options: CheckOptions, world: World, open_session: OpenSession
) -> Report:
    session = open_session()

    from ufo_preflight.aws.identity import whoami
    from ufo_preflight.aws.simulate import SimulatorDecider
    from ufo_preflight.aws.why_denied import investigation

    progress = progress_line(world)
    progress("asking AWS who is calling")
    try:
        identity = whoami(session, args.principal_arn)
        progress("asking AWS's simulator")
        options = with_service_role(options, session)
        decider = SimulatorDecider(session, identity, progress=progress)
        investigate = investigation(session, identity, decider)
        return report_on(options, identity, session.region, decider, investigate=investigate)
    finally:
        progress("")


def progress_line(world: World) -> Callable[[str], None]:
    """Return a function that shows one line on stderr while calls run: only on a terminal.

    The empty text wipes the line.
    """
    if not world.stderr.isatty() or world.environ.get("TERM") == "dumb":
        return lambda _text: None

    def show(text: str) -> None:
        world.stderr.write(f"\r\x1b[K{text} ..." if text else "\r\x1b[K")
        world.stderr.flush()

    return show
