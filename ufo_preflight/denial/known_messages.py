"""Messages that are known as they stand: what they mean, and which of them no policy can change.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ufo_preflight.denial.denial import DenialReason, Problem, Situation


@dataclass(frozen=True)
class KnownMessage:
    """A phrase and what it means: a problem, or a denial whose situation says what to do.

    `action` is what the phrase implies. Where `confirmed_by` is not empty, one of its words has to
    follow; where `near` is not, one has to stand around it.
    """

    phrase: str
    problem: Problem | None = None
    situation: Situation | None = None
    reason: DenialReason = DenialReason.NOT_AN_ACCESS_DENIED
    action: str | None = None
    confirmed_by: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


# Evidence that a connection that failed is one to AWS or to a registry.
_AT_AWS = (
    "amazonaws.com",
    "public.ecr.aws",
    "docker.io",
    "ResourceInitializationError",
    "CannotPull",
)
_BY_PROBLEM: dict[Problem, tuple[str, ...]] = {
    Problem.THROTTLED: (
        "Rate exceeded",
        "ThrottlingException",
        "ThrottledException",
        "RequestLimitExceeded",
        "(Throttling)",
        "toomanyrequests:",
    ),
    Problem.CREDENTIALS_EXPIRED: (
        "ExpiredToken",
        "security token included in the request is expired",
        "RequestExpired",
        "SSO session associated with this profile has expired",
        "Token has expired and refresh failed",
        "Error loading SSO Token",
    ),
    Problem.CREDENTIALS_MISSING: (
        "Unable to locate credentials",
        "NoCredentialsError",
        "NoCredentialProviders",
        "MissingCredentialsError",
        "unable to sign request without credentials",
        "Missing credentials in config",
        "Could not load credentials from any providers",
        "No valid credential sources",
        "missing authentication token",
        "CredentialsProviderError",
        "failed to refresh cached credentials",
        "Unable to load credentials from any of the providers",
    ),
    Problem.CREDENTIALS_INVALID: (
        "InvalidClientTokenId",
        "UnrecognizedClientException",
        "InvalidAccessKeyId",
        "security token included in the request is invalid",
        "not able to validate the provided access credentials",
        "SignatureDoesNotMatch",
        "IncompleteSignature",
    ),
    Problem.CLOCK_WRONG: (
        "Signature not yet current",
        "Signature expired:",
        "RequestTimeTooSkewed",
    ),
    Problem.REGISTRY_LOGIN: (
        "authorization token has expired. Reauthenticate",
        "no basic auth credentials",
        "unauthorized: authentication required",
        "unauthorized: incorrect username or password",
    ),
    Problem.NETWORK: ("connection issue between the task and",),
    Problem.IDENTITY_PROVIDER: (
        "No OpenIDConnect provider found",
        "Incorrect token audience",
        "retrieve verification key from your identity provider",
        "OpenIDConnect provider's HTTPS certificate",
    ),
}
_NETWORK = (
    "i/o timeout",
    "context deadline exceeded",
    "connection refused",
    "connection timed out",
    "connection reset by peer",
    "no such host",
    "no route to host",
    "network is unreachable",
    "TLS handshake timeout",
    "Client.Timeout exceeded",
    "request canceled while waiting for connection",
    "Could not connect to the endpoint URL",
    "Connect timeout on endpoint URL",
    "EndpointConnectionError",
    "ConnectTimeoutError",
    "RequestError: send request failed",
)
_CANNOT_ASSUME = (
    "ECS was unable to assume the role",
    "ECS was unable to assume role",
    "Unable to assume role and validate",
)
_NO_LINKED_ROLE = (
    "Unable to assume the service linked role",
    "Unable to assume the service-linked role",
    "Service Linked Role does not exist",
    "verify that the ECS service linked role exists",
)
_INVALID_ROLE = (
    "operation: Role is not valid",
    'message: "Role is not valid',
    "ClientException: Role is not valid",
    "is invalid or cannot be assumed",
    "cannot be assumed",
    "could not be assumed",
    "unable to assume the provided role",
    "not able to assume the role",
    "failed to assume the role",
    "cannot assume role",
    "cannot assume the role",
    "unable to assume role",
    "unable to assume the role",
)
_NO_IMAGE = (
    "InvalidAMIID.NotFound",
    "InvalidAMIID.Unavailable",
    "name unknown: The repository with name",
    "RepositoryNotFoundException",
    "CannotPullContainerError: manifest unknown",
)
# What Docker Hub and other registries say of an image that is private, or not there.
_REGISTRY_DENIES = (
    "denied: requested access to the resource is denied",
    "pull access denied for",
    "insufficient_scope: authorization failed",
)
_LAYERS_403 = (
    "failed to copy: httpReadSeeker: failed open",
    "error pulling image configuration",
    "starport-layer-bucket",
)
_PUSH_403 = (
    "error parsing HTTP 403 response body",
    "unexpected status from HEAD request",
    "unexpected status from POST request",
    "unexpected status from PUT request",
    "unexpected status from GET request",
    "failed with status code [manifests",
    "failed with status code [blobs",
    "failed with status code [mount",
)
_PIPELINE = (
    "The provided role does not have",
    "The service role or action role",
)


def _all() -> Iterator[KnownMessage]:
    for problem, phrases in _BY_PROBLEM.items():
        yield from (KnownMessage(phrase, problem) for phrase in phrases)
    for phrase in _NETWORK:
        yield KnownMessage(phrase, Problem.NETWORK, near=_AT_AWS)
    for phrase in _CANNOT_ASSUME:
        reason = DenialReason.ECS_CANNOT_ASSUME_ROLE
        yield KnownMessage(phrase, Problem.ROLE_NOT_USABLE, reason=reason, action="sts:AssumeRole")
    for phrase in _NO_LINKED_ROLE:
        yield KnownMessage(
            phrase,
            Problem.SERVICE_LINKED_ROLE,
            reason=DenialReason.SERVICE_LINKED_ROLE_MISSING,
            action="iam:CreateServiceLinkedRole",
        )
    for phrase in _INVALID_ROLE:
        yield KnownMessage(phrase, Problem.ROLE_NOT_USABLE, reason=DenialReason.INVALID_ROLE)
    # CDK, of the roles of its bootstrap stack.
    yield KnownMessage(
        "could not be used to assume", reason=DenialReason.UNSPECIFIED, action="sts:AssumeRole"
    )
    yield KnownMessage(
        "Cross-account pass role is not allowed",
        Problem.ROLE_OF_OTHER_ACCOUNT,
        reason=DenialReason.INVALID_ROLE,
        action="iam:PassRole",
    )
    for phrase in _NO_IMAGE:
        yield KnownMessage(phrase, Problem.IMAGE_NOT_FOUND, reason=DenialReason.NOT_AN_IAM_DENIAL)
    yield KnownMessage(
        "failed to resolve ref",
        Problem.IMAGE_NOT_FOUND,
        reason=DenialReason.NOT_AN_IAM_DENIAL,
        confirmed_by=(": not found",),
    )
    for phrase in _REGISTRY_DENIES:
        yield KnownMessage(phrase, Problem.REGISTRY_LOGIN, reason=DenialReason.NOT_AN_IAM_DENIAL)
    yield KnownMessage(
        "The config profile (", Problem.CREDENTIALS_MISSING, confirmed_by=("could not be found",)
    )
    for phrase in ("Access Denied for bucket", "operation: Access Denied for bucket"):
        yield KnownMessage(
            phrase,
            situation=Situation.LOG_BUCKET,
            reason=DenialReason.RESOURCE_POLICY_IMPLICIT,
        )
    yield from (_denial(phrase, Situation.PIPELINE_ROLE) for phrase in _PIPELINE)
    yield from (_denial(phrase, Situation.IMAGE_LAYERS, "403") for phrase in _LAYERS_403)
    yield from (_denial(phrase, Situation.REGISTRY_PUSH, "403") for phrase in _PUSH_403)
    yield KnownMessage(
        "failed to authorize: failed to fetch",
        Problem.REGISTRY_LOGIN,
        confirmed_by=("401", "403", "denied"),
    )
    yield KnownMessage(
        "The ciphertext refers to a customer master key",
        reason=DenialReason.RESOURCE_POLICY_IMPLICIT,
        action="kms:Decrypt",
    )
    yield KnownMessage("denied due to a VPC endpoint policy", reason=DenialReason.VPCE_EXPLICIT)


def _denial(phrase: str, situation: Situation, confirmed_by: str = "") -> KnownMessage:
    return KnownMessage(
        phrase,
        situation=situation,
        reason=DenialReason.UNSPECIFIED,
        confirmed_by=(confirmed_by,) if confirmed_by and confirmed_by not in phrase else (),
    )


KNOWN_MESSAGES = tuple(_all())
