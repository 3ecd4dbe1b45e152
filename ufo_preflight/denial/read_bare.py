"""Refusals that say little: no action, no principal, or nothing but an error code."""

from __future__ import annotations

import re

from ufo_preflight.denial.compact import squeeze
from ufo_preflight.denial.denial import DenialReason, Reading
from ufo_preflight.denial.fields import read_principal
from ufo_preflight.denial.forms import Form, Sighting
from ufo_preflight.denial.place import Place, Span
from ufo_preflight.denial.reasons import read_reason

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
