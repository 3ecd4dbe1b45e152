"""Which rows this ship needs, which actions each will ask, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from ufo_preflight.catalog.ask import distinct, requirements_of
from ufo_preflight.catalog.judge import Judged, is_usual, judge_need, state
from ufo_preflight.catalog.load import Catalogue, Entry, Row
from ufo_preflight.catalog.ship import ShipFacts
from ufo_preflight.errors import UnknownCheckError
from ufo_preflight.model import Need
from ufo_preflight.outcome import Check


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
    rows = (_plan(row, catalogue, facts, selection) for row in catalogue.rows)
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


def _plan(row: Row, catalogue: Catalogue, facts: ShipFacts, selection: Selection) -> Check | None:
    if row.advisory and not selection.full and row.id not in selection.require:
        return None
    judged = [
        Judged(
            entry,
            state(entry.when, facts),
            is_usual(entry.when, facts, catalogue.features),
            is_read=facts.version is not None,
        )
        for entry in catalogue.entries
        if _applies(entry, row, facts, selection)
    ]
    need, why = judge_need(row, judged) if judged else (Need.NO, _nothing(row, catalogue, facts))
    need, why = _overridden(row, selection) or (need, why)
    skipped = row.id in selection.skip or (bool(selection.only) and row.id not in selection.only)
    override = selection.resources.get(row.id)
    requirements = distinct(
        replace(each, advisory=each.advisory and row.id not in selection.require)
        for one in (_asked(judged, selection) if need is not Need.NO else ())
        for each in requirements_of(one, facts, catalogue.patterns, override)
    )
    return Check(row.id, row.title, need, why, requirements, skipped, row.advisory)


def _overridden(row: Row, selection: Selection) -> tuple[Need, str] | None:
    """Return the need that the user set for a row, and why, None for one left to the project."""
    if row.id in selection.require:
        return Need.REQUIRED, "Required by --require."
    if row.id in selection.optional:
        return Need.OPTIONAL, "Made optional by --optional."
    return None


def _applies(entry: Entry, row: Row, facts: ShipFacts, selection: Selection) -> bool:
    return (
        entry.check == row.id
        and (not selection.phases or bool(selection.phases & set(entry.phases)))
        and (facts.version is None or facts.version in entry.versions)
    )


def _nothing(row: Row, catalogue: Catalogue, facts: ShipFacts) -> str:
    """Return why a row has nothing to ask: this UFO never does, or not in this phase."""
    entries = [entry for entry in catalogue.entries if entry.check == row.id]
    if facts.version and not any(facts.version in entry.versions for entry in entries):
        return f"UFO {facts.version} makes no use of it."
    return "Nothing of it is needed in this phase."


def _asked(judged: list[Judged], selection: Selection) -> Iterable[Judged]:
    """Return what a row asks: all that may be needed, or the one action that stands for it."""
    used = [one for one in judged if one.state.used is not False] or judged
    if selection.full or not used:
        return used
    standing = [one for one in used if one.entry.is_representative] or used
    return [next((one for one in standing if one.is_expected), standing[0])]
