"""Denials with their evidence: the statements that decided, quoted, and those that nearly allowed.

The policies of a principal are known here only by the statements that the simulator matched, the
allowing ones included: to list them all would take rights that nobody needs for a ship.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ufo_preflight.aws.statements import FoundPolicy, PolicyReader, named, quoted, unplaced
from ufo_preflight.model import Decision, Layer, NearMiss, Question, Reason, Statement, Verdict
from ufo_preflight.policy.layers import Request
from ufo_preflight.policy.nearmiss import near_misses
from ufo_preflight.policy.request import context_of_entries
from ufo_preflight.report import ActionResult, CheckResult

# Reading is worth a few calls, not one for each policy of a large account.
MOST_POLICIES = 12


def cite(
    checks: tuple[CheckResult, ...], principal: str, reader: PolicyReader
) -> tuple[CheckResult, ...]:
    """Return the rows with the statements behind their denials named, quoted and explained.

    `principal` is the ARN that was simulated. Nothing is read where nothing is denied.
    """
    if not any(_is_denied(found) for row in checks for found in row.actions):
        return checks
    policies = _policies(checks, principal, reader)
    return tuple(
        replace(row, actions=tuple(_cited(found, principal, policies) for found in row.actions))
        for row in checks
    )


Policies = Mapping[tuple[str, str], FoundPolicy]


def _is_denied(found: ActionResult) -> bool:
    return found.decision.verdict is Verdict.DENIED


def _owner(question: Question, principal: str) -> str:
    return question.principal or principal


def _policies(
    checks: Iterable[CheckResult], principal: str, reader: PolicyReader
) -> dict[tuple[str, str], FoundPolicy]:
    """Read every policy that a denial cites; the allowing ones, too, where one lacks an allow."""
    found = [found for row in checks for found in row.actions]
    lacking = {_owner(f.requirement.question, principal) for f in found if _lacks_allow(f.decision)}
    wanted: dict[tuple[str, str], Layer] = {}
    for one in sorted(found, key=_is_denied, reverse=True):
        owner = _owner(one.requirement.question, principal)
        if _is_denied(one) or owner in lacking:
            for statement in one.decision.matched:
                wanted.setdefault((statement.policy, owner), statement.layer)
    read = {
        (policy, owner): reader.read(policy, owner, layer)
        for (policy, owner), layer in list(wanted.items())[:MOST_POLICIES]
    }
    return {key: policy for key, policy in read.items() if policy is not None}


def _lacks_allow(decision: Decision) -> bool:
    return decision.reason in (Reason.IMPLICIT_DENY, Reason.WRONG_SERVICE_PASSROLE)


def _cited(found: ActionResult, principal: str, policies: Policies) -> ActionResult:
    if not _is_denied(found):
        return found
    question, decision = found.requirement.question, found.decision
    owner = _owner(question, principal)
    matched = tuple(_quote(statement, owner, policies) for statement in decision.matched)
    misses = decision.near_misses
    if _lacks_allow(decision) and not misses:
        misses = _misses(found.requirement.narrowest, owner, policies)
    detail = f"{decision.detail} {_nearest(misses[0])}".strip() if misses else decision.detail
    return replace(
        found,
        decision=replace(decision, matched=matched, near_misses=misses, detail=detail),
    )


def _quote(statement: Statement, owner: str, policies: Policies) -> Statement:
    policy = policies.get((statement.policy, owner))
    return named(statement, owner) if policy is None else quoted(statement, policy)


def _misses(question: Question, owner: str, policies: Policies) -> tuple[NearMiss, ...]:
    # What was not sent is absent for the simulator, whose denial this is.
    context = replace(context_of_entries(question.context, action=question.action), strict=True)
    request = Request(question.action.lower(), question.resource or "*", context)
    documents = (
        policy.document
        for (_, holder), policy in policies.items()
        if holder == owner and policy.document.layer is Layer.IDENTITY
    )
    return tuple(
        replace(miss, statement=unplaced(miss.statement))
        for miss in near_misses(documents, request)
    )


def _nearest(miss: NearMiss) -> str:
    statement = miss.statement
    place = f"statement {statement.sid or statement.index} of {statement.policy}"
    return f"Nearest: {place}, but {miss.detail}."
