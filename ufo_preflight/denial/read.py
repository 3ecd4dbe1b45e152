"""A normalised text to its readings, in order: one function a form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ufo_preflight.denial.compact import CompactText, squeeze
from ufo_preflight.denial.denial import DenialReason, Problem, Reading
from ufo_preflight.denial.encoded import read_encoded
from ufo_preflight.denial.fields import Field, read_action, read_principal, read_resource
from ufo_preflight.denial.forms import Form, Sighting, sightings
from ufo_preflight.denial.infer import inferred_action
from ufo_preflight.denial.problems import KNOWN_PROBLEMS, KnownProblem
from ufo_preflight.denial.reasons import ReasonPhrase, read_reason
from ufo_preflight.denial.wrappers import read_surroundings

# How far a message reaches: S3 keys make the longest resources, policies' ARNs follow them.
_REACH = 6000
_GAP_ACROSS_LINES, _LONGEST_GAP = 40, 600
_CODE_REACH_AFTER, _CODE_REACH_BEFORE = 1500, 600
_QUOTED = 240
_ROLE_ARN = re.compile(r"arn:[^\s'\"`,;)]{8,600}")
_IMAGE = re.compile(r"[:\s]{0,4}\[?\s?(ami-[0-9a-zA-Z*]{3,40})")
_CODE_ENDS = re.compile(r"\s?(?:[:)<\"'}\],]|occurred)|(?<=[ >:]AccessDenied)$", re.MULTILINE)
_API = re.compile(r"API: ([a-z0-9-]{2,40}:\w{3,80})\s{1,3}$")
_PROBLEMS = {squeeze(known.phrase): known for known in KNOWN_PROBLEMS}


@dataclass(frozen=True)
class Span:
    """A reading, where the phrase that gave it away begins, and where the message ends."""

    reading: Reading
    seen_at: int
    end: int


@dataclass(frozen=True)
class _Place:
    """A sighting with the end of the message before it and the start of the next."""

    text: CompactText
    seen: Sighting
    all_seen: tuple[Sighting, ...]
    floor: int
    limit: int


def read(text: CompactText) -> Iterator[Span]:
    """Yield what `text` says, in order; a form that turns out to say nothing yields nothing."""
    seen = sightings(text)
    floor = 0
    for index, one in enumerate(seen):
        if one.start < floor:
            continue
        following = next((other.start for other in seen[index + 1 :] if _is_strong(other)), None)
        limit = min(following or len(text.text), one.end + _REACH)
        span = _READERS[one.form](_Place(text, one, seen, floor, limit))
        if span is not None:
            floor = span.end
            yield span


def _is_strong(seen: Sighting) -> bool:
    return seen.form not in (Form.CODE, Form.REASON)


def _perform(place: _Place) -> Span | None:
    text, one = place.text, place.seen
    principal = read_principal(text, one.start, place.floor)
    action = read_action(text, one.end, place.limit)
    reason = read_reason(text, action.end, place.limit)
    resource = read_resource(text, action.end, place.limit, reason.start if reason else None)
    if reason and not _belongs(text.text, resource.end, reason.start):
        reason = None
    end = max(action.end, resource.end, reason.end if reason else 0)
    if _is_broken_table(text.text, principal, resource, end):
        principal = replace(principal, value=None)
    around = read_surroundings(text.text, principal.start, end, place.floor, place.limit)
    reading = Reading(
        principal=principal.value,
        action=action.value,
        resource=resource.value,
        reason=reason.reason if reason else DenialReason.UNSPECIFIED,
        policy_arn=reason.policy_arn if reason else None,
        named_action=_named_action(text, action.value, reason),
        at_run_time=around.at_run_time,
        called=around.called,
        passed_to=around.passed_to,
        is_understood=action.value is not None,
        quote=_quote(text.text, principal.start, end),
    )
    return _with_blob(text, reading, one.start, end, place.limit)


def _belongs(text: str, end: int, reason_start: int) -> bool:
    """Return whether the reason phrase is of the message that was read up to `end`."""
    between = text[end : max(end, reason_start)]
    if "\n" not in between:
        return len(between) <= _LONGEST_GAP
    return len("".join(between.split())) <= _GAP_ACROSS_LINES


def _is_broken_table(text: str, principal: Field, resource: Field, end: int) -> bool:
    """Return whether the message breaks off and its principal was put together from pieces.

    Such a text is too damaged to trust the pieces.
    """
    breaks_off = (
        resource.value is None and resource.was_joined is False and end >= len(text.rstrip())
    )
    return principal.was_joined and breaks_off and resource.end > resource.start


def _named_action(text: CompactText, action: str | None, reason: ReasonPhrase | None) -> str | None:
    """Return the action that the reason names, when it is one of another service."""
    if action is None or reason is None or reason.named_action is None:
        return None
    is_other = reason.named_action.partition(":")[0] != action.partition(":")[0]
    return _spelled(text, text.squeezed_at(reason.start), reason) if is_other else None


def _with_blob(text: CompactText, reading: Reading, start: int, end: int, limit: int) -> Span:
    found = read_encoded(text, end, limit)
    if found is None:
        return Span(reading, start, end)
    blob, end = found
    if reading.reason is DenialReason.UNSPECIFIED:
        reading = replace(reading, reason=DenialReason.ENCODED)
    return Span(replace(reading, encoded=blob), start, end)


def _operation(place: _Place) -> Span | None:
    text, one = place.text, place.seen
    after = next((other for other in place.all_seen if other.start >= one.end), None)
    if after and after.form is Form.PERFORM and _leads_to(text.text, one.end, after.start):
        return None
    around = read_surroundings(text.text, one.start, one.end, place.floor, place.limit)
    reading = Reading(
        principal=around.principal,
        action=inferred_action(around, text.text[max(place.floor, one.start - 300) : one.end]),
        at_run_time=around.at_run_time,
        called=around.called,
        quote=_quote(text.text, one.start, one.end),
    )
    return _with_blob(text, reading, one.start, one.end, place.limit)


def _leads_to(text: str, start: int, end: int) -> bool:
    between = squeeze(text[start:end])
    return end - start < 900 and between.lstrip(".").startswith(("user:", "arn:"))


def _reason_only(place: _Place) -> Span | None:
    text, one = place.text, place.seen
    reason = read_reason(text, one.start, place.limit)
    if reason is None or (reason.named_action is None and "deny" in one.phrase):
        return None
    start = text.squeezed_at(one.start)
    action = _spelled(text, start, reason)
    quote = _quote(text.text, one.start, reason.end)
    reading = Reading(
        action=action, reason=reason.reason, policy_arn=reason.policy_arn, quote=quote
    )
    return Span(reading, one.start, reason.end)


def _spelled(text: CompactText, first: int, reason: ReasonPhrase) -> str | None:
    """Return the action as the text spells it; a reason phrase keeps it in lower case."""
    if reason.named_action is None:
        return None
    at = text.squeezed.find(reason.named_action, first)
    spelled = text.text[text.place(at) : text.end_place(at + len(reason.named_action))]
    prefix, _, name = "".join(spelled.split()).partition(":")
    return f"{prefix.lower()}:{name}"


def _images(place: _Place) -> Span | None:
    text, one = place.text, place.seen
    around = read_surroundings(text.text, one.start, one.end, place.floor, place.limit)
    image = _IMAGE.match(text.text, one.end)
    end = image.end() if image else one.end
    reading = Reading(
        action=inferred_action(around, "UnauthorizedOperation"),
        resource=image[1] if image else None,
        reason=DenialReason.NOT_AN_IAM_DENIAL,
        problem=Problem.IMAGE_NOT_USABLE,
        called=around.called,
        quote=_quote(text.text, one.start, end),
    )
    return Span(reading, one.start, end)


def _no_details(place: _Place) -> Span | None:
    text, one = place.text, place.seen
    around = read_surroundings(text.text, one.start, one.end, place.floor, place.limit)
    reason = read_reason(text, one.end, min(place.limit, one.end + 80))
    is_about_user = "notauthorized" in one.phrase
    who = (
        read_principal(text, one.start, max(place.floor, one.start - 700))
        if is_about_user
        else None
    )
    reading = Reading(
        principal=_arn_only(who.value if who else None) or around.principal,
        action=inferred_action(around, text.text[max(place.floor, one.start - 200) : one.end]),
        reason=reason.reason if reason else DenialReason.UNSPECIFIED,
        policy_arn=reason.policy_arn if reason else None,
        at_run_time=around.at_run_time,
        called=around.called,
        quote=_quote(text.text, one.start, one.end),
    )
    return Span(reading, one.start, reason.end if reason else one.end)


def _arn_only(value: str | None) -> str | None:
    return value if value and value.startswith("arn:") else None


def _problem(place: _Place) -> Span | None:
    text, one = place.text, place.seen
    known = _PROBLEMS[one.phrase]
    end = min(len(text.text), one.end + 500)
    if known.confirmed_by not in text.text[one.end : end] or _is_told_better(place, known):
        return None
    quote = _quote(text.text, one.start, one.end)
    reading = Reading(
        action=known.action,
        resource=_role(text.text, one, known, end),
        reason=known.reason,
        problem=known.problem,
        quote=quote,
    )
    return Span(reading, one.start, one.end)


def _is_told_better(place: _Place, known: KnownProblem) -> bool:
    """Return whether the same message goes on to say what is wrong with the credentials."""
    if known.problem is not Problem.CREDENTIALS_INVALID:
        return False
    near = (place.seen.end, place.seen.end + 200)
    return any(
        near[0] <= other.start <= near[1]
        and other.form is Form.PROBLEM
        and _PROBLEMS[other.phrase].problem is not known.problem
        for other in place.all_seen
    )


def _role(text: str, one: Sighting, known: KnownProblem, limit: int) -> str | None:
    if known.problem is not Problem.ROLE_NOT_USABLE:
        return None
    after = _ROLE_ARN.search(text, one.end, min(limit, one.end + 60))
    before = _ROLE_ARN.search(text, max(0, one.start - 200), one.start)
    found = after or before
    return found[0].rstrip(".:") if found and ":role" in found[0] else None


def _code(place: _Place) -> Span | None:
    """Read an error code with nothing around it that any other form explains."""
    text, one = place.text, place.seen
    if any(_covers(other, one) for other in place.all_seen):
        return None
    if " " in text.text[one.start : one.end]:
        return _api_denied(place)
    before = text.text[max(0, one.start - 1) : one.start]
    ends = _CODE_ENDS.match(text.text, one.end)
    if before.isalnum() or ends is None:
        return None
    reading = Reading(is_understood=False, quote=_quote(text.text, one.start, one.end + _QUOTED))
    return Span(reading, one.start, one.end)


def _api_denied(place: _Place) -> Span | None:
    """Read `API: s3:CreateBucket Access Denied`; the two words alone are no AWS message."""
    text, one = place.text.text, place.seen
    api = _API.search(text, max(place.floor, one.start - 120), one.start)
    if api is None:
        return None
    quote = _quote(text, api.start(), one.end)
    return Span(
        Reading(action=api[1], called=api[1].partition(":")[2], quote=quote), one.start, one.end
    )


def _covers(other: Sighting, code: Sighting) -> bool:
    if other.form is Form.CODE:
        return False
    return (
        0 <= other.start - code.end <= _CODE_REACH_AFTER
        or 0 <= code.start - other.end <= _CODE_REACH_BEFORE
    )


def _quote(text: str, start: int, end: int) -> str:
    """Return the message as one line, cut in the middle where it is long."""
    quote = " ".join(text[start : min(end, start + 4 * _QUOTED)].split())
    return quote if len(quote) <= _QUOTED else quote[: _QUOTED - 1] + "\u2026"


_READERS = {
    Form.PERFORM: _perform,
    Form.OPERATION: _operation,
    Form.REASON: _reason_only,
    Form.IMAGES: _images,
    Form.HANDLER: _operation,
    Form.NO_DETAILS: _no_details,
    Form.PROBLEM: _problem,
    Form.CODE: _code,
}
