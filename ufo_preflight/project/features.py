"""Features as three-valued statements: used, not used, or set but not readable, each with its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ufo_preflight.catalog.ship import Feature
from ufo_preflight.project.snapshot import Computed, Known, Value, plain_text, truth


def yes(why: str) -> Feature:
    """Return a feature that this ship uses."""
    return Feature(used=True, why=why)


def no(why: str) -> Feature:
    """Return a feature that this ship does not use."""
    return Feature(used=False, why=why)


def open_(why: str) -> Feature:
    """Return a feature that was not detected."""
    return Feature(used=None, why=why)


def both(*parts: Feature) -> Feature:
    """Return whether all hold: one that does not settles it, else one that is open leaves it so."""
    return _first_of(parts, False, None) or parts[0]


def either(*parts: Feature) -> Feature:
    """Return whether one holds: one that does settles it, else one that is open leaves it so."""
    return _first_of(parts, True, None) or parts[0]


def negated(part: Feature) -> Feature:
    """Return the opposite, for the same reason."""
    return part if part.used is None else Feature(used=not part.used, why=part.why)


def _first_of(parts: tuple[Feature, ...], *wanted: bool | None) -> Feature | None:
    return next((part for want in wanted for part in parts if part.used is want), None)


def undetected(name: str, value: Computed) -> Feature:
    """Return the feature of a setting that is computed."""
    return open_(f"`{name}` is {value.how} in {value.place}.")


def is_on(name: str, value: Value) -> Feature:
    """Return whether a switch is on, and where it is set."""
    if isinstance(value, Computed):
        return undetected(name, value)
    on = truth(value) is True
    said = plain_text(value.value) or "not set"
    where = f"in {value.file}" if value.file else "by default"
    return Feature(used=on, why=f"`{name}` is {said} {where}.")


def is_set(name: str, value: Value) -> Feature:
    """Return whether a setting has a value, and where it is set."""
    return holds(name, value, lambda known: known.value not in (None, False, ()))


def holds(name: str, value: Value, test: Callable[[Known], bool]) -> Feature:
    """Return whether a setting's value passes a test, and where it is set."""
    if isinstance(value, Computed):
        return undetected(name, value)
    if value.value is None:
        return Feature(used=test(value), why=f"`{name}` is not set.")
    where = f"in {value.file}" if value.file else "by default"
    return Feature(used=test(value), why=f"`{name}` is set {where}.")


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
