"""A normalised text to its readings, in order: one function a form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from ufo_preflight.denial.around import inferred_action
from ufo_preflight.denial.bare import (
    actions_in,
    read_code,
    read_no_details,
    read_operation,
    read_reason_only,
    read_vague,
    read_words,
)
from ufo_preflight.denial.denial import DenialReason, Situation, TextReading
from ufo_preflight.denial.events import read_decoded, read_event
from ufo_preflight.denial.message import Field, read_action, read_principal, read_resource
from ufo_preflight.denial.phrases import Form, Sighting, sightings
from ufo_preflight.denial.reasons import ReasonPhrase, read_reason
from ufo_preflight.denial.recognize_known import read_images, read_known, read_lacks
from ufo_preflight.denial.spot import Span, Spot
from ufo_preflight.denial.text import CompactText

# How far a message reaches: S3 keys make the longest resources, policies' ARNs follow them.
_REACH = 6000
_NEXT_ACTION = re.compile(
    r"(?:,|\s{1,4}and)\s{1,4}(?:and\s)?([a-z][a-z0-9-]{1,40}:[A-Z][A-Za-z0-9]{2,80})"
)
_GAP_ACROSS_LINES, _LONGEST_GAP = 40, 600
# One error is often told with its code several times.
_SAME_ERROR = 1500


def read(text: CompactText) -> Iterator[Span]:
    """Yield what `text` says, in order; a form that turns out to say nothing yields nothing."""
    seen = sightings(text)
    limits = _limits(seen.all, len(text.text))
    floor, last_code, has_vague = 0, -_SAME_ERROR, False
    for index, one in enumerate(seen.all):
        if one.start < floor or (one.form is Form.CODE and one.start - last_code < _SAME_ERROR):
            continue
        limit = min(limits[index], one.end + _REACH)
        span = _READERS[one.form](Spot(text, seen, index, floor, limit, has_vague))
        if span is None:
            continue
        floor = floor if span.is_vague else span.end
        has_vague = has_vague or span.is_vague
        if one.form is Form.CODE and not span.is_vague:
            last_code = one.start
        yield span if _is_understood(span.reading) else _not_understood(span)


def _is_understood(reading: TextReading) -> bool:
    """Return whether the reading says more than that something was refused."""
    says_what = reading.action or reading.problem or reading.situation
    says_why = reading.reason is DenialReason.ENCODED or (
        reading.reason.layer and (reading.called or reading.principal or reading.resource)
    )
    return bool(says_what or says_why)


def _not_understood(span: Span) -> Span:
    return replace(span, reading=replace(span.reading, is_understood=False))


def _limits(seen: tuple[Sighting, ...], end: int) -> list[int]:
    """Return for each sighting where the next one begins that surely is another message."""
    limits = []
    for one in reversed(seen):
        limits.append(end)
        if one.form not in (Form.CODE, Form.WORDS, Form.REASON, Form.VAGUE, Form.EVENT):
            end = one.start
    return limits[::-1]


def _read_perform(spot: Spot) -> Span | None:
    text, one = spot.text, spot.seen
    principal = read_principal(text, one.start, spot.floor)
    action = read_action(text, one.end, spot.limit)
    further, after = _further_actions(text.text, action.end, spot.limit)
    reason = read_reason(text, after, spot.limit)
    resource = read_resource(text, after, spot.limit, reason.start if reason else None)
    if reason and not _belongs(text.text, resource.end, reason.start):
        reason = None
    end = max(after, resource.end, reason.end if reason else 0)
    if _is_broken_table(text, principal, resource, end):
        principal = replace(principal, value=None)
    around = spot.around(principal.start, end)
    words = text.letters(after, min(spot.limit, end + 300))
    reading = TextReading(
        principal=principal.value or around.principal,
        action=action.value or inferred_action(around, ""),
        resource=resource.value,
        reason=reason.reason if reason else DenialReason.UNSPECIFIED,
        policy_arn=reason.policy_arn if reason else None,
        named_action=_named_action(spot, action.value, reason),
        clause=reason.clause if reason else None,
        situation=Situation.BLOCK_PUBLIC_ACCESS if "BlockPublic" in words else None,
        at_run_time=around.at_run_time,
        called=around.called,
        passed_to=around.passed_to,
        quote=spot.quote(principal.start, end),
    )
    span = spot.span(reading, end)
    if not further:
        return span
    others = tuple(replace(span.reading, action=one) for one in further)
    return replace(span, others=others)


def _further_actions(text: str, start: int, limit: int) -> tuple[list[str], int]:
    """Return the actions that follow the first one after a comma, and where they end."""
    found: list[str] = []
    match = _NEXT_ACTION.match(text, start, limit)
    while match:
        found.extend(actions_in(match[1]))
        start = match.end()
        match = _NEXT_ACTION.match(text, start, limit)
    return found, start


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


def _named_action(spot: Spot, action: str | None, reason: ReasonPhrase | None) -> str | None:
    """Return the action that the reason names, when it is one of another service."""
    if action is None or reason is None or reason.named_action is None:
        return None
    is_other = reason.named_action.partition(":")[0] != action.partition(":")[0]
    return spot.spelled(reason) if is_other else None


_READERS: dict[Form, Callable[[Spot], Span | None]] = {
    Form.PERFORM: _read_perform,
    Form.OPERATION: read_operation,
    Form.REASON: read_reason_only,
    Form.IMAGES: read_images,
    Form.HANDLER: read_operation,
    Form.DECODED: read_decoded,
    Form.EVENT: read_event,
    Form.LACKS: read_lacks,
    Form.NO_DETAILS: read_no_details,
    Form.PROBLEM: read_known,
    Form.WORDS: read_words,
    Form.CODE: read_code,
    Form.VAGUE: read_vague,
}
