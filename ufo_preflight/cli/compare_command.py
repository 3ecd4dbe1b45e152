"""`ufo-preflight compare A B`: what differs between two principals, or two saved reports."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ufo_preflight.cli import groups
from ufo_preflight.cli.account_reading import read_account
from ufo_preflight.cli.audit_command import ACCOUNT_FILE, formats, scope_of_all
from ufo_preflight.cli.click_command import Command, Words
from ufo_preflight.cli.given import AwsOptions, PolicySources, Project, ReportOptions, Scope, Strict
from ufo_preflight.cli.inputs import read_content
from ufo_preflight.cli.option_types import TEXT
from ufo_preflight.cli.options import Option, OptionGroup
from ufo_preflight.cli.output import style_of, write_whole
from ufo_preflight.cli.timeout import bounded
from ufo_preflight.cli.world import World
from ufo_preflight.errors import UsageError
from ufo_preflight.render import loaded
from ufo_preflight.render.style import Style

if TYPE_CHECKING:
    from ufo_preflight.auditing.comparison import Comparison, Side

FORMATS = {
    "table": "comparison_text:render_comparison_table",
    "json": "comparison_text:render_comparison_json",
    "jsonl": "comparison_text:render_comparison_jsonl",
    "markdown": "comparison_text:render_comparison_markdown",
}
# https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html
SERVICE_LINKED = ":role/aws-service-role/"


@dataclass(frozen=True)
class Sources(PolicySources):
    """The account of two principals, and which of them the other is to be made like."""

    like: str | None = None


def compare(
    world: World,
    words: tuple[str, ...],
    *,
    policies: Sources,
    scope: Scope,
    project: Project,
    report: ReportOptions,
    aws: AwsOptions,
) -> int:
    """Compare, deliver the reports, return 0 for the same, 1 for a difference, 3 for unknown."""
    if len(words) != 2:
        raise UsageError(
            f"compare takes two, and {len(words)} are named",
            hint="Two ARNs of principals, or two reports that were saved with -o json.",
        )
    with bounded(aws.timeout, world):
        found = _compared(world, words, policies, scope, project, aws)
    style = style_of(report, world)
    for name, path in report.report:
        plain = Style(width=style.width, verbose=style.verbose)
        write_whole(world.path(path), loaded(FORMATS[name])(found, plain))
    world.print(loaded(FORMATS[report.output])(found, style))
    return found.exit_code


def _compared(
    world: World,
    words: tuple[str, ...],
    policies: Sources,
    scope: Scope,
    project: Project,
    aws: AwsOptions,
) -> Comparison:
    from ufo_preflight.auditing.comparison import compare as compare_sides

    are_arns = [word.startswith("arn:") for word in words]
    if all(are_arns):
        return _principals(world, words, policies, scope, project, aws)
    if policies.like is not None:
        raise UsageError(
            "--like is about two principals of an account: a saved report holds no policies",
            hint="Name both by their ARNs, and the account with --account-file.",
        )
    if any(are_arns):
        raise UsageError(
            "one is a principal and the other a report",
            hint="Save a report of the principal first: check --principal-arn ARN -o json",
        )
    return compare_sides(*(_saved(word, world) for word in words))


def _principals(
    world: World,
    words: tuple[str, ...],
    policies: Sources,
    scope: Scope,
    project: Project,
    aws: AwsOptions,
) -> Comparison:
    from ufo_preflight.api import offline_identity, report_on
    from ufo_preflight.auditing.comparison import compare as compare_sides
    from ufo_preflight.auditing.comparison import side_of
    from ufo_preflight.auditing.likeness import likeness
    from ufo_preflight.cli.audit_command import scp_level
    from ufo_preflight.cli.deciding import check_options
    from ufo_preflight.policy.account import Account
    from ufo_preflight.policy.decider import PolicyDecider

    at = None if policies.like is None else _place(policies.like, words)
    options = check_options(scope, project, Strict(), aws.profile)
    named = policies.policy_file[0] if policies.policy_file else None
    read = read_account(named, aws, world)
    account = Account(read.value, read.source)
    levels = [scp_level(name, world) for name in policies.scp_file]
    held = [account.policies_of(arn) for arn in words]
    deciders = [PolicyDecider(one.policies, one.boundary, levels) for one in held]
    reports = [
        report_on(options, offline_identity(arn, read.region), read.region, decider)
        for arn, decider in zip(words, deciders, strict=True)
    ]
    sides = [side_of(made, arn) for made, arn in zip(reports, words, strict=True)]
    found = compare_sides(*sides)
    if at is None:
        return found
    return replace(found, change=likeness(reports[at], reports[1 - at], deciders[1 - at]))


def _place(like: str, words: tuple[str, ...]) -> int:
    """Return which of the two `like` names, by its ARN or by its letter in the report."""
    named = dict(zip("abAB", words * 2, strict=True)).get(like, like)
    if named not in words:
        raise UsageError(
            f"--like {like} is neither of the two that are compared",
            hint=f"Name one of them: --like {words[0]}",
        )
    at = words.index(named)
    if SERVICE_LINKED in words[1 - at]:
        raise UsageError(
            f"no policy can be added to {words[1 - at]}: its service alone changes it",
            hint="Name a user, a group or a role of your own, to be made like the other.",
        )
    return at


def _saved(name: str, world: World) -> Side:
    from ufo_preflight.auditing.comparison import side_of

    try:
        value = json.loads(read_content(name, world))
        if not isinstance(value, dict):
            raise ValueError("no object")
        return side_of(value, name)
    except ValueError as error:
        raise UsageError(
            f"{name} is no saved report ({error})",
            hint="Save one with: ufo-preflight check -o json, or ufo-preflight audit -o json",
        ) from error


def _sources(account_file: str | None, scp_file: tuple[str, ...], like: str | None) -> Sources:
    files = (account_file,) if account_file else ()
    return Sources(policy_file=files, scp_file=scp_file, like=like)


SCP_FILE = next(option for option in groups.POLICY_FILES.options if option.name == "scp_file")
LIKE = Option(
    "--like", metavar="A", type=TEXT,
    help="Print the smallest change that makes the other one like this one of the two.",
)  # fmt: skip
COMMAND = Command(
    "compare",
    compare,
    summary="Tell what differs between two principals or two reports.",
    groups=(
        OptionGroup("policies", "account", _sources, (ACCOUNT_FILE, SCP_FILE, LIKE)),
        scope_of_all(),
        groups.PROJECT,
        formats(FORMATS),
        groups.AWS,
    ),
    examples=(
        "ufo-preflight compare DEV_ROLE_ARN PROD_ROLE_ARN --account-file account.json",
        "ufo-preflight compare DEV_ROLE_ARN PROD_ROLE_ARN --like DEV_ROLE_ARN",
        "ufo-preflight compare yesterday.json today.json",
    ),
    words=Words("A B"),
)
