"""Which questions travel together, and how a call that failed is asked again. Pure.

One call of the simulator crosses all its actions with all its resources, in one context and for
one principal. An action given a resource of another type is denied whatever the policies say, so
only the pairs that were asked are read, and crossings are kept small: questions without a resource
share a call, questions with one share it within their service, and all of these share it while few
pairs come of it.

Requests differ in keys that most policies never speak of (who calls through CloudFormation, which
cluster). These are left out of a call that questions share: an answer names the keys that it
missed, and only a question whose own key is named is asked again with it.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ufo_preflight.aws.api_errors import (
    ACCESS_DENIED,
    THROTTLING,
    error_code,
    error_text,
    translate,
)
from ufo_preflight.aws.credentials import SignIn
from ufo_preflight.model import ContextEntry, Decision, Question, Reason

ANY_RESOURCE = "*"
MOST_ACTIONS = 100
# "too many actions and resources passed at one time": https://github.com/nccgroup/PMapper/issues/6
MOST_PAIRS = 200
PRINCIPAL_KEY = "aws:PrincipalArn"
# What questions of one call have in common: policies speak of these so often that leaving them out
# would save nothing, and region locks of an organization deny where the region is absent.
SHARED_KEYS = frozenset(
    {"aws:principalarn", "aws:requestedregion", "iam:awsservicename", "iam:passedtoservice"}
)
DIFFERENT_AUTHORIZATION = "require different authorization information"
_BRACKETS = re.compile(r"\[([^\]]*)\]")
# An InvalidInput about one of these is the same for every question of the call.
SHARED_INPUT = ("context", "entity arn", "policy source arn", "arn provided in the request")


@dataclass(frozen=True)
class Batch:
    """The questions of one call: same principal, and `context` is in the context of each."""

    principal: str
    context: tuple[ContextEntry, ...]
    questions: tuple[Question, ...]

    def unsent(self, question: Question) -> frozenset[str]:
        """Return the keys that the question's request has and this call does not send."""
        sent = _keys_of(self.context)
        own = _keys_of(entry for entry in _context_of(question) if entry.values)
        return frozenset(key for key, _type, _values in own - sent)

    @property
    def actions(self) -> tuple[str, ...]:
        """The actions, each once."""
        return tuple(dict.fromkeys(question.action for question in self.questions))

    @property
    def resources(self) -> tuple[str, ...]:
        """The resources, each once, `*` for none; empty when no question has one."""
        named = tuple(dict.fromkeys(resource_of(question) for question in self.questions))
        if named == (None,):
            return ()
        return tuple(ANY_RESOURCE if resource is None else resource for resource in named)

    def of(self, questions: Iterable[Question]) -> Batch:
        """Return a batch of some of the questions."""
        return replace(self, questions=tuple(questions))


def resource_of(question: Question) -> str | None:
    """Return the resource to send, None for none: the simulator's own default is `*`."""
    return None if question.resource == ANY_RESOURCE else question.resource


def plan(
    questions: Iterable[Question], principal: str, *, sending: frozenset[str] = frozenset()
) -> tuple[Batch, ...]:
    """Return the calls that answer `questions`, about `principal` where they name nobody else.

    A key in which questions of one call differ is left out, but for those of `sending`, in lower
    case. A batch of nothing but spare questions is a call that could be left out; such stand last.
    """
    keys = SHARED_KEYS | sending
    groups: dict[tuple[object, ...], list[Question]] = {}
    for question in questions:
        service = question.action.partition(":")[0] if resource_of(question) else ""
        who = question.principal or principal
        same = (who, service, _values_of(keys, _context_of(question)))
        groups.setdefault(same, []).append(question)
    batches = [_batch(part, principal) for group in groups.values() for part in _chunks(group)]
    return tuple(sorted(_mixed(batches, keys), key=is_spare))


def _batch(questions: Sequence[Question], principal: str) -> Batch:
    contexts = [_context_of(question) for question in questions]
    common = frozenset.intersection(*map(_keys_of, contexts))
    shared = tuple(entry for entry in contexts[0] if _keys_of((entry,)) <= common)
    return Batch(questions[0].principal or principal, shared, tuple(questions))


def _mixed(batches: Iterable[Batch], keys: frozenset[str]) -> list[Batch]:
    """Return the same questions in fewer calls: services share one where they fit together."""
    packed: list[Batch] = []
    for batch in batches:
        for index, other in enumerate(packed):
            if _fit_together(other, batch, keys):
                packed[index] = _batch((*other.questions, *batch.questions), other.principal)
                break
        else:
            packed.append(batch)
    return packed


def _fit_together(one: Batch, other: Batch, keys: frozenset[str]) -> bool:
    if one.principal != other.principal:
        return False
    if _values_of(keys, one.context) != _values_of(keys, other.context):
        return False
    if is_spare(one) != is_spare(other):
        return False
    both = one.of((*one.questions, *other.questions))
    return len(both.actions) * len(both.resources) <= MOST_PAIRS


def is_spare(batch: Batch) -> bool:
    """Return whether nothing in the batch has to be asked."""
    return all(question.spare for question in batch.questions)


def within_budget(batches: Sequence[Batch], calls_left: int) -> tuple[Batch, ...]:
    """Return the batches that must be asked, and spare ones while there are calls left for them."""
    needed = [batch for batch in batches if not is_spare(batch)]
    spare = [batch for batch in batches if is_spare(batch)]
    return (*needed, *spare[: max(0, calls_left - len(needed))])


def by_resource(batch: Batch) -> tuple[Batch, ...]:
    """Return the same questions with one resource a call, so that nothing is crossed."""
    groups: dict[str | None, list[Question]] = {}
    for question in batch.questions:
        groups.setdefault(resource_of(question), []).append(question)
    return tuple(batch.of(group) for group in groups.values())


def by_action(batch: Batch) -> tuple[Batch, ...]:
    """Return the same questions with one action a call."""
    groups: dict[str, list[Question]] = {}
    for question in batch.questions:
        groups.setdefault(question.action, []).append(question)
    return tuple(batch.of(group) for group in groups.values())


def by_named_actions(batch: Batch, named: Sequence[frozenset[str]]) -> tuple[Batch, ...]:
    """Return the questions split by the sets of (lower-case) actions; the rest stay together."""
    groups: dict[int, list[Question]] = {}
    for question in batch.questions:
        action = question.action.lower()
        at = next((index for index, names in enumerate(named) if action in names), len(named))
        groups.setdefault(at, []).append(question)
    return tuple(batch.of(group) for group in groups.values())


def halves(batch: Batch) -> tuple[Batch, ...]:
    """Return the two halves of a batch of two questions or more."""
    middle = len(batch.questions) // 2
    return batch.of(batch.questions[:middle]), batch.of(batch.questions[middle:])


def _values_of(keys: frozenset[str], context: Iterable[ContextEntry]) -> object:
    return frozenset(entry for entry in _keys_of(context) if entry[0] in keys)


def _keys_of(context: Iterable[ContextEntry]) -> frozenset[tuple[str, str, tuple[str, ...]]]:
    """Return what makes two contexts the same: neither the order nor the case of the keys."""
    return frozenset((entry.key.lower(), entry.type, entry.values) for entry in context)


def _context_of(question: Question) -> tuple[ContextEntry, ...]:
    """Return the context to send: a question about another principal carries that one's ARN."""
    if question.principal is None:
        return question.context
    return tuple(
        replace(entry, values=(question.principal,))
        if entry.key.lower() == PRINCIPAL_KEY.lower()
        else entry
        for entry in question.context
    )


def _chunks(questions: Iterable[Question]) -> Iterable[list[Question]]:
    chunk: list[Question] = []
    actions: set[str] = set()
    resources: set[str | None] = set()
    for question in questions:
        actions.add(question.action)
        resources.add(resource_of(question))
        if len(actions) > MOST_ACTIONS or len(actions) * len(resources) > MOST_PAIRS:
            yield chunk
            chunk, actions, resources = [], {question.action}, {resource_of(question)}
        chunk.append(question)
    yield chunk


@dataclass(frozen=True)
class Failure:
    """A failed call: ask `again` in smaller calls, or every question of it is `decision`.

    `lasting` failures would meet every further call, so none is made.
    """

    decision: Decision
    again: tuple[Batch, ...] = ()
    lasting: bool = False


def failure_of(batch: Batch, error: Exception, sign_in: SignIn) -> Failure:
    """Return what follows from the error that the call of `batch` ended with."""
    code, text = error_code(error), error_text(error)
    if code in ACCESS_DENIED:
        return Failure(Decision.unknown(Reason.SIMULATE_DENIED, detail=text), lasting=True)
    if code in THROTTLING:
        return Failure(
            Decision.unknown(Reason.THROTTLED, detail=_sentences(error, sign_in)), lasting=True
        )
    if code == "NoSuchEntity":
        detail = f"IAM does not know {batch.principal}: {text}"
        return Failure(Decision.unknown(Reason.REFUSED_BY_API, detail=detail), lasting=True)
    if code == "InvalidInput":
        return _invalid(batch, text)
    if code in ("PolicyEvaluation", "ValidationError"):
        return Failure(_refused(f"{code}: {text}"))
    return Failure(
        Decision.unknown(Reason.NO_RESULT, detail=_sentences(error, sign_in)), lasting=True
    )


def _sentences(error: Exception, sign_in: SignIn) -> str:
    """Return what is wrong and what to do, as sentences."""
    translated = translate(error, sign_in)
    message = translated.message
    return f"{message[0].upper()}{message[1:]}. {translated.hint}".rstrip()


def _refused(text: str) -> Decision:
    return Decision.unknown(Reason.REFUSED_BY_API, detail=f"The simulator refused it: {text}")


def _invalid(batch: Batch, text: str) -> Failure:
    refused = Failure(_refused(text))
    if DIFFERENT_AUTHORIZATION in text:
        parts = by_named_actions(batch, _named_groups(text))
        parts = parts if len(parts) > 1 else by_action(batch)
        return Failure(refused.decision, parts if len(parts) > 1 else ())
    if len(batch.questions) == 1 or any(word in text.lower() for word in SHARED_INPUT):
        return refused
    return Failure(refused.decision, halves(batch))


def _named_groups(text: str) -> tuple[frozenset[str], ...]:
    return tuple(
        frozenset(action.strip().lower() for action in group.split(","))
        for group in _BRACKETS.findall(text)
    )
