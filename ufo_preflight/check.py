"""The one use case: ask a decider about every check, and say what follows.

    put every request into its context → ask all at once → ask again only where the first
    answer leaves a question open → judge each row

Nothing here knows who answers: the AWS simulator, policy files, or a third.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ufo_preflight.arn import overlap
from ufo_preflight.context import Surroundings, context_for
from ufo_preflight.model import Decider, Decision, Need, Question, Reason, Result, Verdict
from ufo_preflight.passrole import (
    controls,
    is_passrole,
    judge_wrong_service,
    width,
    wrong_service_questions,
)
from ufo_preflight.report import ActionResult, Check, CheckResult, Requirement

Decisions = Mapping[Question, Decision]

UNANSWERED = Decision.unknown(
    Reason.NO_RESULT, detail="The answer had no result for this action and resource."
)
# AWS answers it for every principal, and no policy can take it away.
# https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
UNCONDITIONAL = frozenset({"sts:GetCallerIdentity"})
EVERYBODYS = Decision.allowed(detail="AWS asks for no permission.")


def run_check(
    checks: Iterable[Check], surroundings: Surroundings, decider: Decider
) -> tuple[CheckResult, ...]:
    """Return a finding for every check, in order. Every action in it has a decision."""
    rows = tuple(_in_context(row, surroundings) for row in checks)
    asked = [requirement for row in rows if _is_asked(row) for requirement in row.requirements]
    first = _ask(decider, _first_questions(asked))
    decisions = first | _ask(decider, _follow_ups(asked, first))
    return tuple(_judge(row, decisions) for row in rows)


def _in_context(row: Check, surroundings: Surroundings) -> Check:
    return replace(
        row,
        requirements=tuple(
            replace(
                requirement,
                question=replace(
                    requirement.question,
                    context=context_for(
                        surroundings,
                        requirement.question.context,
                        is_global=requirement.is_global,
                    ),
                ),
            )
            for requirement in row.requirements
        ),
    )


def _is_asked(row: Check) -> bool:
    return not row.skipped and row.need is not Need.NO


def _ask(decider: Decider, questions: Iterable[Question]) -> dict[Question, Decision]:
    wanted = tuple(dict.fromkeys(questions))
    granted = {question: EVERYBODYS for question in wanted if question.action in UNCONDITIONAL}
    asked = tuple(question for question in wanted if question not in granted)
    return granted | dict(decider.decide(asked)) if asked else granted


def _first_questions(asked: Iterable[Requirement]) -> Iterable[Question]:
    for requirement in asked:
        question = requirement.question
        yield question
        if is_passrole(question):
            yield from controls(question)
        elif question.resource is not None:
            yield _anywhere(question)


def _follow_ups(asked: Iterable[Requirement], decisions: Decisions) -> Iterable[Question]:
    for requirement in asked:
        question = requirement.question
        if not _is_implicit_deny(decisions.get(question, UNANSWERED)):
            continue
        if is_passrole(question):
            yield from wrong_service_questions(question)
        if _has_wider_pattern(requirement):
            yield replace(question, resource=requirement.pattern)


def _anywhere(question: Question) -> Question:
    return replace(question, resource=None, spare=True)


def _has_wider_pattern(requirement: Requirement) -> bool:
    return requirement.question.resource is None and requirement.pattern not in (None, "*")


def _is_implicit_deny(decision: Decision) -> bool:
    return decision.verdict is Verdict.DENIED and decision.reason is Reason.IMPLICIT_DENY


def _judge(row: Check, decisions: Decisions) -> CheckResult:
    if not _is_asked(row):
        return CheckResult(row, Result.SKIPPED)
    found = tuple(
        ActionResult(requirement, _settle(requirement, decisions))
        for requirement in row.requirements
    )
    notes = (
        width(action.requirement.question, decisions)
        for action in found
        if is_passrole(action.requirement.question) and action.decision.verdict is Verdict.ALLOWED
    )
    return CheckResult(row, result_of(row, found), found, note=next(filter(None, notes), ""))


def result_of(row: Check, found: Iterable[ActionResult]) -> Result:
    """Return what a row says: a denial beats an unknown, and advisory actions only warn.

    A row without a single action is unknown: nothing asked is nothing proved. In a required row
    that has none but advisory actions, these count.
    """
    findings = tuple(found)
    advisory = {action.decision.verdict for action in findings if action.requirement.advisory}
    counted = {action.decision.verdict for action in findings if not action.requirement.advisory}
    if not counted and row.need is Need.REQUIRED:
        counted = advisory
    if Verdict.DENIED in counted:
        return Result.FAIL if row.need is Need.REQUIRED else Result.WARN
    if Verdict.UNKNOWN in counted or not findings:
        return Result.UNKNOWN
    if Verdict.DENIED in advisory:
        return Result.WARN
    if Verdict.UNKNOWN in advisory:
        return Result.WARN if counted else Result.UNKNOWN
    return Result.PASS


def _settle(requirement: Requirement, decisions: Decisions) -> Decision:
    question = requirement.question
    decision = decisions.get(question, UNANSWERED)
    if decision.verdict is Verdict.ALLOWED and question.resource is not None:
        anywhere = decisions.get(_anywhere(question))
        if anywhere is not None and _is_implicit_deny(anywhere):
            return Decision.allowed(decision.matched, scoped=True, detail=decision.detail)
    if not _is_implicit_deny(decision):
        return decision
    if _has_wider_pattern(requirement):
        decision = _settle_scope(requirement, decision, decisions)
    if is_passrole(question) and _is_implicit_deny(decision):
        decision = judge_wrong_service(question, decision, decisions)
    return decision


def _settle_scope(requirement: Requirement, decision: Decision, decisions: Decisions) -> Decision:
    """Return what a denial on `*` means where the ship's own resource is not known by name."""
    pattern = requirement.pattern or "*"
    narrower = decisions.get(replace(requirement.question, resource=pattern), decision)
    if narrower.verdict is Verdict.ALLOWED:
        return Decision.allowed(
            narrower.matched, scoped=True, detail=f"Allowed on {pattern}, not on *."
        )
    granted = [
        miss
        for miss in decision.near_misses
        if miss.missed == "resource" and any(overlap(part, pattern) for part in miss.wanted)
    ]
    if granted:
        return Decision.unknown(
            Reason.SCOPED_ONLY,
            near_misses=granted,
            detail=f"Granted on {', '.join(granted[0].wanted)} only; "
            f"what this ship touches is not known.",
        )
    return decision
