"""Denials in JSON: decoded authorization messages and events of CloudTrail.

They are read as they come: bare, inside other JSON, as text in a JSON string, pretty-printed,
wrapped, one or many, or as the answer of `aws cloudtrail lookup-events`.
https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ufo_preflight.denial.around import Around, inferred_action, prefix_of
from ufo_preflight.denial.denial import DenialReason, TextReading
from ufo_preflight.denial.spot import Span, Spot
from ufo_preflight.denial.text import CompactText

_BRACE = re.compile(r"[{}]")
_BEFORE, _AFTER, _MOST_BRACES = 6000, 8000, 300
_SID = re.compile(r"\"statementId\":\"([^\"]{0,128})\"")
_EFFECT = re.compile(r"\"effect\":\"(\w{4,5})\"")
_SERVICE = re.compile(r"\"aws:Service\",\"values\":\{\"items\":\[\{\"value\":\"([a-z0-9-]{2,40})\"")
_ARNS = re.compile(r"\"ARN\":\"(arn:[^\"]{5,1600})\"", re.IGNORECASE)


@dataclass(frozen=True)
class Record:
    """A JSON object of the text: `letters` without white space, and where it begins and ends."""

    letters: str
    start: int
    end: int

    def value(self, key: str) -> str | None:
        """Return the text of the first member `key`, None when it has none."""
        found = re.search(rf"\"{key}\":\"([^\"]{{1,2000}})\"", self.letters)
        return found[1] if found else None

    def member(self, key: str) -> str:
        """Return the letters from the object that is the member `key` on, "" when it has none."""
        at = self.letters.find(f'"{key}":{{')
        return self.letters[at:] if at >= 0 else ""


def enclosing(text: CompactText, at_place: int) -> Record:
    """Return the innermost JSON object around `at_place`; what cannot be told stays outside of it."""
    at = text.squeezed_at(at_place)
    first, last = max(0, at - _BEFORE), min(len(text.squeezed), at + _AFTER)
    start, end = first, last
    depth = 0
    braces = [found.start() for found in _BRACE.finditer(text.squeezed, first, at)]
    for brace in reversed(braces[-_MOST_BRACES:]):
        depth += 1 if text.squeezed[brace] == "}" else -1
        if depth < 0:
            start = brace
            break
    depth = 0
    for count, found in enumerate(_BRACE.finditer(text.squeezed, at, last)):
        depth += 1 if found[0] == "{" else -1
        if depth < 0 or count > _MOST_BRACES:
            end = found.end()
            break
    begins, ends = text.place(start), text.end_place(end)
    return Record(text.letters(begins, ends), begins, ends)


def read_decoded(spot: Spot) -> Span | None:
    """Read the JSON of `aws sts decode-authorization-message`."""
    record = enclosing(spot.text, spot.seen.start)
    if '"allowed":true' in record.letters:
        return None
    context = Record(record.member("context"), 0, 0)
    who = re.search(r"\"arn\":\"([^\"]{5,600})\"", context.member("principal"))
    action = context.value("action")
    if action and ":" not in action:
        # Some messages leave the service out; its name stands among the condition keys.
        service = _SERVICE.search(context.letters)
        action = f"{service[1] if service else 'ec2'}:{action}"
    is_explicit = '"explicitDeny":true' in record.letters
    statements = record.member("matchedStatements").partition('"context":')[0]
    named = zip(_EFFECT.findall(statements), _SID.findall(statements), strict=False)
    reading = TextReading(
        principal=who[1] if who else None,
        action=action,
        resource=context.value("resource"),
        reason=DenialReason.EXPLICIT_UNSPECIFIED if is_explicit else DenialReason.UNSPECIFIED,
        matched=tuple(
            f"{effect.upper()} statement {sid or 'without a Sid'}" for effect, sid in named
        ),
        quote=spot.quote(record.start, record.end),
    )
    return Span(reading, spot.seen.start, max(record.end, spot.seen.end))


def read_event(spot: Spot) -> Span | None:
    """Read an event of CloudTrail, unless its message says more than the event itself."""
    record = enclosing(spot.text, spot.seen.start)
    name, source = record.value("eventName"), record.value("eventSource")
    if name is None or source is None:
        return None
    if any(seen.end <= record.end for seen in spot.after(record.end - spot.seen.end)):
        return None
    service = prefix_of(source.removesuffix(".amazonaws.com"))
    arns = set(_ARNS.findall(record.member("resources") or _list(record, "resources")))
    is_endpoint = "vpceaccessdenied" in spot.seen.phrase
    reading = TextReading(
        principal=principal_of_event(record),
        action=inferred_action(Around(called=name, service=service), ""),
        resource=arns.pop() if len(arns) == 1 else None,
        reason=DenialReason.VPCE_EXPLICIT if is_endpoint else DenialReason.UNSPECIFIED,
        called=name,
        time=record.value("eventTime"),
        quote=spot.quote(spot.seen.start, record.end),
    )
    return Span(reading, spot.seen.start, max(record.end, spot.seen.end))


def principal_of_event(record: Record) -> str | None:
    """Return who made the request of an event."""
    who = re.search(r"\"arn\":\"(arn:[^\"]{5,600})\"", record.member("userIdentity"))
    return who[1] if who else None


def _list(record: Record, key: str) -> str:
    at = record.letters.find(f'"{key}":[')
    return record.letters[at : record.letters.find("]", at)] if at >= 0 else ""
