"""Which rows this ship needs, which actions each will ask, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ufo_preflight.catalog.facts import Feature, ShipFacts
from ufo_preflight.catalog.fill import fill
from ufo_preflight.catalog.load import Catalogue, Entry, Row
from ufo_preflight.errors import UnknownCheckError
from ufo_preflight.model import Need, Question
from ufo_preflight.report import PlannedCheck, Requirement


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


def select(
    catalogue: Catalogue, facts: ShipFacts, selection: Selection
) -> tuple[PlannedCheck, ...]:
    """Return the planned rows, in the order of the report.

    UnknownCheckError when `selection` names a check that the catalogue does not have.
    """
    require_known(catalogue, selection)
    rows = (_plan(row, catalogue.entries, facts, selection) for row in catalogue.rows)
    return tuple(row for row in rows if row is not None)


def require_known(catalogue: Catalogue, selection: Selection) -> None:
    """Raise UnknownCheckError when `selection` names a check that the catalogue does not have."""
    known = [row.id for row in catalogue.rows]
    asked = selection.require | selection.optional | selection.only | selection.skip
    for name in sorted(asked | frozenset(selection.resources)):
        if name not in known:
            raise UnknownCheckError(
                f"there is no check {name!r}", hint=f"The checks are: {', '.join(known)}."
            )


def _plan(
    row: Row, entries: Iterable[Entry], facts: ShipFacts, selection: Selection
) -> PlannedCheck | None:
    candidates = [entry for entry in entries if _applies(entry, row, facts, selection)]
    if not candidates or (row.advisory and not selection.full and row.id not in selection.require):
        return None
    used = [entry for entry in candidates if state(entry.when, facts).used is not False]
    need, why = _need(row, used or candidates, facts)
    if row.id in selection.require:
        need, why = Need.REQUIRED, "Required by --require."
    elif row.id in selection.optional:
        need, why = Need.OPTIONAL, "Made optional by --optional."
    skipped = row.id in selection.skip or (bool(selection.only) and row.id not in selection.only)
    asked = used if selection.full else used[:1]
    requirements = tuple(
        requirement
        for entry in (asked or (candidates[:1] if need is not Need.NO else []))
        for requirement in _requirements(entry, facts, selection.resources.get(row.id))
    )
    return PlannedCheck(row.id, row.title, need, why, requirements, skipped, row.advisory)


def _applies(entry: Entry, row: Row, facts: ShipFacts, selection: Selection) -> bool:
    return (
        entry.check == row.id
        and (selection.full or row.advisory or entry.is_representative)
        and (not selection.phases or bool(selection.phases & set(entry.phases)))
        and (facts.version is None or facts.version in entry.versions)
    )


def _need(row: Row, entries: list[Entry], facts: ShipFacts) -> tuple[Need, str]:
    states = [state(entry.when, facts) for entry in entries]
    for found in states:
        if found.used and found.why:
            return (Need.OPTIONAL if row.advisory else Need.REQUIRED), found.why
    if all(found.used is False for found in states):
        return Need.NO, states[0].why
    undetected = next((found.why for found in states if found.used is None and found.why), "")
    return row.need, undetected or row.why


def state(when: tuple[str, ...], facts: ShipFacts) -> Feature:
    """Return whether all features of `when` hold (`!name` for one that must not), and why.

    One that does not hold settles it; else one that was not detected leaves it open.
    """
    states = [_feature(name, facts) for name in when]
    for wanted in (False, None):
        for found in states:
            if found.used is wanted:
                return found
    return Feature(used=True, why=next((found.why for found in states), ""))


def _feature(name: str, facts: ShipFacts) -> Feature:
    found = facts.features.get(name.removeprefix("!"), Feature(used=None, why=""))
    if name.startswith("!") and found.used is not None:
        return Feature(used=not found.used, why=found.why)
    return found


def _requirements(entry: Entry, facts: ShipFacts, override: str | None) -> Iterable[Requirement]:
    for resource, pattern in _resources(entry, facts, override):
        yield Requirement(
            check=entry.check,
            question=Question(entry.action, resource, entry.context),
            why=entry.why,
            source=entry.source,
            confidence=entry.confidence,
            pattern=pattern,
            advisory=entry.advisory,
            is_global=entry.is_global,
            stage=entry.stage,
            phases=entry.phases,
        )


def _resources(
    entry: Entry, facts: ShipFacts, override: str | None
) -> Iterable[tuple[str | None, str | None]]:
    if entry.resource is None:
        yield None, None
    elif override:
        yield override, override
    else:
        for filled in fill(entry.resource, facts.names):
            yield (filled.arn if filled.exact else None), filled.arn
