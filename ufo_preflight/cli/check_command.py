"""`ufo-preflight check`: who is calling, every row decided, one report, the exit code."""

from __future__ import annotations

from dataclasses import replace

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
from ufo_preflight.cli.output import deliver, targets_of
from ufo_preflight.cli.pasteable import own_options
from ufo_preflight.cli.prefetch import begin
from ufo_preflight.cli.timeout import bounded
from ufo_preflight.cli.world import World
from ufo_preflight.errors import UsageError
from ufo_preflight.report import Report


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
        made = report_of(
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


def report_of(
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
    if strict.probe and policies.is_offline:
        raise UsageError(
            "--probe asks AWS, and policy files decide without it",
            hint="Leave out --probe, or the policy files.",
        )
    session = None if policies.is_offline else begin(aws)
    # Only now, for what these modules import is read while AWS's first answer travels.
    from ufo_preflight.cli.deciding import check_options, from_aws, from_files

    options = replace(
        check_options(scope, project, strict, aws.profile), remedy_optional=remedy_optional
    )
    if session is None:
        report = from_files(options, scope.principal_arn, policies, aws, world)
    else:
        report = from_aws(options, scope.principal_arn, session, world)
    return replace(report, command_options=own_options())
