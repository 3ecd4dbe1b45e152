"""What a reader sees of a ship, and `derive`: the one place where features follow from others.

A feature has three states: used, not used, or set but not readable (`used` None), each with its
reason. Readers report what they see, each thing for itself; which feature needs or makes up which
other is data (`features` in ufo_preflight/catalog/ufo_ship.json).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ufo_preflight.catalog.ship import Feature, FeatureRule
from ufo_preflight.project.snapshot import Computed, Known, Value, plain_text, truth

Names = Mapping[str, tuple[str, ...]]
SEEN = "seen"


@dataclass(frozen=True)
class Roles:
    """A ship's roles by feature: ARNs that the stack would make, values that are given.

    `attached` are the managed policies of a role, `boundaries` its permissions boundary, () for
    none; a role of which they are not known is left out.
    """

    made: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    given: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    attached: Names = field(default_factory=lambda: MappingProxyType({}))
    boundaries: Names = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Sights:
    """What a reader saw of one ship: features before `derive`, names, and warnings about reading.

    `stack`, `cluster` and `app` are "" when they are computed. `uncovered` are resources of the
    template that no check covers.
    """

    features: Mapping[str, Feature]
    names: Names
    roles: Roles = Roles()
    app: str = ""
    stack: str = ""
    cluster: str = ""
    source: str = ""
    warnings: tuple[str, ...] = ()
    uncovered: tuple[str, ...] = ()


def derive(
    seen: Mapping[str, Feature],
    rules: Mapping[str, FeatureRule],
    stated: Mapping[str, Feature],
    version: int,
) -> dict[str, Feature]:
    """Return every feature of `rules`: as it is stated, else as it follows from what is seen.

    `stated` overrides what is seen and what would follow. A feature that UFO `version` does not have
    is not used (0: no version is known); what nobody saw is open.
    """
    found: dict[str, Feature] = {}

    def of(name: str) -> Feature:
        if name not in found:
            own = seen.get(name, open_(""))
            found[name] = stated.get(name) or _combined(rules[name], version, own, of)
        return found[name]

    return {name: of(name) for name in rules}


def _combined(
    rule: FeatureRule, version: int, own: Feature, of: Callable[[str], Feature]
) -> Feature:
    """Return what follows for a feature from `own`, what is seen of it, and from others."""
    if version and version not in rule.versions:
        return no(f"UFO {version} does not have it.")

    def term(text: str) -> Feature:
        name = text.partition("@")[0]
        if "|" in name:
            return either(*(term(part) for part in name.split("|")))
        if name.startswith("!"):
            return negated(term(name[1:]))
        return own if name == SEEN else of(name)

    def counted(terms: tuple[str, ...]) -> list[Feature]:
        return [term(text) for text in terms if "@" not in text or text.endswith(f"@{version}")]

    parts = counted(rule.all_of)
    if rule.any_of:
        parts.append(either(*counted(rule.any_of)))
    return both(*parts) if parts else own


def yes(why: str) -> Feature:
    """Return a feature that this ship uses."""
    return Feature(used=True, why=why)


def no(why: str) -> Feature:
    """Return a feature that this ship does not use."""
    return Feature(used=False, why=why)


def open_(why: str) -> Feature:
    """Return a feature of which nobody can tell whether it is used."""
    return Feature(used=None, why=why)


def both(*parts: Feature) -> Feature:
    """Return whether all hold: False if any is False, else unknown if any is unknown."""
    return _first_of(parts, False, None) or parts[0]


def either(*parts: Feature) -> Feature:
    """Return whether one holds: True if any is True, else unknown if any is unknown."""
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
    """Return whether a setting has a value, and where it is set; a part of a text will do."""
    if isinstance(value, Computed) and truth(value):
        return yes(f"`{name}` is {value.how} in {value.place}.")
    return holds(name, value, lambda known: known.value not in (None, False, ()))


def holds(name: str, value: Value, test: Callable[[Known], bool]) -> Feature:
    """Return whether a setting's value passes a test, and where it is set."""
    if isinstance(value, Computed):
        return undetected(name, value)
    if value.value is None:
        return Feature(used=test(value), why=f"`{name}` is not set.")
    where = f"in {value.file}" if value.file else "by default"
    return Feature(used=test(value), why=f"`{name}` is set {where}.")


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


def stated_or(names: Names, name: str, found: str) -> str:
    """Return the name that is known beforehand, else the one that was found."""
    return next(iter(names.get(name, ())), found)
