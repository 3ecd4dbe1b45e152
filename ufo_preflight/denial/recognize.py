"""A normalised text to its readings, in order: one function a form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from ufo_preflight.denial.around import inferred_action
from ufo_preflight.denial.denial import DenialReason, Problem, Reading
from ufo_preflight.denial.message import Field, read_action, read_principal, read_resource
from ufo_preflight.denial.phrases import KNOWN_PROBLEMS, Form, KnownProblem, Sighting, sightings
from ufo_preflight.denial.place import Place, Span
from ufo_preflight.denial.reasons import ReasonPhrase, read_reason
from ufo_preflight.denial.text import CompactText, squeeze

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


# An error code and the message that explains it may stand this far apart.
_CODE_REACH_AFTER, _CODE_REACH_BEFORE = 1500, 600
_LEAD = 900
_CODE_ENDS = re.compile(r"\s?(?:[:)<\"'}\],]|occurred)|(?<=[ >:]AccessDenied)$", re.MULTILINE)
_URL = re.compile(r"[:\s]{0,4}(https?://\S{1,300}?)(?=[.,]?\s)")
_API = re.compile(r"API: ([a-z0-9-]{2,40}:\w{3,80})\s{1,3}$")


def read_operation(place: Place) -> Span | None:
    """Read `You are not authorized to perform this operation`, unless the details follow."""
    text, one = place.text.text, place.seen
    following = next(place.after(_LEAD), None)
    if following and following.form is Form.PERFORM and _leads_to(text[one.end : following.start]):
        return None
    around = place.surroundings(one.start, one.end)
    reading = Reading(
        principal=around.principal,
        action=place.inferred(around, 300),
        at_run_time=around.at_run_time,
        called=around.called,
        quote=place.quote(one.start, one.end),
    )
    return place.span(reading, one.end)


def _leads_to(between: str) -> bool:
    return squeeze(between).lstrip(".").startswith(("user:", "arn:"))


def read_reason_only(place: Place) -> Span | None:
    """Read a reason whose message was cut off; without an action too little is left of it."""
    text, one = place.text, place.seen
    reason = read_reason(text, one.start, place.limit)
    if reason is None:
        return None
    reading = Reading(
        action=place.spelled(reason),
        reason=reason.reason,
        policy_arn=reason.policy_arn,
        is_understood=reason.named_action is not None,
        quote=place.quote(one.start, reason.end),
    )
    return Span(reading, one.start, reason.end)


def read_no_details(place: Place) -> Span | None:
    """Read a refusal such as S3's `Access Denied`."""
    text, one = place.text, place.seen
    around = place.surroundings(one.start, one.end)
    reason = read_reason(text, one.end, min(place.limit, one.end + 80))
    reading = Reading(
        principal=_principal(place) or around.principal,
        action=place.inferred(around, 200),
        resource=_url(place),
        reason=reason.reason if reason else DenialReason.UNSPECIFIED,
        policy_arn=reason.policy_arn if reason else None,
        at_run_time=around.at_run_time,
        called=around.called,
        quote=place.quote(one.start, one.end),
    )
    return Span(reading, one.start, reason.end if reason else one.end)


def _url(place: Place) -> str | None:
    """Return the queue that SQS names by its URL."""
    found = _URL.match(place.text.text, place.seen.end)
    return found[1] if found and place.seen.phrase.endswith("theresource") else None


def _principal(place: Place) -> str | None:
    if "notauthorized" not in place.seen.phrase:
        return None
    value = read_principal(place.text, place.seen.start, place.floor).value
    return value if value and value.startswith("arn:") else None


def read_code(place: Place) -> Span | None:
    """Read an error code with nothing around it that another form explains: it is not understood."""
    text, one = place.text.text, place.seen
    if any(_explains(other, one, text) for other in place.after(_CODE_REACH_AFTER)):
        return None
    if any(_explains(other, one, text) for other in place.before(_CODE_REACH_BEFORE)):
        return None
    if text[max(0, one.start - 1) : one.start].isalnum() or not _CODE_ENDS.match(text, one.end):
        return None
    quote = place.quote(one.start, one.end + 240)
    return Span(Reading(is_understood=False, quote=quote), one.start, one.end)


def _explains(other: Sighting, code: Sighting, text: str) -> bool:
    if other.form is not Form.PROBLEM:
        return True
    between = text[min(other.end, code.end) : max(other.start, code.start)]
    return "\n" not in between


def read_words(place: Place) -> Span | None:
    """Read `API: s3:CreateBucket Access Denied`; the two words alone are no AWS message."""
    text, one = place.text.text, place.seen
    api = _API.search(text, max(place.floor, one.start - 120), one.start)
    if api is None:
        return None
    quote = place.quote(api.start(), one.end)
    reading = Reading(action=api[1], called=api[1].partition(":")[2], quote=quote)
    return Span(reading, one.start, one.end)


_ROLE_ARN = re.compile(r"arn:[^\s'\"`,;)]{8,600}")
_IMAGE = re.compile(r"[:\s]{0,4}\[?\s?(ami-[0-9a-zA-Z*]{3,40})")
_PROBLEMS = {squeeze(known.phrase): known for known in KNOWN_PROBLEMS}
_CONFIRMED_WITHIN = 500
_TOLD_WITHIN = 200


def read_problem(place: Place) -> Span | None:
    """Read a known problem, unless nothing confirms it or the same message says it better."""
    text, one = place.text.text, place.seen
    known = _PROBLEMS[one.phrase]
    following = text[one.end : one.end + _CONFIRMED_WITHIN]
    if known.confirmed_by not in following or _is_told_better(place, known):
        return None
    reading = Reading(
        action=known.action,
        resource=_role(place, known),
        reason=known.reason,
        problem=known.problem,
        quote=place.quote(one.start, one.end),
    )
    return Span(reading, one.start, one.end)


def _is_told_better(place: Place, known: KnownProblem) -> bool:
    """Return whether the same message goes on to say what is wrong with the credentials."""
    return known.problem is Problem.CREDENTIALS_INVALID and any(
        other.form is Form.PROBLEM and _PROBLEMS[other.phrase].problem is not known.problem
        for other in place.after(_TOLD_WITHIN)
    )


def _role(place: Place, known: KnownProblem) -> str | None:
    if known.problem is not Problem.ROLE_NOT_USABLE:
        return None
    text, one = place.text.text, place.seen
    after = _ROLE_ARN.search(text, one.end, one.end + 60)
    if after:
        whole = _ROLE_ARN.match(text, after.start())
        return _named_role(whole)
    return _named_role(_ROLE_ARN.search(text, max(place.floor, one.start - 200), one.start))


def _named_role(found: re.Match[str] | None) -> str | None:
    return found[0].rstrip(".:") if found and ":role" in found[0] else None


def read_images(place: Place) -> Span | None:
    """Read `Not authorized for images`: the AMI is not shared, not in this Region, or gone."""
    text, one = place.text.text, place.seen
    around = place.surroundings(one.start, one.end)
    image = _IMAGE.match(text, one.end)
    end = image.end() if image else one.end
    reading = Reading(
        action=inferred_action(around, "UnauthorizedOperation"),
        resource=image[1] if image else None,
        reason=DenialReason.NOT_AN_IAM_DENIAL,
        problem=Problem.IMAGE_NOT_USABLE,
        called=around.called,
        quote=place.quote(one.start, end),
    )
    return Span(reading, one.start, end)


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
