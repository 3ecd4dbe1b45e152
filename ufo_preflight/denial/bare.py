"""Refusals that say little: no action, no principal, or nothing but an error code."""

from __future__ import annotations

import re
from dataclasses import replace

from ufo_preflight.denial.around import Around, inferred_action, prefix_of
from ufo_preflight.denial.denial import DenialReason, Reading, Situation
from ufo_preflight.denial.events import enclosing, principal_of_event
from ufo_preflight.denial.message import read_principal
from ufo_preflight.denial.phrases import Form, Sighting
from ufo_preflight.denial.place import Place, Span
from ufo_preflight.denial.reasons import read_reason
from ufo_preflight.denial.text import squeeze
from ufo_preflight.policy.condition_keys import action_entry

# An error code and the message that explains it may stand this far apart.
_CODE_REACH_AFTER, _CODE_REACH_BEFORE = 1500, 600
_LEAD = 900
_CODE_ENDS = re.compile(r"\s?(?:[:)<\"'}\],]|occurred)|(?<=[ >:]AccessDenied)$", re.MULTILINE)
# Code that handles the error is no error.
_SOURCE_CODE = re.compile(r"(?:rescue|except|catch|import|raises?|throws?|class)\s*\(?[\w:. ]*$")
_URL = re.compile(r"[:\s]{0,4}(https?://\S{1,300}?)(?=[.,]?\s)")
_PHP_URL = re.compile(r"\"on\"(https?://[^\"]{4,300})\"")
_API = re.compile(r"API:([a-z0-9-]{2,40}):(\w{3,80})$")
_ACTION = re.compile(r"(?<![\w:])([a-z][a-z0-9-]{1,40}):\s?([A-Z][A-Za-z0-9]{2,80})")
_LAYER_WITHIN = 120
_CONNECTION = re.compile(r"refused|blocked")
_ONLY_WITH_A_LAYER = "blockedby"
_TEMPLATE_CALLS = ("Stack", "ChangeSet", "Template")


def read_operation(place: Place) -> Span | None:
    """Read `You are not authorized to perform this operation`, unless the details follow."""
    text, one = place.text.text, place.seen
    following = next(place.after(_LEAD), None)
    if following and following.form is Form.PERFORM and _leads_to(text[one.end : following.start]):
        return None
    around = place.around(one.start, one.end)
    reading = Reading(
        principal=around.principal or _event_principal(place),
        action=place.inferred(around, 300),
        at_run_time=around.at_run_time,
        called=around.called,
        quote=place.quote(one.start, one.end),
    )
    return place.span(reading, one.end)


def _event_principal(place: Place) -> str | None:
    """Return who made the request, where the refusal is the message of a CloudTrail event."""
    lead = place.text.letters(max(place.floor, place.seen.start - 120), place.seen.start)
    if '"errorMessage":"' not in lead:
        return None
    return principal_of_event(enclosing(place.text, place.seen.start))


def _leads_to(between: str) -> bool:
    return squeeze(between).lstrip(".").startswith(("user:", "arn:"))


def read_reason_only(place: Place) -> Span | None:
    """Read a reason whose message was cut off; the operation before it may tell the action."""
    text, one = place.text, place.seen
    reason = read_reason(text, one.start, place.limit)
    if reason is None or reason.clause is not None:
        return None
    around = place.around(one.start, reason.end)
    reading = Reading(
        principal=around.principal,
        action=place.spelled(reason) or inferred_action(around, ""),
        reason=reason.reason,
        policy_arn=reason.policy_arn,
        at_run_time=around.at_run_time,
        called=around.called,
        quote=place.quote(one.start, reason.end),
    )
    return place.span(reading, reason.end)


def read_no_details(place: Place) -> Span | None:
    """Read a refusal such as S3's `Access Denied`."""
    text, one = place.text, place.seen
    around = place.around(one.start, one.end)
    reason = read_reason(text, one.end, min(place.limit, one.end + 80))
    called = around.called or ""
    is_template = one.phrase.startswith("s3error") and any(
        part in called for part in _TEMPLATE_CALLS
    )
    reading = Reading(
        principal=_principal(place) or around.principal or _event_principal(place),
        action=place.inferred(around, 200),
        resource=_url(place),
        reason=reason.reason if reason else DenialReason.UNSPECIFIED,
        policy_arn=reason.policy_arn if reason else None,
        clause=reason.clause if reason else None,
        situation=Situation.TEMPLATE if is_template else None,
        at_run_time=around.at_run_time,
        called=around.called,
        quote=place.line(),
    )
    return Span(reading, one.start, reason.end if reason else one.end)


def _url(place: Place) -> str | None:
    """Return the queue that SQS names by its URL, or where a PHP client sent the request."""
    text, one = place.text.text, place.seen
    if one.phrase.endswith("theresource"):
        found = _URL.match(text, one.end)
    else:
        lead = place.text.letters(max(place.floor, one.start - 600), one.start)
        found = _PHP_URL.search(lead)
    return found[1] if found else None


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
    line = text[max(text.rfind("\n", 0, one.start) + 1, one.start - 200) : one.start]
    if _SOURCE_CODE.search(line):
        return None
    around = place.around(one.start, one.end)
    is_told = not line[-1:].isalnum() and _CODE_ENDS.match(text, one.end) is not None
    action = _operation_s(around, one)
    reading = Reading(
        action=action,
        is_understood=action is not None,
        called=around.called,
        quote=place.quote(one.start, one.end + 240) if is_told else place.line(),
    )
    return Span(reading, one.start, one.end, is_vague=not is_told and action is None)


def _explains(other: Sighting, code: Sighting, text: str) -> bool:
    if other.form is not Form.PROBLEM:
        return True
    between = text[min(other.end, code.end) : max(other.start, code.start)]
    return "\n" not in between


def read_words(place: Place) -> Span | None:
    """Read `API: s3:CreateBucket Access Denied`; the two words alone may be anybody's."""
    one = place.seen
    api = _API.search(place.text.letters(max(place.floor, one.start - 200), one.start))
    if api is None:
        return read_vague(place)
    around = place.around(one.start, one.end)
    reading = Reading(
        action=inferred_action(around, ""),
        called=api[2],
        quote=f"API: {prefix_of(api[1])}:{api[2]} {place.quote(one.start, one.end)}",
    )
    return Span(reading, one.start, one.end)


def read_vague(place: Place) -> Span | None:
    """Read a word that says no: what was refused, and by whom, the text does not tell.

    One that names a layer, as in `denied by a permissions boundary`, tells at least that.
    """
    text, one = place.text.text, place.seen
    is_word = one.form is not Form.VAGUE or not (
        text[max(0, one.start - 1) : one.start].isalpha() or text[one.end : one.end + 1].isalnum()
    )
    if not is_word:
        return None
    around = place.around(one.start, one.end)
    reason = read_reason(place.text, one.start, min(place.limit, one.end + _LAYER_WITHIN))
    layer = reason.reason if reason and reason.reason.layer else DenialReason.UNSPECIFIED
    named = actions_in(place.line()) if layer.layer else []
    is_told_elsewhere = any(place.after(_CODE_REACH_BEFORE)) or any(place.before(_LEAD))
    inferred = None if is_told_elsewhere else _operation_s(around, one)
    action = named[0] if named else inferred
    reading = Reading(
        action=action,
        reason=layer,
        policy_arn=reason.policy_arn if reason else None,
        is_understood=False,
        called=around.called,
        quote=place.line(),
    )
    if layer.layer is None and one.phrase == _ONLY_WITH_A_LAYER:
        return None
    if layer.layer is not None or action is not None:
        return Span(
            replace(reading, is_understood=True), one.start, reason.end if reason else one.end
        )
    return Span(reading, one.start, one.end, is_vague=True)


def _operation_s(around: Around, seen: Sighting) -> str | None:
    """Return the action of an operation whose service the text names, as the Go SDK does.

    A connection that is refused says nothing of permissions.
    """
    is_permission = seen.form is not Form.VAGUE or not _CONNECTION.search(seen.phrase)
    return inferred_action(around, "") if around.service and is_permission else None


def actions_in(text: str) -> list[str]:
    """Return the actions that a text names, once each."""
    found = [
        f"{prefix}:{entry.name}"
        for prefix, name in _ACTION.findall(text)
        if (entry := action_entry(f"{prefix}:{name}"))
    ]
    return list(dict.fromkeys(found))
