"""Which checks this ship needs, which actions each will ask, of whom, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from ufo_preflight.catalog import Catalogue, CatalogueEntry, CheckRule
from ufo_preflight.catalog.requirements import (
    NeededEntry,
    distinct,
    need_of,
    needed_entry,
    requirements_of,
)
from ufo_preflight.catalog.ship import ShipFacts
from ufo_preflight.errors import UnknownCheckError
from ufo_preflight.model import ContextEntry, Need, Question
from ufo_preflight.outcome import Check, Requirement

CLOUDFORMATION = "cloudformation"
PASSROLE = "passrole"
UPDATE_STACK = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html"
)


@dataclass(frozen=True)
class Selection:
    """What the user asked for, on top of what the project says.

    `require`, `optional`, `only` and `skip` hold check ids; `resources` maps a check id to the
    ARN that it is decided against; an empty `phases` stands for what a ship may need.
    """

    full: bool = False
    phases: frozenset[str] = frozenset()
    require: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    resources: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def select(catalogue: Catalogue, facts: ShipFacts, selection: Selection) -> tuple[Check, ...]:
    """Return the checks, in the order of the report.

    UnknownCheckError when `selection` names a check that the catalogue does not have.
    """
    require_known(catalogue, selection)
    checks = (_check(rule, catalogue, facts, selection) for rule in catalogue.checks)
    return tuple(check for check in checks if check is not None)


def require_known(catalogue: Catalogue, selection: Selection) -> None:
    """Raise UnknownCheckError when `selection` names a check that the catalogue does not have."""
    known = [rule.id for rule in catalogue.checks]
    asked = selection.require | selection.optional | selection.only | selection.skip
    for name in sorted(asked | frozenset(selection.resources)):
        if name not in known:
            raise UnknownCheckError(
                f"there is no check {name!r}",
                hint=f"{_nearest(name, known)}The checks are: {', '.join(known)}.",
            )


def _nearest(name: str, known: Iterable[str]) -> str:
    import difflib

    near = difflib.get_close_matches(name, list(known), n=1)
    return f"Did you mean {near[0]}? " if near else ""


def _check(
    rule: CheckRule, catalogue: Catalogue, facts: ShipFacts, selection: Selection
) -> Check | None:
    if rule.advisory and not selection.full and rule.id not in selection.require:
        return None
    entries = [
        needed_entry(entry, facts, catalogue.features)
        for entry in catalogue.entries
        if _applies(entry, rule, facts, selection)
    ]
    if rule.id in selection.require:
        need, why = Need.REQUIRED, "Required by --require."
    elif rule.id in selection.optional:
        need, why = Need.OPTIONAL, "Made optional by --optional."
    elif entries:
        need, why = need_of(rule, entries)
    else:
        need, why = Need.NO, _why_nothing(rule, catalogue, facts)
    skipped = rule.id in selection.skip or (bool(selection.only) and rule.id not in selection.only)
    requirements = distinct(
        replace(each, advisory=each.advisory and rule.id not in selection.require)
        for one in (_asked(entries, selection) if need is not Need.NO else ())
        for each in requirements_of(
            one, facts, catalogue.patterns, selection.resources.get(rule.id)
        )
    )
    return Check(rule.id, rule.title, need, why, requirements, skipped, rule.advisory)


def _applies(
    entry: CatalogueEntry, rule: CheckRule, facts: ShipFacts, selection: Selection
) -> bool:
    return (
        entry.check == rule.id
        and (not selection.phases or bool(selection.phases & set(entry.phases)))
        and (facts.version is None or facts.version in entry.versions)
    )


def _why_nothing(rule: CheckRule, catalogue: Catalogue, facts: ShipFacts) -> str:
    """Return why a check has nothing to ask: this UFO never does, or not in this phase."""
    entries = [entry for entry in catalogue.entries if entry.check == rule.id]
    if facts.version and not any(facts.version in entry.versions for entry in entries):
        return f"UFO {facts.version} makes no use of it."
    return "Nothing of it is needed in this phase."


def _asked(entries: list[NeededEntry], selection: Selection) -> Iterable[NeededEntry]:
    """Return what a check asks: all that may be needed, or the one action that stands for it."""
    used = [one for one in entries if one.state.used is not False] or entries
    if selection.full or not used:
        return used
    standing = [one for one in used if one.entry.is_representative] or used
    return [next((one for one in standing if one.is_expected), standing[0])]


def for_service_role(checks: Iterable[Check], role_arn: str) -> tuple[Check, ...]:
    """Return the checks with what CloudFormation does asked of the stack's service role.

    UFO never names such a role, but CloudFormation keeps the one that a stack already has, and acts
    with its rights. The caller's own calls stay the caller's. Passing the role to CloudFormation is
    added to the PassRole check, and only advises: AWS uses a role that the stack has even for those
    who may not pass it.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
    """
    return tuple(_with_service_role(check, role_arn) for check in checks)


def _with_service_role(check: Check, role_arn: str) -> Check:
    requirements = tuple(
        replace(each, question=replace(each.question, principal=role_arn))
        if each.stage == CLOUDFORMATION
        else each
        for each in check.requirements
    )
    if check.id == PASSROLE:
        passed = Requirement(
            check=PASSROLE,
            question=Question(
                "iam:PassRole",
                role_arn,
                (ContextEntry("iam:PassedToService", ("cloudformation.amazonaws.com",)),),
            ),
            why="Passes the stack's service role to CloudFormation.",
            source=UPDATE_STACK,
            confidence="aws-docs",
            advisory=True,
            stage="direct",
        )
        requirements = (*requirements, passed)
    return replace(check, requirements=requirements)
