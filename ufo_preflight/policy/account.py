"""The export of an account: `aws iam get-account-authorization-details`, principal by principal. Pure.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
A member that is not there says that the principal has none; one of another type than AWS writes is
damage, and an error: it may have held a deny.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ufo_preflight.arn import Arn
from ufo_preflight.model import Layer
from ufo_preflight.policy.parse import ParsedPolicy
from ufo_preflight.policy.policy_files import PolicyFile, document_policy
from ufo_preflight.policy.positions import Path, Source

Details = Mapping[str, object]


@dataclass(frozen=True)
class _Kind:
    """How one kind of principal stands in the export."""

    entries: str
    name: str
    inline: str


KINDS = {
    "user": _Kind("UserDetailList", "UserName", "UserPolicyList"),
    "role": _Kind("RoleDetailList", "RoleName", "RolePolicyList"),
    "group": _Kind("GroupDetailList", "GroupName", "GroupPolicyList"),
}
_SESSION = "assumed-role"
_FULL_EXPORT = "Export all of it: aws iam get-account-authorization-details without --filter."
_DROPPED = (
    "Export all of it: aws iam get-account-authorization-details without --filter. "
    "Some tools leave out policies that are attached as a permissions boundary only."
)


@dataclass(frozen=True, eq=False)
class AccountEntry:
    """A user, group or role of the export, at `path` in it."""

    kind: str
    name: str
    arn: str
    details: Details
    path: Path


@dataclass(frozen=True, eq=False)
class HeldDocument:
    """A policy that an entry holds: `value` is its document, not parsed yet.

    It is None where the export has none; `lacking` and `hint` then say so.
    """

    name: str
    arn: str
    layer: Layer
    value: object
    source: Source
    path: Path
    lacking: str = ""
    hint: str = ""


class Account:
    """The principals of an export and what they hold."""

    def __init__(self, export: Details, source: Source) -> None:
        """Take the export's value; PolicyDocumentError when it is one page, or damaged."""
        self.export = export
        self.source = source
        if export.get("IsTruncated") is True:
            raise source.error(
                "this is one page of the account's export",
                ("IsTruncated",),
                "Export all pages.",
                of_key=True,
            )

    @cached_property
    def entries(self) -> Mapping[tuple[str, str], AccountEntry]:
        """Every user, group and role, by kind and name; names are unique, whatever their path."""
        return {
            (name, entry.name): entry
            for name, kind in KINDS.items()
            for entry in self._entries(name, kind)
        }

    def _entries(self, name: str, kind: _Kind) -> Iterator[AccountEntry]:
        for details, path in self._objects(self.export, kind.entries, ()):
            named = self._text(details, kind.name, path)
            arn = self._text(details, "Arn", path)
            try:
                Arn.parse(arn)
            except ValueError as error:
                raise self._damaged((*path, "Arn"), "an ARN") from error
            yield AccountEntry(name, named, arn, details, path)

    def policies_of(self, principal_arn: str | None) -> PolicyFile:
        """Return the inline, attached and group policies of a principal, and its boundary.

        A session's ARN stands for its role. PolicyDocumentError when the principal is not in the
        export, none was named, or the export lacks a policy that is attached to it.
        """
        if principal_arn is None:
            raise self.source.error(
                "this is the export of a whole account: whose policies are meant?",
                (),
                "Name the user or role with --principal-arn ARN.",
            )
        return self.policies(self.entry(principal_arn))

    def entry(self, principal_arn: str) -> AccountEntry:
        """Return the entry of a principal; PolicyDocumentError when there is none."""
        try:
            arn = Arn.parse(principal_arn)
        except ValueError as error:
            raise self.source.error(f"{principal_arn!r} is no ARN of a principal") from error
        is_session = arn.resource_type == _SESSION
        kind = "role" if is_session else arn.resource_type
        if kind not in KINDS:
            raise self.source.error(
                f"{principal_arn} is no user, group or role: the export cannot hold its policies"
            )
        path = arn.resource_path
        name = path.partition("/")[0] if is_session else path.rpartition("/")[2]
        found = self.entries.get((kind, name))
        if found is None or found.arn.split(":")[4:5] not in ([arn.account], [""], []):
            raise self.source.error(f"the export has no {principal_arn}", (), _FULL_EXPORT)
        return found

    def policies(self, entry: AccountEntry) -> PolicyFile:
        """Return the policies of an entry, its groups' included; PolicyDocumentError likewise."""
        read = [self._read(document) for document in self.held(entry)]
        boundary = [one for one in read if one.document.layer is Layer.PERMISSIONS_BOUNDARY]
        identity = tuple(one for one in read if one.document.layer is Layer.IDENTITY)
        return PolicyFile(identity, next(iter(boundary), None))

    def _read(self, document: HeldDocument) -> ParsedPolicy:
        if document.value is None:
            raise self.source.error(document.lacking, document.path, document.hint)
        return document_policy(document.value, document.source)

    def held(self, entry: AccountEntry) -> Iterator[HeldDocument]:
        """Yield what an entry and its groups hold; PolicyDocumentError for a damaged member."""
        yield from self._own(entry)
        for name in self.group_names(entry):
            group = self.entries.get(("group", name))
            if group is None:
                yield self._lacking(f"the export has no group {name!r}", Layer.IDENTITY)
            else:
                yield from self._own(group)
        boundary = entry.details.get("PermissionsBoundary")
        if boundary is not None:
            path = (*entry.path, "PermissionsBoundary")
            if not isinstance(boundary, Mapping):
                raise self._damaged(path, "an object")
            arn = self._text(boundary, "PermissionsBoundaryArn", path)
            yield self._managed(arn, Layer.PERMISSIONS_BOUNDARY)

    def group_names(self, entry: AccountEntry) -> Iterator[str]:
        """Yield the groups that a user is in."""
        yield from self._texts(entry.details, "GroupList", entry.path)

    def _own(self, entry: AccountEntry) -> Iterator[HeldDocument]:
        """Yield the inline policies of an entry, then those attached to it."""
        details, at = entry.details, entry.path
        for inline, path in self._objects(details, KINDS[entry.kind].inline, at):
            name = self._text(inline, "PolicyName", path)
            yield self._document(inline.get("PolicyDocument"), name, (*path, "PolicyDocument"))
        for attached, path in self._objects(details, "AttachedManagedPolicies", at):
            yield self._managed(self._text(attached, "PolicyArn", path), Layer.IDENTITY)

    def _managed(self, arn: str, layer: Layer) -> HeldDocument:
        """Return the default version of a managed policy."""
        found = self._versions.get(arn)
        if found is None:
            return self._lacking(f"the export lacks the policy {arn}", layer)
        name, version, path = found
        value = version.get("Document")
        return self._document(value, name, (*path, "Document"), arn=arn, layer=layer)

    @cached_property
    def _versions(self) -> Mapping[str, tuple[str, Details, Path]]:
        """The name, the default version and its place of every managed policy, by its ARN."""
        found = {}
        for policy, at in self._objects(self.export, "Policies", ()):
            arn = self._text(policy, "Arn", at)
            name = self._text(policy, "PolicyName", at) if "PolicyName" in policy else ""
            for version, path in self._objects(policy, "PolicyVersionList", at):
                if version.get("IsDefaultVersion") is True:
                    found[arn] = (name or arn.rpartition("/")[2], version, path)
        return found

    def _document(
        self,
        value: object,
        name: str,
        path: Path,
        *,
        arn: str = "",
        layer: Layer = Layer.IDENTITY,
    ) -> HeldDocument:
        if value is None:
            lacking = f"the policy {name} has no document in the export"
            return HeldDocument(name, arn, layer, None, self.source, path[:-1], lacking)
        source = Source(
            f"{self.source.name} ({name})", layer, self.source.places, arn, self.source.base + path
        )
        return HeldDocument(name, arn, layer, value, source, path)

    def _lacking(self, why: str, layer: Layer) -> HeldDocument:
        hint = _DROPPED if layer is Layer.PERMISSIONS_BOUNDARY else _FULL_EXPORT
        return HeldDocument("", "", layer, None, self.source, (), why, hint)

    def _objects(self, details: Details, member: str, at: Path) -> Iterator[tuple[Details, Path]]:
        """Yield the objects of a list and their places; nothing where the list is not there."""
        for index, item in enumerate(self._list(details, member, at)):
            if not isinstance(item, Mapping):
                raise self._damaged((*at, member, index), "an object")
            yield item, (*at, member, index)

    def _texts(self, details: Details, member: str, at: Path) -> Iterator[str]:
        for index, item in enumerate(self._list(details, member, at)):
            if not isinstance(item, str):
                raise self._damaged((*at, member, index), "a string")
            yield item

    def _list(self, details: Details, member: str, at: Path) -> list[object]:
        found = details.get(member)
        if found is None:
            return []
        if not isinstance(found, list):
            raise self._damaged((*at, member), "a list")
        return found

    def _text(self, details: Details, member: str, at: Path) -> str:
        found = details.get(member)
        if not isinstance(found, str):
            is_there = member in details
            raise self._damaged((*at, member) if is_there else at, f"a string {member}")
        return found

    def _damaged(self, path: Path, wanted: str) -> Exception:
        return self.source.error(
            f"the export is damaged: {wanted} should stand here",
            path,
            "Export the account again; a member that is not understood may hold a deny.",
        )
