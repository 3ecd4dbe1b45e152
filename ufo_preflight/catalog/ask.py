"""From an entry of the catalogue to the requirements that are asked, each on its resource."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ufo_preflight.arn import Arn
from ufo_preflight.catalog.fill import Filled, fill
from ufo_preflight.catalog.judge import Judged
from ufo_preflight.catalog.ship import ShipFacts
from ufo_preflight.model import ContextEntry, Question
from ufo_preflight.outcome import Requirement


def requirements_of(
    one: Judged, facts: ShipFacts, patterns: Mapping[str, str], override: str | None
) -> Iterable[Requirement]:
    """Yield one requirement for each resource of an entry.

    `override` is the ARN that the user wants the row decided against: it takes the place of
    resources of its type.
    """
    entry = one.entry
    context = _context(entry.context, facts)
    for resource, pattern in _resources(entry.resource, facts, patterns, override):
        yield Requirement(
            check=entry.check,
            question=Question(entry.action, resource, context),
            why=entry.why,
            source=entry.source,
            confidence=entry.confidence,
            pattern=pattern,
            advisory=one.advisory,
            uncertain=one.uncertain,
            is_global=entry.is_global,
            stage=entry.stage,
            phases=entry.phases,
        )


def distinct(requirements: Iterable[Requirement]) -> tuple[Requirement, ...]:
    """Return the requirements without those that ask again what one before them asks.

    Where one of two counts and the other only advises, or may not be needed, it counts.
    """
    found: dict[tuple[Question, str | None], Requirement] = {}
    for requirement in requirements:
        key = (requirement.question, requirement.pattern)
        if key not in found or _weight(requirement) > _weight(found[key]):
            found[key] = requirement
    return tuple(found.values())


def _weight(requirement: Requirement) -> tuple[bool, bool]:
    return not requirement.advisory, not requirement.uncertain


def _resources(
    template: str | None,
    facts: ShipFacts,
    patterns: Mapping[str, str],
    override: str | None,
) -> Iterable[tuple[str | None, str | None]]:
    if template is None:
        return [(None, None)]
    filled = fill(template, facts.names, patterns)
    if override and (not filled or any(_same_type(each.arn, override) for each in filled)):
        return [(override, override)]
    return [_asked(each) for each in filled]


def _asked(filled: Filled) -> tuple[str | None, str | None]:
    return (filled.arn if filled.exact else None), filled.arn


def _same_type(one: str, other: str) -> bool:
    try:
        left, right = Arn.parse(one), Arn.parse(other)
    except ValueError:
        return True
    return (left.service, left.resource_type) == (right.service, right.resource_type)


def _context(entries: tuple[ContextEntry, ...], facts: ShipFacts) -> tuple[ContextEntry, ...]:
    """Return the condition keys whose values are known; one with an unknown name is left out."""
    known = []
    for entry in entries:
        filled = [each for value in entry.values for each in fill(value, facts.names)]
        if all(each.exact for each in filled):
            known.append(ContextEntry(entry.key, tuple(each.arn for each in filled), entry.type))
    return tuple(known)
