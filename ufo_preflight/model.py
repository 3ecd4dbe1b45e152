"""The values that every part of ufo-preflight speaks in. No I/O, no AWS spellings.

A Requirement (what a ship needs) becomes a Question (may this principal do this, here?);
a Decider answers it with a Decision, whose reason was computed together with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from ufo_preflight.errors import one_line


class Verdict(Enum):
    """The decision of one action on one resource."""

    ALLOWED = "allowed"
    DENIED = "denied"
    UNKNOWN = "unknown"


class Reason(Enum):
    """Why a decision is what it is: the closed set of the report."""

    IMPLICIT_DENY = "implicit-deny"
    EXPLICIT_DENY = "explicit-deny"
    SCP = "scp"
    PERMISSIONS_BOUNDARY = "permissions-boundary"
    SCOPED_ONLY = "scoped-only"
    MISSING_CONTEXT = "missing-context"
    WRONG_SERVICE_PASSROLE = "wrong-service-passrole"
    SIMULATE_DENIED = "simulate-denied"
    THROTTLED = "throttled"
    NOT_SUPPORTED_PRINCIPAL = "not-supported-principal"
    REFUSED_BY_API = "refused-by-api"
    NO_RESULT = "no-result"
    PROBE_REFUSED = "probe-refused"


class Layer(Enum):
    """Which kind of policy decided. The first three are evaluated; the others only refuse for real."""

    IDENTITY = "identity"
    PERMISSIONS_BOUNDARY = "permissions-boundary"
    SERVICE_CONTROL_POLICY = "service-control-policy"
    RESOURCE_CONTROL_POLICY = "resource-control-policy"
    RESOURCE_POLICY = "resource-policy"
    SESSION_POLICY = "session-policy"
    TRUST_POLICY = "trust-policy"
    VPC_ENDPOINT_POLICY = "vpc-endpoint-policy"

    @property
    def words(self) -> str:
        """The layer as AWS's documentation calls it: `service control policy`."""
        named = {"identity": "identity policy", "resource-policy": "resource-based policy"}
        return named.get(self.value, self.value.replace("-", " ").replace("vpc", "VPC"))


class Result(Enum):
    """What a check of the report says."""

    PASS = "pass"
    FAIL = "fail"
    WARN = "warn"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


class Need(Enum):
    """Whether this ship needs a check."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NO = "no"


class Overall(Enum):
    """The verdict on the ship."""

    READY = "ready"
    BLOCKED = "blocked"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True)
class ContextEntry:
    """A condition key of a request with its values; `type` is one of AWS's ContextKeyTypeEnum."""

    key: str
    values: tuple[str, ...]
    type: str = "string"


@dataclass(frozen=True)
class Question:
    """May the principal do `action` on `resource`, in this context?

    `resource` None means that the action has no resource: AWS's `*`. Where the name is not known in
    full, `pattern` is the ARN with `*` for what is not known, and `resource` one that it matches.
    `principal` None means the one being checked; an ARN asks for another (a service role).
    `spare` marks a question that refines the wording only: a decider may leave it
    unanswered rather than spend a call on it.
    """

    action: str
    resource: str | None = None
    context: tuple[ContextEntry, ...] = ()
    principal: str | None = None
    spare: bool = False
    pattern: str | None = None

    @property
    def shown(self) -> str:
        """The resource as every output shows it: what is known of it, `*` for none."""
        return self.pattern or self.resource or "*"

    @property
    def foreign_account(self) -> str:
        """The account of the resource where it is another one than the principal's, else ""."""
        sections = self.shown.split(":")
        owner = sections[4] if len(sections) > 5 and sections[4].isdigit() else ""
        for entry in self.context:
            if entry.key.lower() == "aws:principalaccount" and entry.values not in ((), (owner,)):
                return owner
        return ""


_DENIALS = frozenset(
    {
        Reason.IMPLICIT_DENY,
        Reason.EXPLICIT_DENY,
        Reason.SCP,
        Reason.PERMISSIONS_BOUNDARY,
        Reason.WRONG_SERVICE_PASSROLE,
    }
)
_REASONS: dict[Verdict, frozenset[Reason | None]] = {
    Verdict.ALLOWED: frozenset({None}),
    Verdict.DENIED: _DENIALS,
    Verdict.UNKNOWN: frozenset(Reason) - _DENIALS,
}


@dataclass(frozen=True)
class Position:
    """A place in a policy document; both count from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Statement:
    """A policy statement as evidence: where it stands and, when readable, what it says.

    `index` counts from 1 within the document; `text` is the statement's JSON, "" when unread.
    """

    policy: str
    layer: Layer
    effect: str = ""
    sid: str = ""
    index: int = 0
    start: Position | None = None
    end: Position | None = None
    text: str = ""
    policy_arn: str = ""

    @property
    def cited(self) -> str:
        """Where it stands: file, line and column, and its Sid."""
        place = self.policy
        if self.start is not None:
            place += f":{self.start.line}:{self.start.column}"
        elif self.index:
            place += f", statement {self.index}"
        return f"{place} (Sid {one_line(self.sid)})" if self.sid else place


@dataclass(frozen=True)
class NearMiss:
    """A statement that would have allowed the request but for one thing.

    `missed` is `resource` or `condition`; `detail` is a sentence ("Resource is arn:…, asked arn:…").
    `wanted` are the resources or values that the statement names, `key` the condition key.
    """

    statement: Statement
    missed: str
    detail: str
    key: str = ""
    wanted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """The answer to one question, with its reason.

    Use the three constructors: an allowed decision has no reason, a denied or
    unknown one always has one, and only a denial names a layer. `also` are the further layers that
    deny it: lifting the first one alone would not help.
    """

    verdict: Verdict
    reason: Reason | None = None
    layer: Layer | None = None
    matched: tuple[Statement, ...] = ()
    missing_context: tuple[str, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    detail: str = ""
    also: tuple[Layer, ...] = ()

    def __post_init__(self) -> None:
        if self.reason not in _REASONS[self.verdict]:
            raise ValueError(f"{self.verdict} cannot have reason {self.reason}")
        if (self.layer or self.also) and self.verdict is not Verdict.DENIED:
            raise ValueError(f"{self.verdict} cannot have a layer")

    @property
    def is_denied(self) -> bool:
        """True for a denial, whatever its reason."""
        return self.verdict is Verdict.DENIED

    @classmethod
    def allowed(cls, matched: Iterable[Statement] = (), *, detail: str = "") -> Decision:
        """Return an allowed decision."""
        return cls(Verdict.ALLOWED, matched=tuple(matched), detail=detail)

    @classmethod
    def denied(
        cls,
        reason: Reason,
        layer: Layer,
        *,
        matched: Iterable[Statement] = (),
        near_misses: Iterable[NearMiss] = (),
        detail: str = "",
        also: Iterable[Layer] = (),
    ) -> Decision:
        """Return a denial by `layer` for `reason`, and by the layers of `also`."""
        misses = tuple(near_misses)
        return cls(Verdict.DENIED, reason, layer, tuple(matched), (), misses, detail, tuple(also))

    @classmethod
    def unknown(
        cls,
        reason: Reason,
        *,
        missing_context: Iterable[str] = (),
        matched: Iterable[Statement] = (),
        near_misses: Iterable[NearMiss] = (),
        detail: str = "",
    ) -> Decision:
        """Return an undecided decision: never a pass, always with its reason."""
        keys, misses = tuple(missing_context), tuple(near_misses)
        return cls(Verdict.UNKNOWN, reason, None, tuple(matched), keys, misses, detail)


@dataclass(frozen=True)
class Method:
    """How the answers were found: the decider's name and the AWS API calls it made.

    `endpoint` is where they were sent, "" for AWS's own endpoints.
    """

    name: str
    calls: int = 0
    endpoint: str = ""


class Decider(Protocol):
    """Whoever answers questions. The one seam of the program.

    `decide` yields at most one decision a question, in any order; a question without an answer
    is the caller's to report as unknown. It never raises for a single question: what went wrong
    with it is an unknown decision with its reason.
    """

    @property
    def method(self) -> Method:
        """Return how the answers so far were found."""
        ...

    def decide(self, questions: Sequence[Question]) -> Iterable[tuple[Question, Decision]]:
        """Yield the decision of each question that could be asked."""
        ...
