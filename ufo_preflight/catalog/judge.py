"""Whether a ship needs an entry of the catalogue, and a row, and the sentence that says why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ufo_preflight.catalog.load import Entry, Row
from ufo_preflight.catalog.ship import Feature, FeatureRule, ShipFacts
from ufo_preflight.model import Need

UNKNOWN = Feature(used=None, why="")


@dataclass(frozen=True)
class Judged:
    """An entry, whether this ship has what it depends on, and whether ships usually have it.

    `is_read` tells that a project was read: what is unknown in it is set, but not readable.
    """

    entry: Entry
    state: Feature
    is_usual: bool
    is_read: bool = False

    @property
    def is_expected(self) -> bool:
        """True when this ship needs the entry, or nothing is known of it and ships usually do."""
        return self.state.used or (self.state.used is None and self.is_usual)

    @property
    def advisory(self) -> bool:
        """True when a denial only warns: a weak source, or no project that says more."""
        unusual = self.state.used is None and not self.is_usual
        return self.entry.advisory or (unusual and not self.is_read)

    @property
    def uncertain(self) -> bool:
        """True when the entry is needed only if a setting that cannot be read is set."""
        return self.is_read and self.state.used is None and not self.is_usual


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


def is_usual(when: tuple[str, ...], facts: ShipFacts, features: Mapping[str, FeatureRule]) -> bool:
    """Return whether what is open of `when` is what ships have as long as nothing else is said."""
    return all(
        features[name.removeprefix("!")].usual is not name.startswith("!")
        for name in when
        if _feature(name, facts).used is None and name.removeprefix("!") in features
    )


def judge_need(row: Row, judged: Iterable[Judged]) -> tuple[Need, str]:
    """Return whether a row is needed: by what was detected, else by the row's general rule."""
    entries = sorted(judged, key=lambda one: not one.entry.is_representative)
    counted = [one for one in entries if not one.entry.advisory] or entries
    used = [one for one in counted if one.state.used]
    if used:
        return (Need.OPTIONAL if row.advisory else Need.REQUIRED), _why(row, used)
    if any(one.state.used is None for one in counted):
        unread = [one for one in counted if one.state.used is None]
        is_read = any(one.is_read for one in unread) and not row.advisory
        why = next((one.state.why for one in unread if one.state.why), row.why)
        return (Need.REQUIRED if is_read else row.need), why
    advised = [one for one in entries if one.state.used is not False]
    if advised:
        return Need.OPTIONAL, next((one.state.why for one in advised if one.state.why), row.why)
    return Need.NO, counted[0].state.why


def _why(row: Row, used: list[Judged]) -> str:
    first = used[0]
    if first.state.why:
        return first.state.why
    return row.why if first.entry.is_representative and not first.entry.when else first.entry.why


def _feature(name: str, facts: ShipFacts) -> Feature:
    found = facts.features.get(name.removeprefix("!"), UNKNOWN)
    if name.startswith("!") and found.used is not None:
        return Feature(used=not found.used, why=found.why)
    return found
