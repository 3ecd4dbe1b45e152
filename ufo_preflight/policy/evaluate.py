"""The decision of all layers on one request. Pure; the public `evaluate` is here.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ufo_preflight.model import Layer, NearMiss, Reason, Statement
from ufo_preflight.policy.layer_answer import (
    LayerAnswer,
    Outcome,
    answer,
    near_misses,
    part_named,
)
from ufo_preflight.policy.parse import ParsedPolicy, prepare_value
from ufo_preflight.policy.request import Request, RequestContext, context_of_mapping
from ufo_preflight.policy.statement import Document, PreparedStatement

Policy = ParsedPolicy | Document | Mapping[str, object]
_WEIGHT = (Outcome.EXPLICIT_DENY, Outcome.IMPLICIT_DENY, Outcome.UNKNOWN, Outcome.ALLOWED)
_REASONS = {
    Layer.SERVICE_CONTROL_POLICY: Reason.SCP,
    Layer.PERMISSIONS_BOUNDARY: Reason.PERMISSIONS_BOUNDARY,
}
_NAMES = {
    Layer.IDENTITY: "identity policy",
    Layer.PERMISSIONS_BOUNDARY: "permissions boundary",
    Layer.SERVICE_CONTROL_POLICY: "service control policy",
}


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The answer of `evaluate`.

    `reason` and `layer` say who refused and how. `answers` are those of every layer, in the order in
    which AWS looks at them; `deciding` the one that decided, of an unknown outcome those that are
    open.
    """

    outcome: Outcome
    reason: Reason | None
    layer: Layer | None
    answers: tuple[LayerAnswer, ...]
    deciding: tuple[LayerAnswer, ...]
    request: Request

    @property
    def result(self) -> str:
        """The outcome in a word: allowed, explicitDeny, implicitDeny or unknown."""
        return str(self.outcome.value)

    def outcome_of(self, layer: Layer) -> Outcome | None:
        """Return what a layer says for itself, None when there is no such layer.

        Every level of service control policies must allow, and an explicit deny of any decides.
        https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
        """
        said = [answer.outcome for answer in self.answers if answer.layer is layer]
        return next((outcome for outcome in _WEIGHT if outcome in said), None)

    @property
    def matched(self) -> tuple[Statement, ...]:
        """The statements that decided; of an unknown result, those that could."""
        return tuple([item.evidence for answer in self.deciding for item in answer.statements])

    @property
    def missing_context(self) -> tuple[str, ...]:
        """The keys that would settle an unknown result.

        In strict mode, as in AWS's simulator, every key that the identity policies and the boundary
        speak of and the request lacks.
        """
        if self.outcome is Outcome.UNKNOWN:
            return _unknown_keys(self.deciding, self.request)
        if not self.request.context.strict:
            return ()
        keys = {
            key.lower(): key
            for answer in self.answers
            if answer.layer is not Layer.SERVICE_CONTROL_POLICY
            for document in answer.documents
            for statement in document.statements
            for key in statement.condition_keys()
            if not self.request.context.get(key.lower())
        }
        return tuple(keys.values())

    @property
    def near_misses(self) -> tuple[NearMiss, ...]:
        """The statements that would have allowed it but for one thing, nearest first.

        Of an unknown result, those that name some of the resources that were asked about.
        """
        if self.outcome is Outcome.IMPLICIT_DENY:
            return near_misses(self.deciding[0].documents, self.request)
        if self.outcome is not Outcome.UNKNOWN or not self.request.pattern:
            return ()
        return tuple(
            part_named(statement, self.request)
            for statement in _statements(self.deciding)
            if statement.names_part_of(self.request)
        )

    @property
    def unmodelled(self) -> str:
        """What leaves it open besides keys and resources, in words; "" for nothing."""
        if self.outcome is not Outcome.UNKNOWN:
            return ""
        found = (statement.unsettled(self.request) for statement in _statements(self.deciding))
        return next(filter(None, found), "")


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
    with `strict` absent, as AWS's simulator has it. `resource` None means that the action has none;
    one with wildcards stands for some resource that it matches, or with `strict` for itself.

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
    identity = tuple(
        [
            _document(policy, Layer.IDENTITY, f" {number}")
            for number, policy in enumerate(identity_policies, 1)
        ]
    )
    boundary = (
        None
        if permissions_boundary is None
        else _document(permissions_boundary, Layer.PERMISSIONS_BOUNDARY)
    )
    levels = tuple(
        tuple(
            _document(policy, Layer.SERVICE_CONTROL_POLICY, f" {number} of level {depth}")
            for number, policy in enumerate(level, 1)
        )
        for depth, level in enumerate(service_control_policies, 1)
    )
    return Policies(identity, boundary, levels)


def _document(policy: Policy, layer: Layer, number: str = "") -> Document:
    if isinstance(policy, Document):
        return policy
    if isinstance(policy, ParsedPolicy):
        return policy.document
    return prepare_value(policy, name=f"{_NAMES[layer]}{number}", layer=layer).document


def decide(
    policies: Policies,
    action: str,
    resource: str | None,
    context: RequestContext,
    *,
    pattern: str = "",
) -> Evaluation:
    """Decide one action on one resource in one context: see `evaluate`.

    `pattern` is what the resource is an example of, where its name is not known in full.
    """
    asked = resource or "*"
    if not pattern and not context.strict and asked != "*" and ("*" in asked or "?" in asked):
        pattern = asked
    request = Request(action.lower(), asked, context, pattern)
    answers = [
        answer(Layer.SERVICE_CONTROL_POLICY, level, request) for level in policies.scp_levels
    ]
    answers.append(answer(Layer.IDENTITY, policies.identity, request))
    if policies.boundary is not None:
        answers.append(answer(Layer.PERMISSIONS_BOUNDARY, (policies.boundary,), request))
    return combined(tuple(answers), request)


def combined(answers: tuple[LayerAnswer, ...], request: Request) -> Evaluation:
    """Let an explicit deny of any layer decide, then a layer that refuses, then one that is open."""
    for outcome in (Outcome.EXPLICIT_DENY, Outcome.IMPLICIT_DENY):
        for given in answers:
            if given.outcome is outcome:
                is_explicit = outcome is Outcome.EXPLICIT_DENY
                reason = Reason.EXPLICIT_DENY if is_explicit else Reason.IMPLICIT_DENY
                if given.layer is not Layer.IDENTITY:
                    reason = _REASONS[given.layer]
                return Evaluation(outcome, reason, given.layer, answers, (given,), request)
    undecided = tuple([given for given in answers if given.outcome is Outcome.UNKNOWN])
    if not undecided:
        own = tuple([given for given in answers if given.layer is Layer.IDENTITY])
        return Evaluation(Outcome.ALLOWED, None, None, answers, own, request)
    reason = Reason.NO_RESULT
    if _unknown_keys(undecided, request):
        reason = Reason.MISSING_CONTEXT
    elif any(statement.names_part_of(request) for statement in _statements(undecided)):
        reason = Reason.SCOPED_ONLY
    return Evaluation(Outcome.UNKNOWN, reason, None, answers, undecided, request)


def _unknown_keys(answers: tuple[LayerAnswer, ...], request: Request) -> tuple[str, ...]:
    keys = {
        key.lower(): key
        for statement in _statements(answers)
        for key in statement.unknown_keys(request)
    }
    return tuple(keys.values())


def _statements(answers: tuple[LayerAnswer, ...]) -> Iterator[PreparedStatement]:
    return (statement for given in answers for statement in given.statements)
