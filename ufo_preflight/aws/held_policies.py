"""All policies that a user, group or role holds, where its own listing and reading are allowed.

Three rounds: what it holds and is a member of, what its groups hold, and the documents. Policies of
the organization are not among them: no member account may read those.
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ufo_preflight.arn import Arn
from ufo_preflight.aws.background import concurrently
from ufo_preflight.aws.policies import Origin, keep_text, text_of
from ufo_preflight.aws.session import AwsSession
from ufo_preflight.errors import ApiError, PreflightError
from ufo_preflight.model import Decision, Layer, Question, Reason

if TYPE_CHECKING:
    from ufo_preflight.policy.parse import ParsedPolicy

# The evaluator is loaded only where policies are read: a check with nothing denied needs none.
AT_ONCE = 4
# A principal has far fewer: ten groups, and twenty policies of each kind for each of them.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
MOST_POLICIES, MOST_PAGES = 100, 10

Call = Callable[[], Any]


@dataclass(frozen=True)
class HeldPolicies:
    """The identity policies of a principal and its boundary, prepared."""

    identity: tuple[ParsedPolicy, ...]
    boundary: ParsedPolicy | None = None

    def with_policies(self, documents: Iterable[str]) -> HeldPolicies:
        """Return them with these identity policies, too; PolicyDocumentError when one is none."""
        from ufo_preflight.policy.parse import parse_policy

        added = (
            parse_policy(text, name=f"added policy {number}")
            for number, text in enumerate(documents, 1)
        )
        return replace(self, identity=(*self.identity, *added))

    def decide(self, question: Question) -> Decision:
        """Return what these policies say, whoever the question names as its principal."""
        from ufo_preflight.policy.decider import PolicyDecider

        asked = replace(question, principal=None)
        decider = PolicyDecider(self.identity, self.boundary)
        unanswered = Decision.unknown(Reason.NO_RESULT, detail="The policies say nothing.")
        return next((decision for _, decision in decider.decide([asked])), unanswered)


def held_by(session: AwsSession, arn: str) -> HeldPolicies:
    """Return every policy of the user, group or role with this ARN.

    ApiError when one of the reads is refused or there are too many, PolicyDocumentError when a
    policy cannot be understood: half of the policies may lack the one that denies.
    """
    return _Listing(session).of(Arn.parse(arn))


class PolicyStore:
    """The policies of principals, each read once."""

    def __init__(self, session: AwsSession) -> None:
        self._session = session
        self._found: dict[str, HeldPolicies | PreflightError] = {}

    def of(self, arn: str) -> HeldPolicies:
        """Return what `held_by` returns, or raise what it raises."""
        found = self._found.get(arn)
        if found is None:
            try:
                found = held_by(self._session, arn)
            except PreflightError as error:
                found = error
            self._found[arn] = found
        if isinstance(found, PreflightError):
            raise found
        return found

    def readable(self, arn: str) -> HeldPolicies | None:
        """Return the policies, None where they cannot be read."""
        try:
            return self.of(arn)
        except PreflightError:
            return None


class _Listing:
    """The calls of IAM that list and read policies, a few of them at a time."""

    def __init__(self, session: AwsSession) -> None:
        self._session = session
        self._iam = iam = session.iam
        iam.meta.events.register_first("after-call.iam", keep_text, unique_id="keep-text")
        self._inline: Mapping[str, Callable[..., Any]] = {
            "user": iam.list_user_policies,
            "group": iam.list_group_policies,
            "role": iam.list_role_policies,
        }
        self._attached: Mapping[str, Callable[..., Any]] = {
            "user": iam.list_attached_user_policies,
            "group": iam.list_attached_group_policies,
            "role": iam.list_attached_role_policies,
        }
        self._document: Mapping[str, Callable[..., Any]] = {
            "user": iam.get_user_policy,
            "group": iam.get_group_policy,
            "role": iam.get_role_policy,
        }
        self._entity: Mapping[str, Callable[..., Any]] = {
            "user": iam.get_user,
            "role": iam.get_role,
        }

    def of(self, principal: Arn) -> HeldPolicies:
        kind, name = principal.resource_type, principal.name
        groups: list[str] = []
        boundary = ""
        calls: list[Call] = [*self._lists(kind, name)]
        if kind in self._entity:
            calls.append(lambda: self._entity[kind](**_named(kind, name)))
        if kind == "user":
            calls.append(lambda: self._pages(self._iam.list_groups_for_user, "Groups", kind, name))
        inline, attached, *others = self._all(calls)
        if others:
            entity = others[0].get(kind.title()) or {}
            limit = entity.get("PermissionsBoundary") or {}
            boundary = str(limit.get("PermissionsBoundaryArn") or "")
        if len(others) > 1:
            groups = [str(group["GroupName"]) for group in others[1]]
        origins = [*_origins(kind, name, inline, attached)]
        lists = self._all([call for group in groups for call in self._lists("group", group)])
        for at, group in enumerate(groups):
            origins.extend(_origins("group", group, lists[2 * at], lists[2 * at + 1]))
        return self._read(origins, boundary)

    def _read(self, origins: Sequence[Origin], boundary: str) -> HeldPolicies:
        unique = tuple(dict.fromkeys(origins))
        if len(unique) > MOST_POLICIES:
            raise ApiError(f"the principal holds {len(unique)} policies, too many to read")
        limit = (Origin(boundary.rpartition("/")[2], arn=boundary),) if boundary else ()
        layers = [Layer.IDENTITY] * len(unique) + [Layer.PERMISSIONS_BOUNDARY] * len(limit)
        texts = self._all([self._reading(origin) for origin in (*unique, *limit)])
        parsed = [
            _parsed(text, origin, layer)
            for origin, layer, text in zip((*unique, *limit), layers, texts, strict=True)
        ]
        held = tuple(parsed[: len(unique)])
        return HeldPolicies(held, parsed[-1] if limit else None)

    def _reading(self, origin: Origin) -> Call:
        def read() -> str:
            if origin.holder:
                named = _named(origin.holder, origin.name)
                get = self._document[origin.holder]
                return text_of(get(**named, PolicyName=origin.policy))
            policy = self._iam.get_policy(PolicyArn=origin.arn)["Policy"]
            answer = self._iam.get_policy_version(
                PolicyArn=origin.arn, VersionId=policy.get("DefaultVersionId", "v1")
            )
            return text_of(answer["PolicyVersion"])

        return read

    def _lists(self, kind: str, name: str) -> Iterable[Call]:
        yield lambda: self._pages(self._inline[kind], "PolicyNames", kind, name)
        yield lambda: self._pages(self._attached[kind], "AttachedPolicies", kind, name)

    def _pages(self, call: Callable[..., Any], key: str, kind: str, name: str) -> list[Any]:
        found: list[Any] = []
        request = dict(_named(kind, name))
        for _page in range(MOST_PAGES):
            page = call(**request)
            found.extend(page.get(key) or ())
            if not page.get("IsTruncated"):
                return found
            request["Marker"] = page["Marker"]
        raise ApiError(f"the list of what {kind} {name} holds does not end")

    def _all(self, calls: Sequence[Call]) -> list[Any]:
        with self._session.translating():
            return list(concurrently(lambda call: call(), calls, at_once=AT_ONCE))


def _parsed(text: str, origin: Origin, layer: Layer) -> ParsedPolicy:
    from ufo_preflight.policy.parse import prepare_value, read_json

    # IAM's consoles show another layout, so statements are told by their number, not their line.
    value, _source = read_json(text, name=origin.label, layer=layer)
    return prepare_value(value, name=origin.label, layer=layer, arn=origin.arn)


def _named(kind: str, name: str) -> dict[str, str]:
    return {f"{kind.title()}Name": name}


def _origins(
    kind: str, name: str, inline: Iterable[str], attached: Iterable[Mapping[str, Any]]
) -> Iterable[Origin]:
    yield from (Origin(policy, kind, name) for policy in inline)
    for managed in attached:
        yield Origin(str(managed["PolicyName"]), arn=str(managed["PolicyArn"]))
