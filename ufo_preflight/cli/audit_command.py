"""`ufo-preflight audit`: who in an account can ship, every principal against every check."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from ufo_preflight.cli import groups
from ufo_preflight.cli.account_reading import deciding, read_account
from ufo_preflight.cli.click_command import Command
from ufo_preflight.cli.given import AwsOptions, Project, ReportOptions, Scope, Strict
from ufo_preflight.cli.inputs import read_content
from ufo_preflight.cli.option_types import FILE, TEXT, Text, pair
from ufo_preflight.cli.options import Option, OptionGroup
from ufo_preflight.cli.output import style_of, write_whole
from ufo_preflight.cli.timeout import bounded
from ufo_preflight.cli.world import World
from ufo_preflight.errors import UsageError
from ufo_preflight.model import Layer
from ufo_preflight.render import loaded
from ufo_preflight.render.style import Style
from ufo_preflight.report import OnUnknown

if TYPE_CHECKING:
    from ufo_preflight.auditing.audit_report import AuditReport
    from ufo_preflight.cli.account_reading import AccountText
    from ufo_preflight.policy.parse import ParsedPolicy

FORMATS = {
    "table": "audit_text:render_audit_table",
    "short": "audit_text:render_audit_short",
    "json": "audit_data:render_audit_json",
    "jsonl": "audit_data:render_audit_jsonl",
    "csv": "audit_data:render_audit_csv",
    "markdown": "audit_page:render_audit_markdown",
    "html": "audit_page:render_audit_html",
    "sarif": "audit_data:render_audit_sarif",
}


@dataclass(frozen=True)
class AccountOptions:
    """Whose principals are audited, which of them, and who is expected to ship."""

    account_file: str | None = None
    scp_file: tuple[str, ...] = ()
    principal: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    include_service_roles: bool = False
    can_ship: bool = False
    cannot_ship: bool = False
    allow_list: str | None = None
    jobs: int = 1
    merge: tuple[str, ...] = ()


def audit(
    world: World,
    *,
    account: AccountOptions,
    scope: Scope,
    project: Project,
    strict: Strict,
    report: ReportOptions,
    aws: AwsOptions,
) -> int:
    """Decide every principal, deliver the reports, return the exit code."""
    with bounded(aws.timeout, world):
        if account.merge:
            made = _merged(account, strict, world)
        else:
            made = _audited(account, scope, project, strict, aws, world)
    from ufo_preflight.auditing import shown

    made = shown(made, can_ship=account.can_ship, cannot_ship=account.cannot_ship)
    style = style_of(report, world)
    for name, path in report.report:
        write_whole(
            world.path(path),
            loaded(FORMATS[name])(made, Style(width=style.width, verbose=style.verbose)),
        )
    world.print(loaded(FORMATS[report.output])(made, style))
    return made.exit_code


def _audited(
    account: AccountOptions,
    scope: Scope,
    project: Project,
    strict: Strict,
    aws: AwsOptions,
    world: World,
) -> AuditReport:
    from ufo_preflight.auditing import Principals
    from ufo_preflight.auditing import audit as audit_account
    from ufo_preflight.cli.deciding import check_options

    options = check_options(scope, project, strict, aws.profile)
    allowed = None if account.allow_list is None else _listed(account.allow_list, world)
    levels = [scp_level(name, world) for name in account.scp_file]
    found: AccountText = read_account(account.account_file, aws, world)
    made = audit_account(
        found.value,
        options=options,
        region=found.region,
        service_control_policies=levels,
        principals=Principals(account.principal, account.exclude, account.include_service_roles),
        allow_list=allowed,
        source=found.source,
        each=deciding(account.jobs, world),
    )
    return replace(made, method=found.method, calls=found.calls)


def scp_level(name: str, world: World) -> Sequence[ParsedPolicy]:
    """Return the service control policies of one level."""
    from ufo_preflight.policy.policy_files import read_policy_file

    content = read_content(name, world)
    return read_policy_file(content, name=name, layer=Layer.SERVICE_CONTROL_POLICY).policies


def _listed(name: str, world: World) -> tuple[str, ...]:
    """Return the ARNs and globs of an allow-list: one a line, `#` begins a comment."""
    content = read_content(name, world)
    text = content if isinstance(content, str) else content.decode("utf-8-sig", "replace")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


def _merged(account: AccountOptions, strict: Strict, world: World) -> AuditReport:
    from ufo_preflight.auditing.saved_audit import merged

    read = [_saved(name, world) for name in account.merge]
    allowed = None if account.allow_list is None else _listed(account.allow_list, world)
    try:
        return merged(read, allowed, OnUnknown(strict.on_unknown))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(
            "--merge: not all of these files are reports of `audit -o json`",
            hint="Save each account's report with: ufo-preflight audit -o json",
        ) from error


def _saved(name: str, world: World) -> Mapping[str, Any]:
    try:
        value = json.loads(read_content(name, world))
    except ValueError as error:
        raise UsageError(f"{name} is not JSON") from error
    if not isinstance(value, dict):
        raise UsageError(f"{name} is no report")
    return value


def _unused(given: Mapping[str, object]) -> dict[str, str]:
    if not given.get("merge"):
        return {}
    return dict.fromkeys(
        ("account_file", "scp_file", "principal", "exclude", "jobs", "full"),
        "an audit that decides; --merge only joins reports",
    )


ACCOUNT_FILE = Option(
    "--account-file", metavar="FILE", type=FILE,
    help="Read the account from this export, and ask AWS nothing.",
)  # fmt: skip
ACCOUNT = OptionGroup("account", "account", AccountOptions, (
    ACCOUNT_FILE,
    Option("--scp-file", metavar="FILE", type=FILE, multiple=True,
           help="Limit all by these service control policies: one level each, root first (repeat)."),
    Option("--principal", metavar="GLOB", type=TEXT, multiple=True,
           help="Audit only principals whose ARN or name matches (repeat)."),
    Option("--exclude", metavar="GLOB", type=TEXT, multiple=True,
           help="Leave out principals whose ARN or name matches (repeat)."),
    Option("--include-service-roles", is_flag=True,
           help="Audit the roles of services and those that AWS reserves, too."),
    Option("--can-ship", is_flag=True, help="Show only principals that can ship."),
    Option("--cannot-ship", is_flag=True, help="Show only principals that cannot."),
    Option("--allow-list", metavar="FILE", type=FILE,
           help="Fail when somebody can ship who is not in this file: an ARN or glob a line."),
    Option("--jobs", metavar="N", type=click.IntRange(1, 64), default=1,
           help="Decide in this many processes."),
    Option("--merge", metavar="FILE", type=FILE, multiple=True,
           help="Join these saved reports (-o json) into one, and decide nothing (repeat)."),
))  # fmt: skip


_STRICT = tuple(one for one in groups.STRICTNESS.options if one.name == "on_unknown")
ON_UNKNOWN = replace(groups.STRICTNESS, options=_STRICT)


def scope_of_all() -> OptionGroup:
    """Return the options that say what is asked, but for whom."""
    scope = groups.scope(full=True)
    kept = tuple(option for option in scope.options if option.name != "principal_arn")
    return replace(scope, options=kept)


def formats(names: Iterable[str]) -> OptionGroup:
    """Return the options of a report in one of these formats."""
    shared = groups.report()
    own = [option for option in shared.options if option.name not in ("output", "report")]
    named = {name: name for name in names}
    file = Option("--report", metavar="FORMAT=PATH", multiple=True,
                  type=Text("pair", pair("FORMAT=PATH", first=tuple(named))),
                  help="Write another report in the same run (repeat).")  # fmt: skip
    return replace(shared, options=(groups.output(named), file, *own))


COMMAND = Command(
    "audit",
    audit,
    summary="Tell who in an account can ship, principal by principal.",
    groups=(
        ACCOUNT,
        scope_of_all(),
        groups.PROJECT,
        ON_UNKNOWN,
        formats(FORMATS),
        groups.AWS,
    ),
    examples=(
        "ufo-preflight audit --account-file account.json --region us-west-2",
        "ufo-preflight audit --can-ship -o json",
        "ufo-preflight audit --allow-list deployers.txt --report html=audit.html",
    ),
    exclusive=(("can_ship", "cannot_ship"),),
    unused=_unused,
)
