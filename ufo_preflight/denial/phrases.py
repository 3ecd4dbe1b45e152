"""The phrases that give a denial away, and where a text has them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from ufo_preflight.denial.known_messages import KNOWN_MESSAGES
from ufo_preflight.denial.text import CompactText, squeeze


class Form(Enum):
    """What sort of sentence a phrase begins."""

    PERFORM = "is not authorized to perform: ACTION"
    OPERATION = "not authorized to perform this operation"
    REASON = "because no … policy allows the ACTION action, its beginning cut off"
    IMAGES = "Not authorized for images"
    HANDLER = "Access denied for operation 'TYPE'"
    DECODED = "a decoded authorization message, in JSON"
    EVENT = "an event of CloudTrail, in JSON"
    LACKS = "missing the following permissions: [ACTION]"
    NO_DETAILS = "a refusal without any detail"
    PROBLEM = "a known message, for the most part no permission problem"
    CODE = "an error code alone"
    WORDS = "API: ACTION Access Denied"
    VAGUE = "a word that says no, and nothing more"


# In the order in which they win where two begin at the same place.
_PHRASES: dict[Form, tuple[str, ...]] = {
    Form.OPERATION: (
        "not authorized to perform this operation",
        "not authorized to perform this action",
        "not authorized to perform the requested",
    ),
    Form.PERFORM: (
        "not authorized to perform",
        "not authorised to perform",
        "not authorized to call",
    ),
    Form.REASON: (
        "because no identity-based polic",
        "because no resource-based polic",
        "because no permissions boundary allows",
        "because no session policy allows",
        "because no service control policy allows",
        "because no resource control policy allows",
        "because no VPC endpoint policy allows",
        "because no role trust policy allows",
        "with an explicit deny in",
    ),
    Form.IMAGES: ("Not authorized for images",),
    Form.HANDLER: ("Access denied for operation",),
    Form.DECODED: ('"explicitDeny":',),
    Form.EVENT: (
        '"errorCode":"AccessDenied',
        '"errorCode":"Client.UnauthorizedOperation',
        '"errorCode":"UnauthorizedOperation',
        '"errorCode":"VpceAccessDenied',
        '"errorCode":"UnauthorizedAccess',
        '"errorCode":"AuthorizationError',
        '"errorCode":"NotAuthorized',
    ),
    Form.LACKS: (
        "missing the following permission",
        "lacks the following permission",
        "missing required permission",
        "missing permission",
        "lacks permission",
        "lack permission",
        "have permission",
        "have the permission",
        "have the following permission",
        "have the required permission",
        "have required permission",
        "have sufficient permission",
        "have sufficient access",
        "have the necessary permission",
        "insufficient permission",
    ),
    Form.NO_DETAILS: (
        "not authorized to make this call",
        "not authorized to access this resource",
        "don't have permissions to access this resource",
        "do not have permissions to access this resource",
        "S3 error: Access Denied",
        "AccessDenied: Access Denied",
        "AccessDenied): Access Denied",
        "operation: Access Denied",
        "operation: Forbidden",
        "]: 403 Forbidden",
        "Access Denied (Service:",
        "Access Denied (AWS::S3",
        "<Message>Access Denied</Message>",
        "Access to KMS is not allowed",
        "operation: Access to the resource",
        "AccessDenied: Access to the resource",
        "Did not have IAM permissions to process tags",
    ),
    Form.PROBLEM: tuple(known.phrase for known in KNOWN_MESSAGES),
    Form.WORDS: ("Access Denied",),
    Form.CODE: (
        "AccessDeniedException",
        "AccessDeniedFault",
        "AccessDenied",
        "UnauthorizedOperation",
        "AuthorizationErrorException",
        "NotAuthorizedException",
    ),
    # "No permission denial found" is said only of a text that has none of these.
    Form.VAGUE: (
        "denied",
        "denies access",
        "blocked by",
        "refused",
        "forbidden",
        "unauthorized",
        "unauthorised",
        "not authorized",
        "not authorised",
        "not permitted",
        "not allowed to",
        "not have access",
        "n't have access",
        "insufficient privilege",
        "no permission to",
        "explicit deny",
        "explicitly deny",
    ),
}


@dataclass(frozen=True)
class Sighting:
    """A phrase found in a text: `start` and `end` are places in the text."""

    form: Form
    phrase: str
    start: int
    end: int


@dataclass(frozen=True)
class Sightings:
    """All sightings of a text, in order, and those among them that are more than a code."""

    all: tuple[Sighting, ...]
    telling: tuple[Sighting, ...]


def needles() -> tuple[str, ...]:
    """Return every phrase, squeezed."""
    return tuple(needle for _form, _phrase, needle in _NEEDLES)


_NEEDLES = tuple(
    (form, phrase, squeeze(phrase)) for form, phrases in _PHRASES.items() for phrase in phrases
)
# A reading is sure to be another message only if it begins with one of the other forms.
_WEAK = (Form.CODE, Form.WORDS, Form.VAGUE, Form.EVENT)
_ANY_CASE = (Form.VAGUE, Form.DECODED, Form.EVENT)


def sightings(text: CompactText) -> Sightings:
    """Return what begins a denial in `text`, in order, none overlapping another.

    A phrase of several words is found in any case and with any white space; one of a single word
    is an identifier and counts only as it is written. A weak phrase gives way to a telling one.
    """
    found = [
        Sighting(form, needle, start, end)
        for form, phrase, needle in _NEEDLES
        for start, end in text.find_all(needle)
        if " " in phrase or form in _ANY_CASE or text.text[start:end].replace("\n", "") == phrase
    ]
    telling = _apart(seen for seen in found if seen.form not in _WEAK)
    starts = [seen.start for seen in telling]
    weak = [seen for seen in found if seen.form in _WEAK]
    free = [seen for seen in weak if not _overlaps(seen, telling, starts)]
    kept = sorted([*telling, *_apart(free)], key=lambda seen: seen.start)
    return Sightings(tuple(kept), telling)


def _apart(found: Iterable[Sighting]) -> tuple[Sighting, ...]:
    """Return the sightings in order, of those that overlap the first and longest."""
    order = {form: rank for rank, form in enumerate(Form)}
    kept: list[Sighting] = []
    for seen in sorted(found, key=lambda seen: (seen.start, -seen.end, order[seen.form])):
        if not kept or seen.start >= kept[-1].end:
            kept.append(seen)
    return tuple(kept)


def _overlaps(seen: Sighting, telling: Sequence[Sighting], starts: Sequence[int]) -> bool:
    at = bisect_left(starts, seen.end) - 1
    return at >= 0 and telling[at].end > seen.start
