"""What is said of an error of AWS or of botocore: one sentence, and one next step, as a table.

The exceptions are botocore's public ones.
https://github.com/boto/botocore/blob/develop/botocore/exceptions.py
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from botocore import exceptions as sdk
from botocore.parsers import ResponseParserError

from ufo_preflight.errors import (
    ApiError,
    CredentialsError,
    EndpointError,
    RegionError,
    UndeterminedError,
)


@dataclass(frozen=True)
class Sentence:
    """What is said of an error: templates of a message and a hint, filled by `filled`."""

    error: type[UndeterminedError]
    code: str
    message: str
    hint: str = ""

    def filled(self, words: Mapping[str, str]) -> UndeterminedError:
        """Return the error with every word in its place."""
        message, hint = self.message.format_map(words), self.hint.format_map(words)
        return self.error(message, hint=hint, code=self.code)


EXPIRED_CREDENTIALS = Sentence(
    CredentialsError, "expired", "the credentials have expired ({code})", "{renew}"
)
WRONG_CLOCK = Sentence(
    CredentialsError,
    "clock",
    "the clock of this computer is wrong, says AWS: {text}",
    "Set the clock (`timedatectl set-ntp true`), then ask again.",
)
WRONG_SECRET = Sentence(
    CredentialsError,
    "signature",
    "the secret key does not belong to the access key ({first_sentence})",
    "Copy the secret key again; a clock that is off by minutes is answered alike.",
)
KEYS_REFUSED = Sentence(
    CredentialsError,
    "not-accepted",
    "AWS does not accept these credentials ({code}: {text})",
    "The key may be deleted, inactive, of another partition, or of an opt-in region "
    "that the account has not enabled. `aws configure list` says where it comes from.",
)
THROTTLED = Sentence(
    ApiError,
    "throttled",
    "AWS throttles {operation} in this account ({code})",
    "Wait a few minutes, or allow more attempts with AWS_MAX_ATTEMPTS.",
)
OTHER_ANSWER = Sentence(ApiError, "", "{operation} was answered with {code}: {text}")
ROLE_REFUSED = Sentence(
    CredentialsError,
    "assume-role",
    "the role of {whose} cannot be assumed ({operation}: {code}: {text})",
    "The role's trust policy must name the caller, and the caller's own policy must allow "
    "sts:AssumeRole on the role; a wrong or used MFA code is answered alike.",
)
WEB_TOKEN_REFUSED = Sentence(
    CredentialsError,
    "web-identity",
    "AWS does not accept the web identity token of {whose} ({code}: {text})",
    "The token may be old, or the role's trust policy may not name its issuer, audience and "
    "subject: compare them, and run the job again for a new token.",
)
PROCESS_FAILED = Sentence(
    CredentialsError,
    "credential-process",
    "the credential_process of the profile failed: {process}",
    "Run the command of credential_process by hand and mend it.",
)
PROCESS_STALE = Sentence(
    CredentialsError,
    "expired",
    "the credential_process of {whose} hands out credentials that have already expired",
    "Renew what its command reads, then ask again.",
)
_Kinds = type[Exception] | tuple[type[Exception], ...]
# `aws login` came to botocore late in 2025.
_LOGIN: type[Exception] = getattr(sdk, "LoginError", sdk.SSOError)
# The first kind that fits speaks: narrower kinds stand before wider ones.
SENTENCES: tuple[tuple[_Kinds, Sentence], ...] = (
    (
        sdk.NoCredentialsError,
        Sentence(CredentialsError, "no-credentials", "{without}", "{where_to_get_some}"),
    ),
    (
        sdk.PartialCredentialsError,
        Sentence(
            CredentialsError,
            "partial-credentials",
            "the credentials are incomplete: {cred_var} is missing (looked in: {provider})",
            "Set both the access key and the secret key, or neither.",
        ),
    ),
    (
        (sdk.SSOError, sdk.TokenRetrievalError, sdk.NoAuthTokenError, _LOGIN),
        Sentence(
            CredentialsError,
            "sso-expired",
            "the sign-in session has ended or was never begun ({first_sentence})",
            "Sign in: {login}",
        ),
    ),
    (
        (sdk.CredentialRetrievalError, sdk.MetadataRetrievalError),
        Sentence(CredentialsError, "", "{provider} gave no credentials: {said}", "{renew}"),
    ),
    (
        sdk.RefreshWithMFAUnsupportedError,
        Sentence(
            CredentialsError,
            "mfa",
            "the credentials of this profile cannot be renewed without a person ({text})",
            "{renew}",
        ),
    ),
    (
        EOFError,
        Sentence(
            CredentialsError,
            "mfa",
            "{whose} asks for an MFA code, and nobody is there to type it",
            "Run it in a terminal, or export the temporary credentials of a session that has MFA: "
            "aws configure export-credentials --format env",
        ),
    ),
    (
        sdk.InvalidConfigError,
        Sentence(
            CredentialsError,
            "aws-configuration",
            "the AWS configuration cannot be used: {first_sentence}",
            "Correct source_profile or credential_source in ~/.aws/config (or in what "
            "AWS_CONFIG_FILE names); `aws configure list-profiles` names the profiles.",
        ),
    ),
    (
        (
            sdk.ConfigParseError,
            sdk.ConfigNotFound,
            sdk.UnknownCredentialError,
            sdk.InvalidRetryConfigurationError,
        ),
        Sentence(
            CredentialsError,
            "aws-configuration",
            "the AWS configuration cannot be used: {text}",
            "Mend ~/.aws/config or ~/.aws/credentials (or what AWS_CONFIG_FILE names).",
        ),
    ),
    (
        (sdk.NoRegionError, sdk.InvalidRegionError, sdk.EndpointProviderError),
        Sentence(
            RegionError,
            "",
            "no usable region: {text}",
            "Name the region of the deploy: --region us-west-2",
        ),
    ),
    (
        sdk.ProxyConnectionError,
        Sentence(
            EndpointError,
            "proxy",
            "cannot get through the proxy {host}",
            "Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY.",
        ),
    ),
    (
        sdk.SSLError,
        Sentence(
            EndpointError,
            "tls",
            "the TLS certificate of {host} is not trusted here ({error})",
            "Behind a proxy that opens TLS, name its certificates: --ca-bundle FILE, "
            "or AWS_CA_BUNDLE.",
        ),
    ),
    (
        (sdk.ConnectTimeoutError, sdk.ReadTimeoutError, TimeoutError),
        Sentence(
            EndpointError,
            "timeout",
            "no answer in time from {host}",
            "Check the network (a VPC without a way out?), or give it longer: "
            "--cli-connect-timeout, --cli-read-timeout.",
        ),
    ),
    (
        sdk.EndpointConnectionError,
        Sentence(
            EndpointError,
            "",
            "cannot reach {host}",
            "Check the network, the region's name, and --endpoint-url or AWS_ENDPOINT_URL.",
        ),
    ),
    (
        (sdk.ConnectionClosedError, sdk.HTTPClientError),
        Sentence(EndpointError, "connection-cut", "the connection to {host} was cut", "Ask again."),
    ),
    (
        (ResponseParserError, AttributeError, KeyError, TypeError),
        Sentence(
            EndpointError,
            "not-aws",
            "what answered is not AWS",
            "A captive portal or a proxy may be in between; or check --endpoint-url.",
        ),
    ),
    (
        sdk.MissingDependencyException,
        Sentence(
            CredentialsError,
            "missing-dependency",
            "the credentials of this profile need a part of botocore that is not installed",
            'Install it beside ufo-preflight: pip install "botocore[crt]"',
        ),
    ),
    (
        (FileNotFoundError, PermissionError),
        Sentence(
            CredentialsError,
            "token-file",
            "a file that the AWS configuration names cannot be read: {text}",
            "AWS_WEB_IDENTITY_TOKEN_FILE, web_identity_token_file of the profile, or "
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names it: mount it, or correct the name.",
        ),
    ),
    (
        RuntimeError,
        Sentence(
            CredentialsError,
            "expired",
            "the credentials that {whose} hands out cannot be used: {first_sentence}",
            "{renew}",
        ),
    ),
    (
        (OSError, ValueError),
        Sentence(
            EndpointError,
            "aws-configuration",
            "an AWS setting cannot be used: {text}",
            "Check the variables AWS_CA_BUNDLE, AWS_ENDPOINT_URL, AWS_MAX_ATTEMPTS and their like.",
        ),
    ),
)
ANYTHING_ELSE = Sentence(ApiError, "", "AWS could not be asked: {text}")
