"""Refusals that say little: no action, no principal, or nothing but an error code."""

from __future__ import annotations

import re
from dataclasses import replace

from ufo_preflight.denial.around import Around, inferred_action, prefix_of
from ufo_preflight.denial.denial import DenialReason, Situation, TextReading
from ufo_preflight.denial.events import enclosing, principal_of_event
from ufo_preflight.denial.message import read_principal
from ufo_preflight.denial.phrases import Form, Sighting
from ufo_preflight.denial.reasons import read_reason
from ufo_preflight.denial.spot import Span, Spot
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
_LAYER_WITHIN, _NEAR = 120, 200
_CONNECTION = re.compile(r"refused|blocked")
_ONLY_WITH_A_LAYER = "blockedby"
_TEMPLATE_CALLS = ("Stack", "ChangeSet", "Template")


def read_operation(spot: Spot) -> Span | None:
    """Read `You are not authorized to perform this operation`, unless the details follow."""
    text, one = spot.text.text, spot.seen
    following = next(spot.after(_LEAD), None)
    if following and following.form is Form.PERFORM and _leads_to(text[one.end : following.start]):
        return None
    around = spot.around(one.start, one.end)
    reading = TextReading(
        principal=around.principal or _event_principal(spot),
        action=spot.inferred(around, 300),
        at_run_time=around.at_run_time,
        called=around.called,
        quote=spot.quote(one.start, one.end),
    )
    return spot.span(reading, one.end)


def _event_principal(spot: Spot) -> str | None:
    """Return who made the request, where the refusal is the message of a CloudTrail event."""
    lead = spot.text.letters(max(spot.floor, spot.seen.start - 120), spot.seen.start)
    if '"errorMessage":"' not in lead:
        return None
    return principal_of_event(enclosing(spot.text, spot.seen.start))


def _leads_to(between: str) -> bool:
    return squeeze(between).lstrip(".").startswith(("user:", "arn:"))


def read_reason_only(spot: Spot) -> Span | None:
    """Read a reason whose message was cut off; the operation before it may tell the action."""
    text, one = spot.text, spot.seen
    reason = read_reason(text, one.start, spot.limit)
    if reason is None or reason.clause is not None:
        return None
    around = spot.around(one.start, reason.end)
    reading = TextReading(
        principal=around.principal,
        action=spot.spelled(reason) or inferred_action(around, ""),
        reason=reason.reason,
        policy_arn=reason.policy_arn,
        at_run_time=around.at_run_time,
        called=around.called,
        quote=spot.quote(one.start, reason.end),
    )
    return spot.span(reading, reason.end)


def read_no_details(spot: Spot) -> Span | None:
    """Read a refusal such as S3's `Access Denied`."""
    text, one = spot.text, spot.seen
    around = spot.around(one.start, one.end)
    reason = read_reason(text, one.end, min(spot.limit, one.end + 80))
    called = around.called or ""
    is_template = one.phrase.startswith("s3error") and any(
        part in called for part in _TEMPLATE_CALLS
    )
    reading = TextReading(
        principal=_principal(spot) or around.principal or _event_principal(spot),
        action=spot.inferred(around, 200),
        resource=_url(spot),
        reason=reason.reason if reason else DenialReason.UNSPECIFIED,
        policy_arn=reason.policy_arn if reason else None,
        clause=reason.clause if reason else None,
        situation=Situation.TEMPLATE if is_template else None,
        at_run_time=around.at_run_time,
        called=around.called,
        quote=spot.line(),
    )
    return Span(reading, one.start, reason.end if reason else one.end)


def _url(spot: Spot) -> str | None:
    """Return the queue that SQS names by its URL, or where a PHP client sent the request."""
    text, one = spot.text.text, spot.seen
    if one.phrase.endswith("theresource"):
        found = _URL.match(text, one.end)
    else:
        lead = spot.text.letters(max(spot.floor, one.start - 600), one.start)
        found = _PHP_URL.search(lead)
    return found[1] if found else None


def _principal(spot: Spot) -> str | None:
    if "notauthorized" not in spot.seen.phrase:
        return None
    value = read_principal(spot.text, spot.seen.start, spot.floor).value
    return value if value and value.startswith("arn:") else None


def read_code(spot: Spot) -> Span | None:
    """Read an error code with nothing around it that another form explains: it is not understood."""
    text, one = spot.text.text, spot.seen
    if any(_explains(other, one, text) for other in spot.after(_CODE_REACH_AFTER)):
        return None
    if any(_explains(other, one, text) for other in spot.before(_CODE_REACH_BEFORE)):
        return None
    line = text[max(text.rfind("\n", 0, one.start) + 1, one.start - 200) : one.start]
    if _SOURCE_CODE.search(line):
        return None
    around = spot.around(one.start, one.end)
    is_told = not line[-1:].isalnum() and _CODE_ENDS.match(text, one.end) is not None
    action = _operation_s(around, one)
    reading = TextReading(
        action=action,
        is_understood=action is not None,
        called=around.called,
        quote=spot.quote(one.start, one.end + 240) if is_told else spot.line(),
    )
    return Span(reading, one.start, one.end, is_vague=not is_told and action is None)


def _explains(other: Sighting, code: Sighting, text: str) -> bool:
    if other.form is not Form.PROBLEM:
        return True
    between = text[min(other.end, code.end) : max(other.start, code.start)]
    return "\n" not in between


def read_words(spot: Spot) -> Span | None:
    """Read `API: s3:CreateBucket Access Denied`; the two words alone may be anybody's."""
    one = spot.seen
    api = _API.search(spot.text.letters(max(spot.floor, one.start - 200), one.start))
    if api is None:
        return read_vague(spot)
    around = spot.around(one.start, one.end)
    reading = TextReading(
        action=inferred_action(around, ""),
        called=api[2],
        quote=f"API: {prefix_of(api[1])}:{api[2]} {spot.quote(one.start, one.end)}",
    )
    return Span(reading, one.start, one.end)


def read_vague(spot: Spot) -> Span | None:
    """Read a word that says no: what was refused, and by whom, the text does not tell.

    One that names a layer, as in `denied by a permissions boundary`, tells at least that.
    """
    text, one = spot.text.text, spot.seen
    is_word = one.form is not Form.VAGUE or not (
        text[max(0, one.start - 1) : one.start].isalpha() or text[one.end : one.end + 1].isalnum()
    )
    if not is_word or (spot.has_vague and not _may_tell_more(spot)):
        return None
    around = spot.around(one.start, one.end)
    reason = read_reason(spot.text, one.start, min(spot.limit, one.end + _LAYER_WITHIN))
    layer = reason.reason if reason and reason.reason.layer else DenialReason.UNSPECIFIED
    named = actions_in(spot.line()) if layer.layer else []
    is_told_elsewhere = any(spot.after(_CODE_REACH_BEFORE)) or any(spot.before(_LEAD))
    inferred = None if is_told_elsewhere else _operation_s(around, one)
    action = named[0] if named else inferred
    reading = TextReading(
        action=action,
        reason=layer,
        policy_arn=reason.policy_arn if reason else None,
        is_understood=False,
        called=around.called,
        quote=spot.line(),
    )
    if layer.layer is None and one.phrase == _ONLY_WITH_A_LAYER:
        return None
    if layer.layer is not None or action is not None:
        return Span(
            replace(reading, is_understood=True), one.start, reason.end if reason else one.end
        )
    return Span(reading, one.start, one.end, is_vague=True)


def _may_tell_more(spot: Spot) -> bool:
    """Return whether a layer or an operation stands near: one of many vague words is enough."""
    at = spot.text.squeezed_at(spot.seen.start)
    near = spot.text.squeezed[max(0, at - _NEAR) : at + _NEAR]
    return any(word in near for word in ("polic", "boundar", "scp", "operationerror"))


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
