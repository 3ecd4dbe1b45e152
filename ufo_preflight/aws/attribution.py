"""Which layer denied, proved by asking the simulator again without it.

    denied by the organization ─ without its policies ─┬ allowed: they are the cause
                                                       ├ denied: whoever denies now does so, too
    denied by the boundary ──────┐                     └ denied by the boundary ─┐
                                 └ without the boundary, or without both ────────┘

All denied actions of a group share a call, so there are at most two more a group; none where
nothing is denied, and none for a denial by identity policies, which the answer itself proves.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ufo_preflight.aws.simulate import SimulatorDecider
from ufo_preflight.model import Decision, Layer, Question, Reason, Verdict
from ufo_preflight.report import CheckResult, Requirement

Decisions = Mapping[Question, Decision]

ORGANIZATION = frozenset({Layer.SERVICE_CONTROL_POLICY})
BOUNDARY = frozenset({Layer.PERMISSIONS_BOUNDARY})
NAMES = {
    Layer.SERVICE_CONTROL_POLICY: "the organization's service control policy",
    Layer.PERMISSIONS_BOUNDARY: "the permissions boundary",
    Layer.IDENTITY: "the identity policies",
}


def attribute(
    checks: tuple[CheckResult, ...], simulator: SimulatorDecider
) -> tuple[CheckResult, ...]:
    """Return the rows, each denial by another layer than the principal's own with its proof.

    A botocore that cannot leave policies out, and an AWS that does not, leave the answer's word.
    """
    denied = {
        found.requirement.question: found.requirement
        for row in checks
        for found in row.actions
        if _is_others(found.decision)
    }
    decisions = {
        found.requirement.question: found.decision for row in checks for found in row.actions
    }
    if not denied or simulator.without(ORGANIZATION) is None:
        return checks
    proved = _proved(denied, decisions, simulator)
    return tuple(
        replace(
            row,
            actions=tuple(
                replace(found, decision=proved.get(found.requirement.question, found.decision))
                for found in row.actions
            ),
        )
        for row in checks
    )


def _is_others(decision: Decision) -> bool:
    return decision.verdict is Verdict.DENIED and decision.layer is not Layer.IDENTITY


def _proved(
    denied: Mapping[Question, Requirement], decisions: Decisions, simulator: SimulatorDecider
) -> Decisions:
    by_organization = [q for q in denied if decisions[q].layer in ORGANIZATION]
    by_boundary = [q for q in denied if decisions[q].layer in BOUNDARY]
    first = _ask(simulator, ORGANIZATION, by_organization)
    second_questions = {q: q for q in by_boundary}
    for question, decision in first.items():
        if decision.layer in BOUNDARY:
            second_questions[question] = question
        elif _is_open(decision, denied[question]):
            second_questions[question] = denied[question].narrowest
    both = any(question in first for question in second_questions)
    asked = _ask(
        simulator, ORGANIZATION | BOUNDARY if both else BOUNDARY, second_questions.values()
    )
    second = {q: asked[again] for q, again in second_questions.items() if again in asked}
    return {
        question: _conclude(decisions[question], first.get(question), second.get(question), needed)
        for question, needed in denied.items()
    }


def _ask(
    simulator: SimulatorDecider, layers: Iterable[Layer], questions: Iterable[Question]
) -> Decisions:
    wanted = tuple(dict.fromkeys(questions))
    decider = simulator.without(layers)
    return dict(decider.decide(wanted)) if wanted and decider is not None else {}


def _is_open(decision: Decision, requirement: Requirement) -> bool:
    """Return whether a denial on `*` may be no more than a policy that is scoped."""
    return decision.reason is Reason.IMPLICIT_DENY and requirement.narrowest != requirement.question


def _conclude(
    denial: Decision, first: Decision | None, second: Decision | None, requirement: Requirement
) -> Decision:
    """Return the denial with every layer that was found to refuse; itself where nothing flipped."""
    layers = [denial.layer]
    evidence = [denial]
    last = denial
    for answer in (first, second):
        if answer is None or answer.verdict is Verdict.UNKNOWN:
            continue
        last = answer
        is_scoped = answer is not second and _is_open(answer, requirement)
        if answer.layer is not None and answer.layer not in layers and not is_scoped:
            layers.append(answer.layer)
            evidence.append(answer)
    if last.verdict is Verdict.DENIED and len(layers) == 1:
        return denial
    matched = tuple(statement for answer in evidence for statement in answer.matched)
    others = tuple(layer for layer in layers[1:] if layer is not None)
    return replace(denial, matched=matched, also=others, detail=_detail(denial, others))


def _detail(denial: Decision, others: tuple[Layer, ...]) -> str:
    name = NAMES[denial.layer or Layer.IDENTITY]
    if not others:
        return f"Your policies allow it; {name} does not."
    rest = " nor ".join(NAMES[layer] for layer in others)
    return f"Not one layer alone: neither {name} nor {rest} allow it."
