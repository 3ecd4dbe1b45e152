"""From an entry of the catalogue to the requirements that are asked, each on its resource."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from ufo_preflight.arn import Arn
from ufo_preflight.catalog import CatalogueEntry, CheckRule
from ufo_preflight.catalog.ship import Feature, FeatureRule, ShipFacts
from ufo_preflight.model import ContextEntry, Need, Question
from ufo_preflight.outcome import Requirement

UNKNOWN = Feature(used=None, why="")
_VARIABLE = re.compile(r"\{(\w+)\}")
UNKNOWN_NAME = "*"
NOBODYS_ACCOUNT = "000000000000"
SOME_REGION = "us-east-1"
# What AWS puts into the names of its resources, made up; elsewhere letters as CloudFormation's.
_HEX = "0a1b2c3d4e5f6789"
MADE_UP = "UFO1A2B3C4D5E"
MADE_UP_IN = {
    "change": "C0123456789ABCDEFGHIJ",
    "hostedzone": "Z0123456789ABCDEFGHIJ",
    "listener": _HEX,
    "loadbalancer": _HEX,
    "log-group": "log-stream:",
    "scalable-target": _HEX * 2,
    "security-group": f"sg-{_HEX}0",
    "service-deployment": _HEX,
    "stack": "0a1b2c3d-4e5f-6789-0a1b-2c3d4e5f6789",
    "targetgroup": _HEX,
    "task": _HEX * 2,
    "task-definition": "1",
    "vpc": f"vpc-{_HEX}0",
}
# A name may itself be a template (a role's ARN has the account in it), and so may its names.
_DEEPEST = 3
_ELB_OF_ANY_KIND = re.compile(r"^(loadbalancer|listener)/\*/")
_NO_PATTERNS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class NeededEntry:
    """An entry, whether this ship has what it depends on, and whether ships usually have it.

    `is_read` tells that a project was read: what is unknown in it is set, but not readable.
    """

    entry: CatalogueEntry
    state: Feature
    is_default: bool
    is_read: bool = False

    @property
    def is_expected(self) -> bool:
        """True when this ship needs the entry, or nothing is known of it and ships usually do."""
        return self.state.used or (self.state.used is None and self.is_default)

    @property
    def advisory(self) -> bool:
        """True when a denial only warns: a weak source, or no project that says more."""
        unusual = self.state.used is None and not self.is_default
        return self.entry.advisory or (unusual and not self.is_read)

    @property
    def uncertain(self) -> bool:
        """True when the entry is needed only if a setting that cannot be read is set."""
        return self.is_read and self.state.used is None and not self.is_default


def needed_entry(
    entry: CatalogueEntry, facts: ShipFacts, features: Mapping[str, FeatureRule]
) -> NeededEntry:
    """Return an entry with what this ship says of its features, and what ships usually have."""
    is_default = all(
        features[name.removeprefix("!")].usual is not name.startswith("!")
        for name in entry.when
        if _feature(name, facts).used is None and name.removeprefix("!") in features
    )
    return NeededEntry(
        entry, state(entry.when, facts), is_default, is_read=facts.version is not None
    )


def state(when: tuple[str, ...], facts: ShipFacts) -> Feature:
    """Return whether all features of `when` hold (`!name` for one that must not), and why.

    False if any is False, otherwise unknown if any is unknown.
    """
    states = [_feature(name, facts) for name in when]
    for wanted in (False, None):
        for found in states:
            if found.used is wanted:
                return found
    return Feature(used=True, why=next((found.why for found in states), ""))


def _feature(name: str, facts: ShipFacts) -> Feature:
    found = facts.features.get(name.removeprefix("!"), UNKNOWN)
    if name.startswith("!") and found.used is not None:
        return Feature(used=not found.used, why=found.why)
    return found


def need_of(check: CheckRule, entries: Iterable[NeededEntry]) -> tuple[Need, str]:
    """Return whether a check is needed: by what was detected, else by its general rule."""
    ordered = sorted(entries, key=lambda one: not one.entry.is_representative)
    counted = [one for one in ordered if not one.entry.advisory] or ordered
    used = [one for one in counted if one.state.used]
    if used:
        return (Need.OPTIONAL if check.advisory else Need.REQUIRED), _why(check, used[0])
    if any(one.state.used is None for one in counted):
        unread = [one for one in counted if one.state.used is None]
        is_read = any(one.is_read for one in unread) and not check.advisory
        why = next((one.state.why for one in unread if one.state.why), check.why)
        return (Need.REQUIRED if is_read else check.need), why
    advised = [one for one in ordered if one.state.used is not False]
    if advised:
        return Need.OPTIONAL, next((one.state.why for one in advised if one.state.why), check.why)
    return Need.NO, counted[0].state.why


def _why(check: CheckRule, first: NeededEntry) -> str:
    if first.state.why:
        return first.state.why
    is_general = first.entry.is_representative and not first.entry.when
    return check.why if is_general else first.entry.why


def requirements_of(
    one: NeededEntry, facts: ShipFacts, patterns: Mapping[str, str], override: str | None
) -> Iterable[Requirement]:
    """Yield one requirement for each resource of an entry.

    `override` is the ARN that the user wants the check decided against: it takes the place of
    resources of its type.
    """
    entry = one.entry
    context, known = _context(entry.context, facts), _context(entry.known, facts)
    for arn in _resources(entry.resource, facts, patterns, override):
        is_known = arn is None or not _is_pattern(arn)
        yield Requirement(
            check=entry.check,
            question=Question(
                entry.action,
                arn if is_known or arn is None else specimen(arn),
                context,
                pattern=None if is_known else arn,
            ),
            known=known,
            guards=entry.guards,
            why=entry.why,
            source=entry.source,
            confidence=entry.confidence,
            advisory=one.advisory,
            used=one.state.used is True,
            uncertain=one.uncertain,
            stage=entry.stage,
            phases=entry.phases,
        )


def distinct(requirements: Iterable[Requirement]) -> tuple[Requirement, ...]:
    """Return the requirements without those that ask again what one before them asks.

    Where one of two counts and the other only advises, or may not be needed, it counts.
    """

    def weight(requirement: Requirement) -> tuple[bool, bool]:
        return not requirement.advisory, not requirement.uncertain

    found: dict[tuple[Question, object], Requirement] = {}
    for requirement in requirements:
        key = (requirement.question, requirement.known)
        if key not in found or weight(requirement) > weight(found[key]):
            found[key] = requirement
    return tuple(found.values())


def _resources(
    template: str | None,
    facts: ShipFacts,
    patterns: Mapping[str, str],
    override: str | None,
) -> Iterable[str | None]:
    """Return each ARN of an entry, with `*` for what is not known; None for no resource."""
    if template is None:
        return [None]
    filled = fill(template, facts.names, patterns)
    if override and (not filled or any(_same_type(arn, override) for arn in filled)):
        return [override]
    return filled


def _is_pattern(arn: str) -> bool:
    return "*" in arn or "?" in arn


def specimen(pattern: str) -> str:
    """Return an ARN that `pattern` matches, with made-up letters where it has wildcards.

    AWS takes a wildcard in a request literally, so that it would match nothing but wildcards.
    """
    try:
        arn = Arn.parse(pattern)
    except ValueError:
        return pattern.replace("*", MADE_UP).replace("?", "x")
    letters = MADE_UP_IN.get(arn.resource_type, MADE_UP)
    resource = _ELB_OF_ANY_KIND.sub(r"\1/app/", arn.resource)
    return str(
        replace(
            arn,
            region=SOME_REGION if _is_pattern(arn.region) else arn.region,
            account=NOBODYS_ACCOUNT if _is_pattern(arn.account) else arn.account,
            resource=resource.replace("*", letters).replace("?", "x"),
        )
    )


def _same_type(one: str, other: str) -> bool:
    try:
        left, right = Arn.parse(one), Arn.parse(other)
    except ValueError:
        return True
    return (left.service, left.resource_type) == (right.service, right.resource_type)


def _context(entries: tuple[ContextEntry, ...], facts: ShipFacts) -> tuple[ContextEntry, ...]:
    """Return the condition keys whose values are known; one with an unknown name is left out.

    One whose name is known to be of nothing is absent: it has no values.
    """
    known = []
    for entry in entries:
        values = tuple(arn for value in entry.values for arn in fill(value, facts.names))
        wildcards = sum(value.count(UNKNOWN_NAME) for value in entry.values)
        if all(arn.count(UNKNOWN_NAME) == wildcards for arn in values):
            known.append(ContextEntry(entry.key, values, entry.type))
    return tuple(known)


def variables(template: str) -> tuple[str, ...]:
    """Return the variables that `template` names, in order, each once."""
    return tuple(dict.fromkeys(_VARIABLE.findall(template)))


def fill(
    template: str,
    names: Mapping[str, tuple[str, ...]],
    patterns: Mapping[str, str] = _NO_PATTERNS,
) -> tuple[str, ...]:
    """Return one ARN for each combination of the values of the template's variables.

    Templates look like `arn:{partition}:ecs:{region}:{account}:service/{cluster}/*`. A variable
    that is not in `names` becomes its pattern in `patterns`, else `*`; one with an empty tuple has
    no value, so nothing is returned.
    """
    pending = [template]
    for _ in range(_DEEPEST):
        pending = [each for one in pending for each in _fill_once(one, names, patterns)]
    return tuple(dict.fromkeys(pending))


def _fill_once(
    template: str, names: Mapping[str, tuple[str, ...]], patterns: Mapping[str, str]
) -> Iterable[str]:
    used = variables(template)
    choices = [names.get(name, (patterns.get(name, UNKNOWN_NAME),)) for name in used]
    for values in itertools.product(*choices):
        yield _put_in(template, dict(zip(used, values, strict=True)))


def _put_in(template: str, values: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda match: values[match[1]], template)
