"""What an answer of the simulator means. Pure: AWS's structures in, answers out.

Two shapes are read. Until 2026-07-30 there was one result an action and resource; since then one an
action, whose verdict is the most restrictive over all resources, with the verdict of each resource
in ResourceSpecificResults.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html

It names every condition key of every statement of the principal that was not sent, also of
statements about other actions: such keys leave an answer open until they are settled (open_keys).
https://github.com/boto/boto3/issues/3111
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ufo_preflight.aws.across_accounts import is_settled, owner_elsewhere, owner_is_asked
from ufo_preflight.aws.batches import ANY_RESOURCE, Batch, resource_of
from ufo_preflight.model import ContextEntry, Decision, Layer, Position, Question, Reason, Statement
from ufo_preflight.policy.condition_keys import may_carry

Result = Mapping[str, Any]

ALLOWED, EXPLICIT_DENY, IMPLICIT_DENY = "allowed", "explicitDeny", "implicitDeny"
STRICTEST_FIRST = (EXPLICIT_DENY, IMPLICIT_DENY, ALLOWED)
# The API model names other values; these are what it really answers.
BOUNDARY_POLICY = "Permissions Boundary Policy"
# What the simulator fills in itself, so that its absence never decides.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html
FILLED_BY_SIMULATOR = frozenset(
    {
        "aws:principalaccount",
        "aws:principalid",
        "aws:principalorgid",
        "aws:principalorgmasteraccountid",
        "aws:principalorgpaths",
        "aws:principaltype",
        "aws:type",
        "aws:userid",
        "aws:username",
    }
)


@dataclass(frozen=True)
class Answer:
    """A decision, and the keys that were not sent and may be in the request: they may change it."""

    decision: Decision
    open_keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class CallReading:
    """What one call answers, and what it leaves open.

    Questions are `in_doubt` because they were crossed, `inexact` because keys of theirs that were
    not sent may decide.
    """

    answers: tuple[tuple[Question, Answer], ...]
    in_doubt: tuple[Question, ...] = ()
    inexact: tuple[tuple[Question, frozenset[str]], ...] = ()


def read(batch: Batch, results: Iterable[Result]) -> CallReading:
    """Return the answer to every question of the batch that the results speak of.

    A question without a result of its own is in doubt if other resources were asked in the same
    call, and unanswered if it was alone.
    """
    by_action: dict[str, list[Result]] = {}
    for result in results:
        by_action.setdefault(str(result.get("EvalActionName", "")).lower(), []).append(result)
    crossed = len(batch.resources) > 1
    answers, in_doubt, inexact = [], [], []
    for question in batch.questions:
        verdict = _verdict_on(question, by_action.get(question.action.lower(), ()), crossed)
        if verdict is None or (crossed and verdict.is_mixed):
            if crossed:
                in_doubt.append(question)
        elif keys := _keys_that_may_decide(verdict, batch, question):
            inexact.append((question, keys))
        else:
            answers.append((question, _answer(question, verdict, batch.principal)))
    return CallReading(tuple(answers), tuple(in_doubt), tuple(inexact))


def _keys_that_may_decide(verdict: _Verdict, batch: Batch, question: Question) -> frozenset[str]:
    """Return the keys of the question that were not sent and may decide.

    The answer names such keys of identity policies and boundaries, never those of an organization's
    policies: of these it is known to speak of who calls (deny what is not called through a service),
    and a denial of theirs may hang on any key.
    """
    unsent = batch.unsent(question)
    if verdict.failed_organization:
        return unsent
    found = unsent & {key.lower() for key in verdict.missing}
    direct = ContextEntry("aws:ViaAWSService", ("false",), "boolean")
    if verdict.in_organization and direct in question.context:
        found |= unsent & {"aws:viaawsservice"}
    return found


@dataclass(frozen=True)
class _Verdict:
    """The verdict on one action and resource, and which layers the answer says it failed at.

    `details` is the verdict of each kind of policy, which only questions across accounts have.
    """

    decision: str
    statements: tuple[Statement, ...]
    missing: tuple[str, ...]
    failed_organization: bool
    failed_boundary: bool
    in_organization: bool
    is_mixed: bool = False
    details: Mapping[str, str] | None = None


def _verdict_on(question: Question, results: Sequence[Result], crossed: bool) -> _Verdict | None:
    """Return the strictest verdict on a question: two results for one question contradict."""
    resource = resource_of(question)
    if resource is None and crossed:
        resource = ANY_RESOURCE
    found = []
    for result in results:
        specific = result.get("ResourceSpecificResults") or ()
        parts = [part for part in specific if part.get("EvalResourceName") == resource]
        if resource is None or (not parts and result.get("EvalResourceName") == resource):
            found.append(_whole(result))
        found.extend(_specific(result, part, len(specific)) for part in parts)
    if not found and not crossed:
        found = [_whole(result) for result in results]
    return min(found, key=_strictness, default=None)


def _strictness(verdict: _Verdict) -> tuple[int, bool]:
    """Return how far a verdict is from a refusal; what is no verdict of AWS comes first."""
    known = verdict.decision in STRICTEST_FIRST
    at = STRICTEST_FIRST.index(verdict.decision) if known else -1
    return at, not (verdict.failed_organization or verdict.failed_boundary)


def _whole(result: Result) -> _Verdict:
    return _Verdict(
        decision=str(result.get("EvalDecision", "")),
        statements=_statements(result),
        missing=tuple(result.get("MissingContextValues") or ()),
        failed_organization=_refused(result, "Organizations"),
        failed_boundary=_refused(result, "PermissionsBoundary"),
        in_organization=bool(result.get("OrganizationsDecisionDetail")),
        details=result.get("EvalDecisionDetails"),
    )


def _specific(result: Result, part: Result, siblings: int) -> _Verdict:
    """Return the verdict on one resource.

    Only the whole result says whether the organization's policies allow it. Over several resources
    that is true of at least one of them, so a denial of this one is then mixed, unless a statement
    proves that it was not theirs.
    """
    decision = str(part.get("EvalResourceDecision", ""))
    statements = _statements(part)
    alone = siblings == 1
    refused = _refused(result, "Organizations") and not statements
    return _Verdict(
        decision=decision,
        statements=statements,
        missing=tuple(part.get("MissingContextValues") or ()),
        failed_organization=refused and (alone or decision != ALLOWED),
        failed_boundary=_refused(part, "PermissionsBoundary")
        or (alone and _refused(result, "PermissionsBoundary")),
        in_organization=bool(result.get("OrganizationsDecisionDetail")),
        is_mixed=refused and not alone and decision != ALLOWED,
        details=part.get("EvalDecisionDetails") or result.get("EvalDecisionDetails"),
    )


def _refused(result: Result, layer: str) -> bool:
    """Return whether a layer is present and says no: an absent one is no refusal."""
    return (result.get(f"{layer}DecisionDetail") or {}).get(f"AllowedBy{layer}") is False


def _statements(result: Result) -> tuple[Statement, ...]:
    return tuple(
        Statement(
            policy=str(found.get("SourcePolicyId", "")),
            layer=Layer.PERMISSIONS_BOUNDARY
            if found.get("SourcePolicyType") == BOUNDARY_POLICY
            else Layer.IDENTITY,
            start=_position(found.get("StartPosition")),
            end=_position(found.get("EndPosition")),
        )
        for found in result.get("MatchedStatements") or ()
    )


def _position(found: Mapping[str, Any] | None) -> Position | None:
    line, column = (found or {}).get("Line"), (found or {}).get("Column")
    return Position(line, column) if line is not None and column is not None else None


def _answer(question: Question, verdict: _Verdict, principal: str) -> Answer:
    if verdict.decision not in STRICTEST_FIRST:
        return Answer(_no_result(f"The simulator answered {verdict.decision!r}."))
    if verdict.decision == ALLOWED and (verdict.failed_organization or verdict.failed_boundary):
        return Answer(
            _no_result("The simulator contradicts itself: allowed, but not by all layers.")
        )
    owner = owner_elsewhere(resource_of(question), principal)
    if owner and not is_settled(verdict.decision, verdict.details or {}):
        return Answer(_no_result(owner_is_asked(question, owner, principal)))
    if verdict.failed_organization:
        return Answer(_denied_by_organization(verdict.decision == EXPLICIT_DENY))
    open_keys = undecided_keys(verdict.missing, question)
    if verdict.decision == ALLOWED:
        return Answer(Decision.allowed(verdict.statements), open_keys)
    if verdict.decision == EXPLICIT_DENY:
        return Answer(_denied_explicitly(verdict), open_keys)
    if verdict.failed_boundary:
        return Answer(
            Decision.denied(
                Reason.PERMISSIONS_BOUNDARY,
                Layer.PERMISSIONS_BOUNDARY,
                detail="The permissions boundary does not allow it.",
            ),
            open_keys,
        )
    return Answer(
        Decision.denied(
            Reason.IMPLICIT_DENY, Layer.IDENTITY, detail="No identity-based policy allows it."
        ),
        open_keys,
    )


def undecided_keys(missing: Iterable[str], question: Question) -> tuple[str, ...]:
    """Return the keys that may be in the question's request, and of which nothing is known."""
    known = FILLED_BY_SIMULATOR | {entry.key.lower() for entry in question.context}
    return tuple(
        key
        for key in dict.fromkeys(missing)
        if key.lower() not in known and may_carry(question.action.lower(), key.lower())
    )


def _no_result(detail: str) -> Decision:
    return Decision.unknown(Reason.NO_RESULT, detail=detail)


def _denied_by_organization(explicit: bool) -> Decision:
    """Return a denial by a service control policy; the simulator hides which one and its keys."""
    detail = (
        "A service control policy denies it explicitly."
        if explicit
        else "No service control policy allows it."
    )
    return Decision.denied(Reason.SCP, Layer.SERVICE_CONTROL_POLICY, detail=detail)


def _denied_explicitly(verdict: _Verdict) -> Decision:
    """Return a denial by the boundary where a statement of it matched, else by identity policies.

    Until 2026-07-30 the allowing statements of identity policies stood beside the boundary's deny.
    """
    by_boundary = tuple(
        statement
        for statement in verdict.statements
        if statement.layer is Layer.PERMISSIONS_BOUNDARY
    )
    if by_boundary or (not verdict.statements and verdict.failed_boundary):
        return Decision.denied(
            Reason.PERMISSIONS_BOUNDARY,
            Layer.PERMISSIONS_BOUNDARY,
            matched=by_boundary,
            detail="The permissions boundary denies it explicitly.",
        )
    return Decision.denied(
        Reason.EXPLICIT_DENY,
        Layer.IDENTITY,
        matched=verdict.statements,
        detail="A statement of an identity-based policy denies it explicitly.",
        also=(Layer.PERMISSIONS_BOUNDARY,) if verdict.failed_boundary else (),
    )
