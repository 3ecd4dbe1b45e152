"""The catalogue's files as values. An entry that is wrong is an error that names the entry.

`ufo_ship.json` has the rows, the features that entries depend on, and the patterns of names that
are not known; `data/ROW.json` has the entries of one row, one a line.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from types import MappingProxyType

from ufo_preflight.catalog.fields import Fields
from ufo_preflight.catalog.ship import FeatureRule
from ufo_preflight.model import ContextEntry, Need

CATALOGUE = "ufo_ship.json"
PHASES = frozenset({"create", "update", "destroy"})
STAGES = frozenset({"direct", "cloudformation"})
VERSIONS = ("4", "5", "6")
# Services without regions: their requests carry the partition's home region.
GLOBAL_SERVICES = frozenset({"iam", "route53"})


@dataclass(frozen=True)
class Row:
    """A row of the report: its id, its title, and the general rule when no project is known."""

    id: str
    title: str
    need: Need
    why: str
    advisory: bool = False


@dataclass(frozen=True)
class Entry:
    """One catalogue entry: an action of a row, on what, when, why, and how sure we are.

    `when` names the features that all must hold; `resource` and the values of `context` are
    templates of names.
    """

    check: str
    action: str
    resource: str | None
    context: tuple[ContextEntry, ...]
    is_global: bool
    is_representative: bool
    phases: tuple[str, ...]
    stage: str
    when: tuple[str, ...]
    versions: tuple[int, ...]
    why: str
    confidence: str
    source: str
    advisory: bool


@dataclass(frozen=True)
class Catalogue:
    """All rows, in the order of the report, all entries, features and patterns of names."""

    rows: tuple[Row, ...]
    entries: tuple[Entry, ...]
    features: Mapping[str, FeatureRule] = field(default_factory=lambda: MappingProxyType({}))
    patterns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def load_catalogue() -> Catalogue:
    """Return the catalogue that ships with the package."""
    folder = resources.files(__package__)
    index = json.loads(folder.joinpath(CATALOGUE).read_text(encoding="utf-8"))
    requirements = []
    for row in index["checks"]:
        part = json.loads(folder.joinpath(f"data/{row['id']}.json").read_text(encoding="utf-8"))
        requirements += [{"check": part["check"], **entry} for entry in part["requirements"]]
    return parse_catalogue({**index, "requirements": requirements})


def parse_catalogue(data: Mapping[str, object]) -> Catalogue:
    """Return the catalogue in `data`; ValueError names the first entry that is wrong."""
    rows = tuple(_row(item) for item in Fields.each(data, "checks"))
    advisory = frozenset(row.id for row in rows if row.advisory)
    catalogue = Catalogue(
        rows=rows,
        entries=tuple(_entry(item, advisory) for item in Fields.each(data, "requirements")),
        features={
            name: FeatureRule(
                usual=item.flag("usual"),
                means=item.text("means"),
                all_of=item.texts("all"),
                any_of=item.texts("any"),
                versions=tuple(int(text) for text in item.texts("versions") or VERSIONS),
            )
            for name, item in Fields.named(data, "features").items()
        },
        patterns=Fields("patterns", data.get("patterns", {})).all_texts(),
    )
    known = {row.id for row in catalogue.rows}
    for entry in catalogue.entries:
        _refuse(entry, known, catalogue.features)
    return catalogue


def _refuse(entry: Entry, rows: set[str], features: Mapping[str, FeatureRule]) -> None:
    name = f"{entry.check}: {entry.action}"
    if entry.check not in rows:
        raise ValueError(f"{name}: no row has the id {entry.check!r}")
    if entry.stage not in STAGES or not entry.phases or not PHASES.issuperset(entry.phases):
        raise ValueError(f"{name}: stage {entry.stage!r} or phases {entry.phases} are not known")
    for feature in entry.when:
        if feature.removeprefix("!") not in features:
            raise ValueError(f"{name}: there is no feature {feature!r}")


def _row(fields: Fields) -> Row:
    return Row(
        id=fields.text("id"),
        title=fields.text("title"),
        need=Need(fields.text("need")),
        why=fields.text("why"),
        advisory=fields.flag("advisory"),
    )


def _entry(fields: Fields, advisory_rows: frozenset[str]) -> Entry:
    check = fields.text("check")
    action = fields.text("action")
    return Entry(
        check=check,
        action=action,
        resource=fields.optional_text("resource"),
        context=fields.context("context"),
        is_global=action.partition(":")[0] in GLOBAL_SERVICES,
        is_representative=fields.flag("representative"),
        phases=fields.texts("phases"),
        stage=fields.text("stage"),
        when=fields.texts("when"),
        versions=tuple(int(text) for text in fields.texts("versions") or VERSIONS),
        why=fields.text("why"),
        confidence=fields.text("confidence"),
        source=fields.text("source"),
        advisory=fields.flag("advisory") or check in advisory_rows,
    )
