"""The condition keys of a request: what is known of who makes it, how, where, and what users add.

A key is sent with its values, or with none where it is known to be absent; a key that is left out
is not known. The sources are AWS's page of global condition keys and its page of the requests that
services make for a caller:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from ipaddress import ip_network

from ufo_preflight.arn import Arn, global_region
from ufo_preflight.caller import Identity
from ufo_preflight.errors import UsageError
from ufo_preflight.model import ContextEntry, Question
from ufo_preflight.policy.condition_keys import key_type, nearest_key

KINDS = ("string", "numeric", "boolean", "ip", "binary", "date")
TYPES = frozenset(kind + suffix for kind in KINDS for suffix in ("", "List"))
ABSENT = "absent"
# Services without regions: their requests carry the partition's home region.
# https://docs.aws.amazon.com/general/latest/gr/rande.html#global-endpoints
GLOBAL_SERVICES = frozenset({"cloudfront", "iam", "organizations", "route53", "sts"})
# Their requests never carry aws:ViaAWSService.
WITHOUT_VIA = frozenset({"ec2", "glue", "lakeformation", "opsworks"})
CLOUDFORMATION = "cloudformation.amazonaws.com"
# CloudFormation's requests come from an address of AWS's own. Which one is not known, only that it
# is none of the caller's: this one is reserved for documentation, and nobody's.
AWS_ADDRESS = "192.0.2.1"
MFA_PRESENT, MFA_AGE = "aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"
# What tells where a request comes from: the deploy machine's, for what it requests itself.
PLACE_KEYS = (
    "aws:SourceIp",
    "aws:SourceVpc",
    "aws:SourceVpcArn",
    "aws:SourceVpce",
    "aws:VpcSourceIp",
)
# Only AWS's own services have them in their requests.
SERVICE_KEYS = (
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
)


@dataclass(frozen=True)
class Surroundings:
    """Where and by whom requests are made: what the context is computed from.

    `region`, `principal_arn` and `user_id` are "" when not known: a decider must not take a guess
    for a fact. `temporary` tells whether the credentials are a session's (None: not known), `mfa`
    whether the deploy is authenticated with MFA (None: nobody said).
    """

    region: str = ""
    partition: str = "aws"
    principal_arn: str = ""
    now: datetime | None = None
    extra: tuple[ContextEntry, ...] = ()
    user_id: str = ""
    temporary: bool | None = None
    mfa: bool | None = None

    @classmethod
    def of(
        cls,
        identity: Identity,
        region: str,
        *,
        extra: tuple[ContextEntry, ...] = (),
        mfa: bool | None = None,
    ) -> Surroundings:
        """Return the surroundings of requests that `identity` makes in `region`."""
        return cls(
            region,
            identity.partition,
            identity.policy_source_arn or "",
            now=datetime.now(tz=timezone.utc),
            extra=extra,
            user_id=identity.user_id,
            temporary=identity.is_temporary,
            mfa=mfa,
        )


def context_for(
    surroundings: Surroundings, question: Question, *, is_forwarded: bool | None = False
) -> tuple[ContextEntry, ...]:
    """Return the full context of a request: what follows from it, then its own, then the user's.

    `is_forwarded` is a request that CloudFormation makes with the caller's rights, None one of which
    nobody knows how it is made. A question about another principal is about a role that
    CloudFormation assumes: its requests are the role's own. What the user says of the deploy
    machine is not said of AWS's.
    """
    by_service = bool(is_forwarded) or question.principal is not None
    arn = question.principal or surroundings.principal_arn
    user_id = surroundings.user_id if question.principal is None else ""
    temporary = surroundings.temporary if question.principal is None else True
    mfa = surroundings.mfa if question.principal is None else False
    extra = [
        entry
        for entry in surroundings.extra
        if not by_service or entry.key.lower() not in {key.lower() for key in PLACE_KEYS}
    ]
    return merge(
        _always(surroundings, question),
        _principal(arn, user_id),
        _credentials(arn, temporary, mfa, is_forwarded=is_forwarded),
        ()
        if is_forwarded is None
        else _way(question.action, is_forwarded=is_forwarded, by_service=by_service, extra=extra),
        question.context,
        extra,
    )


def _always(surroundings: Surroundings, question: Question) -> Iterable[ContextEntry]:
    now = surroundings.now or datetime.now(tz=timezone.utc)
    yield ContextEntry("aws:SecureTransport", ("true",), "boolean")
    yield ContextEntry("aws:CurrentTime", (now.strftime("%Y-%m-%dT%H:%M:%SZ"),), "date")
    yield ContextEntry("aws:EpochTime", (str(int(now.timestamp())),), "date")
    yield ContextEntry("aws:PrincipalIsAWSService", ("false",), "boolean")
    yield from map(absent, SERVICE_KEYS)
    region = requested_region(surroundings, question)
    if region:
        yield ContextEntry("aws:RequestedRegion", (region,))


def requested_region(surroundings: Surroundings, question: Question) -> str:
    """Return the region of the endpoint that is called, "" when it is not known.

    It is that of the resource where its ARN has one: a repository of another region is asked for in
    that region. SCP conditions on it deny where the key is absent, so it is sent when it is known.
    """
    if question.action.partition(":")[0].lower() in GLOBAL_SERVICES:
        return global_region(surroundings.partition)
    named = question.shown.split(":")
    region = named[3] if len(named) > 3 else ""
    return region if region and "*" not in region else surroundings.region


def _principal(arn: str, user_id: str) -> Iterable[ContextEntry]:
    try:
        principal = Arn.parse(arn)
    except ValueError:
        return
    yield ContextEntry("aws:PrincipalArn", (arn,))
    yield ContextEntry("aws:PrincipalAccount", (principal.account,))
    if user_id:
        yield ContextEntry("aws:userid", (user_id,))
    if principal.resource_type == "user":
        yield ContextEntry("aws:PrincipalType", ("User",))
        yield ContextEntry("aws:username", (principal.name,))
        yield absent("aws:FederatedProvider")
    if principal.resource_type == "role":
        yield ContextEntry("aws:PrincipalType", ("AssumedRole",))
        yield absent("aws:username")


def _credentials(
    arn: str, temporary: bool | None, mfa: bool | None, *, is_forwarded: bool | None
) -> Iterable[ContextEntry]:
    """Yield what the kind of the credentials tells.

    Long-term keys carry no MFA key themselves, but what CloudFormation does with them carries
    "false": it uses temporary credentials.
    """
    if ":role/" in arn:
        temporary = True
    if temporary is False:
        yield absent("aws:TokenIssueTime")
    if mfa:
        yield ContextEntry(MFA_PRESENT, ("true",), "boolean")
        yield ContextEntry(MFA_AGE, ("1",), "numeric")
    elif temporary is False and is_forwarded is None:
        yield absent(MFA_AGE)
    elif mfa is False or temporary is False:
        is_present = is_forwarded or temporary is not False
        yield ContextEntry(MFA_PRESENT, ("false",) if is_present else (), "boolean")
        yield absent(MFA_AGE)


def _way(
    action: str, *, is_forwarded: bool, by_service: bool, extra: Iterable[ContextEntry]
) -> Iterable[ContextEntry]:
    """Yield what tells the way that the request takes: directly, or through CloudFormation."""
    if action.partition(":")[0].lower() in WITHOUT_VIA:
        yield ContextEntry("aws:ViaAWSService", (), "boolean")
    else:
        yield ContextEntry("aws:ViaAWSService", (str(is_forwarded).lower(),), "boolean")
    called = (CLOUDFORMATION,) if is_forwarded else ()
    yield ContextEntry("aws:CalledVia", called, "stringList")
    yield ContextEntry("aws:CalledViaFirst", called)
    yield ContextEntry("aws:CalledViaLast", called)
    through_endpoint = {"aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip"}
    if by_service:
        yield from map(absent, PLACE_KEYS)
        yield ContextEntry("aws:SourceIp", (AWS_ADDRESS,), "ip")
    elif any(entry.values and entry.key.lower() in through_endpoint for entry in extra):
        yield absent("aws:SourceIp")


def absent(key: str) -> ContextEntry:
    """Return the entry of a key that the request is known not to carry."""
    return ContextEntry(key, ())


def merge(*layers: Iterable[ContextEntry]) -> tuple[ContextEntry, ...]:
    """Return all entries, each key once without regard to case; a later layer wins."""
    merged: dict[str, ContextEntry] = {}
    for layer in layers:
        for entry in layer:
            merged[entry.key.lower()] = entry
    return tuple(merged.values())


def is_mfa_key(key: str) -> bool:
    """Return whether a condition key is one of those that tell about MFA."""
    return key.lower() in (MFA_PRESENT.lower(), MFA_AGE.lower())


def flag_for(key: str) -> str:
    """Return the option that says what a request carries in `key`, with the key's type."""
    if is_mfa_key(key):
        return "--mfa or --no-mfa"
    kind = key_type(key) or "string"
    return f"--context {key}=VALUE" if kind == "string" else f"--context {key}:{kind}=VALUE"


def parse_entry(text: str) -> ContextEntry:
    """Return the entry that `KEY=VALUE`, `KEY:TYPE=VALUE` or `KEY:absent` spells.

    Values of a list type are split at commas, and none make an empty list. Without a TYPE the key's
    own is taken. UsageError when it has no `=`, no service prefix in the key, a type that AWS does
    not have, a value that is none of its type, or, without a TYPE, a misspelt key.
    """
    name, equals, value = text.partition("=")
    key, _, kind = name.rpartition(":")
    if not equals and kind == ABSENT and _is_key(key):
        return absent(_known(key, text))
    if kind not in TYPES:
        if equals and _is_key(key) and "/" not in name:
            raise UsageError(
                f"--context {text!r}: {kind!r} is no type of a condition key",
                hint=f"The types are: {', '.join(KINDS)}, each also as a list (stringList), "
                "and KEY:absent for a key that the request does not carry.",
            )
        key, kind = name, ""
    if not equals or not _is_key(key):
        raise UsageError(
            f"--context {text!r} is not KEY=VALUE or KEY:TYPE=VALUE",
            hint="For example --context aws:SourceIp:ip=203.0.113.7",
        )
    kind = kind or key_type(_known(key, text)) or "string"
    values = tuple(value.split(",") if value else ()) if kind.endswith("List") else (value,)
    for one in values:
        _require(one, kind.removesuffix("List"), text)
    return ContextEntry(key, values, kind)


def _is_key(text: str) -> bool:
    prefix, _, name = text.partition(":")
    return bool(prefix and name)


def _known(key: str, text: str) -> str:
    """Return a key that some service has, or may have; UsageError for a misspelt one."""
    near = "" if key_type(key) else nearest_key(key)
    if near:
        raise UsageError(
            f"--context {text!r}: no service has the condition key {key!r}",
            hint=f"Did you mean {near}? To send it as it is, name its type: {key}:string=VALUE.",
        )
    return key


def _require(value: str, kind: str, text: str) -> None:
    """Raise UsageError when a value is none of its type."""
    try:
        if kind == "boolean" and value not in ("true", "false"):
            raise ValueError("it is true or false")
        if kind == "numeric":
            float(value)
        if kind == "ip":
            ip_network(value, strict=False)
    except ValueError as error:
        raise UsageError(f"--context {text!r}: {value!r} is no {kind} value: {error}") from error
