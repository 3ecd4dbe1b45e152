"""Decisions with the same cause, put together. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ufo_preflight.model import ContextEntry, Decision, Need, Reason, Verdict
from ufo_preflight.report import ActionResult, CheckResult

# Reasons that lie in the asking: they hold for all rows alike, so one line is enough.
_OF_THE_ASKING = frozenset(
    {
        Reason.SIMULATE_DENIED,
        Reason.THROTTLED,
        Reason.NOT_SUPPORTED_PRINCIPAL,
        Reason.REFUSED_BY_API,
        Reason.NO_RESULT,
    }
)
# Reasons whose cause is a statement somebody wrote: what it refuses is one cause, whatever the row.
_OF_A_STATEMENT = frozenset({Reason.EXPLICIT_DENY, Reason.SCP, Reason.PERMISSIONS_BOUNDARY})


@dataclass(frozen=True)
class Member:
    """An action that was not allowed, in its row."""

    row: CheckResult
    found: ActionResult

    @property
    def exemption(self) -> str:
        """Why a denial of this action does not count, "" when it does."""
        if self.found.decision.verdict is not Verdict.DENIED:
            return ""
        if self.found.requirement.advisory:
            return "Advisory: a ship may succeed without it."
        if self.row.check.need is Need.REQUIRED:
            return ""
        kind = "Advisory" if self.row.check.advisory else "Optional"
        return f"{kind}, does not count as required: {self.row.check.why}"


@dataclass(frozen=True)
class Group:
    """Members with one cause; never empty."""

    members: tuple[Member, ...]

    @property
    def decision(self) -> Decision:
        """A decision that stands for all of them."""
        return self.members[0].found.decision

    @property
    def principal(self) -> str | None:
        """Another principal than the one checked, when it is the one that lacks the permission."""
        return self.members[0].found.requirement.question.principal

    @property
    def exemption(self) -> str:
        """Why the group does not count, "" when it does."""
        return self.members[0].exemption

    @property
    def checks(self) -> tuple[str, ...]:
        """The ids of the rows."""
        return tuple(dict.fromkeys(member.row.check.id for member in self.members))

    @property
    def actions(self) -> tuple[str, ...]:
        """The names of the actions."""
        names = (member.found.requirement.question.action for member in self.members)
        return tuple(dict.fromkeys(names))

    @property
    def contexts(self) -> tuple[tuple[ContextEntry, ...], ...]:
        """The contexts in which they were asked."""
        return tuple(member.found.requirement.question.context for member in self.members)

    @property
    def resources(self) -> tuple[str, ...]:
        """What was asked about: ARNs, patterns where names are not known, `*` for no resource."""
        requirements = (member.found.requirement for member in self.members)
        return tuple(
            dict.fromkeys(item.question.resource or item.pattern or "*" for item in requirements)
        )


def groups_of(rows: Iterable[CheckResult]) -> tuple[Group, ...]:
    """Return the actions of `rows` that were not allowed, by cause, in the order of the rows."""
    found: dict[tuple[object, ...], list[Member]] = {}
    for row in rows:
        for action in row.actions:
            if action.decision.verdict is not Verdict.ALLOWED:
                member = Member(row, action)
                found.setdefault(_cause_of(member), []).append(member)
    return tuple(Group(tuple(members)) for members in found.values())


def _cause_of(member: Member) -> tuple[object, ...]:
    decision = member.found.decision
    principal = member.found.requirement.question.principal
    return (decision.reason, decision.also, principal, member.exemption, *_evidence(member))


def _evidence(member: Member) -> tuple[object, ...]:
    """Return what must be the same, beside the reason, for the cause to be the same."""
    decision, row = member.found.decision, member.row.check.id
    if decision.reason in _OF_THE_ASKING:
        return (decision.detail,) if decision.reason is not Reason.THROTTLED else ()
    if decision.reason in _OF_A_STATEMENT:
        return decision.matched
    if decision.reason is Reason.MISSING_CONTEXT:
        return (decision.missing_context, decision.matched)
    if decision.reason is Reason.IMPLICIT_DENY:
        nearest = decision.near_misses[:1]
        return (row, *((miss.statement, miss.missed, miss.key) for miss in nearest))
    return (row, decision.detail)
