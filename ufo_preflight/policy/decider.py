"""The offline decider: questions answered from policy files, without any call to AWS. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ufo_preflight.model import Decision, Layer, Method, NearMiss, Question, Reason, Verdict
from ufo_preflight.policy.evaluate import Evaluation, Policy, decide, prepare_policies
from ufo_preflight.policy.layer_answer import Outcome
from ufo_preflight.policy.parse import parse_policy
from ufo_preflight.policy.request import context_of_entries

METHOD = Method("policy-files", 0)


class PolicyDecider:
    """Decides from documents: identity policies, one boundary, and SCPs level by level.

    What the context does not tell is unknown, not absent. Questions about another principal than
    the one whose policies these are get no answer: nothing is known of it.
    """

    def __init__(
        self,
        identity_policies: Iterable[Policy],
        permissions_boundary: Policy | None = None,
        service_control_policies: Iterable[Sequence[Policy]] = (),
    ) -> None:
        self._policies = prepare_policies(
            identity_policies, permissions_boundary, service_control_policies
        )

    def with_policies(self, documents: Sequence[str]) -> PolicyDecider:
        """Return the decider for the principal with these identity policies, too.

        PolicyDocumentError when a text is no policy.
        """
        added = (
            parse_policy(text, name=f"added policy {number}")
            for number, text in enumerate(documents, 1)
        )
        held = self._policies
        return PolicyDecider((*held.identity, *added), held.boundary, held.scp_levels)

    @property
    def method(self) -> Method:
        """Return the name of this way to decide: it makes no calls."""
        return METHOD

    def decide(self, questions: Sequence[Question]) -> Iterator[tuple[Question, Decision]]:
        """Yield the decision of each question about the principal."""
        for question in questions:
            if question.principal is None:
                context = context_of_entries(question.context, action=question.action)
                found = decide(
                    self._policies,
                    question.action,
                    question.resource,
                    context,
                    pattern=question.pattern or "",
                )
                yield question, _across_accounts(question, decision_of(found, question))


def _across_accounts(question: Question, decision: Decision) -> Decision:
    """Return the decision; unknown for an allow on another account's resource.

    Its own policy has to allow the principal as well, and no file tells of it.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
    """
    owner = question.foreign_account
    if not owner or decision.verdict is not Verdict.ALLOWED:
        return decision
    return Decision.unknown(
        Reason.NO_RESULT,
        matched=decision.matched,
        detail=f"account {owner} owns {question.shown}, and its own policy for it must allow the "
        "principal as well: ask that account's administrator",
    )


def decision_of(evaluation: Evaluation, question: Question) -> Decision:
    """Return an evaluation as the decision on its question, in words for the report."""
    if evaluation.outcome is Outcome.ALLOWED:
        return Decision.allowed(evaluation.matched)
    if evaluation.reason is None or evaluation.outcome is Outcome.UNKNOWN:
        return Decision.unknown(
            evaluation.reason or Reason.NO_RESULT,
            missing_context=evaluation.missing_context,
            matched=evaluation.matched,
            near_misses=evaluation.near_misses,
            detail=_unknown_detail(evaluation),
        )
    layer, misses = evaluation.layer or Layer.IDENTITY, evaluation.near_misses
    return Decision.denied(
        evaluation.reason,
        layer,
        matched=evaluation.matched,
        near_misses=misses,
        detail=_denial_detail(evaluation, layer, question, misses),
        also=_other_layers(evaluation, layer),
    )


_REFUSALS = (Outcome.EXPLICIT_DENY, Outcome.IMPLICIT_DENY)


def _other_layers(evaluation: Evaluation, layer: Layer) -> tuple[Layer, ...]:
    """Return the layers that would still refuse if the one that decided did not."""
    order = (Layer.SERVICE_CONTROL_POLICY, Layer.PERMISSIONS_BOUNDARY, Layer.IDENTITY)
    return tuple(
        other for other in order if other is not layer and evaluation.outcome_of(other) in _REFUSALS
    )


def _denial_detail(
    evaluation: Evaluation, layer: Layer, question: Question, misses: tuple[NearMiss, ...]
) -> str:
    name = layer.words
    if evaluation.outcome is Outcome.EXPLICIT_DENY:
        place = evaluation.matched[0].cited
        return f"explicit deny in {place if place.startswith(name) else f'{name} {place}'}"
    if misses:
        return f"no {name} allows it; nearest: {misses[0].statement.cited}, but {misses[0].detail}"
    refusing = evaluation.deciding[0].documents
    if layer is Layer.SERVICE_CONTROL_POLICY and not any(doc.allows for doc in refusing):
        named = ", ".join(document.name for document in refusing) or "it is empty"
        return f"this level has no Allow ({named}): is FullAWSAccess beside it?"
    return f"no {name} allows {question.action}"


def _unknown_detail(evaluation: Evaluation) -> str:
    where = evaluation.matched[0].cited if evaluation.matched else ""
    if evaluation.missing_context:
        keys = ", ".join(evaluation.missing_context)
        return f"{where} depends on {keys}"
    if evaluation.near_misses:
        miss = evaluation.near_misses[0]
        return f"{miss.statement.cited} depends on the resource: {miss.detail}"
    return f"{where}: {evaluation.unmodelled}"
