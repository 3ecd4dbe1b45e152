"""What a check asks, and what came of it: the values behind every row of the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from ufo_preflight import DOCS
from ufo_preflight.model import (
    ContextEntry,
    Decision,
    Layer,
    NearMiss,
    Need,
    Question,
    Result,
    Statement,
)

Json = dict[str, object]
# What a probe calls what it asks about, where the ship's own name is not known.
PROBE_NAME = "ufo-preflight-probe"


@dataclass(frozen=True)
class Requirement:
    """One action that a ship needs, ready to be asked.

    `advisory` actions warn and never fail a check. An `uncertain` one is needed only if a setting
    that nobody can read is set: a denial leaves its check unknown. `known` are keys of the request
    that only a policy which tests them makes worth asking with; of one that has a single value,
    several are several requests. `guards` are those that a policy for it tests, with the operator.
    `used` is True when this ship is known to use what the action is for.
    """

    check: str
    question: Question
    why: str
    source: str
    confidence: str = "source"
    advisory: bool = False
    uncertain: bool = False
    stage: str = "direct"
    phases: tuple[str, ...] = ("create", "update")
    known: tuple[ContextEntry, ...] = ()
    guards: tuple[tuple[str, str], ...] = ()
    used: bool = False

    @property
    def is_forwarded(self) -> bool:
        """True when CloudFormation makes the request with the caller's rights."""
        return self.stage == "cloudformation" and self.question.principal is None

    @property
    def resource(self) -> str:
        """The resource as every output shows it."""
        return self.question.shown


# What was decided about requirements. One that is left out turned out not to be needed.
Decisions = Mapping[Requirement, Decision]


@dataclass(frozen=True)
class Check:
    """A check before anything was asked: why it is there, and what it will ask."""

    id: str
    title: str
    need: Need
    why: str
    requirements: tuple[Requirement, ...]
    skipped: bool = False
    advisory: bool = False

    @property
    def page(self) -> str:
        """The page about this check."""
        return f"{DOCS}/checks/{self.id}/"


@dataclass(frozen=True)
class ActionResult:
    """A requirement and what was decided about it."""

    requirement: Requirement
    decision: Decision


@dataclass(frozen=True)
class CheckResult:
    """A decided check. `hint` begins with what to do; "" when there is nothing to do."""

    check: Check
    result: Result
    actions: tuple[ActionResult, ...] = ()
    hint: str = ""
    note: str = ""

    @property
    def is_denied(self) -> bool:
        """True when an action of this check was denied, advisory ones included."""
        return any(found.decision.is_denied for found in self.actions)

    def to_dict(self) -> Json:
        """Return the check as the report's JSON has it."""
        return {
            "id": self.check.id,
            "title": self.check.title,
            "needed": self.check.need.value,
            "why": self.check.why,
            "result": self.result.value,
            "note": self.note,
            "actions": [_action(action) for action in self.actions],
            "hint": self.hint,
            "page": self.check.page,
        }


class ProbeOutcome(Enum):
    """What came of a call: let through, refused, or nobody knows."""

    ANSWERED = "answered"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True)
class Probe:
    """A call that was made, and what came of it.

    `text` is AWS's own message of a refusal, or why there is no answer; "" for a call that was let
    through. `layer` is the one that the message says refused, and `sentence` what the answer means
    beside what was decided.
    """

    action: str
    outcome: ProbeOutcome
    text: str = ""
    layer: Layer | None = None
    sentence: str = ""

    def to_dict(self) -> Json:
        """Return the call as the report's JSON has it."""
        return {
            "operation": self.action,
            "outcome": self.outcome.value,
            "layer": self.layer.value if self.layer else None,
            "text": self.text,
            "sentence": self.sentence,
        }


def _action(found: ActionResult) -> Json:
    question, decision = found.requirement.question, found.decision
    return {
        "action": question.action,
        "resource": found.requirement.resource,
        "context": {entry.key: list(entry.values) for entry in question.context if entry.values},
        "decision": decision.verdict.value,
        "reason": decision.reason.value if decision.reason else None,
        "layer": decision.layer.value if decision.layer else None,
        "matched": [_statement(statement) for statement in decision.matched],
        "also": [layer.value for layer in decision.also],
        "missing_context": list(decision.missing_context),
        "near_misses": [_near_miss(miss) for miss in decision.near_misses],
        "detail": decision.detail,
    }


def _near_miss(miss: NearMiss) -> Json:
    return {
        "statement": _statement(miss.statement),
        "missed": miss.missed,
        "detail": miss.detail,
        "key": miss.key or None,
        "wanted": list(miss.wanted),
    }


def _statement(statement: Statement) -> Json:
    return {
        "policy": statement.policy,
        "policy_arn": statement.policy_arn or None,
        "layer": statement.layer.value,
        "effect": statement.effect or None,
        "sid": statement.sid or None,
        "index": statement.index or None,
        "line": statement.start.line if statement.start else None,
        "column": statement.start.column if statement.start else None,
        "text": statement.text or None,
    }
