"""Verdicts as the API spells them: before 2026-07-30 a result an action and resource, now one an action."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tests.sandbox.action_table import template_of
from tests.sandbox.verdicts import ALLOWED, EXPLICIT, IMPLICIT, Verdict

Asked = tuple[str, Verdict]
Answer = dict[str, object]
_MOST_RESTRICTIVE = (EXPLICIT, IMPLICIT, ALLOWED)


def results(shape: str, action: str, asked: Sequence[Asked], *, named: bool) -> list[Answer]:
    """Return the EvaluationResults of an action; `named` when resources were given."""
    if not named:
        return [_result(action, "*", asked[0][1])]
    if shape == "old":
        return [_with_parts(action, resource, [(resource, verdict)]) for resource, verdict in asked]
    name = asked[0][0] if len(asked) == 1 else template_of(action)
    return [_with_parts(action, name, asked)]


def _with_parts(action: str, name: str | None, asked: Sequence[Asked]) -> Answer:
    answer = _result(action, name, _aggregate([verdict for _, verdict in asked]))
    if not any(verdict.by_organization is False for _, verdict in asked):
        answer["EvalDecisionDetails"] = {}
    return answer | {"ResourceSpecificResults": [_part(*one) for one in asked]}


def _result(action: str, name: str | None, verdict: Verdict) -> Answer:
    answer: Answer = {"EvalActionName": action, "EvalDecision": verdict.decision}
    if name is not None:
        answer["EvalResourceName"] = name
    if verdict.by_organization is not None:
        answer["OrganizationsDecisionDetail"] = {"AllowedByOrganizations": verdict.by_organization}
    return answer | _evidence(verdict)


def _part(resource: str, verdict: Verdict) -> Answer:
    answer: Answer = {"EvalResourceName": resource, "EvalResourceDecision": verdict.decision}
    return answer | _evidence(verdict)


def _evidence(verdict: Verdict) -> Answer:
    answer: Answer = {
        "MatchedStatements": [statement.as_answer() for statement in verdict.statements],
        "MissingContextValues": list(verdict.missing),
    }
    if verdict.by_boundary is not None:
        answer["PermissionsBoundaryDecisionDetail"] = {
            "AllowedByPermissionsBoundary": verdict.by_boundary
        }
    return answer


def _aggregate(verdicts: Sequence[Verdict]) -> Verdict:
    """Return the most restrictive decision over all resources, with the evidence of each."""
    decisions = {verdict.decision for verdict in verdicts}
    return Verdict(
        next(decision for decision in _MOST_RESTRICTIVE if decision in decisions),
        tuple(dict.fromkeys(item for verdict in verdicts for item in verdict.statements)),
        tuple(dict.fromkeys(key for verdict in verdicts for key in verdict.missing)),
        _all_of(verdict.by_organization for verdict in verdicts),
        _all_of(verdict.by_boundary for verdict in verdicts),
    )


def _all_of(answers: Iterable[bool | None]) -> bool | None:
    given = [answer for answer in answers if answer is not None]
    return all(given) if given else None
