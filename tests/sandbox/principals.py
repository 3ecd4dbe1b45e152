"""The policies of a user, group or role out of moto's state, named as the simulator names them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from moto.iam.models import IAMBackend, iam_backends
from moto.sts.models import sts_backends

_ARN = re.compile(r"arn:([\w-]+):iam::(\d*):(user|group|role)/(?:.*/)?([^/]+)")


@dataclass(frozen=True)
class HeldPolicy:
    """One policy: `kind` is PolicyExclusionList's PolicyType, `holder` its kind and name."""

    source_id: str
    text: str
    kind: str
    name: str
    arn: str = ""
    holder: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Principal:
    """A user, group or role, its policies, and its boundary if it has one."""

    kind: str
    name: str
    arn: str
    unique_id: str
    account: str
    policies: tuple[HeldPolicy, ...]
    boundary: HeldPolicy | None = None

    def context(self) -> dict[str, str]:
        """Return the keys that the simulator fills by itself."""
        is_user = self.kind == "user"
        named = {"aws:username": self.name} if is_user else {}
        return named | {
            "aws:PrincipalAccount": self.account,
            "aws:PrincipalId": self.unique_id,
            "aws:PrincipalType": "User" if is_user else "AssumedRole",
            "aws:userid": self.unique_id,
        }


def find(arn: str) -> Principal | None:
    """Return the principal that an IAM ARN names; as in AWS, its path does not matter."""
    parts = _ARN.fullmatch(arn)
    if parts is None:
        return None
    partition, account, kind, name = parts.groups()
    backend = iam_backends[account][partition]
    entity = _entities(backend)[kind].get(name)
    if entity is None:
        return None
    return Principal(
        kind,
        name,
        entity.arn,
        entity.id,
        account,
        tuple(_policies(backend, kind, name, entity)),
        _boundary(backend, entity),
    )


def _entities(backend: IAMBackend) -> dict[str, dict[str, Any]]:
    roles = {role.name: role for role in backend.roles.values()}
    users = {user.name: user for user in backend.users.values()}
    return {"user": users, "group": dict(backend.groups), "role": roles}


def _policies(backend: IAMBackend, kind: str, name: str, entity: Any) -> Iterator[HeldPolicy]:
    for policy_name, text in entity.policies.items():
        yield HeldPolicy(
            f"{kind}_{name}_{policy_name}",
            _text(text),
            "inline",
            policy_name,
            holder=(kind, name),
        )
    for arn in entity.managed_policies:
        yield _managed(backend, arn)
    if kind == "user":
        for group in backend.get_groups_for_user(name):
            yield from _policies(backend, "group", group.name, group)


def _managed(backend: IAMBackend, arn: str, kind: str = "") -> HeldPolicy:
    policy = backend.get_policy(arn)
    default = next(v for v in policy.versions if v.version_id == policy.default_version_id)
    kind = kind or ("aws-managed" if ":iam::aws:" in arn else "user-managed")
    return HeldPolicy(policy.name, _text(default.document), kind, policy.name, arn)


def _boundary(backend: IAMBackend, entity: Any) -> HeldPolicy | None:
    arn = getattr(entity, "permissions_boundary_arn", None)
    return _managed(backend, arn, "permission-boundary") if arn else None


def _text(document: object) -> str:
    import json

    return document if isinstance(document, str) else json.dumps(document)


Exclusion = Mapping[str, Any]


def is_excluded(policy: HeldPolicy, exclusions: Sequence[Exclusion]) -> bool:
    """Return whether an entry of PolicyExclusionList is about the policy."""
    return any(_excludes(entry, policy) for entry in exclusions)


def _excludes(entry: Exclusion, policy: HeldPolicy) -> bool:
    if "PolicyType" in entry:
        return bool(entry["PolicyType"] == policy.kind)
    if "PolicyArn" in entry:
        return fnmatchcase(policy.arn, entry["PolicyArn"])
    inline = entry.get("InlinePolicyIdentifier", {})
    return (
        policy.kind == "inline"
        and policy.holder[0] == str(inline.get("AttachmentType", "")).lower()
        and fnmatchcase(policy.name, inline.get("PolicyName", ""))
        and fnmatchcase(policy.holder[1], inline.get("AttachmentName", ""))
    )


@dataclass(frozen=True)
class KeyOwner:
    """Whose keys signed a call: the caller's ARN, and that of the user or role behind it."""

    caller_arn: str
    principal_arn: str


def owner_of(access_key: str, partition: str, account: str) -> KeyOwner | None:
    """Return whose access key it is, None when nobody's."""
    session = sts_backends[account][partition].get_assumed_role_from_access_key(access_key)
    if session is not None:
        return KeyOwner(session.arn, session.role_arn)
    user = iam_backends[account][partition].get_user_from_access_key_id(access_key)
    return KeyOwner(user.arn, user.arn) if user else None
