"""`ufo-preflight check`: who is calling, every row decided, one report, the exit code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ufo_preflight.api import CheckOptions, offline_identity, report_on, with_service_role
from ufo_preflight.catalog import load_catalogue
from ufo_preflight.catalog.select import Selection, require_known
from ufo_preflight.cli import groups
from ufo_preflight.cli.click_command import Command
from ufo_preflight.cli.given import (
    AwsOptions,
    PolicySources,
    Project,
    ReportOptions,
    Scope,
    Strict,
)
from ufo_preflight.cli.inputs import read_layers, read_ship
from ufo_preflight.cli.output import deliver, targets_of
from ufo_preflight.cli.prefetch import OpenSession, begin
from ufo_preflight.cli.timeout import bounded
from ufo_preflight.cli.world import World
from ufo_preflight.errors import UsageError
from ufo_preflight.report import FailOn, OnUnknown, Report, Strictness


def check(
    world: World,
    *,
    scope: Scope,
    policies: PolicySources,
    project: Project,
    strict: Strict,
    report: ReportOptions,
    aws: AwsOptions,
) -> int:
    """Decide every row, deliver the reports, return the report's exit code."""
    targets = targets_of(report, world)
    with bounded(aws.timeout, world):
        made = decided(
            world, scope=scope, policies=policies, project=project, strict=strict, aws=aws
        )
    deliver(made, targets, world)
    return made.exit_code


COMMAND = Command(
    "check",
    check,
    summary="Decide every requirement of a ship and print one report.",
    groups=(
        groups.scope(),
        groups.POLICY_FILES,
        groups.PROJECT,
        groups.STRICTNESS,
        groups.report(),
        groups.AWS,
    ),
    examples=(
        "ufo-preflight check --full --profile deploy --region us-west-2",
        "ufo-preflight check --policy-file policy.json -o json",
    ),
)


def decided(
    world: World,
    *,
    scope: Scope,
    policies: PolicySources,
    project: Project,
    strict: Strict,
    aws: AwsOptions,
    remedy_optional: bool = False,
) -> Report:
    """Return the report: from the policy files when any is named, else from AWS."""
    # Before the project is read: AWS's first answer travels meanwhile.
    session = None if policies.is_offline else begin(aws)
    options = replace(check_options(scope, project, strict), remedy_optional=remedy_optional)
    if session is None:
        return _from_files(options, scope.principal_arn, policies, aws, world)
    return _from_aws(options, scope.principal_arn, session, world)


def check_options(scope: Scope, project: Project, strict: Strict) -> CheckOptions:
    """Return what the options and the project ask for; UsageError for what cannot be taken."""
    if both := sorted(set(scope.only) & set(scope.skip)):
        raise UsageError(
            f"--only and --skip both name {', '.join(both)}", hint="Drop it from one of them."
        )
    selection = Selection(
        full=scope.full,
        phases=frozenset({scope.phase}) if scope.phase else frozenset(),
        require=frozenset(scope.require),
        optional=frozenset(scope.optional),
        only=frozenset(scope.only),
        skip=frozenset(scope.skip),
        resources=dict(scope.resource),
    )
    require_known(load_catalogue(), selection)
    return CheckOptions(
        facts=read_ship(project),
        selection=selection,
        strictness=Strictness(FailOn(strict.fail_on), OnUnknown(strict.on_unknown)),
        context=scope.context,
        mfa=True if scope.mfa else None,
        attribution=not strict.no_attribution,
        passrole_arns=scope.passrole_arn,
    )


def _from_files(
    options: CheckOptions,
    principal_arn: str | None,
    policies: PolicySources,
    aws: AwsOptions,
    world: World,
) -> Report:
    from ufo_preflight.policy.decider import PolicyDecider

    region = aws.region_named(world.environ)
    layers = read_layers(policies, principal_arn, world)
    identity = offline_identity(principal_arn, region)
    decider = PolicyDecider(layers.identity, layers.boundary, layers.service_control)
    report = report_on(options, identity, region, decider)
    return replace(report, warnings=layers.warnings + report.warnings)


def _from_aws(
    options: CheckOptions, principal_arn: str | None, open_session: OpenSession, world: World
) -> Report:
    session = open_session()

    from ufo_preflight.aws.identity import whoami
    from ufo_preflight.aws.simulate import SimulatorDecider
    from ufo_preflight.aws.why_denied import investigation

    progress = _progress_line(world)
    progress("asking AWS who is calling")
    try:
        identity = whoami(session, principal_arn)
        progress("asking AWS's simulator")
        options = with_service_role(options, session)
        decider = SimulatorDecider(session, identity, progress=progress)
        investigate = investigation(session, identity, decider)
        return report_on(options, identity, session.region, decider, investigate=investigate)
    finally:
        progress("")


def _progress_line(world: World) -> Callable[[str], None]:
    """Return a function that shows one line on stderr while calls run: only on a terminal.

    The empty text wipes the line.
    """
    if not world.stderr.isatty() or world.environ.get("TERM") == "dumb":
        return lambda _text: None

    def show(text: str) -> None:
        world.stderr.write(f"\r\x1b[K{text} ..." if text else "\r\x1b[K")
        world.stderr.flush()

    return show
