"""The condition keys that every request carries, and how the user's own go on top. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone

from ufo_preflight.arn import global_region
from ufo_preflight.errors import UsageError
from ufo_preflight.model import ContextEntry

TYPES = frozenset(
    kind + suffix
    for kind in ("string", "numeric", "boolean", "ip", "binary", "date")
    for suffix in ("", "List")
)
# Services without regions: their requests carry the partition's home region.
# https://docs.aws.amazon.com/general/latest/gr/rande.html#global-endpoints
GLOBAL_SERVICES = frozenset({"cloudfront", "iam", "organizations", "route53", "sts"})


@dataclass(frozen=True)
class Surroundings:
    """Where and by whom requests are made: what the base context is computed from.

    `region` and `principal_arn` are "" when not known, and their keys are then left out:
    a decider must not take a guess for a fact.
    """

    region: str = ""
    partition: str = "aws"
    principal_arn: str = ""
    now: datetime | None = None
    extra: tuple[ContextEntry, ...] = ()


def is_global(action: str) -> bool:
    """Return whether an action is of a service without regions."""
    return action.partition(":")[0].lower() in GLOBAL_SERVICES


def context_for(
    surroundings: Surroundings, action: str, own: Iterable[ContextEntry]
) -> tuple[ContextEntry, ...]:
    """Return the full context of a request of `action`: base keys, then its own, then the user's on top.

    SCP conditions on aws:RequestedRegion deny where the key is absent, so it is always sent when
    it can be known; services without regions see their partition's home region.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    now = surroundings.now or datetime.now(tz=timezone.utc)
    base = [
        ContextEntry("aws:SecureTransport", ("true",), "boolean"),
        ContextEntry("aws:CurrentTime", (now.strftime("%Y-%m-%dT%H:%M:%SZ"),), "date"),
    ]
    region = global_region(surroundings.partition) if is_global(action) else surroundings.region
    if region:
        base.append(ContextEntry("aws:RequestedRegion", (region,)))
    if surroundings.principal_arn:
        base.append(ContextEntry("aws:PrincipalArn", (surroundings.principal_arn,)))
    return merge(base, own, surroundings.extra)


def merge(*layers: Iterable[ContextEntry]) -> tuple[ContextEntry, ...]:
    """Return all entries, each key once without regard to case; a later layer wins."""
    merged: dict[str, ContextEntry] = {}
    for layer in layers:
        for entry in layer:
            merged[entry.key.lower()] = entry
    return tuple(merged.values())


def parse_entry(text: str) -> ContextEntry:
    """Return the entry that `KEY=VALUE` or `KEY:TYPE=VALUE` spells; list values split at commas.

    UsageError when it has no `=`, no service prefix in the key, or a type that AWS does not have.
    """
    name, equals, value = text.partition("=")
    key, _, kind = name.rpartition(":")
    if kind not in TYPES:
        key, kind = name, "string"
    if not equals or ":" not in key or not key.partition(":")[2]:
        raise UsageError(
            f"--context {text!r} is not KEY=VALUE or KEY:TYPE=VALUE",
            hint="For example --context aws:SourceIp:ip=203.0.113.7",
        )
    values = tuple(value.split(",")) if kind.endswith("List") else (value,)
    return ContextEntry(key, values, kind)
