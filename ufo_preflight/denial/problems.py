"""What looks like a denial, or fails like one, and no policy of the caller can change."""

from __future__ import annotations

from dataclasses import dataclass

from ufo_preflight.denial.denial import DenialReason, Problem


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
