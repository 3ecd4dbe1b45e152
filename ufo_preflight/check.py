"""The one use case: ask a decider about every check, and say what follows.

    put every request into its context → ask all at once → ask again only where the first
    answer leaves a question open → judge each check, last

Nothing here knows who answers: the AWS simulator, policy files, or a third.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from ufo_preflight.context import Surroundings, context_for, merge
from ufo_preflight.model import Decider, Decision, Need, Question, Reason, Result, Verdict
from ufo_preflight.outcome import ActionResult, Check, CheckResult, Decisions, Requirement
from ufo_preflight.passrole import (
    controls,
    is_passrole,
    judge_wrong_service,
    refuse_foreign,
    width,
    wrong_service_questions,
)

Answers = Mapping[Question, Decision]
Investigate = Callable[[Decisions], Decisions]

UNANSWERED = Decision.unknown(
    Reason.NO_RESULT, detail="The answer had no result for this action and resource."
)
# AWS allows these calls for every principal, and no policy can deny them.
# https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
ALWAYS_ALLOWED = frozenset({"sts:GetCallerIdentity"})
FREE = Decision.allowed(detail="AWS asks for no permission.")
NOTHING_TO_CREATE = "The service-linked roles exist: nothing has to create them."


def run_check(
    checks: Iterable[Check],
    surroundings: Surroundings,
    decider: Decider,
    investigate: Investigate | None = None,
) -> tuple[CheckResult, ...]:
    """Return the result of every check, in order; every action in it has a decision.

    `investigate` may find out more about the decisions before they are judged.
    """
    placed = tuple(_in_context(check, surroundings) for check in checks)
    asked = [
        requirement for check in placed if _is_asked(check) for requirement in check.requirements
    ]
    answers = _answers(decider, asked)
    told = {each: _with_known_keys(each, _resolve(each, answers)) for each in asked}
    answers |= _answers(decider, [new for each in asked for new in told[each] if new is not each])
    decisions: Decisions = {
        each: _strictest([_resolve(new, answers) for new in told[each]]) for each in asked
    }
    if investigate is not None:
        decisions = investigate(decisions)
    return tuple(_judge(check, decisions, answers) for check in placed)


def _in_context(check: Check, surroundings: Surroundings) -> Check:
    return replace(
        check,
        requirements=tuple(
            replace(
                requirement,
                question=replace(
                    requirement.question,
                    context=context_for(
                        surroundings,
                        requirement.question,
                        is_forwarded=requirement.is_forwarded,
                    ),
                ),
            )
            for requirement in check.requirements
        ),
    )


def _answers(decider: Decider, asked: Sequence[Requirement]) -> dict[Question, Decision]:
    first = _ask(decider, _first_questions(asked))
    return first | _ask(decider, _follow_ups(asked, first))


def _with_known_keys(requirement: Requirement, decision: Decision) -> tuple[Requirement, ...]:
    """Return the requirement with all that is known of its request, where a decision hangs on it.

    A key with a single value a request makes as many requests as it has values.
    """
    missing = {key.lower() for key in decision.missing_context}
    if missing.isdisjoint(entry.key.lower() for entry in requirement.known):
        return (requirement,)
    choices = [
        [replace(entry, values=(value,)) for value in entry.values] or [entry]
        for entry in requirement.known
    ]
    question = requirement.question
    return tuple(
        replace(requirement, question=replace(question, context=merge(known, question.context)))
        for known in itertools.product(*choices)
    )


def _strictest(decisions: Sequence[Decision]) -> Decision:
    """Return the decision of several requests that must all be allowed."""
    order = (Verdict.DENIED, Verdict.UNKNOWN, Verdict.ALLOWED)
    return min(decisions, key=lambda decision: order.index(decision.verdict))


def _is_asked(check: Check) -> bool:
    return not check.skipped and check.need is not Need.NO


def _ask(decider: Decider, questions: Iterable[Question]) -> dict[Question, Decision]:
    wanted = tuple(dict.fromkeys(questions))
    known = {question: found for question in wanted if (found := _known(question))}
    asked = tuple(question for question in wanted if question not in known)
    return known | dict(decider.decide(asked)) if asked else known


def _known(question: Question) -> Decision | None:
    """Return the decision that no policy changes, None where policies decide."""
    return FREE if question.action in ALWAYS_ALLOWED else refuse_foreign(question)


def _first_questions(asked: Iterable[Requirement]) -> Iterable[Question]:
    for requirement in asked:
        yield requirement.question
        if is_passrole(requirement.question):
            yield from controls(requirement.question)


def _follow_ups(asked: Iterable[Requirement], answers: Answers) -> Iterable[Question]:
    for requirement in asked:
        question = requirement.question
        if is_passrole(question) and _is_implicit_deny(answers.get(question, UNANSWERED)):
            yield from wrong_service_questions(question)


def _is_implicit_deny(decision: Decision) -> bool:
    return decision.is_denied and decision.reason is Reason.IMPLICIT_DENY


def _judge(check: Check, decisions: Decisions, answers: Answers) -> CheckResult:
    if not _is_asked(check):
        return CheckResult(check, Result.SKIPPED)
    actions = tuple(
        ActionResult(requirement, decisions[requirement])
        for requirement in check.requirements
        if requirement in decisions
    )
    if check.requirements and not actions:
        return CheckResult(replace(check, need=Need.NO, why=NOTHING_TO_CREATE), Result.SKIPPED)
    notes = (
        width(action.requirement.question, answers)
        for action in actions
        if is_passrole(action.requirement.question) and action.decision.verdict is Verdict.ALLOWED
    )
    return CheckResult(
        check, result_of(check, actions), actions, note=next(filter(None, notes), "")
    )


def result_of(check: Check, found: Iterable[ActionResult]) -> Result:
    """Return what a check says: a denial beats an unknown, and advisory actions only warn.

    A check without a single action is unknown: nothing asked is nothing proved. In a required one
    that has none but advisory actions, these count. A denied action that may not be needed leaves
    a required check unknown.
    """
    findings = tuple(found)
    optional = check.need is not Need.REQUIRED
    advisory = {action.decision.verdict for action in findings if action.requirement.advisory}
    counted = {
        action.decision.verdict if optional else _counted(action)
        for action in findings
        if not action.requirement.advisory
    }
    if not counted and not optional:
        counted = advisory
    if Verdict.DENIED in counted:
        return Result.WARN if optional else Result.FAIL
    if Verdict.UNKNOWN in counted or not findings:
        return Result.UNKNOWN
    if Verdict.DENIED in advisory:
        return Result.WARN
    if Verdict.UNKNOWN in advisory:
        return Result.WARN if counted else Result.UNKNOWN
    return Result.PASS


def _counted(action: ActionResult) -> Verdict:
    """Return the verdict that counts: a denial of what may not be needed decides nothing."""
    verdict = action.decision.verdict
    is_open = action.requirement.uncertain and verdict is Verdict.DENIED
    return Verdict.UNKNOWN if is_open else verdict


def _resolve(requirement: Requirement, answers: Answers) -> Decision:
    question = requirement.question
    decision = answers.get(question, UNANSWERED)
    if is_passrole(question) and _is_implicit_deny(decision):
        return judge_wrong_service(question, decision, answers)
    return decision
