"""What an answer of the simulator means. Pure: AWS's structures in, decisions out.

Two shapes are read. Until 2026-07-30 there was one result an action and resource; since then one an
action, whose verdict is the most restrictive over all resources, with the verdict of each resource
in ResourceSpecificResults.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html

It names every condition key of every statement of the principal that was not sent, also of
statements about other actions. A denial that may hang on such a key is undecided.
https://github.com/boto/boto3/issues/3111
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ufo_preflight.aws.batches import ANY_RESOURCE, Batch, resource_of
from ufo_preflight.context import flag_for
from ufo_preflight.model import ContextEntry, Decision, Layer, Position, Question, Reason, Statement
from ufo_preflight.policy.condition_keys import may_carry

Result = Mapping[str, Any]

ALLOWED, EXPLICIT_DENY, IMPLICIT_DENY = "allowed", "explicitDeny", "implicitDeny"
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
class Reading:
    """What one answer settles, and what it leaves open.

    Questions are `in_doubt` because they were crossed, `inexact` because a key of theirs that was
    not sent may decide.
    """

    decided: tuple[tuple[Question, Decision], ...]
    in_doubt: tuple[Question, ...] = ()
    inexact: tuple[Question, ...] = ()


def read(batch: Batch, results: Iterable[Result]) -> Reading:
    """Return the decision of every question of the batch that the results answer.

    A question without a result of its own is in doubt if other resources were asked in the same
    call, and unanswered if it was alone.
    """
    by_action: dict[str, list[Result]] = {}
    for result in results:
        by_action.setdefault(str(result.get("EvalActionName", "")).lower(), []).append(result)
    crossed = len(batch.resources) > 1
    decided, in_doubt, inexact = [], [], []
    for question in batch.questions:
        verdict = _verdict_on(question, by_action.get(question.action.lower(), ()), crossed)
        if verdict is None or (crossed and verdict.is_mixed):
            if crossed:
                in_doubt.append(question)
        elif _hangs_on_unsent(verdict, batch, question):
            inexact.append(question)
        else:
            known = frozenset(entry.key.lower() for entry in question.context)
            decided.append((question, _decision(verdict, known)))
    return Reading(tuple(decided), tuple(in_doubt), tuple(inexact))


def _hangs_on_unsent(verdict: _Verdict, batch: Batch, question: Question) -> bool:
    """Return whether a key of the question that was not sent may decide.

    The answer names such keys of identity policies and boundaries, never those of an organization's
    policies: of these it is known to speak of who calls (deny what is not called through a service),
    and a denial of theirs may hang on any key.
    """
    unsent = batch.unsent(question)
    if unsent & {key.lower() for key in verdict.missing}:
        return True
    if verdict.failed_organization:
        return bool(unsent)
    direct = ContextEntry("aws:ViaAWSService", ("false",), "boolean")
    return verdict.in_organization and "aws:viaawsservice" in unsent and direct in question.context


@dataclass(frozen=True)
class _Verdict:
    """The verdict on one action and resource, and which layers the answer says it failed at."""

    action: str
    decision: str
    statements: tuple[Statement, ...]
    missing: tuple[str, ...]
    failed_organization: bool
    failed_boundary: bool
    in_organization: bool
    is_mixed: bool = False


def _verdict_on(question: Question, results: Sequence[Result], crossed: bool) -> _Verdict | None:
    resource = resource_of(question)
    if resource is None and not crossed:
        return _whole(results[0]) if results else None
    resource = resource or ANY_RESOURCE
    for result in results:
        specific = result.get("ResourceSpecificResults") or ()
        for part in specific:
            if part.get("EvalResourceName") == resource:
                return _specific(result, part, len(specific))
    for result in results:
        if result.get("EvalResourceName") == resource:
            return _whole(result)
    return _whole(results[0]) if results and not crossed else None


def _whole(result: Result) -> _Verdict:
    return _Verdict(
        action=str(result.get("EvalActionName", "")),
        decision=str(result.get("EvalDecision", "")),
        statements=_statements(result),
        missing=tuple(result.get("MissingContextValues") or ()),
        failed_organization=_refused(result, "OrganizationsDecisionDetail"),
        failed_boundary=_refused(result, "PermissionsBoundaryDecisionDetail"),
        in_organization=bool(result.get("OrganizationsDecisionDetail")),
    )


def _specific(result: Result, part: Result, siblings: int) -> _Verdict:
    """Return the verdict on one resource.

    Only the whole result says whether the organization's policies allow it. Over several resources
    that is true of at least one of them, so a denial of this one is then mixed, unless a statement
    proves that it was not theirs.
    """
    decision = str(part.get("EvalResourceDecision", ""))
    statements = _statements(part)
    refused = _refused(result, "OrganizationsDecisionDetail") and not statements
    return _Verdict(
        action=str(result.get("EvalActionName", "")),
        decision=decision,
        statements=statements,
        missing=tuple(part.get("MissingContextValues") or ()),
        failed_organization=refused,
        failed_boundary=_refused(part, "PermissionsBoundaryDecisionDetail")
        or (siblings == 1 and _refused(result, "PermissionsBoundaryDecisionDetail")),
        in_organization=bool(result.get("OrganizationsDecisionDetail")),
        is_mixed=refused and siblings > 1 and decision != ALLOWED,
    )


def _refused(result: Result, detail: str) -> bool:
    """Return whether a layer is present and says no: an absent one is no refusal."""
    said = result.get(detail) or {}
    return False in (
        said.get("AllowedByOrganizations"),
        said.get("AllowedByPermissionsBoundary"),
    )


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


def _position(found: Mapping[str, int] | None) -> Position | None:
    return Position(found["Line"], found["Column"]) if found else None


def _decision(verdict: _Verdict, sent: frozenset[str]) -> Decision:
    if verdict.decision == ALLOWED:
        return Decision.allowed(verdict.statements)
    if verdict.decision not in (EXPLICIT_DENY, IMPLICIT_DENY):
        return Decision.unknown(
            Reason.NO_RESULT, detail=f"The simulator answered {verdict.decision!r}."
        )
    explicit = verdict.decision == EXPLICIT_DENY
    if verdict.failed_organization:
        return _denied_by_organization(explicit)
    if not explicit and verdict.failed_boundary:
        return Decision.denied(
            Reason.PERMISSIONS_BOUNDARY,
            Layer.PERMISSIONS_BOUNDARY,
            detail="The permissions boundary does not allow it.",
        )
    missing = undecided_keys(verdict.missing, sent, verdict.action)
    if missing:
        return hangs_on(missing, verdict.statements if explicit else ())
    if explicit:
        return _denied_explicitly(verdict)
    return Decision.denied(
        Reason.IMPLICIT_DENY, Layer.IDENTITY, detail="No identity-based policy allows it."
    )


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


def undecided_keys(missing: Iterable[str], sent: frozenset[str], action: str) -> tuple[str, ...]:
    """Return the keys that may decide about `action`; `sent` are the keys sent, in lower case."""
    known = sent | FILLED_BY_SIMULATOR
    return tuple(
        key
        for key in dict.fromkeys(missing)
        if key.lower() not in known and may_carry(action.lower(), key.lower())
    )


def hangs_on(keys: tuple[str, ...], denying: tuple[Statement, ...]) -> Decision:
    """Return undecided: a condition on a key that was not sent decides, or may decide.

    `denying` are the statements of an explicit deny: one that denies unless there is MFA denies
    here, where no key was sent, and not in life.
    """
    flags = ", ".join(dict.fromkeys(flag_for(key) for key in keys))
    return Decision.unknown(
        Reason.MISSING_CONTEXT,
        missing_context=keys,
        matched=denying,
        detail=f"Hangs on {', '.join(keys)}, which only the deploy knows: settle it with {flags}.",
    )
