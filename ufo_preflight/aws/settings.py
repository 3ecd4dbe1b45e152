"""What the command line, the variables and a profile say about AWS, as botocore takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ufo_preflight.errors import FileUnreadableError, UsageError

if TYPE_CHECKING:
    from botocore.config import Config
    from botocore.session import Session

USER_AGENT = "ufo-preflight"
# botocore's own default of three attempts gives up on SimulatePrincipalPolicy within seconds,
# which an account shares with all its other IAM calls.
ATTEMPTS = 8
QUICK_SECONDS = 2.0


@dataclass(frozen=True)
class AwsSettings:
    """What the options of the command line say about AWS; None leaves botocore its own way.

    A time-out of 0 means none, as in the AWS CLI.
    """

    profile: str | None = None
    region: str | None = None
    endpoint_url: str | None = None
    ca_bundle: str | None = None
    verify_ssl: bool = True
    read_timeout: float = 10
    connect_timeout: float = 5


def require_usable(settings: AwsSettings) -> None:
    """Raise UsageError for a setting that nobody can have meant."""
    url = settings.endpoint_url
    if url is not None and not _is_url(url):
        raise UsageError(
            f"--endpoint-url {url!r} is not a URL", hint="For example http://localhost:4566"
        )
    for flag, value in (("--profile", settings.profile), ("--region", settings.region)):
        if value == "":
            raise UsageError(
                f"{flag} is empty", hint="Leave it out, or check the variable it is made of."
            )


def _is_url(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def verification(
    settings: AwsSettings, session: Session, environ: Mapping[str, str]
) -> bool | str | None:
    """Return botocore's `verify`; FileUnreadableError for certificates that cannot be read.

    The roles of profiles are assumed with the same certificates.
    """
    if not settings.verify_ssl:
        return False
    named = settings.ca_bundle or session.get_config_variable("ca_bundle")
    source = "--ca-bundle" if settings.ca_bundle else "AWS_CA_BUNDLE (or ca_bundle of the profile)"
    if not named:
        named, source = environ.get("REQUESTS_CA_BUNDLE"), "REQUESTS_CA_BUNDLE"
    if not named:
        return None
    _require_certificates(named, source)
    session.set_config_variable("ca_bundle", named)
    return str(named)


def _require_certificates(path: str, source: str) -> None:
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(**{"capath" if Path(path).is_dir() else "cafile": path})
    except FileNotFoundError as error:
        raise FileUnreadableError(
            f"{source} {path}: no such file", hint="Name a file of certificates in PEM form."
        ) from error
    except OSError as error:
        raise FileUnreadableError(
            f"{source} {path}: no certificates can be read ({error.strerror or error})",
            hint="Name a file of certificates in PEM form (-----BEGIN CERTIFICATE-----).",
        ) from error


def client_config(
    settings: AwsSettings, configured: Mapping[str, Any], environ: Mapping[str, str]
) -> Config:
    """Return botocore's configuration of a client; what the user set about retries stays.

    `configured` is the section of the profile.
    """
    retries: dict[str, object] = {}
    if "AWS_RETRY_MODE" not in environ and "retry_mode" not in configured:
        retries["mode"] = "standard"
    if "AWS_MAX_ATTEMPTS" not in environ and "max_attempts" not in configured:
        retries["total_max_attempts"] = ATTEMPTS
    return _config(settings.read_timeout, settings.connect_timeout, retries)


def quick_config() -> Config:
    """Return botocore's configuration of a client that makes one attempt within seconds."""
    return _config(QUICK_SECONDS, QUICK_SECONDS, {"total_max_attempts": 1, "mode": "standard"})


def _config(read_timeout: float, connect_timeout: float, retries: dict[str, object]) -> Config:
    from botocore.config import Config

    from ufo_preflight import __version__

    options: dict[str, Any] = {
        "user_agent_extra": f"{USER_AGENT}/{__version__}",
        "read_timeout": read_timeout or None,
        "connect_timeout": connect_timeout or None,
        "retries": retries or None,
    }
    return Config(**options)
