"""What `ufo ship` needs from AWS, as reviewable data.

`ufo_ship.json` has the checks, the features that entries depend on, and the patterns of names that
are not known; `data/CHECK.json` has the entries of one check, one a line. A test proves their shape
with a JSON schema, so what is read here is trusted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from ufo_preflight.catalog.ship import VERSIONS, FeatureRule
from ufo_preflight.model import ContextEntry, Need

CATALOGUE = "ufo_ship.json"


@dataclass(frozen=True)
class CheckRule:
    """A check of the report: its id, its title, and the general rule when no project is known."""

    id: str
    title: str
    need: Need
    why: str
    advisory: bool = False


@dataclass(frozen=True)
class CatalogueEntry:
    """One catalogue entry: an action of a check, on what, when, why, and how sure we are.

    `when` names the features that all must hold; `resource` and the values of `context` and
    `known` are templates of names, without any for a key that is absent. `known` are further keys
    of the request, `guards` those of them that a policy tests by default, each with its operator.
    """

    check: str
    action: str
    resource: str | None
    context: tuple[ContextEntry, ...]
    known: tuple[ContextEntry, ...]
    guards: tuple[tuple[str, str], ...]
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
    """All checks, in the order of the report, all entries, features and patterns of names."""

    checks: tuple[CheckRule, ...]
    entries: tuple[CatalogueEntry, ...]
    features: Mapping[str, FeatureRule] = field(default_factory=lambda: MappingProxyType({}))
    patterns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@lru_cache(maxsize=1)
def load_catalogue() -> Catalogue:
    """Return the catalogue that ships with the package."""
    index = _read(CATALOGUE)
    checks = tuple(
        CheckRule(
            id=item["id"],
            title=item["title"],
            need=Need(item["need"]),
            why=item["why"],
            advisory=item.get("advisory", False),
        )
        for item in index["checks"]
    )
    return Catalogue(
        checks=checks,
        entries=tuple(
            _entry(check, item)
            for check in checks
            for item in _read(f"data/{check.id}.json")["requirements"]
        ),
        features={name: _feature(item) for name, item in index["features"].items()},
        patterns=index["patterns"],
    )


def _read(name: str) -> dict[str, Any]:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _feature(item: Mapping[str, Any]) -> FeatureRule:
    return FeatureRule(
        usual=item["usual"],
        means=item["means"],
        all_of=tuple(item.get("all", ())),
        any_of=tuple(item.get("any", ())),
        versions=_versions(item),
    )


def _versions(item: Mapping[str, Any]) -> tuple[int, ...]:
    return tuple(map(int, item.get("versions", VERSIONS)))


def _templates(keys: Mapping[str, str | None]) -> tuple[ContextEntry, ...]:
    return tuple(ContextEntry(key, (text,) if text else ()) for key, text in keys.items())


def _entry(check: CheckRule, item: Mapping[str, Any]) -> CatalogueEntry:
    return CatalogueEntry(
        check=check.id,
        action=item["action"],
        resource=item["resource"],
        context=_templates(item.get("context", {})),
        known=_templates(item.get("known", {})),
        guards=tuple(item.get("guards", {}).items()),
        is_representative=item.get("representative", False),
        phases=tuple(item["phases"]),
        stage=item["stage"],
        when=tuple(item.get("when", ())),
        versions=_versions(item),
        why=item["why"],
        confidence=item["confidence"],
        source=item["source"],
        advisory=item.get("advisory", False) or check.advisory,
    )
