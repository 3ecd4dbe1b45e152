"""The groups of options that commands share."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from ufo_preflight.cli.world import World
from ufo_preflight.errors import UsageError
from ufo_preflight.render import RENDERERS
from ufo_preflight.report import FailOn, OnUnknown

PHASES = ("create", "update", "destroy")
COLORS = ("auto", "always", "never")


def add_aws(parser: argparse.ArgumentParser) -> None:
    """Add the options that mean what they mean in the AWS CLI."""
    group = parser.add_argument_group("AWS (as in the AWS CLI)")
    group.add_argument("--profile", metavar="NAME", help="profile of the AWS configuration")
    group.add_argument("--region", metavar="REGION", help="region of the deploy")
    group.add_argument("--endpoint-url", metavar="URL", help="send AWS calls to this endpoint")
    group.add_argument("--ca-bundle", metavar="FILE", help="certificates to verify TLS with")
    group.add_argument("--no-verify-ssl", action="store_true", help="do not verify TLS")
    group.add_argument("--cli-read-timeout", metavar="SECONDS", type=seconds, default=10)
    group.add_argument("--cli-connect-timeout", metavar="SECONDS", type=seconds, default=5)
    group.add_argument("--debug", action="store_true", help="log AWS requests to stderr")


def add_principal(parser: argparse.ArgumentParser) -> None:
    """Add the options that say who is checked."""
    parser.add_argument(
        "--principal-arn", metavar="ARN", help="check this user, group or role, not the caller"
    )


def add_scope(parser: argparse.ArgumentParser, *, full: bool = False) -> None:
    """Add the options that say what is checked; `full` makes every action the default."""
    group = parser.add_argument_group("what is checked")
    default = " (default)" if full else ""
    group.add_argument(
        "--full",
        action="store_true",
        default=full,
        help=f"every action that `ufo ship` needs{default}",
    )
    if full:
        group.add_argument(
            "--no-full",
            dest="full",
            action="store_false",
            help="one representative action a service, and PassRole",
        )
    group.add_argument("--phase", choices=PHASES, help="only the actions of this phase")
    for flag, text in (
        ("--require", "count these checks as required"),
        ("--optional", "count these checks as optional"),
        ("--only", "decide only these checks"),
        ("--skip", "leave these checks undecided"),
    ):
        group.add_argument(flag, metavar="ID[,ID]", type=ids, default=(), help=text)
    group.add_argument(
        "--passrole-arn",
        metavar="ARN",
        action="append",
        default=[],
        help="the task or execution role that is passed (repeat)",
    )
    group.add_argument(
        "--resource",
        metavar="ID=ARN",
        action="append",
        default=[],
        help="the resource that a check is decided against (repeat)",
    )
    group.add_argument(
        "--context",
        metavar="KEY[:TYPE]=VALUE",
        action="append",
        default=[],
        help="a condition key that the deploy will carry (repeat)",
    )
    group.add_argument("--mfa", action="store_true", help="the deploy is authenticated with MFA")


def add_policy_files(parser: argparse.ArgumentParser) -> None:
    """Add the options that decide offline."""
    group = parser.add_argument_group("offline (no AWS call at all)")
    group.add_argument(
        "--policy-file",
        metavar="FILE",
        action="append",
        default=[],
        help="an identity policy (repeat)",
    )
    group.add_argument("--boundary-file", metavar="FILE", help="the permissions boundary")
    group.add_argument(
        "--scp-file",
        metavar="FILE",
        action="append",
        default=[],
        help="service control policies, one level each, root first (repeat)",
    )


def add_project(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose the project and its layers, with UFO's own meaning."""
    group = parser.add_argument_group("UFO project")
    group.add_argument("--ufo-root", metavar="DIR", help="the project's folder (UFO_ROOT)")
    group.add_argument("--env", metavar="ENV", help="UFO_ENV")
    group.add_argument("--role", metavar="ROLE", help="UFO_ROLE")
    group.add_argument("--app", metavar="APP", help="UFO_APP")
    group.add_argument("--extra", metavar="EXTRA", help="UFO_EXTRA")


def add_gate(parser: argparse.ArgumentParser) -> None:
    """Add the gate's strictness."""
    group = parser.add_argument_group("strictness")
    group.add_argument(
        "--fail-on", choices=[choice.value for choice in FailOn], default=FailOn.REQUIRED.value
    )
    group.add_argument(
        "--on-unknown", choices=[choice.value for choice in OnUnknown], default=OnUnknown.FAIL.value
    )
    group.add_argument(
        "--no-attribution",
        action="store_true",
        help="spend no AWS call on which layer denied and on proving the change",
    )


def add_output(parser: argparse.ArgumentParser, *, default: str = "table") -> None:
    """Add the options of the report."""
    group = parser.add_argument_group("report")
    group.add_argument("-o", "--output", choices=list(RENDERERS), default=default)
    group.add_argument(
        "--report",
        metavar="FORMAT=PATH",
        action="append",
        default=[],
        help="write another report in the same run (repeat)",
    )
    add_look(group)


def add_look(group: argparse._ArgumentGroup | argparse.ArgumentParser) -> None:
    """Add the options of how text looks."""
    group.add_argument("-q", "--quiet", action="store_true", help="only the verdict")
    group.add_argument("-v", "--verbose", action="store_true", help="every action and statement")
    group.add_argument("--color", choices=COLORS, default="auto")
    group.add_argument("--width", metavar="N", type=columns, help="columns of the table")


def ids(text: str) -> tuple[str, ...]:
    """Return the check ids of a comma-separated list."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def seconds(text: str) -> float:
    """Return a positive number of seconds."""
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not a positive number of seconds")
    return value


def columns(text: str) -> int:
    """Return a width in columns; 40 is the least that a table can be read in."""
    value = int(text)
    if value < 40:
        raise argparse.ArgumentTypeError("a table needs at least 40 columns")
    return value


def pairs(flag: str, values: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the two sides of each `NAME=VALUE`; UsageError names the one that has no `=`."""
    found = []
    for value in values:
        name, equals, rest = value.partition("=")
        if not equals or not name or not rest:
            raise UsageError(f"{flag} {value!r} is not of the form NAME=VALUE")
        found.append((name, rest))
    return tuple(found)


def ufo_root(args: argparse.Namespace, world: World) -> Path:
    """Return the folder of the UFO project, as UFO itself chooses it."""
    return resolve(args.ufo_root or world.environ.get("UFO_ROOT") or ".", world.cwd)


def resolve(path: str, cwd: Path) -> Path:
    """Return the path a user named, from the folder the command was started in."""
    return cwd / Path(path).expanduser()
