"""Answers that may hang on condition keys that nobody sent: what settles them, cheapest first.

    keys that are known, or that no request of the action carries → never open (results)
    the principal's policies, where they can be read → decided offline: does a key matter?
    one more round with the open keys set, booleans both ways → the same verdict: it does not
    else → unknown, with the option that would tell

A service control policy's keys are never listed, so a denial by one is asked again with MFA.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from ufo_preflight.aws.held_policies import HeldPolicies
from ufo_preflight.aws.results import Answer
from ufo_preflight.context import MFA_PRESENT, flag_for
from ufo_preflight.model import ContextEntry, Decision, Layer, Question, Reason, Verdict
from ufo_preflight.policy.condition_keys import key_type

Answers = Mapping[Question, Answer]
PoliciesOf = Callable[[str], HeldPolicies | None]
# Several ways to ask, each of questions that share their new keys.
Ask = Callable[[Sequence[Sequence[Question]]], Answers]


def needs_settling(question: Question, answer: Answer) -> bool:
    """Return whether a key that was not sent may change the answer."""
    return bool(answer.open_keys) or _may_be_lifted_by_mfa(question, answer.decision)


def settle(
    answers: Answers, principal: str, policies_of: PoliciesOf, ask: Ask
) -> dict[Question, Decision]:
    """Return the decision on each question, unknown where a key that was not sent decides it.

    `policies_of` returns the policies of an ARN, None where they cannot be read; `ask` asks the
    simulator.
    """
    decided: dict[Question, Decision] = {}
    left: dict[Question, Answer] = {}
    for question, answer in answers.items():
        held = policies_of(question.principal or principal) if answer.open_keys else None
        decision = held and _by_policies(question, answer.decision, held)
        if decision:
            decided[question] = decision
        else:
            left[question] = answer
    return decided | _by_asking(left, ask)


def _by_policies(question: Question, said: Decision, held: HeldPolicies) -> Decision | None:
    """Return the simulator's decision where its policies say that no open key matters.

    None where they say nothing, because a part of them is not understood.
    """
    found = held.decide(question)
    if found.verdict is Verdict.UNKNOWN:
        return hangs_on(found.missing_context, said) if found.missing_context else None
    if said.verdict is Verdict.ALLOWED and found.verdict is not Verdict.ALLOWED:
        return Decision.unknown(
            Reason.NO_RESULT,
            detail=f"The simulator allows it, but the policies that were read do not: "
            f"{found.detail}",
        )
    return said


def _by_asking(left: Answers, ask: Ask) -> dict[Question, Decision]:
    """Return what is left, compared with the answers to the same questions with open keys set.

    A key that is no boolean has values that nobody can try: what it may decide stays unknown.
    """
    tried = {
        question: answer
        for question, answer in left.items()
        if all(key_type(key) == "boolean" for key in answer.open_keys)
    }
    keys = dict.fromkeys(
        key for answer in tried.values() for key in answer.open_keys or (MFA_PRESENT,)
    )
    ways = [
        {question: _with(question, keys, "true") for question in tried},
        {
            question: _with(question, keys, "false")
            for question, answer in tried.items()
            if answer.open_keys
        },
    ]
    again = ask([tuple(way.values()) for way in ways]) if tried else {}
    decided = {}
    for question, answer in left.items():
        variants = [again.get(way[question]) for way in ways if question in way]
        is_settled = variants and all(_is_alike(answer, other) for other in variants)
        decided[question] = (
            answer.decision
            if is_settled
            else hangs_on(answer.open_keys or (MFA_PRESENT,), answer.decision)
        )
    return decided


def _is_alike(answer: Answer, other: Answer | None) -> bool:
    return other is not None and other.decision.verdict is answer.decision.verdict


def _with(question: Question, keys: Iterable[str], value: str) -> Question:
    given = {entry.key.lower() for entry in question.context}
    added = (ContextEntry(key, (value,), "boolean") for key in keys if key.lower() not in given)
    return replace(question, context=(*question.context, *added), spare=False)


def _may_be_lifted_by_mfa(question: Question, decision: Decision) -> bool:
    """Return whether a denial by the organization may be one without MFA, which nobody told of."""
    return decision.layer is Layer.SERVICE_CONTROL_POLICY and not any(
        entry.key.lower() == MFA_PRESENT.lower() for entry in question.context
    )


def hangs_on(keys: Sequence[str], answer: Decision) -> Decision:
    """Return undecided: a condition on a key that was not sent decides, or may decide.

    The statements of `answer` are kept where they deny: one that denies unless there is MFA denies
    here, where no key was sent, and not in life.
    """
    flags = ", ".join(dict.fromkeys(flag_for(key) for key in keys))
    return Decision.unknown(
        Reason.MISSING_CONTEXT,
        missing_context=keys,
        matched=answer.matched if answer.reason is Reason.EXPLICIT_DENY else (),
        detail=f"Depends on {', '.join(keys)}, which only the deploy knows: settle it with {flags}.",
    )
