"""`ufo-preflight check`: who is calling, every row decided, one report, the exit code."""

from __future__ import annotations

import argparse

from ufo_preflight.cli import ahead, groups
from ufo_preflight.cli.world import World


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add every option of a check."""
    groups.add_principal(parser)
    groups.add_scope(parser)
    groups.add_policy_files(parser)
    groups.add_project(parser)
    groups.add_gate(parser)
    groups.add_output(parser)
    groups.add_aws(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Decide every row, deliver the reports, return the report's exit code."""
    session = None if ahead.is_offline(args) else ahead.begin(args)

    from ufo_preflight.cli.inquiry import read_check_options, report_for
    from ufo_preflight.cli.output import deliver, targets_of

    targets = targets_of(args, world)
    report = report_for(args, read_check_options(args, world), world, session=session)
    deliver(report, targets, world)
    return report.exit_code
