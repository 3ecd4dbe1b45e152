"""A normalised text to its readings, in order: one function a form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from ufo_preflight.denial.compact import CompactText
from ufo_preflight.denial.denial import DenialReason, Reading
from ufo_preflight.denial.fields import Field, read_action, read_principal, read_resource
from ufo_preflight.denial.forms import Form, Sighting, sightings
from ufo_preflight.denial.place import Place, Span
from ufo_preflight.denial.read_bare import (
    read_code,
    read_no_details,
    read_operation,
    read_reason_only,
    read_words,
)
from ufo_preflight.denial.read_problem import read_images, read_problem
from ufo_preflight.denial.reasons import ReasonPhrase, read_reason

# How far a message reaches: S3 keys make the longest resources, policies' ARNs follow them.
_REACH = 6000
_GAP_ACROSS_LINES, _LONGEST_GAP = 40, 600


def read(text: CompactText) -> Iterator[Span]:
    """Yield what `text` says, in order; a form that turns out to say nothing yields nothing."""
    seen = sightings(text)
    limits = _limits(seen.all, len(text.text))
    floor = 0
    for index, one in enumerate(seen.all):
        if one.start < floor:
            continue
        limit = min(limits[index], one.end + _REACH)
        span = _READERS[one.form](Place(text, seen, index, floor, limit))
        if span is not None:
            floor = span.end
            yield span


def _limits(seen: tuple[Sighting, ...], end: int) -> list[int]:
    """Return for each sighting where the next one begins that surely is another message."""
    limits = []
    for one in reversed(seen):
        limits.append(end)
        if one.form not in (Form.CODE, Form.WORDS, Form.REASON):
            end = one.start
    return limits[::-1]


def _read_perform(place: Place) -> Span | None:
    text, one = place.text, place.seen
    principal = read_principal(text, one.start, place.floor)
    action = read_action(text, one.end, place.limit)
    reason = read_reason(text, action.end, place.limit)
    resource = read_resource(text, action.end, place.limit, reason.start if reason else None)
    if reason and not _belongs(text.text, resource.end, reason.start):
        reason = None
    end = max(action.end, resource.end, reason.end if reason else 0)
    if _is_broken_table(text, principal, resource, end):
        principal = replace(principal, value=None)
    around = place.surroundings(principal.start, end)
    reading = Reading(
        principal=principal.value,
        action=action.value,
        resource=resource.value,
        reason=reason.reason if reason else DenialReason.UNSPECIFIED,
        policy_arn=reason.policy_arn if reason else None,
        named_action=_named_action(place, action.value, reason),
        at_run_time=around.at_run_time,
        called=around.called,
        passed_to=around.passed_to,
        is_understood=action.value is not None,
        quote=place.quote(principal.start, end),
    )
    return place.span(reading, end)


def _belongs(text: str, end: int, reason_start: int) -> bool:
    """Return whether the reason phrase is of the message that was read up to `end`."""
    between = text[end : max(end, reason_start)]
    if "\n" not in between:
        return len(between) <= _LONGEST_GAP
    return len("".join(between.split())) <= _GAP_ACROSS_LINES


def _is_broken_table(text: CompactText, principal: Field, resource: Field, end: int) -> bool:
    """Return whether the message breaks off and its principal was put together from pieces.

    Such a text is too damaged to trust the pieces.
    """
    is_cut = resource.value is None and resource.end > resource.start and not resource.was_joined
    return principal.was_joined and is_cut and end >= text.end


def _named_action(place: Place, action: str | None, reason: ReasonPhrase | None) -> str | None:
    """Return the action that the reason names, when it is one of another service."""
    if action is None or reason is None or reason.named_action is None:
        return None
    is_other = reason.named_action.partition(":")[0] != action.partition(":")[0]
    return place.spelled(reason) if is_other else None


_READERS: dict[Form, Callable[[Place], Span | None]] = {
    Form.PERFORM: _read_perform,
    Form.OPERATION: read_operation,
    Form.REASON: read_reason_only,
    Form.IMAGES: read_images,
    Form.HANDLER: read_operation,
    Form.NO_DETAILS: read_no_details,
    Form.PROBLEM: read_problem,
    Form.WORDS: read_words,
    Form.CODE: read_code,
}
