"""The forms that a denial takes, and the phrases that give each away."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ufo_preflight.denial.compact import CompactText, squeeze
from ufo_preflight.denial.problems import KNOWN_PROBLEMS


class Form(Enum):
    """What sort of sentence a phrase begins."""

    PERFORM = "is not authorized to perform: ACTION"
    OPERATION = "not authorized to perform this operation"
    REASON = "because no … policy allows the ACTION action, its beginning cut off"
    IMAGES = "Not authorized for images"
    HANDLER = "Access denied for operation 'TYPE'"
    NO_DETAILS = "a refusal without any detail"
    PROBLEM = "no permission problem"
    CODE = "an error code alone"
    WORDS = "API: ACTION Access Denied"


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
    Form.NO_DETAILS: (
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
    Form.PROBLEM: tuple(known.phrase for known in KNOWN_PROBLEMS),
    Form.WORDS: ("Access Denied",),
    Form.CODE: (
        "AccessDeniedException",
        "AccessDeniedFault",
        "AccessDenied",
        "UnauthorizedOperation",
        "AuthorizationErrorException",
        "NotAuthorizedException",
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
_WEAK = (Form.CODE, Form.WORDS)


def sightings(text: CompactText) -> Sightings:
    """Return what begins a denial in `text`, in order, none overlapping another.

    A phrase of several words is found in any case and with any white space; one of a single word
    is an identifier and counts only as it is written.
    """
    order = {form: rank for rank, form in enumerate(Form)}
    found = [
        Sighting(form, needle, start, end)
        for form, phrase, needle in _NEEDLES
        for start, end in text.find_all(needle)
        if " " in phrase or text.text[start:end].replace("\n", "") == phrase
    ]
    found.sort(key=lambda seen: (seen.start, -seen.end, order[seen.form]))
    kept: list[Sighting] = []
    for seen in found:
        if not kept or seen.start >= kept[-1].end:
            kept.append(seen)
    return Sightings(tuple(kept), tuple(seen for seen in kept if seen.form not in _WEAK))
