"""The decision of all layers on one request. Pure; the public `evaluate` is here.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ufo_preflight.model import Layer, NearMiss, Reason, Statement
from ufo_preflight.policy.document import ParsedPolicy, prepare_value
from ufo_preflight.policy.layers import LayerAnswer, Outcome, Request, answer
from ufo_preflight.policy.nearmiss import near_misses
from ufo_preflight.policy.request import RequestContext, context_of_mapping
from ufo_preflight.policy.statement import Document

Policy = ParsedPolicy | Document | Mapping[str, object]


@dataclass(frozen=True)
class LayerResults:
    """What each layer says for itself, in the words of Evaluation.result; None for no such layer."""

    identity: str
    boundary: str | None = None
    scp: str | None = None


@dataclass(frozen=True)
class Evaluation:
    """The answer of `evaluate`.

    `result` is allowed, explicitDeny, implicitDeny or unknown. `reason` and `layer` say who refused
    and how. `matched` are the statements that decided. `missing_context` are, for an unknown
    result, the keys that would settle it; in strict mode, as in AWS's simulator, every key that the
    identity policies and the boundary speak of and the request lacks. `unmodelled` says what was
    not understood, "" when the policies were.
    """

    result: str
    reason: Reason | None
    layer: Layer | None
    layers: LayerResults
    matched: tuple[Statement, ...] = ()
    missing_context: tuple[str, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    unmodelled: str = ""


@dataclass(frozen=True, eq=False)
class Policies:
    """The prepared documents of a principal, by layer; `scp_levels` go from the root down."""

    identity: tuple[Document, ...] = ()
    boundary: Document | None = None
    scp_levels: tuple[tuple[Document, ...], ...] = ()


def evaluate(
    *,
    action: str,
    resource: str | None = None,
    context: Mapping[str, object] | None = None,
    identity_policies: Iterable[Policy] = (),
    permissions_boundary: Policy | None = None,
    service_control_policies: Iterable[Sequence[Policy]] = (),
    strict: bool = False,
) -> Evaluation:
    """Decide one action on one resource from policy documents, without asking AWS.

    Policies are parsed JSON documents, or prepared ones (see parse_policy) where many requests are
    decided. Service control policies come as one sequence a level, root first; no level at all
    means no organization. `context` maps condition keys to text, bool, number, datetime or a list
    of them; None as a value says that the key is absent. A key that is not given is unknown, or
    with `strict` absent, as AWS's simulator has it. `resource` None means that the action has none.

    PolicyDocumentError when a document is none; TypeError for a context value of another type.
    """
    policies = prepare_policies(identity_policies, permissions_boundary, service_control_policies)
    return decide(policies, action, resource, context_of_mapping(context or {}, strict=strict))


def prepare_policies(
    identity_policies: Iterable[Policy],
    permissions_boundary: Policy | None = None,
    service_control_policies: Iterable[Sequence[Policy]] = (),
) -> Policies:
    """Return the documents of all layers, prepared; PolicyDocumentError when one is none."""
    identity = (
        _document(policy, f"identity policy {number}", Layer.IDENTITY)
        for number, policy in enumerate(identity_policies, 1)
    )
    levels = (
        tuple(
            _document(
                policy,
                f"service control policy {number} of level {depth}",
                Layer.SERVICE_CONTROL_POLICY,
            )
            for number, policy in enumerate(level, 1)
        )
        for depth, level in enumerate(service_control_policies, 1)
    )
    boundary = (
        None
        if permissions_boundary is None
        else _document(permissions_boundary, "permissions boundary", Layer.PERMISSIONS_BOUNDARY)
    )
    return Policies(tuple(identity), boundary, tuple(levels))


def _document(policy: Policy, name: str, layer: Layer) -> Document:
    if isinstance(policy, Document):
        return policy
    if isinstance(policy, ParsedPolicy):
        return policy.document
    return prepare_value(policy, name=name, layer=layer).document


def decide(
    policies: Policies, action: str, resource: str | None, context: RequestContext
) -> Evaluation:
    """Decide one action on one resource in one context: see `evaluate`."""
    request = Request(action.lower(), resource or "*", context)
    identity = answer(policies.identity, request)
    boundary = None if policies.boundary is None else answer((policies.boundary,), request)
    levels = tuple(answer(level, request) for level in policies.scp_levels)
    answers = _Answers(identity, boundary, levels)
    decided = _decided(answers)
    return _evaluation(decided, answers, policies, request)


@dataclass(frozen=True)
class _Answers:
    identity: LayerAnswer
    boundary: LayerAnswer | None
    levels: tuple[LayerAnswer, ...]

    def in_order(self) -> tuple[tuple[Layer, LayerAnswer], ...]:
        """Return every answer in the order in which AWS looks at the layers."""
        boundary = () if self.boundary is None else (self.boundary,)
        return (
            *((Layer.SERVICE_CONTROL_POLICY, level) for level in self.levels),
            (Layer.IDENTITY, self.identity),
            *((Layer.PERMISSIONS_BOUNDARY, item) for item in boundary),
        )

    def results(self) -> LayerResults:
        return LayerResults(
            self.identity.outcome.value,
            self.boundary.outcome.value if self.boundary else None,
            _levels_result(self.levels),
        )


def _levels_result(levels: Sequence[LayerAnswer]) -> str | None:
    """Every level must allow, and an explicit deny of any level decides.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
    """
    if not levels:
        return None
    outcomes = [level.outcome for level in levels]
    for outcome in (Outcome.EXPLICIT_DENY, Outcome.IMPLICIT_DENY, Outcome.UNKNOWN):
        if outcome in outcomes:
            return str(outcome.value)
    return str(Outcome.ALLOWED.value)


@dataclass(frozen=True)
class _Decided:
    outcome: Outcome
    layer: Layer | None = None
    answer: LayerAnswer | None = None


def _decided(answers: _Answers) -> _Decided:
    """Let an explicit deny of any layer decide, then a layer that refuses, then one that is open."""
    ordered = answers.in_order()
    outcomes = [given.outcome for _, given in ordered]
    for outcome in (Outcome.EXPLICIT_DENY, Outcome.IMPLICIT_DENY):
        if outcome in outcomes:
            layer, given = ordered[outcomes.index(outcome)]
            return _Decided(outcome, layer, given)
    if Outcome.UNKNOWN in outcomes:
        return _Decided(Outcome.UNKNOWN)
    return _Decided(Outcome.ALLOWED, None, answers.identity)


_LAYER_REASONS = {
    Layer.SERVICE_CONTROL_POLICY: Reason.SCP,
    Layer.PERMISSIONS_BOUNDARY: Reason.PERMISSIONS_BOUNDARY,
}


def _evaluation(
    decided: _Decided, answers: _Answers, policies: Policies, request: Request
) -> Evaluation:
    if decided.outcome is Outcome.UNKNOWN:
        return _unknown(answers, request)
    missing = _lacking(policies, request.context) if request.context.strict else ()
    given, layer = decided.answer, decided.layer
    matched = tuple(item.evidence for item in given.matched) if given else ()
    if layer is None:
        return Evaluation("allowed", None, None, answers.results(), matched, missing)
    identity_reason = (
        Reason.EXPLICIT_DENY if decided.outcome is Outcome.EXPLICIT_DENY else Reason.IMPLICIT_DENY
    )
    return Evaluation(
        decided.outcome.value,
        _LAYER_REASONS.get(layer, identity_reason),
        layer,
        answers.results(),
        matched,
        missing,
        near_misses(_refusing(policies, answers, layer), request)
        if decided.outcome is Outcome.IMPLICIT_DENY
        else (),
    )


def _refusing(policies: Policies, answers: _Answers, layer: Layer) -> tuple[Document, ...]:
    """Return the documents that do not allow: the layer's, or the first such level's."""
    if layer is Layer.IDENTITY:
        return policies.identity
    if layer is Layer.PERMISSIONS_BOUNDARY:
        return (policies.boundary,) if policies.boundary else ()
    return next(
        level
        for level, given in zip(policies.scp_levels, answers.levels, strict=True)
        if given.outcome is Outcome.IMPLICIT_DENY
    )


def _unknown(answers: _Answers, request: Request) -> Evaluation:
    undecided = [statement for _, given in answers.in_order() for statement in given.open]
    keys = {
        key.lower(): key
        for statement in undecided
        for key in statement.unknown_keys(request.resource, request.context)
    }
    return Evaluation(
        Outcome.UNKNOWN.value,
        Reason.MISSING_CONTEXT if keys else Reason.NO_RESULT,
        None,
        answers.results(),
        tuple(statement.evidence for statement in undecided),
        tuple(keys.values()),
        unmodelled=next((item.unmodelled for item in undecided if item.unmodelled), ""),
    )


def _lacking(policies: Policies, context: RequestContext) -> tuple[str, ...]:
    boundary = () if policies.boundary is None else (policies.boundary,)
    keys = {
        key.lower(): key
        for document in (*policies.identity, *boundary)
        for statement in document.statements
        for key in statement.condition_keys()
        if not context.get(key.lower())
    }
    return tuple(keys.values())
