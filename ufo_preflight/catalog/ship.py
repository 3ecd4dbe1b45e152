"""What is known of one project's ship, as the catalogue asks for it, and how features depend.

`project/` fills these values from files; the catalogue only reads them. Without a project
nothing is known and every check keeps its general rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ufo_preflight.report import ProjectSummary

VERSIONS = (4, 5, 6)


@dataclass(frozen=True)
class Feature:
    """Whether this ship uses something, and how we know ("`config.dns.domain` is set in …").

    `used` None: set but not readable, or nothing is known; `why` says which place cannot be read.
    """

    used: bool | None
    why: str


@dataclass(frozen=True)
class FeatureRule:
    """A feature as the catalogue describes it.

    `usual` says whether a ship has it as long as nothing else is known. All of `all_of` must hold
    and one of `any_of`, where there are any: names of features, `a|b` for one of two, `!a` for one
    that must not hold, `a@6` for one that counts in UFO 6 alone, and `seen` for what a reader of
    the project sees itself. A feature without either is what is seen of it. UFO versions other
    than `versions` do not have it.
    """

    usual: bool
    means: str
    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    versions: tuple[int, ...] = VERSIONS


@dataclass(frozen=True)
class ShipFacts:
    """The features of a ship and the names that its resources will have.

    `names` maps a template variable ("stack", "repository") to its values; a variable that is
    absent is not known, an empty tuple means that there is none. `uncovered` are the resources of
    the stack that no check covers, each with its type.
    """

    summary: ProjectSummary | None = None
    version: int | None = None
    features: Mapping[str, Feature] = field(default_factory=lambda: MappingProxyType({}))
    names: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    warnings: tuple[str, ...] = ()
    uncovered: tuple[str, ...] = ()
