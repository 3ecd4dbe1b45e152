"""The door to AWS: settings in, the two clients out, every botocore error translated on the way.

Only public interfaces of botocore are used. Its client is used rather than boto3's, which adds
nothing here and costs its import.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from ufo_preflight.aws.clients import (
    Boto3Session,
    BotocoreSession,
    Client,
    CloudFormationClient,
    IamClient,
    StsClient,
)
from ufo_preflight.aws.overlap import Errand
from ufo_preflight.aws.sign_in import SignIn, no_credentials
from ufo_preflight.aws.translate import SDK_ERRORS, credentials_failed, translate
from ufo_preflight.errors import FileUnreadableError, RegionError, UsageError

USER_AGENT = "ufo-preflight"
# botocore's own default of three attempts gives up on SimulatePrincipalPolicy within seconds,
# which an account shares with all its other IAM calls.
ATTEMPTS = 8


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


@dataclass(frozen=True)
class Source:
    """Where clients and credentials come from: botocore's session or boto3's."""

    make_client: Callable[[str], Client]
    find_credentials: Callable[[], object | None]


class _Calls:
    """A counter that several threads may turn."""

    def __init__(self) -> None:
        self.made = 0
        self._lock = Lock()

    def count(self, **_event: object) -> None:
        with self._lock:
            self.made += 1


@dataclass(frozen=True)
class AwsSession:
    """The clients of one run, made when first needed, and the number of calls made with them.

    `configured_region` is "" when nothing names one; `sign_in` is what errors say about whose
    credentials they are.
    """

    source: Source
    configured_region: str
    sign_in: SignIn
    _calls: _Calls = field(default_factory=_Calls, repr=False)

    @property
    def region(self) -> str:
        """The region of the deploy; RegionError when none is configured."""
        if not self.configured_region:
            raise RegionError(
                "no region is configured",
                hint="Name the region of the deploy: --region us-west-2, or AWS_REGION, "
                "or `aws configure set region us-west-2`.",
            )
        return self.configured_region

    @property
    def calls(self) -> int:
        """The number of AWS API calls made so far, repeated attempts not counted."""
        return self._calls.made

    @cached_property
    def sts(self) -> StsClient:
        """The client of STS; CredentialsError when there are no credentials."""
        client: StsClient = self._client("sts")
        return client

    @cached_property
    def iam(self) -> IamClient:
        """The client of IAM; CredentialsError when there are no credentials."""
        client: IamClient = self._client("iam")
        return client

    @cached_property
    def cloudformation(self) -> CloudFormationClient:
        """The client of CloudFormation; CredentialsError when there are no credentials."""
        client: CloudFormationClient = self._client("cloudformation")
        return client

    def begin(self) -> None:
        """Send GetCallerIdentity and make the client of IAM while the answer travels.

        Raises what making the clients raises; a refusal of the call is raised by `caller_identity`.
        """
        with collector_paused():
            _ = self._caller
            _ = self.iam

    def caller_identity(self) -> Mapping[str, Any]:
        """Return the answer of GetCallerIdentity, which is asked once a session."""
        self.begin()
        with self.translating():
            return self._caller.result()

    @cached_property
    def _caller(self) -> Errand[Mapping[str, Any]]:
        return Errand(self.sts.get_caller_identity, carries=SDK_ERRORS)

    @contextmanager
    def translating(self) -> Iterator[None]:
        """Turn every error of botocore inside into one of `ufo_preflight.errors`."""
        try:
            yield
        except SDK_ERRORS as error:
            raise translate(error, self.sign_in) from error

    def _client(self, service: str) -> Client:
        try:
            found = self.source.find_credentials()
        except SDK_ERRORS as error:
            raise credentials_failed(error, self.sign_in) from error
        if found is None:
            raise no_credentials(self.sign_in)
        with self.translating():
            client = self.source.make_client(service)
        client.meta.events.register("before-call", self._calls.count)
        return client


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the garbage collector out of a start-up that only allocates what stays."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.freeze()
            gc.enable()


def open_session(settings: AwsSettings, environ: Mapping[str, str] | None = None) -> AwsSession:
    """Return a session with the settings' profile, region, endpoint and time-outs.

    The region is the settings', else AWS_REGION as in AWS's other SDKs (UFO's among them), else
    what botocore finds. Raises UsageError, FileUnreadableError, and CredentialsError when the
    profile does not exist.
    """
    _require_usable(settings)
    environ = os.environ if environ is None else environ
    with collector_paused():
        from botocore.session import Session

        session = Session(profile=settings.profile)
        named = settings.profile or session.get_config_variable("profile") or ""
        sign_in = SignIn(profile=named)
        try:
            session.register_component("data_loader", _loader(session))
            configured = session.get_scoped_config()
            sign_in = SignIn.of(named, configured)
            region = settings.region or environ.get("AWS_REGION") or ""
            region = region or session.get_config_variable("region") or ""
            config = _client_config(settings, _retries(configured, environ))
        except SDK_ERRORS as error:
            raise translate(error, sign_in, profiles=_profiles(session)) from error

    def make_client(service: str) -> Client:
        return session.create_client(
            service,
            region_name=region or "us-east-1",
            endpoint_url=settings.endpoint_url,
            verify=_verify(settings),
            config=config,
        )

    return AwsSession(Source(make_client, session.get_credentials), region, sign_in)


def wrap(session: Boto3Session) -> AwsSession:
    """Return a session over a `boto3.Session` of the caller's, with its region and credentials."""

    def make_client(service: str) -> Client:
        return session.client(
            service,
            region_name=session.region_name or "us-east-1",
            config=_client_config(AwsSettings(), _retries({}, os.environ)),
        )

    source = Source(make_client, session.get_credentials)
    return AwsSession(source, session.region_name or "", SignIn(profile=session.profile_name))


def _require_usable(settings: AwsSettings) -> None:
    url = settings.endpoint_url
    if url and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname):
        raise UsageError(
            f"--endpoint-url {url!r} is not a URL", hint="For example http://localhost:4566"
        )
    if settings.ca_bundle and not Path(settings.ca_bundle).exists():
        raise FileUnreadableError(f"--ca-bundle {settings.ca_bundle}: no such file")


def _verify(settings: AwsSettings) -> bool | str | None:
    return (settings.ca_bundle or None) if settings.verify_ssl else False


def _retries(configured: Mapping[str, Any], environ: Mapping[str, str]) -> dict[str, object]:
    """Return our retries, each part left out where the user set it."""
    retries: dict[str, object] = {}
    if "AWS_RETRY_MODE" not in environ and "retry_mode" not in configured:
        retries["mode"] = "standard"
    if "AWS_MAX_ATTEMPTS" not in environ and "max_attempts" not in configured:
        retries["total_max_attempts"] = ATTEMPTS
    return retries


def _client_config(settings: AwsSettings, retries: dict[str, object]) -> object:
    from botocore.config import Config

    from ufo_preflight import __version__

    return Config(
        user_agent_extra=f"{USER_AGENT}/{__version__}",
        read_timeout=settings.read_timeout or None,
        connect_timeout=settings.connect_timeout or None,
        retries=retries or None,
    )


def _loader(session: BotocoreSession) -> object:
    from ufo_preflight.aws.loader import DirectLoader

    variants = ("use_fips_endpoint", "use_dualstack_endpoint")
    return DirectLoader.over(
        session.get_config_variable("data_path"),
        cuts_endpoints=not any(session.get_config_variable(name) for name in variants),
    )


def _profiles(session: BotocoreSession) -> tuple[str, ...]:
    try:
        return tuple(session.available_profiles)
    except SDK_ERRORS:
        return ()
