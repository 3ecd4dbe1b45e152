"""`ufo_ship.json` as values. An entry that is wrong is an error that names the entry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from ufo_preflight.model import ContextEntry, Need

CATALOGUE = "ufo_ship.json"


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
    """One catalogue entry: an action of a row, on what, when, why, and how sure we are."""

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
    """All rows, in the order of the report, and all entries."""

    rows: tuple[Row, ...]
    entries: tuple[Entry, ...]


def load_catalogue() -> Catalogue:
    """Return the catalogue that ships with the package."""
    text = resources.files(__package__).joinpath(CATALOGUE).read_text(encoding="utf-8")
    return parse_catalogue(json.loads(text))


def parse_catalogue(data: Mapping[str, object]) -> Catalogue:
    """Return the catalogue in `data`; ValueError names the first entry that is wrong."""
    rows = tuple(_row(item) for item in _items(data, "checks"))
    entries = tuple(_entry(item) for item in _items(data, "requirements"))
    known = {row.id for row in rows}
    for entry in entries:
        if entry.check not in known:
            raise ValueError(f"{entry.action}: no row has the id {entry.check!r}")
    return Catalogue(rows, entries)


def _items(data: Mapping[str, object], key: str) -> list[_Fields]:
    items = data.get(key)
    if not isinstance(items, list) or not items:
        raise ValueError(f"{key}: a list with entries is expected")
    return [_Fields(key, item) for item in items]


def _row(fields: _Fields) -> Row:
    return Row(
        id=fields.text("id"),
        title=fields.text("title"),
        need=Need(fields.text("need")),
        why=fields.text("why"),
        advisory=fields.flag("advisory"),
    )


def _entry(fields: _Fields) -> Entry:
    return Entry(
        check=fields.text("check"),
        action=fields.text("action"),
        resource=fields.optional_text("resource"),
        context=fields.context("context"),
        is_global=fields.flag("global"),
        is_representative=fields.flag("representative"),
        phases=fields.texts("phases"),
        stage=fields.text("stage"),
        when=fields.texts("when"),
        versions=tuple(int(text) for text in fields.texts("versions")),
        why=fields.text("why"),
        confidence=fields.text("confidence"),
        source=fields.text("source"),
        advisory=fields.flag("advisory"),
    )


class _Fields:
    """One JSON object, read by name and type; its errors name the object."""

    def __init__(self, kind: str, item: object) -> None:
        if not isinstance(item, dict):
            raise ValueError(f"{kind}: an object is expected, not {item!r}")
        self._item: dict[str, object] = item
        self._name = f"{kind}: {item.get('check', '')} {item.get('action', item.get('id', item))}"

    def text(self, key: str) -> str:
        value = self._item.get(key)
        if not isinstance(value, str) or not value:
            raise ValueError(f"{self._name}: {key} must be a text")
        return value

    def optional_text(self, key: str) -> str | None:
        return None if self._item.get(key) is None else self.text(key)

    def flag(self, key: str) -> bool:
        value = self._item.get(key, False)
        if not isinstance(value, bool):
            raise ValueError(f"{self._name}: {key} must be true or false")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._item.get(key, [])
        if not isinstance(value, list):
            raise ValueError(f"{self._name}: {key} must be a list")
        return tuple(str(part) for part in value)

    def context(self, key: str) -> tuple[ContextEntry, ...]:
        value = self._item.get(key, {})
        if not isinstance(value, dict):
            raise ValueError(f"{self._name}: {key} must be an object")
        return tuple(ContextEntry(name, (str(text),)) for name, text in value.items())
