"""Who gets a policy: the group of UFO's page, or a principal that exists."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from ufo_preflight.arn import Arn
from ufo_preflight.caller import Identity, PrincipalKind
from ufo_preflight.remedy.grant import INLINE_LIMITS, Grant, document, spell


class Holder(Enum):
    """What can hold a policy, in the words of IAM's commands."""

    USER = "user"
    GROUP = "group"
    ROLE = "role"


@dataclass(frozen=True)
class Placement:
    """The holder's kind and name; `is_new` when it is to be made, with a user in the group."""

    holder: Holder
    name: str
    policy: str = "UFOPolicy"
    is_new: bool = False

    @property
    def inline_limit(self) -> int:
        """How long all inline policies of the holder may be together."""
        return INLINE_LIMITS[self.holder.value]


# The names of UFO's page: https://ufoships.com/docs/intro/iam/deploy/
PAGE = Placement(Holder.GROUP, "Ufo", is_new=True)


def placement_of(identity: Identity, grants: Iterable[Grant]) -> Placement | None:
    """Return where a policy for the principal of `identity` goes; None when IAM cannot hold it.

    Its name follows from what it grants: an inline policy of the same name would be replaced, and
    what it granted be lost.
    A role of IAM Identity Center is changed through its permission set, never directly.
    https://docs.aws.amazon.com/singlesignon/latest/userguide/using-service-linked-roles.html
    """
    if identity.policy_source_arn is None or identity.kind is PrincipalKind.SSO_ROLE:
        return None
    arn = Arn.parse(identity.policy_source_arn)
    holders = {holder.value: holder for holder in Holder}
    if arn.service != "iam" or arn.resource_type not in holders:
        return None
    name = arn.resource_path.rpartition("/")[2]
    digest = hashlib.sha256(spell(document(grants)).encode()).hexdigest()
    return Placement(holders[arn.resource_type], name, policy=f"UFOMissing-{digest[:8]}")
