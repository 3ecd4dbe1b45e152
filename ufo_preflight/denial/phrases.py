"""The phrases that give a denial away, and those of problems that no policy can change."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ufo_preflight.denial.denial import DenialReason, Problem
from ufo_preflight.denial.text import CompactText, squeeze


@dataclass(frozen=True)
class KnownProblem:
    """A phrase and what it means, where `confirmed_by` follows it; `action` is what it implies."""

    phrase: str
    problem: Problem
    reason: DenialReason = DenialReason.NOT_AN_ACCESS_DENIED
    action: str | None = None
    confirmed_by: str = ""


_ROLE = (Problem.ROLE_NOT_USABLE, DenialReason.ECS_CANNOT_ASSUME_ROLE, "sts:AssumeRole")
_LINKED = (
    Problem.SERVICE_LINKED_ROLE,
    DenialReason.SERVICE_LINKED_ROLE_MISSING,
    "iam:CreateServiceLinkedRole",
)
_INVALID = (Problem.ROLE_NOT_USABLE, DenialReason.INVALID_ROLE)
_NO_IMAGE = (Problem.IMAGE_NOT_FOUND, DenialReason.NOT_AN_IAM_DENIAL)

# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
# https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
KNOWN_PROBLEMS = (
    KnownProblem("ECS was unable to assume the role", *_ROLE),
    KnownProblem("ECS was unable to assume role", *_ROLE),
    KnownProblem("Unable to assume role and validate", *_ROLE),
    KnownProblem("Unable to assume the service linked role", *_LINKED),
    KnownProblem("Unable to assume the service-linked role", *_LINKED),
    KnownProblem("Service Linked Role does not exist", *_LINKED),
    KnownProblem("verify that the ECS service linked role exists", *_LINKED),
    KnownProblem("operation: Role is not valid", *_INVALID),
    KnownProblem('message: "Role is not valid', *_INVALID),
    KnownProblem("ClientException: Role is not valid", *_INVALID),
    KnownProblem("is invalid or cannot be assumed", *_INVALID),
    KnownProblem(
        "Cross-account pass role is not allowed",
        Problem.ROLE_OF_OTHER_ACCOUNT,
        DenialReason.INVALID_ROLE,
        "iam:PassRole",
    ),
    KnownProblem("InvalidAMIID.NotFound", *_NO_IMAGE),
    KnownProblem("InvalidAMIID.Unavailable", *_NO_IMAGE),
    KnownProblem("name unknown: The repository with name", *_NO_IMAGE),
    KnownProblem("RepositoryNotFoundException", *_NO_IMAGE),
    KnownProblem("CannotPullContainerError: manifest unknown", *_NO_IMAGE),
    KnownProblem("failed to resolve ref", *_NO_IMAGE, confirmed_by=": not found"),
    KnownProblem("connection issue between the task and", Problem.NETWORK),
    KnownProblem(
        "The config profile (", Problem.CREDENTIALS_MISSING, confirmed_by="could not be found"
    ),
    KnownProblem("Rate exceeded", Problem.THROTTLED),
    KnownProblem("ThrottlingException", Problem.THROTTLED),
    KnownProblem("ThrottledException", Problem.THROTTLED),
    KnownProblem("RequestLimitExceeded", Problem.THROTTLED),
    KnownProblem("(Throttling)", Problem.THROTTLED),
    KnownProblem("ExpiredToken", Problem.CREDENTIALS_EXPIRED),
    KnownProblem("security token included in the request is expired", Problem.CREDENTIALS_EXPIRED),
    KnownProblem("RequestExpired", Problem.CREDENTIALS_EXPIRED),
    KnownProblem(
        "SSO session associated with this profile has expired", Problem.CREDENTIALS_EXPIRED
    ),
    KnownProblem("Token has expired and refresh failed", Problem.CREDENTIALS_EXPIRED),
    KnownProblem("Error loading SSO Token", Problem.CREDENTIALS_EXPIRED),
    KnownProblem("Unable to locate credentials", Problem.CREDENTIALS_MISSING),
    KnownProblem("NoCredentialsError", Problem.CREDENTIALS_MISSING),
    KnownProblem("NoCredentialProviders", Problem.CREDENTIALS_MISSING),
    KnownProblem("MissingCredentialsError", Problem.CREDENTIALS_MISSING),
    KnownProblem("unable to sign request without credentials", Problem.CREDENTIALS_MISSING),
    KnownProblem("Missing credentials in config", Problem.CREDENTIALS_MISSING),
    KnownProblem("Could not load credentials from any providers", Problem.CREDENTIALS_MISSING),
    KnownProblem("No valid credential sources", Problem.CREDENTIALS_MISSING),
    KnownProblem("MissingAuthenticationToken", Problem.CREDENTIALS_MISSING),
    KnownProblem("CredentialsProviderError", Problem.CREDENTIALS_MISSING),
    KnownProblem("failed to refresh cached credentials", Problem.CREDENTIALS_MISSING),
    KnownProblem(
        "Unable to load credentials from any of the providers", Problem.CREDENTIALS_MISSING
    ),
    KnownProblem("InvalidClientTokenId", Problem.CREDENTIALS_INVALID),
    KnownProblem("UnrecognizedClientException", Problem.CREDENTIALS_INVALID),
    KnownProblem("InvalidAccessKeyId", Problem.CREDENTIALS_INVALID),
    KnownProblem("security token included in the request is invalid", Problem.CREDENTIALS_INVALID),
    KnownProblem(
        "not able to validate the provided access credentials", Problem.CREDENTIALS_INVALID
    ),
    KnownProblem("SignatureDoesNotMatch", Problem.CREDENTIALS_INVALID),
    KnownProblem("IncompleteSignature", Problem.CREDENTIALS_INVALID),
    KnownProblem("Signature not yet current", Problem.CLOCK_WRONG),
    KnownProblem("Signature expired:", Problem.CLOCK_WRONG),
    KnownProblem("RequestTimeTooSkewed", Problem.CLOCK_WRONG),
    KnownProblem("authorization token has expired. Reauthenticate", Problem.REGISTRY_LOGIN),
    KnownProblem("no basic auth credentials", Problem.REGISTRY_LOGIN),
)


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
