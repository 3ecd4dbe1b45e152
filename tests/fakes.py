"""Stand-ins that implement a protocol of the core, each small enough to see through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ufo_preflight.model import Decision, Method, Question


class RuleDecider:
    """A decider that answers by a function; a question it returns None for stays unanswered."""

    def __init__(self, rule: Callable[[Question], Decision | None]) -> None:
        self.asked: list[Question] = []
        self._rule = rule

    @property
    def method(self) -> Method:
        return Method("rule", len(self.asked))

    def decide(self, questions: Sequence[Question]) -> Iterable[tuple[Question, Decision]]:
        for question in questions:
            self.asked.append(question)
            decision = self._rule(question)
            if decision is not None:
                yield question, decision
