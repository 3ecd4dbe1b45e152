"""botocore's exceptions as our errors: one sentence about what is wrong, one next step each.

The exceptions are botocore's public ones.
https://github.com/boto/botocore/blob/develop/botocore/exceptions.py
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from botocore import exceptions as sdk
from botocore.parsers import ResponseParserError

from ufo_preflight.aws.codes import (
    CLOCK_WORDS,
    EXPIRED,
    NOT_ACCEPTED,
    SIGNATURE,
    THROTTLING,
    error_code,
    error_text,
)
from ufo_preflight.aws.sign_in import SignIn, no_credentials
from ufo_preflight.errors import (
    ApiError,
    CredentialsError,
    EndpointError,
    RegionError,
    UndeterminedError,
)

# What botocore raises, also where it does not mean to: OSError for a CA bundle that is not there,
# ValueError for a setting that it cannot read, KeyError for an answer of another service.
SDK_ERRORS = (
    sdk.BotoCoreError,
    sdk.ClientError,
    ResponseParserError,
    OSError,
    ValueError,
    KeyError,
)


def translate(
    error: Exception, sign_in: SignIn, *, profiles: tuple[str, ...] = ()
) -> UndeterminedError:
    """Return the error that says `error` to a person; `profiles` are the names that do exist."""
    if isinstance(error, sdk.ClientError):
        return _answered(error, sign_in)
    if isinstance(error, sdk.ProfileNotFound):
        return _unknown_profile(error, profiles)
    for kind, explain in _EXPLANATIONS:
        if isinstance(error, kind):
            return explain(error, sign_in)
    return ApiError(f"AWS could not be asked: {error}")


def credentials_failed(error: Exception, sign_in: SignIn) -> UndeterminedError:
    """Return the error of credentials that could not be fetched.

    botocore runs credential_process and reads its answer unguarded, so any of its mistakes is
    an OSError or ValueError there.
    """
    if sign_in.uses_process and isinstance(error, (OSError, ValueError)):
        return _process_failed(str(error))
    return translate(error, sign_in)


def _answered(error: sdk.ClientError, sign_in: SignIn) -> UndeterminedError:
    code, text = error_code(error), error_text(error)
    if code in EXPIRED:
        return CredentialsError(
            f"the credentials have expired ({code})", hint=sign_in.renew(), code="expired"
        )
    if code in SIGNATURE:
        return _signature(text)
    if code in NOT_ACCEPTED:
        return CredentialsError(
            f"AWS does not accept these credentials ({code}: {text})",
            hint="The key may be deleted, inactive, of another partition, or of an opt-in region "
            "that the account has not enabled. `aws configure list` says where it comes from.",
            code="not-accepted",
        )
    if code in THROTTLING:
        return ApiError(
            f"AWS throttles {error.operation_name} in this account ({code})",
            hint="Wait a few minutes, or allow more attempts with AWS_MAX_ATTEMPTS.",
            code="throttled",
        )
    return ApiError(f"{error.operation_name} was answered with {code}: {text}")


def _signature(text: str) -> UndeterminedError:
    if any(word in text.lower() for word in CLOCK_WORDS):
        return CredentialsError(
            f"the clock of this computer is wrong, says AWS: {text}",
            hint="Set the clock (`timedatectl set-ntp true`), then ask again.",
            code="clock",
        )
    return CredentialsError(
        f"the secret key does not belong to the access key ({text.partition('.')[0]})",
        hint="Copy the secret key again; a clock that is off by minutes is answered alike.",
        code="signature",
    )


def _unknown_profile(error: Exception, profiles: tuple[str, ...]) -> UndeterminedError:
    wanted = str(_details(error).get("profile", ""))
    near = difflib.get_close_matches(wanted, profiles, n=1)
    meant = f"Did you mean {near[0]}? " if near else ""
    known = f"Configured: {', '.join(sorted(profiles))}." if profiles else "None is configured."
    return CredentialsError(
        f"there is no AWS profile {wanted!r}", hint=meant + known, code="unknown-profile"
    )


def _details(error: Exception) -> Mapping[str, object]:
    return error.kwargs if isinstance(error, sdk.BotoCoreError) else {}


def _host(error: Exception) -> str:
    details = _details(error)
    url = str(details.get("endpoint_url") or details.get("proxy_url") or "")
    return urlsplit(url).netloc.rpartition("@")[2] or url or "AWS"


def _nobody(_error: Exception, sign_in: SignIn) -> UndeterminedError:
    return no_credentials(sign_in)


def _partial(error: Exception, _sign_in: SignIn) -> UndeterminedError:
    details = _details(error)
    return CredentialsError(
        f"the credentials are incomplete: {details.get('cred_var')} is missing "
        f"(looked in: {details.get('provider')})",
        hint="Set both the access key and the secret key, or neither.",
        code="partial-credentials",
    )


def _sign_in_again(error: Exception, sign_in: SignIn) -> UndeterminedError:
    return CredentialsError(
        f"the sign-in session has ended or was never begun ({str(error).rstrip('.')})",
        hint=f"Sign in: {sign_in.command()}",
        code="sso-expired",
    )


def _retrieval(error: Exception, sign_in: SignIn) -> UndeterminedError:
    details = _details(error)
    provider = details.get("provider", "provider")
    said = str(details.get("error_msg") or error).strip()
    if provider == "custom-process":
        return _process_failed(said.partition(":")[2].strip() or said)
    return CredentialsError(f"{provider} gave no credentials: {said}", hint=sign_in.renew())


def _process_failed(said: str) -> UndeterminedError:
    return CredentialsError(
        f"the credential_process of the profile failed: {said or 'it said nothing'}",
        hint="Run the command of credential_process by hand and mend it.",
        code="credential-process",
    )


def _assume_role_mfa(error: Exception, sign_in: SignIn) -> UndeterminedError:
    return CredentialsError(
        f"the credentials of this profile cannot be renewed without a person ({error})",
        hint=sign_in.renew(),
    )


def _configuration(error: Exception, _sign_in: SignIn) -> UndeterminedError:
    return CredentialsError(
        f"the AWS configuration cannot be used: {error}",
        hint="Mend ~/.aws/config or ~/.aws/credentials (or what AWS_CONFIG_FILE names).",
        code="aws-configuration",
    )


def _no_region(error: Exception, _sign_in: SignIn) -> UndeterminedError:
    return RegionError(
        f"no usable region: {error}", hint="Name the region of the deploy: --region us-west-2"
    )


def _proxy(error: Exception, _sign_in: SignIn) -> UndeterminedError:
    return EndpointError(
        f"cannot get through the proxy {_host(error)}",
        hint="Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY.",
        code="proxy",
    )


def _tls(error: Exception, _sign_in: SignIn) -> UndeterminedError:
    return EndpointError(
        f"the TLS certificate of {_host(error)} is not trusted here ({_details(error).get('error')})",
        hint="Behind a proxy that opens TLS, name its certificates: --ca-bundle FILE, "
        "or AWS_CA_BUNDLE.",
        code="tls",
    )


def _timed_out(error: Exception, _sign_in: SignIn) -> UndeterminedError:
    return EndpointError(
        f"no answer in time from {_host(error)}",
        hint="Check the network (a VPC without a way out?), or give it longer: "
        "--cli-connect-timeout, --cli-read-timeout.",
        code="timeout",
    )


def _unreachable(error: Exception, _sign_in: SignIn) -> UndeterminedError:
    return EndpointError(
        f"cannot reach {_host(error)}",
        hint="Check the network, the region's name, and --endpoint-url or AWS_ENDPOINT_URL.",
    )


def _cut(error: Exception, _sign_in: SignIn) -> UndeterminedError:
    return EndpointError(
        f"the connection to {_host(error)} was cut", hint="Ask again.", code="connection-cut"
    )


def _not_aws(_error: Exception, _sign_in: SignIn) -> UndeterminedError:
    return EndpointError(
        "what answered is not AWS",
        hint="A captive portal or a proxy may be in between; or check --endpoint-url.",
        code="not-aws",
    )


def _setting(error: Exception, _sign_in: SignIn) -> UndeterminedError:
    return EndpointError(
        f"an AWS setting cannot be used: {error}",
        hint="Check the variables AWS_CA_BUNDLE, AWS_ENDPOINT_URL, AWS_MAX_ATTEMPTS and their like.",
        code="aws-configuration",
    )


def _dependency(_error: Exception, _sign_in: SignIn) -> UndeterminedError:
    return CredentialsError(
        "the credentials of this profile need a part of botocore that is not installed",
        hint='Install it beside ufo-preflight: pip install "botocore[crt]"',
        code="missing-dependency",
    )


# `aws login` came to botocore late in 2025.
_LOGIN: type[Exception] = getattr(sdk, "LoginError", sdk.SSOError)
_Explain = Callable[[Exception, SignIn], UndeterminedError]
# The first kind that fits explains: narrower kinds stand before wider ones.
_EXPLANATIONS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], _Explain], ...] = (
    (sdk.NoCredentialsError, _nobody),
    (sdk.PartialCredentialsError, _partial),
    ((sdk.SSOError, sdk.TokenRetrievalError, sdk.NoAuthTokenError, _LOGIN), _sign_in_again),
    ((sdk.CredentialRetrievalError, sdk.MetadataRetrievalError), _retrieval),
    (sdk.RefreshWithMFAUnsupportedError, _assume_role_mfa),
    ((sdk.ConfigParseError, sdk.ConfigNotFound, sdk.InvalidConfigError), _configuration),
    ((sdk.UnknownCredentialError, sdk.InvalidRetryConfigurationError), _configuration),
    ((sdk.NoRegionError, sdk.InvalidRegionError, sdk.EndpointProviderError), _no_region),
    (sdk.ProxyConnectionError, _proxy),
    (sdk.SSLError, _tls),
    ((sdk.ConnectTimeoutError, sdk.ReadTimeoutError), _timed_out),
    (sdk.EndpointConnectionError, _unreachable),
    ((sdk.ConnectionClosedError, sdk.HTTPClientError), _cut),
    ((ResponseParserError, KeyError), _not_aws),
    (sdk.MissingDependencyException, _dependency),
    ((OSError, ValueError), _setting),
)
