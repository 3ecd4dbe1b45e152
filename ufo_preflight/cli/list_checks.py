"""`ufo-preflight list-checks`: every check for this project, without asking anybody."""

from __future__ import annotations

from dataclasses import replace

from ufo_preflight.api import checks_for, offline_identity
from ufo_preflight.cli import groups
from ufo_preflight.cli.click_command import Command
from ufo_preflight.cli.deciding import check_options
from ufo_preflight.cli.given import AwsOptions, Project, ReportOptions, Scope, Strict
from ufo_preflight.cli.options import OptionGroup
from ufo_preflight.cli.output import style_of
from ufo_preflight.cli.world import World
from ufo_preflight.errors import EXIT_READY
from ufo_preflight.render.listing import render_listing, render_listing_json

FORMATS = {"table": render_listing, "json": render_listing_json}


def list_checks(
    world: World, *, scope: Scope, project: Project, report: ReportOptions, aws: AwsOptions
) -> int:
    """Print every check with all its actions; nobody is asked, so nothing is decided."""
    options = check_options(replace(scope, full=True), project, Strict())
    region = aws.region_named(world.environ)
    checks = checks_for(options, offline_identity(scope.principal_arn, region), region)
    facts = options.facts
    notes = tuple(f"Made more lenient by {text}." for text in options.leniency) + facts.warnings
    if report.output == "json":
        world.print(render_listing_json(checks, facts.summary, notes))
    else:
        world.print(render_listing(checks, notes, style_of(report, world)))
    return EXIT_READY


COMMAND = Command(
    "list-checks",
    list_checks,
    summary="List every check for this project, without deciding.",
    groups=(
        groups.scope(full=None, context=False),
        groups.PROJECT,
        groups.text(FORMATS, color=False),
        OptionGroup("aws", "AWS", AwsOptions, (groups.AWS_REGION,)),
    ),
    examples=(
        "ufo-preflight list-checks --env prod",
        "ufo-preflight list-checks -o json --region us-west-2",
    ),
)
