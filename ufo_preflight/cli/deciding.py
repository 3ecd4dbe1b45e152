"""From the options of a check to its report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ufo_preflight.api import (
    CheckOptions,
    offline_identity,
    probing,
    report_on,
    with_service_role,
)
from ufo_preflight.catalog import load_catalogue
from ufo_preflight.catalog.select import Selection, require_known
from ufo_preflight.cli.given import AwsOptions, PolicySources, Project, Scope, Strict
from ufo_preflight.cli.inputs import read_layers, read_ship
from ufo_preflight.cli.leniency import leniencies
from ufo_preflight.cli.prefetch import OpenSession
from ufo_preflight.cli.world import World
from ufo_preflight.errors import UsageError
from ufo_preflight.report import FailOn, OnUnknown, Report, Strictness

if TYPE_CHECKING:
    from ufo_preflight.aws.session import AwsSession


def check_options(
    scope: Scope, project: Project, strict: Strict, profile: str | None = None
) -> CheckOptions:
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
        facts=read_ship(project, profile),
        leniency=leniencies(project.opened.preferences),
        selection=selection,
        strictness=Strictness(FailOn(strict.fail_on), OnUnknown(strict.on_unknown)),
        context=scope.context,
        mfa=scope.mfa,
        attribution=not strict.no_attribution,
        passrole_arns=scope.passrole_arn,
        probe=strict.probe,
    )


def from_files(
    options: CheckOptions,
    principal_arn: str | None,
    policies: PolicySources,
    aws: AwsOptions,
    world: World,
) -> Report:
    """Return the report that the policy files decide; errors name the file that cannot be taken."""
    from ufo_preflight.policy.decider import PolicyDecider

    region = aws.region_named(world.environ)
    layers = read_layers(policies, principal_arn, world)
    identity = offline_identity(principal_arn, region)
    decider = PolicyDecider(layers.identity, layers.boundary, layers.service_control)
    report = report_on(options, identity, region, decider)
    return replace(report, warnings=layers.warnings + report.warnings)


def from_aws(
    options: CheckOptions, principal_arn: str | None, open_session: OpenSession, world: World
) -> Report:
    """Return the report that AWS's simulator decides."""
    session = open_session()

    from ufo_preflight.aws.identity import whoami
    from ufo_preflight.aws.live import LiveDecider, investigation

    progress = _progress_line(world)
    progress("asking AWS who is calling")
    try:
        identity = whoami(session, principal_arn)
        probe = probing(options, session, identity)
        progress("asking AWS's simulator")
        options = with_service_role(options, session)
        decider = LiveDecider(session, identity, progress=progress)
        investigate = investigation(session, identity, decider)
        report = report_on(
            options,
            identity,
            session.region,
            decider,
            investigate=investigate,
            probe=probe,
        )
        return replace(report, method=replace(report.method, endpoint=_foreign(session)))
    finally:
        progress("")


# The domains of AWS's partitions: https://docs.aws.amazon.com/general/latest/gr/rande.html
_OF_AWS = (
    "amazonaws.com",
    "amazonaws.com.cn",
    "api.aws",
    "amazonaws.eu",
    "api.amazonwebservices.com.cn",
    "c2s.ic.gov",
    "sc2s.sgov.gov",
    "cloud.adc-e.uk",
    "csp.hci.ic.gov",
)


def _foreign(session: AwsSession) -> str:
    """Return the endpoint that IAM was asked at, "" for one of AWS's own."""
    url = session.iam.meta.endpoint_url
    host = urlsplit(url).hostname or ""
    is_aws = url.startswith("https://") and any(host.endswith(f".{name}") for name in _OF_AWS)
    return "" if is_aws else f"{url.partition('://')[0]}://{host}"


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
