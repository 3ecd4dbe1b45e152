"""The policies that the simulator names by an id, found and read, where reading is allowed.

The simulator names an inline policy `group_<group>_<policy>` and a managed one by its bare name,
without its ARN. Five calls are made here: iam:GetUserPolicy, GetGroupPolicy, GetRolePolicy,
GetPolicy and GetPolicyVersion. A refusal of any of them is no error: the id is then all that is
known.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_Statement.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ufo_preflight.aws.api_errors import SDK_ERRORS, error_code
from ufo_preflight.aws.session import AwsSession
from ufo_preflight.errors import PolicyDocumentError
from ufo_preflight.model import Layer, Position, Statement

if TYPE_CHECKING:
    from ufo_preflight.policy.statement import Document

HOLDERS = ("user", "group", "role")
# How the simulator names a policy that a request brought along.
INPUT = "PolicyInputList."
NOT_THERE = "NoSuchEntity"
# What is tried where iam:GetPolicy may not tell the default version.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html
VERSIONS = ("v1", "v2", "v3", "v4", "v5")
# A name with many underscores could be cut in many places.
MOST_CUTS = 6
TEXT = "ufo-preflight: document"


@dataclass(frozen=True)
class Origin:
    """Where a policy may be: inline in a holder, or managed under an ARN."""

    policy: str
    holder: str = ""
    name: str = ""
    arn: str = ""

    @property
    def label(self) -> str:
        """What reports call it."""
        of = f" of {self.holder} {self.name}" if self.holder else ""
        return f"policy {self.policy}{of}"


@dataclass(frozen=True)
class FoundPolicy:
    """A policy that was read."""

    origin: Origin
    text: str
    document: Document


class PolicyReader:
    """Reads policies by the simulator's ids, each once."""

    def __init__(self, session: AwsSession, account: str, partition: str) -> None:
        self._session = session
        self._root = f"arn:{partition}:iam::{account}:policy/"
        self._aws = f"arn:{partition}:iam::aws:policy/"
        self._found: dict[tuple[str, str], FoundPolicy | None] = {}
        self._refused: set[str] = set()
        session.iam.meta.events.register_first("after-call.iam", keep_text)

    def read(self, source_id: str, principal: str, layer: Layer) -> FoundPolicy | None:
        """Return the policy behind an id of the simulator, None when it cannot be read.

        `principal` is the ARN of the user, group or role whose policies were simulated.
        """
        key = (source_id, principal)
        if key not in self._found:
            self._found[key] = next(
                (
                    found
                    for origin in self._origins(source_id, principal)
                    if (found := self._read(origin, layer))
                ),
                None,
            )
        return self._found[key]

    def _origins(self, source_id: str, principal: str) -> Iterator[Origin]:
        if source_id.startswith(INPUT):
            return
        yield from inline_origins(source_id, principal)
        yield Origin(source_id, arn=f"{self._root}{source_id}")
        yield Origin(source_id, arn=f"{self._aws}{source_id}")

    def _read(self, origin: Origin, layer: Layer) -> FoundPolicy | None:
        from ufo_preflight.policy.parse import parse_policy

        text = self._inline_text(origin) if origin.holder else self._managed_text(origin)
        if not text:
            return None
        try:
            return FoundPolicy(
                origin, text, parse_policy(text, name=origin.label, layer=layer).document
            )
        except PolicyDocumentError:
            return None

    def _inline_text(self, origin: Origin) -> str:
        iam = self._session.iam
        getters: Mapping[str, Callable[..., Mapping[str, Any]]] = {
            "user": iam.get_user_policy,
            "group": iam.get_group_policy,
            "role": iam.get_role_policy,
        }
        named = {f"{origin.holder.title()}Name": origin.name, "PolicyName": origin.policy}
        return text_of(self._call(origin.holder, getters[origin.holder], **named))

    def _managed_text(self, origin: Origin) -> str:
        iam = self._session.iam
        policy = self._call("policy", iam.get_policy, PolicyArn=origin.arn).get("Policy") or {}
        named = policy.get("DefaultVersionId")
        if not named and "policy" not in self._refused:
            return ""
        for version in (named,) if named else VERSIONS:
            answer = self._call(
                "version", iam.get_policy_version, PolicyArn=origin.arn, VersionId=version
            )
            found = answer.get("PolicyVersion") or {}
            if found.get("IsDefaultVersion"):
                return text_of(found)
            if not found and version == VERSIONS[0]:
                return ""
        return ""

    def _call(
        self, kind: str, get: Callable[..., Mapping[str, Any]], **parameters: str
    ) -> Mapping[str, Any]:
        """Return the answer, an empty one for a refusal: then nothing of the kind is asked again."""
        if kind in self._refused:
            return {}
        try:
            return get(**parameters)
        except SDK_ERRORS as error:
            if error_code(error) != NOT_THERE:
                self._refused.add(kind)
            return {}


def inline_origins(source_id: str, principal: str) -> Iterator[Origin]:
    """Yield where an inline policy may be: the principal itself, else every cut of the id.

    The id does not say where the holder's name ends, and both names may have underscores.
    """
    holder, _, rest = source_id.partition("_")
    if holder not in HOLDERS:
        return
    own = principal.rpartition("/")[2]
    if rest.startswith(f"{own}_"):
        yield Origin(rest.removeprefix(f"{own}_"), holder, own)
    if holder == "group":
        parts = rest.split("_")
        for cut in range(1, min(len(parts), MOST_CUTS + 1)):
            yield Origin("_".join(parts[cut:]), holder, "_".join(parts[:cut]))


def named(statement: Statement, principal: str) -> Statement:
    """Return a statement of the simulator with its policy's name, where the id tells it alone."""
    source_id = statement.policy
    origins = tuple(inline_origins(source_id, principal))
    if len(origins) == 1:
        return replace(statement, policy=origins[0].label)
    if origins or source_id.startswith((INPUT, *(f"{holder}_" for holder in HOLDERS))):
        return statement
    return replace(statement, policy=Origin(source_id).label)


def quoted(statement: Statement, found: FoundPolicy) -> Statement:
    """Return a statement of the simulator with its place in the policy that was read."""
    origin = found.origin
    cited = replace(unplaced(statement), policy=origin.label, policy_arn=origin.arn)
    at = _middle(statement, found.text)
    for prepared in found.document.statements:
        here = prepared.evidence
        if at is not None and _contains(here, at, found.text):
            return replace(
                unplaced(here), policy=cited.policy, policy_arn=origin.arn, layer=statement.layer
            )
    return cited


def unplaced(statement: Statement) -> Statement:
    """Return a statement without its line and column: IAM's consoles show another layout."""
    return replace(statement, start=None, end=None)


def _middle(statement: Statement, text: str) -> int | None:
    """Return the offset in the middle of a statement: robust to how its ends are counted."""
    if statement.start is None or statement.end is None:
        return None
    return (_offset(statement.start, text) + _offset(statement.end, text)) // 2


def _contains(here: Statement, at: int, text: str) -> bool:
    if here.start is None or here.end is None:
        return False
    return _offset(here.start, text) <= at <= _offset(here.end, text)


def _offset(position: Position, text: str) -> int:
    lines = text.splitlines(keepends=True)
    return sum(map(len, lines[: position.line - 1])) + position.column - 1


def keep_text(parsed: dict[str, Any], **_event: object) -> None:
    """Keep a policy document's own text, whose lines the simulator counts, before it is decoded."""
    for holder in (parsed, parsed.get("PolicyVersion") or {}):
        for key in ("PolicyDocument", "Document"):
            if isinstance(holder.get(key), str):
                holder[TEXT] = unquote(holder[key])


def text_of(answer: Mapping[str, Any]) -> str:
    """Return the text that `keep_text` kept, "" when there is none."""
    return str(answer.get(TEXT, ""))
