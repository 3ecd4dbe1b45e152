"""From one denial to all of them: what the whole check says of the ship."""

from __future__ import annotations

from collections.abc import Iterable

from ufo_preflight.cli.given import AwsOptions, PolicySources, Project, Scope, Strict
from ufo_preflight.cli.world import World
from ufo_preflight.denial.denial import Denial
from ufo_preflight.errors import PreflightError
from ufo_preflight.model import Need, Verdict
from ufo_preflight.report import Report

POINTER = (
    "A denial stops a ship at the first missing permission. `ufo-preflight explain --check` counts"
    " what else this project's ship lacks, `ufo-preflight policy --missing` prints it."
)


def is_in_project(world: World) -> bool:
    """Return whether the command was started in a UFO project."""
    folder = world.environ.get("UFO_ROOT") or "."
    return (world.path(folder) / ".ufo").is_dir()


def whole_check(denials: Iterable[Denial], aws: AwsOptions, world: World) -> tuple[str, bool]:
    """Return what the check of the whole ship says beside these denials, and whether it could tell."""
    try:
        report = _report(aws, world)
    except PreflightError as error:
        return f"The whole ship could not be checked: {error.message}", False
    return _told(report, {denial.action for denial in denials if denial.action})


def _report(aws: AwsOptions, world: World) -> Report:
    from ufo_preflight.cli.check_command import report_of
    from ufo_preflight.cli.inputs import open_project
    from ufo_preflight.project.naming import Layers

    environ = world.environ
    layers = Layers(
        env=environ.get("UFO_ENV", ""),
        role=environ.get("UFO_ROLE", ""),
        app=environ.get("UFO_APP", ""),
        extra=environ.get("UFO_EXTRA") or environ.get("UFO_ENV_EXTRA") or "",
    )
    project = Project(open_project(environ.get("UFO_ROOT"), world), layers)
    return report_of(
        world,
        scope=Scope(full=True),
        policies=PolicySources(),
        project=project,
        strict=Strict(no_attribution=True),
        aws=aws,
    )


def _told(report: Report, explained: set[str]) -> tuple[str, bool]:
    missing: dict[str, set[str]] = {}
    unknown: set[str] = set()
    for found in report.checks:
        if found.check.need is Need.NO:
            continue
        for one in found.actions:
            action = one.requirement.question.action
            if one.decision.is_denied and action not in explained:
                missing.setdefault(found.check.id, set()).add(action)
            elif one.decision.verdict is Verdict.UNKNOWN:
                unknown.add(action)
    who = report.identity.policy_source_arn or report.identity.arn
    total = sum(map(len, missing.values()))
    if total:
        where = ", ".join(f"{check} {len(actions)}" for check, actions in missing.items())
        more = f"{total} more action{'' if total == 1 else 's'} of this ship"
        is_are = "is" if total == 1 else "are"
        text = f"{more} {is_are} missing for {who} ({where}): ufo-preflight policy --missing"
        text = f"{text} {report.command_options}".rstrip()
    else:
        text = f"No other action of this ship is missing for {who}."
    if unknown:
        text += f" {len(unknown)} could not be decided: ufo-preflight check --full"
    return text, not unknown
