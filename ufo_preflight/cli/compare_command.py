"""`ufo-preflight compare A B`: what differs between two principals, or two saved reports."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from ufo_preflight.cli import groups
from ufo_preflight.cli.account_reading import read_account
from ufo_preflight.cli.audit_command import ACCOUNT_FILE, formats, scope_of_all
from ufo_preflight.cli.click_command import Command, Words
from ufo_preflight.cli.given import AwsOptions, PolicySources, Project, ReportOptions, Scope, Strict
from ufo_preflight.cli.inputs import read_content
from ufo_preflight.cli.options import OptionGroup
from ufo_preflight.cli.output import style_of, write_whole
from ufo_preflight.cli.timeout import bounded
from ufo_preflight.cli.world import World
from ufo_preflight.errors import UsageError
from ufo_preflight.render.style import Style

if TYPE_CHECKING:
    from ufo_preflight.auditing.comparison import Comparison, Side

FORMATS = {
    "table": "render_comparison_table",
    "json": "render_comparison_json",
    "jsonl": "render_comparison_jsonl",
    "markdown": "render_comparison_markdown",
}


def compare(
    world: World,
    words: tuple[str, ...],
    *,
    policies: PolicySources,
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
        write_whole(world.path(path), _renderer(name)(found, plain))
    world.print(_renderer(report.output)(found, style))
    return found.exit_code


def _renderer(name: str) -> Callable[..., str]:
    module = import_module("ufo_preflight.render.comparison_text")
    render: Callable[..., str] = getattr(module, FORMATS[name])
    return render


def _compared(
    world: World,
    words: tuple[str, ...],
    policies: PolicySources,
    scope: Scope,
    project: Project,
    aws: AwsOptions,
) -> Comparison:
    from ufo_preflight.auditing.comparison import compare as compare_sides

    are_arns = [word.startswith("arn:") for word in words]
    if all(are_arns):
        return compare_sides(*_principals(world, words, policies, scope, project, aws))
    if any(are_arns):
        raise UsageError(
            "one is a principal and the other a report",
            hint="Save a report of the principal first: check --principal-arn ARN -o json",
        )
    return compare_sides(*(_saved(word, world) for word in words))


def _principals(
    world: World,
    words: tuple[str, ...],
    policies: PolicySources,
    scope: Scope,
    project: Project,
    aws: AwsOptions,
) -> list[Side]:
    from ufo_preflight.api import offline_identity, report_on
    from ufo_preflight.auditing.comparison import side_of
    from ufo_preflight.cli.audit_command import scp_level
    from ufo_preflight.cli.deciding import check_options
    from ufo_preflight.policy.account import Account
    from ufo_preflight.policy.decider import PolicyDecider

    options = check_options(scope, project, Strict(), aws.profile)
    named = policies.policy_file[0] if policies.policy_file else None
    read = read_account(named, aws, world)
    account = Account(read.value, read.source)
    levels = [scp_level(name, world) for name in policies.scp_file]
    sides = []
    for arn in words:
        held = account.policies_of(arn)
        decider = PolicyDecider(held.policies, held.boundary, levels)
        made = report_on(options, offline_identity(arn, read.region), read.region, decider)
        sides.append(side_of(made, arn))
    return sides


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


def _sources(account_file: str | None, scp_file: tuple[str, ...]) -> PolicySources:
    return PolicySources(policy_file=(account_file,) if account_file else (), scp_file=scp_file)


SCP_FILE = next(option for option in groups.POLICY_FILES.options if option.name == "scp_file")
COMMAND = Command(
    "compare",
    compare,
    summary="Tell what differs between two principals or two reports.",
    groups=(
        OptionGroup("policies", "account", _sources, (ACCOUNT_FILE, SCP_FILE)),
        scope_of_all(),
        groups.PROJECT,
        formats(FORMATS),
        groups.AWS,
    ),
    examples=(
        "ufo-preflight compare DEV_ROLE_ARN PROD_ROLE_ARN --account-file account.json",
        "ufo-preflight compare yesterday.json today.json",
    ),
    words=Words("A B"),
)
