"""The principal in words, and where a policy of it is kept. Pure."""

from __future__ import annotations

import re

from ufo_preflight.arn import Arn
from ufo_preflight.model import Identity

# Roles that IAM Identity Center made: their policies are those of the permission set.
# https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
_PERMISSION_SET = re.compile(r"AWSReservedSSO_(?P<name>.+)_[0-9a-f]+")


def name_of(identity: Identity, principal: str | None = None) -> str:
    """Return the principal in words, `user deployer`; `principal` when it is another one."""
    arn = principal or identity.policy_source_arn
    return _words(arn) if arn else "the principal"


def holder_of(identity: Identity, principal: str | None = None) -> str:
    """Return where a statement would have to be added, in words."""
    if principal:
        return f"a policy of {_words(principal)}, which makes these calls"
    arn = identity.policy_source_arn
    if not arn:
        return "an identity policy (--policy-file)"
    found = _PERMISSION_SET.fullmatch(arn.rpartition("/")[2])
    if found:
        return f"the permission set {found['name']} in IAM Identity Center"
    return f"a policy of {_words(arn)}"


def _words(text: str) -> str:
    try:
        arn = Arn.parse(text)
    except ValueError:
        return text
    name = arn.resource_path.rpartition("/")[2]
    return f"{arn.resource_type} {name}" if name else text
