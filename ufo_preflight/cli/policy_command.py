"""`ufo-preflight policy`: prints a policy that AWS takes, and nothing else, to stdout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import click

from ufo_preflight.api import CheckOptions, offline_identity
from ufo_preflight.caller import Identity
from ufo_preflight.cli import groups
from ufo_preflight.cli.check_command import report_of
from ufo_preflight.cli.click_command import Command
from ufo_preflight.cli.deciding import check_options
from ufo_preflight.cli.given import AwsOptions, PolicySources, Project, Scope, Strict
from ufo_preflight.cli.options import Option, OptionGroup
from ufo_preflight.cli.signing import (
    DEPLOYER,
    OF_CLOUDFORMATION,
    OWN_ROLE,
    handed_over,
    minimal_policy,
    risks_of,
    spelled,
)
from ufo_preflight.cli.timeout import bounded
from ufo_preflight.cli.world import World
from ufo_preflight.errors import EXIT_BLOCKED, EXIT_READY, EXIT_UNDETERMINED, one_line
from ufo_preflight.grant import Grant, split
from ufo_preflight.model import Layer, Need, Result, Verdict
from ufo_preflight.outcome import CheckResult
from ufo_preflight.remedy.amend import amendments
from ufo_preflight.remedy.documented import baseline, self_grants
from ufo_preflight.remedy.forms import FORMS, PAGE, Placement, placement_of
from ufo_preflight.remedy.handover import missing_markdown
from ufo_preflight.remedy.hardening import Hardening
from ufo_preflight.remedy.paths import makes_administrator
from ufo_preflight.report import Report

WHICH = {
    "minimal": "Print the exact actions, resources and conditions of this project (default).",
    "baseline": "Print the documented service wildcards, corrected.",
    "missing": "Print what the principal lacks, proved by deciding again with it.",
    "self": "Print what ufo-preflight itself needs.",
}


@dataclass(frozen=True)
class Wanted:
    """Which policy is printed, in which form, and how much of it."""

    which: str = "minimal"
    form: str = "json"
    with_optional: bool = False
    quiet: bool = False
    output: str = "policy"
    risks: str = ""
    hardening: Hardening = field(default_factory=Hardening)


def _wanted(
    form: str,
    with_optional: bool,
    quiet: bool,
    output: str,
    risks: str | None,
    boundary: str | None,
    service_role: bool,
    roles_given: tuple[str, ...],
    **which: bool,
) -> Wanted:
    hardening = Hardening(boundary or "", service_role, roles_given)
    chosen = _chosen({**which, "risks": risks})
    return Wanted(chosen, form, with_optional, quiet, output, risks or "", hardening)


def _chosen(given: Mapping[str, object]) -> str:
    return next((name for name in (*WHICH, "risks") if given[name]), "minimal")


@dataclass(frozen=True)
class Printed:
    """What goes to stdout, to whom the policy goes, what to tell beside it, and the exit code.

    `text` is printed in place of the grants where there is one, `steps` what has to be done first.
    """

    grants: tuple[Grant, ...] = ()
    placement: Placement = PAGE
    notes: tuple[str, ...] = ()
    exit_code: int = EXIT_READY
    text: str = ""
    steps: tuple[str, ...] = ()


def policy(
    world: World,
    *,
    wanted: Wanted,
    scope: Scope,
    policies: PolicySources,
    project: Project,
    aws: AwsOptions,
) -> int:
    """Print the policy; 0, or with --missing what is left: 1 denied, 3 undetermined."""
    scope = replace(scope, full=True)
    if wanted.which == "baseline":
        printed = Printed(baseline())
    elif wanted.which == "self":
        identity = offline_identity(scope.principal_arn, aws.region_named(world.environ))
        printed = Printed(self_grants(identity), replace(PAGE, policy="UfoPreflightPolicy"))
    elif wanted.which in ("minimal", "risks"):
        region = aws.region_named(world.environ)
        options = check_options(scope, project, Strict())
        identity = offline_identity(scope.principal_arn, region)
        if wanted.risks:
            as_markdown = wanted.output == "markdown"
            found = risks_of(
                wanted.risks, options, identity, region, world, as_markdown=as_markdown
            )
            printed = Printed(text=found)
        else:
            printed = _minimal(options, wanted, identity, region)
    else:
        with bounded(aws.timeout, world):
            report = report_of(
                world,
                scope=scope,
                policies=policies,
                project=project,
                strict=Strict(),
                aws=aws,
                remedy_optional=wanted.with_optional,
            )
        printed = _missing(report, _change_of_others(report, policies, world), wanted)
    if printed.text:
        world.print(printed.text)
    elif printed.grants:
        world.print(FORMS[wanted.form](printed.grants, printed.placement, {}))
    if not wanted.quiet:
        for note in (*printed.notes, *_size_notes(printed, wanted.form)):
            world.tell(f"note: {one_line(note)}")
        for step in printed.steps:
            world.tell(f"before the first ship: {step}")
    return printed.exit_code


def _unused(given: Mapping[str, object]) -> Mapping[str, str]:
    """Return the options that change nothing in the policy that was chosen, and whose they are."""
    which = _chosen(given)
    unused: dict[str, str] = {}
    if which != "minimal":
        unused = dict.fromkeys(("boundary", "service_role", "roles_given"), "--minimal")
    if which in ("baseline", "self"):
        unused["output"] = "--minimal, --missing and --risks"
    if which == "missing":
        return unused
    asking = set(groups.names(groups.POLICY_FILES, groups.AWS))
    unused |= dict.fromkeys(asking - {"region", "debug"}, "--missing")
    if which == "risks":
        return {**unused, "form": "a policy", "with_optional": "--minimal and --missing"}
    if which in ("baseline", "self"):
        shaping = {*groups.names(_SCOPE, groups.PROJECT), "with_optional"} - asking
        unused.update(dict.fromkeys(shaping, "--minimal and --missing"))
        if which == "baseline":
            return {**unused, "region": "the other policies", "principal_arn": "the other policies"}
        unused.pop("principal_arn")
    return unused


_SCOPE = groups.scope(full=None)
COMMAND = Command(
    "policy",
    policy,
    summary="Print a policy: minimal, baseline, missing or for itself.",
    groups=(
        OptionGroup("wanted", "the policy", _wanted, (
            *(Option(f"--{name}", is_flag=True, help=text) for name, text in WHICH.items()),
            Option("--as", "form", type=click.Choice(list(FORMS)), default="json",
                   help="Print it in this form."),
            Option("--with-optional", is_flag=True,
                   help="Include what this ship may need: optional checks and advisory actions."),
            Option("--boundary", metavar="ARN",
                   help="Let roles be made only with this permissions boundary."),
            Option("--service-role", is_flag=True,
                   help="Split it: the deployer's policy and that of a role of CloudFormation."),
            Option("--roles-given", metavar="ARN", multiple=True,
                   help="Take these roles of the administrator's (repeat); no IAM write at all."),
            Option("--risks", metavar="FILE",
                   help="Say what the holder of the policy in FILE could do besides shipping."),
            Option("-o", "--output", type=click.Choice(["policy", "markdown"]), default="policy",
                   help="Print the policy, or the hand-over to whoever signs it."),
            Option("-q", "--quiet", is_flag=True, help="Print no notes on stderr."),
        )),
        _SCOPE,
        groups.POLICY_FILES,
        groups.PROJECT,
        groups.AWS,
    ),
    exclusive=((*WHICH, "risks"),),
    unused=_unused,
    examples=(
        "ufo-preflight policy --region us-west-2 --passrole-arn arn:aws:iam::123456789012:role/task",
        "ufo-preflight policy --boundary arn:aws:iam::123456789012:policy/ship -o markdown",
        "ufo-preflight policy --missing --as cloudformation",
        "ufo-preflight policy --risks deployer.json",
    ),
)  # fmt: skip


def _size_notes(printed: Printed, form: str) -> Iterable[str]:
    parts = len(split(printed.grants))
    if parts > 1 and form == "json":
        yield f"One managed policy is too small for it: this is a list of {parts} policies."


def _minimal(options: CheckOptions, wanted: Wanted, identity: Identity, region: str) -> Printed:
    signing = minimal_policy(
        options, identity, region, wanted.hardening, with_optional=wanted.with_optional
    )
    if wanted.output == "markdown":
        return Printed(text=handed_over(signing, options, identity, region))
    notes = [*signing.notes, *signing.left_out]
    if makes_administrator(signing.paths):
        notes.append(OWN_ROLE)
    if wanted.hardening.service_role and wanted.form == "json":
        notes.insert(0, f"{DEPLOYER} comes first, then: {OF_CLOUDFORMATION.lower()}.")
    text = spelled(signing, wanted.form)
    return Printed(signing.grants, notes=tuple(notes), text=text, steps=signing.steps)


def _change_of_others(report: Report, policies: PolicySources, world: World) -> str:
    """Return what owners of other layers have to change, in the files that were named."""
    named = {
        Layer.PERMISSIONS_BOUNDARY: [policies.boundary_file] if policies.boundary_file else [],
        Layer.SERVICE_CONTROL_POLICY: policies.scp_file,
    }
    documents = {
        layer: [
            (name, world.path(name).read_text(encoding="utf-8", errors="replace"))
            for name in names
            if world.path(name).is_file()
        ]
        for layer, names in named.items()
    }
    return amendments(report.checks, documents, report.identity.policy_source_arn or "")


def _missing(report: Report, others: str, wanted: Wanted) -> Printed:
    remediation = report.remediation
    grants = remediation.grants
    placement = placement_of(report.identity, grants)
    notes = list(remediation.cannot_fix_here)
    if grants:
        notes.insert(0, _proof_note(remediation.verified))
    elif not notes:
        notes.append("Nothing that was decided is missing.")
    notes += _undecided(report)
    if grants and placement is None:
        notes.append("IAM cannot attach it to this principal itself: a new group gets it.")
    if wanted.output == "markdown":
        text = missing_markdown(grants, notes, others)
        return Printed(text=text, exit_code=_exit_code(report))
    if others:
        notes.append("-o markdown prints the change for the owner, marked in the document.")
    return Printed(grants, placement or PAGE, tuple(notes), _exit_code(report))


def _undecided(report: Report) -> Iterable[str]:
    """Yield one note a cause: what could not be decided, and what to do about it."""
    titles: dict[str, list[str]] = {}
    for found in report.checks:
        if _is_undecided(found):
            titles.setdefault(found.hint, []).append(found.check.title)
    for hint, named in titles.items():
        yield f"{', '.join(named)} could not be decided: {hint}"


def _proof_note(verified: bool) -> str:
    if verified:
        return "Proved: decided again with these statements, everything in them is allowed."
    return "Not proved: nobody decided again with these statements."


def _exit_code(report: Report) -> int:
    if report.remediation.cannot_fix_here:
        return EXIT_BLOCKED
    is_open = any(map(_is_undecided, report.checks))
    return EXIT_UNDETERMINED if is_open else EXIT_READY


def _is_undecided(found: CheckResult) -> bool:
    """Return whether a check is unknown, or would be once what is denied in it is allowed."""
    if found.result is Result.UNKNOWN:
        return True
    return found.check.need is Need.REQUIRED and any(
        each.decision.verdict is Verdict.UNKNOWN and not each.requirement.advisory
        for each in found.actions
    )
