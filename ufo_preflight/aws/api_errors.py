"""Errors of AWS and of botocore as ours, by the table of `error_sentences`.

Which code of AWS means what: https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from urllib.parse import urlsplit

from botocore import exceptions as sdk
from botocore.parsers import ResponseParserError

from ufo_preflight.aws import error_sentences as sentences
from ufo_preflight.aws.credentials import SignIn
from ufo_preflight.aws.error_sentences import Sentence
from ufo_preflight.errors import CredentialsError, UndeterminedError, one_line

# What botocore raises, also where it does not mean to: OSError for a file that is not there,
# ValueError for a setting that it cannot read, AttributeError, KeyError and TypeError for an answer
# that is not of AWS's shape, EOFError where nobody types an MFA code, RuntimeError for credentials
# that are old when they arrive.
SDK_ERRORS = (
    sdk.BotoCoreError,
    sdk.ClientError,
    ResponseParserError,
    AttributeError,
    EOFError,
    KeyError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
THROTTLING = frozenset(
    {
        "BandwidthLimitExceeded",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "Throttling",
        "ThrottledException",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
ACCESS_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})
EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"})
NOT_ACCEPTED = frozenset(
    {
        "AuthFailure",
        "IncompleteSignature",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "MissingAuthenticationToken",
        "NotAuthorized",
        "UnrecognizedClientException",
    }
)
SIGNATURE = frozenset(
    {"InvalidSignatureException", "RequestExpired", "SignatureDoesNotMatch", "RequestTimeTooSkewed"}
)
CLOCK_WORDS = ("expired", "not yet current", "too skewed", "time")
# The calls with which botocore gets credentials, made before the first of ours.
ASSUMING = frozenset({"AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"})


def translate(
    error: BaseException, sign_in: SignIn, *, profiles: Iterable[str] = ()
) -> UndeterminedError:
    """Return the error that says `error` to a person; `profiles` are the names that do exist."""
    if isinstance(error, sdk.ProfileNotFound):
        return _unknown_profile(str(error.kwargs.get("profile", "")), tuple(profiles))
    return _sentence_for(error, sign_in).filled(_words(error, sign_in))


def error_code(error: BaseException) -> str:
    """Return AWS's error code, "" when the error is not an answer of AWS."""
    if isinstance(error, sdk.ClientError):
        return str((error.response.get("Error") or {}).get("Code") or "")
    return ""


def error_text(error: BaseException) -> str:
    """Return AWS's own message, or what botocore says."""
    if isinstance(error, sdk.ClientError):
        return str((error.response.get("Error") or {}).get("Message") or "") or str(error)
    return str(error)


def _sentence_for(error: BaseException, sign_in: SignIn) -> Sentence:
    if isinstance(error, sdk.ClientError):
        return _answered(error)
    if sign_in.uses_process and _is_of_process(error):
        return (
            sentences.PROCESS_STALE if isinstance(error, RuntimeError) else sentences.PROCESS_FAILED
        )
    return next(
        (said for kinds, said in sentences.SENTENCES if isinstance(error, kinds)),
        sentences.ANYTHING_ELSE,
    )


def _is_of_process(error: BaseException) -> bool:
    """Return whether credential_process failed: botocore runs it and reads its answer unguarded."""
    if isinstance(error, sdk.CredentialRetrievalError):
        return bool(error.kwargs.get("provider") == "custom-process")
    return isinstance(error, (OSError, ValueError, RuntimeError))


def _answered(error: sdk.ClientError) -> Sentence:
    code = error_code(error)
    if error.operation_name in ASSUMING and code not in THROTTLING:
        is_token = "WebIdentity" in error.operation_name and code not in ACCESS_DENIED
        return sentences.WEB_TOKEN_REFUSED if is_token else sentences.ROLE_REFUSED
    if code in EXPIRED:
        return sentences.EXPIRED_CREDENTIALS
    if code in SIGNATURE:
        text = error_text(error).lower()
        return (
            sentences.WRONG_CLOCK
            if any(word in text for word in CLOCK_WORDS)
            else sentences.WRONG_SECRET
        )
    if code in NOT_ACCEPTED:
        return sentences.KEYS_REFUSED
    return sentences.THROTTLED if code in THROTTLING else sentences.OTHER_ANSWER


def _words(error: BaseException, sign_in: SignIn) -> dict[str, str]:
    """Return the words of the templates, each on one line and without control characters."""
    details = dict(error.kwargs) if isinstance(error, sdk.BotoCoreError) else {}
    text = error_text(error)
    said = str(details.get("error_msg") or text)
    url = str(details.get("endpoint_url") or details.get("proxy_url") or "")
    words = {
        **{str(name): str(value) for name, value in details.items()},
        "provider": str(details.get("provider", "provider")),
        "code": error_code(error) or "no error code",
        "operation": str(getattr(error, "operation_name", "")),
        "text": text,
        "first_sentence": text.partition(". ")[0].rstrip("."),
        "said": said,
        "process": said.rpartition("custom-process: ")[2] or said,
        "host": urlsplit(url).netloc.rpartition("@")[2] or url or "AWS",
        "whose": sign_in.whose,
        "login": sign_in.command,
        "renew": sign_in.renew,
        "without": sign_in.without_credentials,
        "where_to_get_some": sign_in.where_to_get_some,
    }
    return {name: one_line(" ".join(value.split())) for name, value in words.items()}


def _unknown_profile(wanted: str, profiles: tuple[str, ...]) -> UndeterminedError:
    near = difflib.get_close_matches(wanted, profiles, n=1)
    meant = f"Did you mean {near[0]}? " if near else ""
    known = f"Configured: {', '.join(sorted(profiles))}." if profiles else "None is configured."
    return CredentialsError(
        f"there is no AWS profile {wanted!r}", hint=meant + known, code="unknown-profile"
    )
