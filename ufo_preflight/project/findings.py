"""What a reading of a project found: features, names, and the places that feed them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ufo_preflight.catalog.facts import Feature
from ufo_preflight.project.values import Computed, Known, Value

Names = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Findings:
    """Features and names of one ship, and what the reader should know about the reading.

    `stack`, `cluster` and `app` are "" when they are computed.
    """

    features: Mapping[str, Feature]
    names: Names
    app: str = ""
    stack: str = ""
    cluster: str = ""
    source: str = ""
    warnings: tuple[str, ...] = field(default=())


def known_text(value: Value) -> str:
    """Return a value that is a known, non-empty text, else ""."""
    if isinstance(value, Computed) or not isinstance(value.value, str):
        return ""
    return value.value


def known_texts(value: Value) -> tuple[str, ...]:
    """Return the texts of a known list or of a text with commas; () when it is not known."""
    if isinstance(value, Known) and isinstance(value.value, tuple):
        return tuple(str(item) for item in value.value if item)
    return tuple(part.strip() for part in known_text(value).split(",") if part.strip())


def role_arn(role: str) -> str:
    """Return the ARN of a role that a task definition names by ARN or by name."""
    return role if role.startswith("arn:") else f"arn:{{partition}}:iam::{{account}}:role/{role}"


def stated_or(names: Names, name: str, found: str) -> str:
    """Return the name that is known beforehand, else the one that was found."""
    return next(iter(names.get(name, ())), found)
