"""Which actions exist, which resources they are authorised on, which context keys they can carry.

The facts are those of the Service Authorization Reference, which ship as a table (`actions.txt`,
written by scripts/refresh-actions) and are read one service at a time, when first asked:
https://docs.aws.amazon.com/service-authorization/latest/reference/

A service's section of the table is its name in brackets; its condition keys, with their type where
it is not text; its resource types with their ARNs, of which the usual beginning is left out; and a
line for each group of actions with the same resource types (`!` marks the required ones) and keys,
both as indexes into the lines above. A key that ends in `/` stands for all keys that begin so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

TABLE = "actions.txt"

# Keys that do not depend on the action, with the types of their values ("" for text).
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
GLOBAL_KEYS = {
    "aws:AssumedRoot": "boolean",
    "aws:CalledVia": "stringList",
    "aws:CalledViaFirst": "",
    "aws:CalledViaLast": "",
    "aws:ChatbotSourceArn": "",
    "aws:CurrentTime": "date",
    "aws:Ec2InstanceSourcePrivateIPv4": "ip",
    "aws:Ec2InstanceSourceVpc": "",
    "aws:EpochTime": "date",
    "aws:FederatedProvider": "",
    "aws:MultiFactorAuthAge": "numeric",
    "aws:MultiFactorAuthPresent": "boolean",
    "aws:PrincipalAccount": "",
    "aws:PrincipalArn": "",
    "aws:PrincipalIsAWSService": "boolean",
    "aws:PrincipalOrgID": "",
    "aws:PrincipalOrgPaths": "stringList",
    "aws:PrincipalServiceName": "",
    "aws:PrincipalServiceNamesList": "stringList",
    "aws:PrincipalTag/": "",
    "aws:PrincipalType": "",
    "aws:RequestedRegion": "",
    "aws:ResourceAccount": "",
    "aws:ResourceOrgID": "",
    "aws:ResourceOrgPaths": "stringList",
    "aws:SecureTransport": "boolean",
    "aws:SourceAccount": "",
    "aws:SourceArn": "",
    "aws:SourceIdentity": "",
    "aws:SourceIp": "ip",
    "aws:SourceOrgID": "",
    "aws:SourceOrgPaths": "stringList",
    "aws:SourceVpc": "",
    "aws:SourceVpcArn": "",
    "aws:SourceVpce": "",
    "aws:TokenIssueTime": "date",
    "aws:UserAgent": "",
    "aws:ViaAWSService": "boolean",
    "aws:VpcSourceIp": "ip",
    "aws:VpceAccount": "",
    "aws:VpceOrgID": "",
    "aws:VpceOrgPaths": "stringList",
    "aws:referer": "",
    "aws:userid": "",
    "aws:username": "",
    # A session carries these into its requests to every service, whatever their prefix.
    "codebuild:buildArn": "",
    "codebuild:projectArn": "",
    "ec2:RoleDelivery": "numeric",
    "ec2:SourceInstanceArn": "",
    "glue:CredentialIssuingService": "",
    "glue:RoleAssumedBy": "",
    "identitystore:IdentityStoreArn": "",
    "identitystore:UserId": "",
    "lambda:SourceFunctionArn": "",
    "ssm:SourceInstanceArn": "",
}
# Keys of the global namespace that only requests of some actions carry: the table says which.
BY_ACTION = {"aws:RequestTag/": "", "aws:ResourceTag/": "", "aws:TagKeys": "stringList"}
_GLOBAL = {key.lower(): kind for key, kind in GLOBAL_KEYS.items()}
_BY_ACTION = {key.lower(): kind for key, kind in BY_ACTION.items()}
# What an identity provider said of a user stays in the session.
_FEDERATED = "saml"


@dataclass(frozen=True)
class ResourceType:
    """A kind of resource: `arn` has `${Partition}`, `${Region}`, `${Account}` and names to fill in.

    A `required` type is one that every request of the action names.
    """

    name: str
    arn: str
    required: bool


@dataclass(frozen=True)
class ActionEntry:
    """What the table says of an action; `keys` as AWS writes them."""

    name: str
    resource_types: tuple[ResourceType, ...]
    keys: frozenset[str]


@dataclass(frozen=True)
class _Service:
    key_types: Mapping[str, str]
    actions: Mapping[str, ActionEntry]


def action_entry(action: str) -> ActionEntry | None:
    """Return what is known of an action, written in any case; None when no service has it."""
    prefix, _, name = action.lower().partition(":")
    service = _service(prefix)
    return None if service is None else service.actions.get(name)


def names_of(prefix: str) -> tuple[str, ...] | None:
    """Return the names of a service's actions, None when no service has the prefix."""
    service = _service(prefix.lower())
    return None if service is None else tuple(entry.name for entry in service.actions.values())


@lru_cache(maxsize=4096)
def may_carry(action: str, key: str) -> bool:
    """Return whether a request of `action` may carry `key`; both are in lower case.

    A condition on a key that no request of the action carries is one on an absent key, however
    little else is known of the request. Of an action that the table does not have, every global key
    and every key of its service may be carried.
    """
    prefix = key.partition(":")[0]
    if prefix == _FEDERATED or "." in prefix or key in _GLOBAL or _tag_of(key) in _GLOBAL:
        return True
    entry = action_entry(action)
    if entry is None:
        return prefix in ("aws", action.partition(":")[0])
    if prefix == "aws" and key not in _BY_ACTION and _tag_of(key) not in _BY_ACTION:
        # A global key that is newer than this list.
        return True
    return any(
        key.startswith(known) if known.endswith(("/", ".")) else key == known
        for known in map(str.lower, entry.keys)
    )


def key_type(key: str) -> str | None:
    """Return the type of a key's values as `--context` takes it, "string" for text.

    None when no service has the key.
    """
    lowered = key.lower()
    for known in (_GLOBAL, _BY_ACTION, _keys_of_service(lowered.partition(":")[0])):
        for name in (lowered, _tag_of(lowered)):
            if name in known:
                return known[name] or "string"
    prefix = lowered.partition(":")[0]
    return "string" if prefix == _FEDERATED or "." in prefix else None


def nearest_key(key: str) -> str:
    """Return the key that a misspelt one most likely means, "" when none is near."""
    from difflib import get_close_matches

    prefix = key.partition(":")[0].lower()
    service = _service(prefix)
    names = [*GLOBAL_KEYS, *BY_ACTION, *(service.key_types if service else ())]
    lowered = {name.lower(): name for name in names}
    close = get_close_matches(key.lower(), lowered, n=1, cutoff=0.75)
    return lowered[close[0]] if close else ""


def _tag_of(key: str) -> str:
    """Return the beginning that all keys of a family share: `aws:principaltag/` of one tag's."""
    head, slash, _ = key.partition("/")
    return head + slash


@lru_cache(maxsize=64)
def _keys_of_service(prefix: str) -> Mapping[str, str]:
    service = _service(prefix)
    return {} if service is None else {key.lower(): kind for key, kind in service.key_types.items()}


@lru_cache(maxsize=64)
def _service(prefix: str) -> _Service | None:
    table = _table()
    start = -1 if "\n" in prefix else table.find(f"\n[{prefix}]\n")
    if start < 0:
        return None
    end = table.find("\n[", start + 1)
    _, keys_line, types_line, *groups = table[start + 1 : end if end > 0 else None].splitlines()
    keys = [text.partition("=")[::2] for text in keys_line.split()[1:]]
    types = [text.partition("=")[::2] for text in types_line.split()[1:]]
    usual = f"arn:${{Partition}}:{prefix}:${{Region}}:${{Account}}:"
    actions = {}
    for group in groups:
        kinds, carried, verbs = group.split("|")
        entry_types = tuple(
            ResourceType(name, arn if arn.startswith("arn:") else usual + arn, kind.endswith("!"))
            for kind in kinds.split(",")
            if kind
            for name, arn in [types[int(kind.rstrip("!"))]]
        )
        entry_keys = frozenset(keys[int(index)][0] for index in carried.split(",") if index)
        for part in verbs.split(";"):
            verb, _, names = part.partition(" ")
            for rest in names.split(","):
                entry = ActionEntry(verb + rest, entry_types, entry_keys)
                actions[entry.name.lower()] = entry
    return _Service(dict(keys), actions)


@lru_cache(maxsize=1)
def _table() -> str:
    return resources.files(__package__).joinpath(TABLE).read_text(encoding="utf-8")
