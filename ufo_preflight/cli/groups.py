"""Every option that several commands share, in its group; what it means and takes stands on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from ufo_preflight.cli.given import (
    AwsOptions,
    OpenedProject,
    PolicySources,
    Project,
    ReportOptions,
    Scope,
    Strict,
)
from ufo_preflight.cli.option_types import (
    ARN,
    COLUMNS,
    CONTEXT,
    EVALUATED,
    FILE,
    FOLDER,
    IDS,
    PRINCIPAL,
    SECONDS,
    TEXT,
    Text,
    arn,
    pair,
)
from ufo_preflight.cli.options import PLACES, TRUTHS, Option, OptionGroup, world_of
from ufo_preflight.render import RENDERERS
from ufo_preflight.report import FailOn, OnUnknown

if TYPE_CHECKING:
    from ufo_preflight.project.snapshot import Plain

PHASES = ("create", "update", "destroy")
COLORS = ("auto", "always", "never")


def _scope(**given: Any) -> Scope:  # noqa: ANN401  the options by name
    ids = {name: tuple(one for each in given[name] for one in each) for name in ID_OPTIONS}
    return Scope(**{**given, **ids})


ID_OPTIONS = ("require", "optional", "only", "skip")
_SCOPE = (
    Option(
        "--principal-arn",
        metavar="ARN",
        type=PRINCIPAL,
        help="Check this user, group or role, not the caller.",
    ),
    Option("--phase", type=click.Choice(PHASES), help="Ask only the actions of this phase."),
    Option(
        "--require",
        metavar="ID[,ID]",
        type=IDS,
        multiple=True,
        help="Count these checks as required.",
    ),
    Option(
        "--optional",
        metavar="ID[,ID]",
        type=IDS,
        multiple=True,
        help="Count these checks as optional.",
    ),
    Option("--only", metavar="ID[,ID]", type=IDS, multiple=True, help="Decide only these checks."),
    Option(
        "--skip",
        metavar="ID[,ID]",
        type=IDS,
        multiple=True,
        foreign=TRUTHS,
        help="Leave these checks undecided.",
    ),
    Option(
        "--passrole-arn",
        metavar="ARN",
        type=ARN,
        multiple=True,
        help="Take this as the task or execution role that is passed (repeat).",
    ),
    Option(
        "--resource",
        metavar="ID=ARN",
        type=Text("pair", pair("ID=ARN", arn)),
        multiple=True,
        help="Decide a check against this resource (repeat).",
    ),
)
_CONTEXT = (
    Option("--context", metavar="KEY[:TYPE]=VALUE", type=CONTEXT, multiple=True,
           help="Take this condition key as carried by the deploy (repeat)."),
    Option("--mfa/--no-mfa", default=None, help="The deploy is, or is not, authenticated with MFA."),
)  # fmt: skip


def scope(*, full: bool | None = False, context: bool = True) -> OptionGroup:
    """Return the options that say what is checked.

    `full` None leaves out --full, and `context` False what a request carries: for commands that ask
    for everything, or decide nothing.
    """
    choice = Option(
        "--full/--no-full",
        default=full,
        help="Ask every action that `ufo ship` needs, or one of each service and PassRole.",
    )
    options = (*([] if full is None else [choice]), *_SCOPE, *(_CONTEXT if context else ()))
    return OptionGroup("scope", "what is checked", _scope, options)


POLICY_FILES = OptionGroup("policies", "offline (no AWS call at all)", PolicySources, (
    Option("--policy-file", metavar="FILE", type=FILE, multiple=True,
           help="Decide from this identity policy (repeat)."),
    Option("--boundary-file", metavar="FILE", type=FILE,
           help="Limit it by this permissions boundary."),
    Option("--scp-file", metavar="FILE", type=FILE, multiple=True,
           help="Limit it by these service control policies: one level each, root first (repeat)."),
))  # fmt: skip


def _open(ctx: click.Context, param: click.Parameter, value: Any) -> Any:  # noqa: ANN401
    """Read the project once, and let click take what its preflight.yml sets.

    Called for the folder and for --no-preferences, in the order that they were given.
    """
    ctx.meta[f"{__name__}.{param.name}"] = value
    folder, ignored = (f"{__name__}.{name}" for name in ("ufo_root", "no_preferences"))
    if not ctx.resilient_parsing and folder in ctx.meta and ignored in ctx.meta:
        from ufo_preflight.cli.inputs import open_project

        opened = open_project(ctx.meta[folder], world_of(ctx), ignore=ctx.meta[ignored])
        settings = opened.preferences.options
        ctx.default_map = {name: setting.value for name, setting in settings.items()}
        ctx.meta[PLACES] = settings
        ctx.meta[OPENED] = opened
    return value


def _project(evaluated: Mapping[str, Plain] | None, **given: Any) -> Project:  # noqa: ANN401
    from ufo_preflight.project.naming import Layers

    opened = opened_project(click.get_current_context())
    files = replace(opened.files, evaluated=evaluated or {})
    layers = Layers(**{name: given[name] or "" for name in ("env", "role", "app", "extra")})
    return Project(replace(opened, files=files), layers)


def opened_project(ctx: click.Context) -> OpenedProject:
    """Return the project that the options of this context name."""
    opened: OpenedProject = ctx.meta[OPENED]
    return opened


OPENED = f"{__name__}.opened"
# As UFO's own variables, and in their order: https://ufoships.com/docs/intro/app-role-env/
PROJECT = OptionGroup("project", "UFO project", _project, (
    Option("--ufo-root", metavar="DIR", type=FOLDER, also=["UFO_ROOT"], is_eager=True,
           callback=_open, help="Take this as the project's folder (UFO_ROOT)."),
    Option("--no-preferences", is_flag=True, is_eager=True, callback=_open,
           help="Read nothing of .ufo/preflight.yml."),
    Option("--env", metavar="ENV", type=TEXT, also=["UFO_ENV"], help="Check this env (UFO_ENV)."),
    Option("--role", metavar="ROLE", type=TEXT, also=["UFO_ROLE"],
           help="Check this role (UFO_ROLE)."),
    Option("--app", metavar="APP", type=TEXT, also=["UFO_APP"], help="Check this app (UFO_APP)."),
    Option("--extra", metavar="EXTRA", type=TEXT, also=["UFO_EXTRA", "UFO_ENV_EXTRA"],
           help="Check this extra layer (UFO_EXTRA)."),
    Option("--evaluated", metavar="JSON", type=EVALUATED,
           help="Take these settings as UFO has evaluated them; the hook gives them."),
))  # fmt: skip

AWS_REGION = Option(
    "--region", metavar="REGION", type=TEXT, help="Take this as the region of the deploy."
)
AWS = OptionGroup("aws", "AWS (as in the AWS CLI)", AwsOptions, (
    Option("--profile", metavar="NAME", type=TEXT, help="Use this profile of the AWS configuration."),
    AWS_REGION,
    Option("--endpoint-url", metavar="URL", type=TEXT, help="Send the calls to this endpoint."),
    Option("--ca-bundle", metavar="FILE", type=FILE, help="Verify TLS with these certificates."),
    Option("--no-verify-ssl", is_flag=True, help="Do not verify TLS."),
    Option("--cli-read-timeout", metavar="SECONDS", type=SECONDS, default="10",
           help="Wait this long for an answer."),
    Option("--cli-connect-timeout", metavar="SECONDS", type=SECONDS, default="5",
           help="Wait this long for a connection."),
    Option("--timeout", metavar="SECONDS", type=SECONDS,
           help="End the whole command after this long: exit code 3."),
    Option("--debug", is_flag=True, help="Log the calls to stderr."),
))  # fmt: skip

STRICTNESS = OptionGroup("strict", "strictness", Strict, (
    Option("--fail-on", type=click.Choice([choice.value for choice in FailOn]),
           default=FailOn.REQUIRED.value, help="Count these denials."),
    Option("--on-unknown", type=click.Choice([choice.value for choice in OnUnknown]),
           default=OnUnknown.FAIL.value, help="Take an unknown for a failure, or only warn."),
    Option("--no-attribution", is_flag=True,
           help="Spend no call on which layer denied and on proving the change."),
    Option("--probe", is_flag=True,
           help="Make a few calls that change nothing, and say what AWS really answers."),
))  # fmt: skip

_AMOUNT = (
    Option("-q", "--quiet", is_flag=True, help="Print only the verdict."),
    Option("-v", "--verbose", is_flag=True, help="Print every action and statement."),
)
_COLOR = (Option("--color", type=click.Choice(COLORS), default="auto", help="Use colours."),)
_WIDTH = (Option("--width", metavar="N", type=COLUMNS, help="Make text this many columns wide."),)


def report(*, default: str = "table") -> OptionGroup:
    """Return the options of a report."""
    return OptionGroup("report", "report", ReportOptions, (
        output(RENDERERS, default=default),
        Option("--report", metavar="FORMAT=PATH", multiple=True,
               type=Text("pair", pair("FORMAT=PATH", first=tuple(RENDERERS))),
               help="Write another report in the same run (repeat)."),
        *_AMOUNT, *_COLOR, *_WIDTH,
    ))  # fmt: skip


def text(formats: Mapping[str, object], *, color: bool = True) -> OptionGroup:
    """Return the options of a text that is no report, those that change something in it."""
    looks = (*_AMOUNT, *(_COLOR if color else ()), *_WIDTH)
    return OptionGroup("report", "output", ReportOptions, (output(formats), *looks))


def names(*groups: OptionGroup) -> set[str]:
    """Return the names of the options of these groups."""
    return {str(option.name) for group in groups for option in group.options}


def output(formats: Mapping[str, object], *, default: str = "table") -> Option:
    """Return the option of the format on stdout."""
    return Option(
        "-o",
        "--output",
        type=click.Choice(list(formats)),
        default=default,
        # A format of reports, set for all commands, is none of a command that has no report.
        foreign=frozenset(RENDERERS) - frozenset(formats),
        help="Print this format.",
    )
