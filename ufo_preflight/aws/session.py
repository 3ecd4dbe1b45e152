"""The door to AWS: settings in, the clients out, every botocore error translated on the way.

Only public interfaces of botocore are used. Its client is used rather than boto3's, which adds
nothing here and costs its import.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeAlias

from ufo_preflight.aws.api_errors import SDK_ERRORS, translate
from ufo_preflight.aws.background import BackgroundCall
from ufo_preflight.aws.call_log import log_calls, log_credentials
from ufo_preflight.aws.credentials import (
    SignIn,
    is_temporary,
    no_credentials,
    require_somebody_to_ask,
    require_usable_keys,
)
from ufo_preflight.aws.settings import (
    AwsSettings,
    client_config,
    quick_config,
    require_usable,
    verification,
)
from ufo_preflight.errors import RegionError

if TYPE_CHECKING:
    import boto3
    from botocore.credentials import Credentials
    from botocore.session import Session
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_iam import IAMClient
    from types_boto3_sts import STSClient
    from types_boto3_sts.type_defs import GetCallerIdentityResponseTypeDef

    Boto3Session: TypeAlias = boto3.Session

# botocore's names of providers: keys that stand somewhere as text, and roles of profiles.
WRITTEN_DOWN = ("env", "shared-credentials-file", "config-file")
ASSUMES_ROLES = "assume-role"


class ClientManner(Enum):
    """How long a client tries: until there is an answer, or once and not for long."""

    PATIENT = "patient"
    QUICK = "quick"


@dataclass(frozen=True)
class ClientSource:
    """Where clients and credentials come from: botocore's session or boto3's."""

    # botocore makes its classes at run time: which client it is, the name of the service says.
    make_client: Callable[[str, ClientManner], Any]
    find_credentials: Callable[[], Credentials | None]


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

    source: ClientSource
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
    def sts(self) -> STSClient:
        """The client of STS; CredentialsError when there are no credentials."""
        client: STSClient = self._client("sts")
        return client

    @cached_property
    def iam(self) -> IAMClient:
        """The client of IAM; CredentialsError when there are no credentials."""
        client: IAMClient = self._client("iam")
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

    def caller_identity(self) -> GetCallerIdentityResponseTypeDef:
        """Return the answer of GetCallerIdentity, which is asked once a session."""
        self.begin()
        with self.translating():
            return self._caller.result()

    @cached_property
    def _caller(self) -> BackgroundCall[GetCallerIdentityResponseTypeDef]:
        return BackgroundCall(self.sts.get_caller_identity)

    def has_temporary_credentials(self) -> bool:
        """Return whether the credentials are those of a session; CredentialsError when there are none."""
        with self.translating():
            keys = self._credentials().get_frozen_credentials()
        return is_temporary(keys.access_key, keys.token)

    def decode_message(self, encoded: str) -> str:
        """Return the JSON text of an encoded authorization message, opened by STS.

        CredentialsError, EndpointError, or ApiError when STS cannot open it or the caller may not
        ask. https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
        """
        with self.translating():
            answer = self.sts.decode_authorization_message(EncodedMessage=encoded)
        return str(answer.get("DecodedMessage", ""))

    @contextmanager
    def translating(self) -> Iterator[None]:
        """Turn every error of botocore inside into one of `ufo_preflight.errors`."""
        try:
            yield
        except SDK_ERRORS as error:
            raise translate(error, self.sign_in) from error

    def quick_client(self, service: str) -> Any:  # noqa: ANN401 - see ClientSource
        """Return a client of any service that makes one attempt and does not wait for long.

        CredentialsError when there are no credentials.
        """
        return self._client(service, ClientManner.QUICK)

    def _client(self, service: str, manner: ClientManner = ClientManner.PATIENT) -> Any:  # noqa: ANN401
        self._credentials()
        with self.translating():
            client = self.source.make_client(service, manner)
        client.meta.events.register("before-call", self._calls.count)
        return client

    def _credentials(self) -> Credentials:
        with self.translating():
            found = self.source.find_credentials()
        if found is None:
            raise no_credentials(self.sign_in)
        log_credentials(found.method)
        return found


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
    what botocore finds; the roles of profiles are assumed there, too. Raises UsageError,
    FileUnreadableError, and CredentialsError when the profile does not exist or cannot be used.
    """
    require_usable(settings)
    environ = os.environ if environ is None else environ
    with collector_paused():
        from botocore.session import Session

        session = Session(profile=settings.profile)
        log_calls(session)
        named = settings.profile or session.get_config_variable("profile") or ""
        sign_in = SignIn(profile=named)
        try:
            session.register_component("data_loader", _loader(session))
            configured = session.get_scoped_config()
            sign_in = SignIn.of(named, configured)
            region = settings.region or environ.get("AWS_REGION") or ""
            region = region or session.get_config_variable("region") or ""
            if region:
                session.set_config_variable("region", region)
            verify = verification(settings, session, environ)
            configs = {
                ClientManner.PATIENT: client_config(settings, configured, environ),
                ClientManner.QUICK: quick_config(),
            }
            profiles = session.full_config.get("profiles", {})
        except SDK_ERRORS as error:
            raise translate(error, sign_in, profiles=_profiles(session)) from error

    def make_client(service: str, manner: ClientManner) -> object:
        return session.create_client(
            service,
            region_name=region or "us-east-1",
            endpoint_url=settings.endpoint_url,
            verify=verify,
            config=configs[manner],
        )

    def find_credentials() -> Credentials | None:
        found = session.get_credentials()
        if found is None or found.method != ASSUMES_ROLES:
            return _checked(found)
        require_somebody_to_ask(named, profiles)
        return found

    return AwsSession(ClientSource(make_client, find_credentials), region, sign_in)


def wrap(session: Boto3Session) -> AwsSession:
    """Return a session over a `boto3.Session` of the caller's, with its region and credentials."""

    def make_client(service: Any, manner: ClientManner) -> object:  # noqa: ANN401 - boto3's names
        return session.client(
            service,
            region_name=session.region_name or "us-east-1",
            config=quick_config()
            if manner is ClientManner.QUICK
            else client_config(AwsSettings(), {}, os.environ),
        )

    source = ClientSource(make_client, lambda: _checked(session.get_credentials()))
    return AwsSession(source, session.region_name or "", SignIn(profile=session.profile_name))


def _checked(found: Credentials | None) -> Credentials | None:
    """Return credentials; those that nobody has to be asked for are looked at first."""
    if found is not None and found.method in WRITTEN_DOWN:
        require_usable_keys(found.access_key, found.secret_key, found.token)
    return found


def _loader(session: Session) -> object:
    from ufo_preflight.aws.loader import DirectLoader

    variants = ("use_fips_endpoint", "use_dualstack_endpoint")
    return DirectLoader.over(
        session.get_config_variable("data_path"),
        cuts_endpoints=not any(session.get_config_variable(name) for name in variants),
    )


def _profiles(session: Session) -> tuple[str, ...]:
    try:
        return tuple(session.available_profiles)
    except SDK_ERRORS:
        return ()
