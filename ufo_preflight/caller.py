"""Who was checked: the caller, and the principal whose policies were decided."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class PrincipalKind(Enum):
    """What sort of principal was checked."""

    USER = "user"
    GROUP = "group"
    ROLE = "role"
    ASSUMED_ROLE = "assumed-role"
    SSO_ROLE = "sso-role"
    FEDERATED_USER = "federated-user"
    ROOT = "root"
    POLICY_FILES = "policy-files"


@dataclass(frozen=True)
class Identity:
    """Who was checked.

    `arn` is the caller ("" when no AWS call was made), `policy_source_arn` the principal whose
    policies were decided, None when it cannot be simulated; `policy_source_from` says how it was
    found, in words for the report.

    What the credentials tell of the requests made with them, where it is the caller who was
    checked: `user_id` is aws:userid, `session_name` that of a role's session, and `is_temporary`
    whether they are those of a session (None: nothing is known of the credentials).
    """

    kind: PrincipalKind
    arn: str = ""
    account: str = ""
    partition: str = "aws"
    policy_source_arn: str | None = None
    policy_source_from: str = ""
    warnings: tuple[str, ...] = ()
    user_id: str = ""
    session_name: str = ""
    is_temporary: bool | None = None
