"""The decider that asks AWS: SimulatePrincipalPolicy, in few calls.

    questions → batches → a few calls at a time → answers → open keys settled → decisions
                  ↑_ smaller batches, where a call was refused or left something in doubt

Questions may not be lost and may not be guessed: what got no answer is not yielded, and what went
wrong is an undecided row with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ufo_preflight.aws.api_errors import SDK_ERRORS
from ufo_preflight.aws.background import concurrently
from ufo_preflight.aws.batches import Batch, by_resource, failure_of, plan, within_budget
from ufo_preflight.aws.held_policies import PolicyStore
from ufo_preflight.aws.open_keys import hangs_on, needs_settling, settle
from ufo_preflight.aws.results import Answer, Result, read
from ufo_preflight.aws.session import AwsSession
from ufo_preflight.caller import Identity
from ufo_preflight.model import Decision, Layer, Method, Question, Reason

Progress = Callable[[str], None]
Decided = tuple[Question, Decision]

# AWS asks not to call this API in parallel at scale; these are the calls of one default report.
# https://repost.aws/knowledge-center/iam-sts-throttling-error
IN_FLIGHT = 4
PAGE = 1000
# AWS may answer with fewer results than there are; with none at all it does not end.
MOST_PAGES_A_QUESTION = 3
# Questions that refine only the wording are asked while the whole run stays within this. The
# default report takes one call more where the account is in an organization: five in all.
CALLS_FOR_SPARE_QUESTIONS = 4
# Since botocore 1.43.60.
# https://docs.aws.amazon.com/IAM/latest/APIReference/API_PolicyExclusion.html
EXCLUSION = "PolicyExclusionList"
EXCLUDED = {
    Layer.SERVICE_CONTROL_POLICY: "scp",
    Layer.PERMISSIONS_BOUNDARY: "permission-boundary",
}


LATE = Decision.unknown(Reason.NO_RESULT, detail="The simulator did not finish its answer in time.")


@dataclass(frozen=True)
class _Outcome:
    """What a call answered, and what is asked again: as batches, or with more of its keys."""

    answers: tuple[tuple[Question, Answer], ...]
    again: tuple[Batch, ...] = ()
    inexact: tuple[tuple[Question, frozenset[str]], ...] = ()


class SimulatorDecider:
    """A `Decider` over SimulatePrincipalPolicy, for one identity and the principals it names.

    `parameters` go with every call, on top of what the questions ask: they make it a question of
    what would be, whose open keys are not worth a call.
    """

    def __init__(
        self,
        session: AwsSession,
        identity: Identity,
        *,
        progress: Progress | None = None,
        parameters: Mapping[str, object] | None = None,
        store: PolicyStore | None = None,
    ) -> None:
        self._session = session
        self._identity = identity
        self._progress = progress or (lambda _text: None)
        self._parameters = dict(parameters or {})
        self._store = store or PolicyStore(session)

    @property
    def method(self) -> Method:
        """Return the method's name and the AWS calls of the whole run so far."""
        return Method("simulate-principal-policy", self._session.calls)

    def with_policies(self, documents: Sequence[str]) -> SimulatorDecider:
        """Return the same decider for a principal that has these identity policies, too."""
        return self._asking(PolicyInputList=list(documents))

    def without(self, layers: Iterable[Layer]) -> SimulatorDecider | None:
        """Return the same decider that leaves layers out; None when this botocore cannot ask so."""
        if not can_exclude(self._session):
            return None
        excluded = [{"PolicyType": EXCLUDED[layer]} for layer in Layer if layer in {*layers}]
        return self._asking(PolicyExclusionList=excluded)

    def _asking(self, **parameters: object) -> SimulatorDecider:
        return SimulatorDecider(
            self._session,
            self._identity,
            progress=self._progress,
            parameters={**self._parameters, **parameters},
            store=self._store,
        )

    def decide(self, questions: Sequence[Question]) -> Iterator[Decided]:
        """Yield the decision of every question that AWS answered, or refused to."""
        principal = self._identity.policy_source_arn
        if principal is None:
            not_supported = Decision.unknown(
                Reason.NOT_SUPPORTED_PRINCIPAL, detail=self._identity.policy_source_from
            )
            yield from ((q, not_supported) for q in questions if q.principal is None)
        asked = [q for q in questions if q.principal is not None or principal is not None]
        calls_left = CALLS_FOR_SPARE_QUESTIONS - self._session.calls
        answers = self._in_rounds(within_budget(plan(asked, principal or ""), calls_left))
        if self._parameters:
            unsettled = {}
        else:
            unsettled = {
                question: answer
                for question, answer in answers.items()
                if not question.spare and needs_settling(question, answer)
            }
        for question, answer in answers.items():
            if question not in unsettled:
                is_open = answer.open_keys and answer.decision.is_denied
                decision = answer.decision
                yield question, hangs_on(answer.open_keys, decision) if is_open else decision
        if unsettled:
            yield from settle(
                unsettled, principal or "", self._store.readable, self._ask_each_way
            ).items()

    def _ask_each_way(self, ways: Sequence[Sequence[Question]]) -> dict[Question, Answer]:
        principal = self._identity.policy_source_arn or ""
        return self._in_rounds(tuple(batch for way in ways for batch in plan(way, principal)))

    def _in_rounds(self, batches: tuple[Batch, ...]) -> dict[Question, Answer]:
        stopped: dict[str, Decision] = {}
        answers: dict[Question, Answer] = {}
        sending: frozenset[str] = frozenset()
        principal = self._identity.policy_source_arn or ""
        while batches:
            again: list[Batch] = []
            inexact: list[Question] = []
            for outcome in self._in_parallel(batches, stopped):
                answers.update(outcome.answers)
                self._progress(f"{len(answers)} decided, {self._session.calls} AWS calls")
                again.extend(outcome.again)
                for question, keys in outcome.inexact:
                    inexact.append(question)
                    sending |= keys
            batches = (*again, *plan(inexact, principal, sending=sending))
        return answers

    def _in_parallel(
        self, batches: tuple[Batch, ...], stopped: dict[str, Decision]
    ) -> Iterator[_Outcome]:
        return concurrently(
            lambda batch: self._ask(batch, stopped),
            batches,
            at_once=IN_FLIGHT,
            late=lambda batch: _Outcome(_all(batch, LATE)),
        )

    def _ask(self, batch: Batch, stopped: dict[str, Decision]) -> _Outcome:
        """Make the call of one batch; `stopped` says for which principals no call is of use."""
        if batch.principal in stopped:
            return _Outcome(_all(batch, stopped[batch.principal]))
        results: list[Result] = []
        try:
            for page in self._pages(batch):
                results.extend(page)
        except SDK_ERRORS as error:
            failure = failure_of(batch, error, self._session.sign_in)
            if failure.lasting:
                stopped[batch.principal] = failure.decision
            if failure.again:
                return _Outcome((), failure.again)
            return _after_failure(batch, results, failure.decision)
        reading = read(batch, results)
        # A spare question is not worth a call of its own.
        in_doubt = batch.of(q for q in reading.in_doubt if not q.spare)
        inexact = tuple((q, keys) for q, keys in reading.inexact if not q.spare)
        return _Outcome(reading.answers, by_resource(in_doubt), inexact)

    def _pages(self, batch: Batch) -> Iterator[Sequence[Result]]:
        """Yield the pages of one answer; one that goes in circles ends, and lacks results then."""
        request = request_of(batch) | self._parameters
        markers: set[str] = set()
        while True:
            page = self._session.iam.simulate_principal_policy(**request)
            yield page.get("EvaluationResults") or ()
            marker = page.get("Marker")
            if not page.get("IsTruncated") or not marker or marker in markers:
                return
            if len(markers) > len(batch.questions) * MOST_PAGES_A_QUESTION:
                return
            markers.add(marker)
            request["Marker"] = marker


def can_exclude(session: AwsSession) -> bool:
    """Return whether the loaded model of the simulator knows how to leave policies out."""
    operation = session.iam.meta.service_model.operation_model("SimulatePrincipalPolicy")
    shape = operation.input_shape
    return shape is not None and EXCLUSION in shape.members


def request_of(batch: Batch) -> dict[str, Any]:
    """Return the parameters of SimulatePrincipalPolicy for a batch."""
    request: dict[str, Any] = {
        "PolicySourceArn": batch.principal,
        "ActionNames": list(batch.actions),
        "MaxItems": PAGE,
    }
    if batch.resources:
        request["ResourceArns"] = list(batch.resources)
    if batch.context:
        request["ContextEntries"] = [
            {
                "ContextKeyName": entry.key,
                "ContextKeyValues": list(entry.values),
                "ContextKeyType": entry.type,
            }
            for entry in batch.context
            if entry.values
        ]
    return request


def _all(batch: Batch, decision: Decision) -> tuple[tuple[Question, Answer], ...]:
    return tuple((question, Answer(decision)) for question in batch.questions)


def _after_failure(batch: Batch, results: Iterable[Result], decision: Decision) -> _Outcome:
    """Keep what the pages before the failure decided; the rest is the failure's decision."""
    kept = read(batch, results).answers
    answered = {question for question, _answer in kept}
    open_questions = batch.of(q for q in batch.questions if q not in answered)
    return _Outcome(kept + _all(open_questions, decision))
