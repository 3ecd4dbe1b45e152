"""The library's main call, and the one way from check options to its report.

Who answers is decided here: the AWS simulator for `preflight()`, anything else for `report_on()`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ufo_preflight.arn import partition_of_region
from ufo_preflight.caller import Identity, PrincipalKind
from ufo_preflight.catalog import load_catalogue
from ufo_preflight.catalog.select import Selection, for_service_role, select
from ufo_preflight.catalog.ship import ShipFacts
from ufo_preflight.caveats import reach, uncovered, unreadable
from ufo_preflight.check import Investigate, run_check
from ufo_preflight.context import Surroundings
from ufo_preflight.errors import UsageError
from ufo_preflight.grant import document
from ufo_preflight.model import ContextEntry, Decider, Need
from ufo_preflight.outcome import Check, Json, Probe
from ufo_preflight.probing import weigh
from ufo_preflight.remedy.causes import causes, hints
from ufo_preflight.remedy.minimal import grants_for, required
from ufo_preflight.remedy.missing import change_for
from ufo_preflight.report import Coverage, Report, Strictness

if TYPE_CHECKING:
    from ufo_preflight.aws.session import AwsSession, Boto3Session


@dataclass(frozen=True)
class CheckOptions:
    """What is asked: about which ship, which checks, how strictly, with which context.

    `mfa` is whether the deploy is authenticated with MFA, None when nobody said. `service_role` is
    the ARN of the role that CloudFormation acts with in the stack, "" for none;
    `caveats` join those of the report. `attribution` lets calls be spent on why something is
    denied and on proving the change; `remedy_optional` extends the change to what only warns.
    `leniency` names what a file or a variable made more lenient, each with its place. `probe` lets
    a few calls be made that change nothing, to see what AWS really answers.
    """

    facts: ShipFacts = field(default_factory=ShipFacts)
    selection: Selection = field(default_factory=Selection)
    strictness: Strictness = field(default_factory=Strictness)
    context: tuple[ContextEntry, ...] = ()
    mfa: bool | None = None
    passrole_arns: tuple[str, ...] = ()
    service_role: str = ""
    caveats: tuple[str, ...] = ()
    attribution: bool = True
    remedy_optional: bool = False
    leniency: tuple[str, ...] = ()
    probe: bool = False


def checks_for(options: CheckOptions, identity: Identity, region: str) -> tuple[Check, ...]:
    """Return the checks that `options` asks for, on the resources of this account and region.

    UnknownCheckError when the selection names a check that does not exist.
    """
    facts = options.facts
    names = {**facts.names, **place_names(identity, region)}
    if options.passrole_arns:
        names["passrole_arn"] = options.passrole_arns
    known = replace(facts, names=names)
    checks = select(load_catalogue(), known, options.selection)
    if options.service_role:
        return for_service_role(checks, options.service_role)
    return checks


def with_service_role(options: CheckOptions, session: AwsSession) -> CheckOptions:
    """Return the options with the service role that the project's stack has, asked of AWS.

    Asked only for every action of a ship whose stack is known by name.
    """
    summary = options.facts.summary
    if not options.selection.full or summary is None or not summary.stack:
        return options
    from ufo_preflight.aws.identity import service_role_of

    found = service_role_of(session, summary.stack)
    caveats = (*options.caveats, found.caveat) if found.caveat else options.caveats
    return replace(options, service_role=found.arn, caveats=caveats)


def report_on(
    options: CheckOptions,
    identity: Identity,
    region: str,
    decider: Decider,
    *,
    investigate: Investigate | None = None,
    probe: Callable[[], tuple[Probe, ...]] | None = None,
) -> Report:
    """Return the report of check options, every check decided by `decider`.

    `region` is "" when it is not known; the condition keys that depend on it are then left out.
    `investigate` finds out more about denials than the decisions say; `probe`, called once all is
    decided, makes the calls that show what AWS really answers.
    """
    surroundings = Surroundings.of(identity, region, extra=options.context, mfa=options.mfa)
    checks = checks_for(options, identity, region)
    decided = run_check(checks, surroundings, decider, investigate if options.attribution else None)
    decided, probes = weigh(decided, probe() if probe else (), identity, decider.method)
    offline = identity.kind is PrincipalKind.POLICY_FILES
    change = change_for(
        decided,
        identity,
        decider if offline or options.attribution else None,
        with_optional=options.remedy_optional,
    )
    found = hints(decided, identity)
    return Report(
        identity=identity,
        region=region,
        method=decider.method,
        checks=found,
        project=options.facts.summary,
        causes=causes(found, identity),
        remediation=change,
        caveats=(
            reach(decider.method, probes),
            *options.caveats,
            *uncovered(options.facts.uncovered),
            *unreadable(decided),
        ),
        warnings=options.facts.warnings + identity.warnings,
        strictness=options.strictness,
        leniency=options.leniency,
        coverage=_coverage(checks, options, identity, region),
        uncovered=options.facts.uncovered,
        probes=probes,
    )


def _coverage(
    checks: Iterable[Check], options: CheckOptions, identity: Identity, region: str
) -> Coverage:
    """Return how many actions the checks ask about, of those that they ask with --full."""
    full = checks
    if not options.selection.full:
        selection = replace(options.selection, full=True)
        full = checks_for(replace(options, selection=selection), identity, region)
    return Coverage(_actions(checks), _actions(full))


def _actions(checks: Iterable[Check]) -> int:
    """Return the number of different actions that checks ask about."""
    asked = (check for check in checks if not check.skipped and check.need is not Need.NO)
    return len({each.question.action for check in asked for each in check.requirements})


def preflight(
    session: Boto3Session | None = None,
    principal_arn: str | None = None,
    *,
    full: bool = False,
    options: CheckOptions | None = None,
    progress: Callable[[str], None] | None = None,
) -> Report:
    """Return the report on the caller of `session` (or on `principal_arn`), decided by AWS.

    `session` None takes the default credentials and region. `options` say which ship, which checks,
    how strictly and with which context; `full` asks for every action, whatever they say. Nothing is
    printed. Raises
    UndeterminedError when nobody could be asked (no credentials, no region, unreachable) and
    ConfigurationError when the question is wrong; a single undecided check is a result, not an error.
    """
    from ufo_preflight.aws.identity import whoami
    from ufo_preflight.aws.live import LiveDecider, investigation
    from ufo_preflight.aws.session import open_session, wrap
    from ufo_preflight.aws.settings import AwsSettings

    opened = open_session(AwsSettings()) if session is None else wrap(session)
    identity = whoami(opened, principal_arn)
    decider = LiveDecider(opened, identity, progress=progress)
    options = options or CheckOptions()
    if full:
        options = replace(options, selection=replace(options.selection, full=True))
    investigate = investigation(opened, identity, decider)
    made = probing(options, opened, identity)
    return report_on(options, identity, opened.region, decider, investigate=investigate, probe=made)


def probing(
    options: CheckOptions, session: AwsSession, identity: Identity
) -> Callable[[], tuple[Probe, ...]] | None:
    """Return what makes the probes of the options, None where they ask for none.

    UsageError when it is not the caller who is checked: the calls would be made as somebody else.
    """
    if not options.probe:
        return None
    # Known of the caller alone.
    if identity.is_temporary is None and identity.policy_source_arn is not None:
        raise UsageError(
            f"--probe asks AWS as {identity.arn}, and {identity.policy_source_arn} is checked",
            hint="Use the credentials of that principal, or leave out --probe or --principal-arn.",
        )
    from ufo_preflight.aws.probe import ShipNames, probe

    facts = options.facts
    first = {name: values[0] for name, values in facts.names.items() if values}
    names = ShipNames(
        facts.summary.stack if facts.summary else "",
        facts.summary.cluster if facts.summary else "",
        first.get("repository", ""),
        first.get("vpc_id", ""),
    )
    return lambda: probe(session, names)


def missing_policy(report: Report) -> Json | None:
    """Return the policy that would turn the denied checks of a report green, None for none.

    `report.remediation.verified` says whether that was proved by deciding again.
    """
    grants = report.remediation.grants
    return document(grants) if grants else None


def minimal_policy(report: Report) -> Json:
    """Return the smallest policy that allows what the required checks of a report ask for.

    Of a report with `full`, that is all that the ship needs.
    """
    return document(grants_for(required(found.check for found in report.checks)))


def offline_identity(principal_arn: str | None, region: str) -> Identity:
    """Return the identity that policy files stand for; `principal_arn` when the user named one."""
    from ufo_preflight.arn import Arn

    if principal_arn is None:
        return Identity(
            PrincipalKind.POLICY_FILES,
            partition=partition_of_region(region),
            policy_source_from="policy files",
        )
    try:
        arn = Arn.parse(principal_arn)
    except ValueError as error:
        raise UsageError(
            f"--principal-arn {principal_arn!r} is not an ARN",
            hint="For example --principal-arn arn:aws:iam::123456789012:role/deploy",
        ) from error
    return Identity(
        PrincipalKind.POLICY_FILES,
        account=arn.account,
        partition=arn.partition,
        policy_source_arn=principal_arn,
        policy_source_from="policy files",
    )


def place_names(identity: Identity, region: str) -> Mapping[str, tuple[str, ...]]:
    """Return the names that follow from whose account is checked, and in which region."""
    known = {"partition": identity.partition, "account": identity.account, "region": region}
    return {name: (value,) for name, value in known.items() if value}
