"""Features as three-valued statements: used, not used, or not detected, each with its reason."""

from __future__ import annotations

from collections.abc import Callable

from ufo_preflight.catalog.facts import Feature
from ufo_preflight.project.values import Computed, Known, Value, plain_text, truth


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
