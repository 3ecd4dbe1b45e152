"""`ufo-preflight list-checks`: every check for this project, without asking anybody."""

from __future__ import annotations

import argparse

from ufo_preflight.api import checks_for, offline_identity
from ufo_preflight.cli import groups
from ufo_preflight.cli.inquiry import read_check_options, region_of
from ufo_preflight.cli.output import style_of
from ufo_preflight.cli.world import World
from ufo_preflight.render.listing import render_listing, render_listing_json
from ufo_preflight.report import EXIT_READY, FailOn, OnUnknown

FORMATS = ("table", "json")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what chooses the checks, and how they are printed."""
    group = parser.add_argument_group("output")
    group.add_argument("-o", "--output", choices=FORMATS, default="table")
    groups.add_look(group)
    groups.add_principal(parser)
    groups.add_scope(parser)
    groups.add_project(parser)
    groups.add_aws(parser)
    parser.set_defaults(fail_on=FailOn.REQUIRED.value, on_unknown=OnUnknown.FAIL.value)


def run(args: argparse.Namespace, world: World) -> int:
    """Print every check with all its actions; nobody is asked, so nothing is decided."""
    args.full = True
    options = read_check_options(args, world)
    region = region_of(args, world)
    checks = checks_for(options, offline_identity(args.principal_arn, region), region)
    facts = options.facts
    if args.output == "json":
        world.print(render_listing_json(checks, facts.summary, facts.warnings))
    else:
        world.print(render_listing(checks, facts.warnings, style_of(args, world)))
    return EXIT_READY
