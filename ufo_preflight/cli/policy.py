"""`ufo-preflight policy`: prints a policy that AWS takes, and nothing else, to stdout."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ufo_preflight.api import CheckOptions, checks_for, offline_identity
from ufo_preflight.caller import Identity
from ufo_preflight.cli import groups
from ufo_preflight.cli.inquiry import read_check_options, region_of, report_for
from ufo_preflight.cli.world import World
from ufo_preflight.grant import Grant, split
from ufo_preflight.model import Result
from ufo_preflight.outcome import Check, Requirement
from ufo_preflight.remedy.documented import baseline, self_grants
from ufo_preflight.remedy.forms import FORMS, PAGE, Placement, placement_of
from ufo_preflight.remedy.minimal import ANYTHING, grants_for, required
from ufo_preflight.report import (
    EXIT_BLOCKED,
    EXIT_READY,
    EXIT_UNDETERMINED,
    FailOn,
    OnUnknown,
    Report,
)

WHICH = {
    "minimal": "the exact actions, resources and conditions of this project (default)",
    "baseline": "the documented service wildcards, corrected",
    "missing": "what the principal lacks, proved by deciding again with it",
    "self": "what ufo-preflight itself needs",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the policy, and those of a check for what it is made from."""
    group = parser.add_argument_group("policy")
    which = group.add_mutually_exclusive_group()
    for name, text in WHICH.items():
        which.add_argument(f"--{name}", action="store_const", const=name, dest="which", help=text)
    group.add_argument(
        "--as", dest="form", choices=list(FORMS), default="json", help="the form it is printed in"
    )
    group.add_argument(
        "--with-optional",
        action="store_true",
        help="also what this ship may need: optional checks and advisory actions",
    )
    group.add_argument("-q", "--quiet", action="store_true", help="no notes on stderr")
    groups.add_principal(parser)
    groups.add_scope(parser)
    groups.add_policy_files(parser)
    groups.add_project(parser)
    groups.add_aws(parser)
    parser.set_defaults(
        which="minimal", fail_on=FailOn.REQUIRED.value, on_unknown=OnUnknown.FAIL.value
    )


@dataclass(frozen=True)
class Printed:
    """What goes to stdout, to whom the policy goes, what to tell beside it, and the exit code."""

    grants: tuple[Grant, ...]
    placement: Placement = PAGE
    notes: tuple[str, ...] = ()
    exit_code: int = EXIT_READY


def run(args: argparse.Namespace, world: World) -> int:
    """Print the policy; 0, or with --missing what is left: 1 denied, 3 undetermined."""
    printed = _MAKERS[args.which](args, world)
    if printed.grants:
        world.print(FORMS[args.form](printed.grants, printed.placement))
    if not args.quiet:
        for note in (*printed.notes, *_size_notes(printed, args.form)):
            world.tell(f"note: {note}")
    return printed.exit_code


def _size_notes(printed: Printed, form: str) -> Iterable[str]:
    parts = len(split(printed.grants))
    if parts > 1 and form == "json":
        yield f"One managed policy is too small for it: this is a list of {parts} policies."


def _check_options(args: argparse.Namespace, world: World) -> CheckOptions:
    args.full = True
    return replace(read_check_options(args, world), remedy_optional=args.with_optional)


def _baseline(_args: argparse.Namespace, _world: World) -> Printed:
    return Printed(baseline())


def _self(args: argparse.Namespace, world: World) -> Printed:
    identity = offline_identity(args.principal_arn, region_of(args, world))
    placement = replace(PAGE, policy="UfoPreflightPolicy")
    return Printed(self_grants(identity), placement)


def _minimal(args: argparse.Namespace, world: World) -> Printed:
    region = region_of(args, world)
    identity = offline_identity(args.principal_arn, region)
    options = _check_options(args, world)
    checks = checks_for(options, identity, region)
    wanted = required(checks, with_optional=args.with_optional)
    grants = grants_for(wanted)
    notes = (
        *options.facts.warnings,
        *_open_names(identity, region),
        *_left_out(checks, wanted),
        *_passrole_note(grants),
    )
    return Printed(grants, notes=notes)


def _left_out(checks: Iterable[Check], wanted: Iterable[Requirement]) -> Iterable[str]:
    """Yield what a wider policy would have, by check: a list of actions nobody would read."""
    kept = frozenset(wanted)
    more = [found for found in required(checks, with_optional=True) if found not in kept]
    if more:
        named = ", ".join(dict.fromkeys(found.check for found in more))
        yield (
            f"Left out: {len(more)} actions that the ship may not need (of {named}). "
            "--with-optional adds them, --require ID those of one optional check."
        )


def _open_names(identity: Identity, region: str) -> Iterable[str]:
    if not identity.account:
        yield "Every account is meant: name yours with --principal-arn ARN."
    if not region:
        yield "Every region is meant: name yours with --region."


def _passrole_note(grants: Iterable[Grant]) -> Iterable[str]:
    passed = [grant for grant in grants if "iam:PassRole" in grant.actions]
    named = [resource for grant in passed for resource in grant.resources]
    if any(resource == ANYTHING or resource.endswith(":role/*") for resource in named):
        yield "Every role may be passed: name the task's roles with --passrole-arn ARN."


def _missing(args: argparse.Namespace, world: World) -> Printed:
    report = report_for(args, _check_options(args, world), world)
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
    return Printed(grants, placement or PAGE, tuple(notes), _exit_code(report))


def _undecided(report: Report) -> Iterable[str]:
    """Yield one note a cause: what could not be decided, and what to do about it."""
    titles: dict[str, list[str]] = {}
    for found in report.checks:
        if found.result is Result.UNKNOWN:
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
    is_open = any(found.result is Result.UNKNOWN for found in report.checks)
    return EXIT_UNDETERMINED if is_open else EXIT_READY


_MAKERS = {"minimal": _minimal, "baseline": _baseline, "missing": _missing, "self": _self}
