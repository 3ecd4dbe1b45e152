"""Many principals against many questions: each document is held against all of them once. Pure.

What a document says to the questions is kept as four sets of bits, one bit a question: those it
surely allows, surely denies, and those where it may. A principal is the union of its documents, and
a decision is arithmetic on sets. Documents that stand in many principals are decided once, unless
one of their conditions reads who the principal is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ufo_preflight.model import Layer
from ufo_preflight.policy.layer_answer import Outcome
from ufo_preflight.policy.request import Request, RequestContext
from ufo_preflight.policy.statement import Document, PreparedStatement

# The keys of a request that differ between principals of one kind.
PERSONAL_KEYS = ("aws:principalarn", "aws:username")


@dataclass(frozen=True)
class AnswerBits:
    """What documents say to the questions: bit n is set where it holds for question n."""

    allows: int = 0
    denies: int = 0
    may_allow: int = 0
    may_deny: int = 0

    def __or__(self, other: AnswerBits) -> AnswerBits:
        """Return what both say together."""
        return AnswerBits(
            self.allows | other.allows,
            self.denies | other.denies,
            self.may_allow | other.may_allow,
            self.may_deny | other.may_deny,
        )

    def outcome(self, question: int) -> Outcome:
        """Return what a layer with these documents says to a question."""
        bit = 1 << question
        if self.denies & bit:
            return Outcome.EXPLICIT_DENY
        if self.refused & bit:
            return Outcome.IMPLICIT_DENY
        return Outcome.UNKNOWN if self.open & bit else Outcome.ALLOWED

    @property
    def refused(self) -> int:
        """The questions without any allow: negative, for all bits beyond the last are set too."""
        return ~(self.allows | self.may_allow)

    @property
    def open(self) -> int:
        """The questions that something unknown decides, where no deny is sure."""
        return (self.may_deny | ~self.allows) & (self.allows | self.may_allow) & ~self.denies


@dataclass(frozen=True, eq=False)
class HeldLayer:
    """The documents of one layer of a principal, what each says, and what they say together."""

    layer: Layer
    documents: tuple[Document, ...]
    bits: AnswerBits


class Decided:
    """What all layers of a principal say; `order` is that in which AWS looks at them."""

    def __init__(self, layers: Sequence[HeldLayer], size: int) -> None:
        whole = (1 << size) - 1
        self.layers = tuple(layers)
        self.denied = self.open = 0
        for layer in layers:
            self.denied |= (layer.bits.denies | layer.bits.refused) & whole
        for layer in layers:
            self.open |= layer.bits.open & whole & ~self.denied

    def deciding(self, question: int) -> tuple[Outcome, tuple[HeldLayer, ...]]:
        """Return the outcome of a question, and the layer that refuses or those that are open."""
        said = [(layer, layer.bits.outcome(question)) for layer in self.layers]
        for outcome in (Outcome.EXPLICIT_DENY, Outcome.IMPLICIT_DENY):
            found = [layer for layer, one in said if one is outcome]
            if found:
                return outcome, (found[0],)
        undecided = tuple(layer for layer, one in said if one is Outcome.UNKNOWN)
        return (Outcome.UNKNOWN if undecided else Outcome.ALLOWED), undecided


class Questionnaire:
    """The requests that principals of one kind would make, and what documents say to them."""

    def __init__(self, requests: Sequence[Request]) -> None:
        self.requests = tuple(requests)
        self._bits: dict[Document, AnswerBits] = {}
        self._contexts = {id(request.context.values): request.context for request in requests}

    def of(self, personal: Mapping[str, str]) -> Questionnaire:
        """Return the same requests made by one principal: `personal` are its own keys.

        Only keys that the requests carry are replaced: those that the user gave are kept.
        """
        values = {
            key: {
                **context.values,
                **{
                    name: (value,)
                    for name, value in personal.items()
                    if context.values.get(name) is not None and context.values[name] != ()
                },
            }
            for key, context in self._contexts.items()
        }
        return Questionnaire(
            [
                Request(
                    request.action,
                    request.resource,
                    RequestContext(
                        values[id(request.context.values)],
                        request.context.lists,
                        action=request.action,
                    ),
                    request.pattern,
                )
                for request in self.requests
            ]
        )

    def bits_of(self, documents: Iterable[Document]) -> AnswerBits:
        """Return what documents say together, each of them asked once."""
        total = AnswerBits()
        for document in documents:
            found = self._bits.get(document)
            if found is None:
                found = self._bits[document] = self._asked(document)
            total |= found
        return total

    def _asked(self, document: Document) -> AnswerBits:
        allows = denies = may_allow = may_deny = 0
        for number, request in enumerate(self.requests):
            for statement in document.speaking_of(request.action):
                applies = statement.applies(request)
                if applies is False:
                    continue
                bit = 1 << number
                if statement.allows:
                    allows |= bit if applies else 0
                    may_allow |= 0 if applies else bit
                else:
                    denies |= bit if applies else 0
                    may_deny |= 0 if applies else bit
        return AnswerBits(allows, denies, may_allow, may_deny)

    def statements(
        self, layers: Iterable[HeldLayer], question: int, outcome: Outcome
    ) -> list[PreparedStatement]:
        """Return the statements behind an outcome: the denies, the allows, or those that are open."""
        request = self.requests[question]
        wanted = None if outcome is Outcome.UNKNOWN else True
        return [
            statement
            for layer in layers
            for document in layer.documents
            for statement in document.speaking_of(request.action)
            if (wanted is None or statement.allows is (outcome is Outcome.ALLOWED))
            and statement.applies(request) is wanted
        ]


def is_personal(document: Document, keys: frozenset[str]) -> bool:
    """Return whether a condition or a variable of a document reads one of these keys."""
    return any(
        key.lower() in keys
        for statement in document.statements
        for key in statement.condition_keys()
    )
