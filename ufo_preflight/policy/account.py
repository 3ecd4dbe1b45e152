"""One principal's policies out of `aws iam get-account-authorization-details`. Pure.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ufo_preflight.arn import Arn
from ufo_preflight.model import Layer
from ufo_preflight.policy.document import ParsedPolicy
from ufo_preflight.policy.files import PolicyFile, document_policy, each_object
from ufo_preflight.policy.json_text import Node
from ufo_preflight.policy.source import Source

Details = Mapping[str, Node]


@dataclass(frozen=True)
class _Kind:
    """How one kind of principal stands in the export."""

    entries: str
    name: str
    inline: str


_KINDS = {
    "user": _Kind("UserDetailList", "UserName", "UserPolicyList"),
    "role": _Kind("RoleDetailList", "RoleName", "RolePolicyList"),
    "assumed-role": _Kind("RoleDetailList", "RoleName", "RolePolicyList"),
    "group": _Kind("GroupDetailList", "GroupName", "GroupPolicyList"),
}


def principal_policies(node: Node, source: Source, principal_arn: str | None) -> PolicyFile:
    """Return the inline, attached and group policies of a user, group or role, and its boundary.

    A session's ARN stands for its role. PolicyDocumentError when the principal is not in the
    export, none was named, or the export lacks a policy that is attached to it.
    """
    if principal_arn is None:
        raise source.error(
            "this is the export of a whole account: whose policies are meant?",
            node.start,
            "Name the user or role with --principal-arn ARN.",
        )
    account = _Account(node, source)
    kind, details = account.principal(principal_arn, node)
    policies = list(account.policies_of(kind, details))
    for group in each_name(details.get("GroupList")):
        found = account.named(_KINDS["group"], group)
        if found is None:
            raise source.error(f"the export has no group {group!r}", node.start, _FULL_EXPORT)
        policies.extend(account.policies_of(_KINDS["group"], found))
    return PolicyFile(tuple(policies), account.boundary(details))


_FULL_EXPORT = "Export all of it: aws iam get-account-authorization-details without --filter."


class _Account:
    def __init__(self, node: Node, source: Source) -> None:
        self.details: Details = node.value if isinstance(node.value, Mapping) else {}
        self.source = source
        truncated = self.details.get("IsTruncated")
        if truncated is not None and truncated.value is True:
            raise source.error(
                "this is one page of the account's export", truncated.key_start, "Export all pages."
            )

    def principal(self, arn: str, node: Node) -> tuple[_Kind, Details]:
        """Return the principal's kind and its entry."""
        try:
            parsed = Arn.parse(arn)
        except ValueError as error:
            raise self.source.error(f"{arn!r} is no ARN of a principal", node.start) from error
        kind = _KINDS.get(parsed.resource_type)
        if kind is None:
            raise self.source.error(
                f"{arn} is no user, group or role: the export cannot hold its policies", node.start
            )
        name = parsed.resource_path
        session = parsed.resource_type == "assumed-role"
        short = name.partition("/")[0] if session else name.rpartition("/")[2]
        found = self.named(kind, short)
        if found is None or not self.in_account(found, parsed.account):
            raise self.source.error(f"the export has no {arn}", node.start, _FULL_EXPORT)
        return kind, found

    def in_account(self, details: Details, account: str) -> bool:
        return text_in(details, "Arn").split(":")[4:5] in ([account], [""], [])

    def named(self, kind: _Kind, name: str) -> Details | None:
        """Return the entry of a name; names are unique in an account, whatever their path."""
        for details in each_object(self.details.get(kind.entries)):
            if text_in(details, kind.name) == name:
                return details
        return None

    def policies_of(self, kind: _Kind, details: Details) -> Iterator[ParsedPolicy]:
        """Yield the inline policies of an entry, then those attached to it."""
        for inline in each_object(details.get(kind.inline)):
            name = text_in(inline, "PolicyName")
            yield self.policy(inline.get("PolicyDocument"), name, "", Layer.IDENTITY)
        for attached in each_object(details.get("AttachedManagedPolicies")):
            yield self.managed(text_in(attached, "PolicyArn"), Layer.IDENTITY)

    def boundary(self, details: Details) -> ParsedPolicy | None:
        """Return the permissions boundary of an entry, None when it has none."""
        boundary = details.get("PermissionsBoundary")
        if boundary is None or not isinstance(boundary.value, Mapping):
            return None
        arn = text_in(boundary.value, "PermissionsBoundaryArn")
        return self.managed(arn, Layer.PERMISSIONS_BOUNDARY)

    def managed(self, arn: str, layer: Layer) -> ParsedPolicy:
        """Return the default version of a managed policy."""
        for details in each_object(self.details.get("Policies")):
            if text_in(details, "Arn") == arn:
                for version in each_object(details.get("PolicyVersionList")):
                    default = version.get("IsDefaultVersion")
                    if default is not None and default.value is True:
                        name = text_in(details, "PolicyName")
                        return self.policy(version.get("Document"), name, arn, layer)
        raise self.source.error(f"the export lacks the policy {arn}", 0, _FULL_EXPORT)

    def policy(self, node: Node | None, name: str, arn: str, layer: Layer) -> ParsedPolicy:
        if node is None:
            raise self.source.error(f"the policy {name} has no document in the export", 0)
        label = f"{self.source.name} ({name})"
        return document_policy(node, replace(self.source, name=label, arn=arn, layer=layer))


def text_in(details: Details, key: str) -> str:
    """Return a member's text, "" when it has none."""
    node = details.get(key)
    return node.value if node is not None and isinstance(node.value, str) else ""


def each_name(node: Node | None) -> Iterator[str]:
    """Yield the texts of a list node."""
    if node is not None and isinstance(node.value, tuple):
        yield from (item.value for item in node.value if isinstance(item.value, str))
