"""The actions or resources of a statement: one of several strings has to match. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

from ufo_preflight.arn import overlap
from ufo_preflight.policy.pattern import (
    Pattern,
    Variable,
    is_incomplete,
    placeholder_in,
    resource_pattern,
    string_pattern,
)
from ufo_preflight.policy.request import RequestContext


@dataclass(frozen=True, eq=False)
class PatternList:
    """The strings of one element, of which one has to match: plain ones are looked up as they are.

    Those with wildcards or variables are prepared when the first text is held against them.
    """

    texts: tuple[str, ...]
    everything: bool
    literals: frozenset[str]
    special: tuple[str, ...]
    prepare: Callable[[str], Pattern]

    @classmethod
    def of_actions(cls, texts: tuple[str, ...]) -> PatternList:
        """Return the actions of a statement: without regard to case, `*` in their names."""
        prepare = partial(string_pattern, variables=False, wildcards=True, fold=True)
        special = tuple([text for text in texts if "*" in text or "?" in text])
        plain = texts if not special else [text for text in texts if text not in special]
        literals = frozenset([text.lower() for text in plain])
        return cls(texts, "*" in texts or "*:*" in texts, literals, special, prepare)

    @classmethod
    def of_resources(
        cls, texts: tuple[str, ...], *, variables: bool, completes: bool
    ) -> PatternList:
        """Return the resources of a statement: see `resource_pattern`."""
        prepare = partial(resource_pattern, variables=variables, completes=completes)
        if texts == ("*",):
            return cls(texts, everything=True, literals=frozenset(), special=(), prepare=prepare)
        special = tuple(
            [
                text
                for text in texts
                if "*" in text or "?" in text or "$" in text or is_incomplete(text)
            ]
        )
        plain = texts if not special else [text for text in texts if text not in special]
        return cls(texts, "*" in texts, frozenset(plain), special, prepare)

    @cached_property
    def others(self) -> tuple[Pattern, ...]:
        """Those that are not plain text."""
        return tuple(self.prepare(text) for text in self.special)

    def matches(self, text: str, context: RequestContext) -> bool | None:
        """Return whether one of them matches; None when that hangs on what is unknown."""
        if self.everything or text in self.literals:
            return True
        found: bool | None = False
        for pattern in self.others:
            truth = pattern.matches(text, context)
            if truth:
                return True
            if truth is None:
                found = None
        return found

    def overlapping(self, pattern: str, context: RequestContext) -> tuple[str, ...]:
        """Return those that match something, but perhaps not all, of a requested pattern.

        One with a placeholder that nobody filled in matches nothing.
        """
        found = {item.text for item in self.others if item.overlaps(pattern, context)}
        found.update(text for text in self.literals if overlap(text, pattern))
        return tuple(text for text in self.texts if text in found and not placeholder_in(text))

    def valueless(self, context: RequestContext) -> Variable | None:
        """Return the first variable that has no value in a request."""
        return next(
            (
                variable
                for pattern in self.others
                for variable in pattern.variables()
                if variable.value(context) is None
            ),
            None,
        )
