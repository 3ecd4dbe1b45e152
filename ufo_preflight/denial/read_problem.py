"""What is no missing permission: throttling, credentials, roles and images that cannot be used."""

from __future__ import annotations

import re

from ufo_preflight.denial.compact import squeeze
from ufo_preflight.denial.denial import DenialReason, Problem, Reading
from ufo_preflight.denial.forms import Form
from ufo_preflight.denial.infer import inferred_action
from ufo_preflight.denial.place import Place, Span
from ufo_preflight.denial.problems import KNOWN_PROBLEMS, KnownProblem

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
