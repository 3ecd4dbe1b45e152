"""What is known of one project's ship, as the catalogue asks for it.

`project/` fills these values from files; the catalogue only reads them. Without a project
nothing is known and every row keeps its general rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ufo_preflight.report import ProjectSummary


@dataclass(frozen=True)
class Feature:
    """Whether this ship uses something, and how we know ("`config.dns.domain` is set in …").

    `used` None: not detected; the row falls back to the general rule and `why` says why.
    """

    used: bool | None
    why: str


@dataclass(frozen=True)
class ShipFacts:
    """The features of a ship and the names that its resources will have.

    `names` maps a template variable ("stack", "repository") to its values; a variable that is
    absent is not known, an empty tuple means that there is none.
    """

    summary: ProjectSummary | None = None
    version: int | None = None
    features: Mapping[str, Feature] = field(default_factory=lambda: MappingProxyType({}))
    names: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    warnings: tuple[str, ...] = ()
