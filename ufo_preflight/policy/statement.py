"""A statement and a document, prepared once and decided many times. Pure.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ufo_preflight.model import Layer, Statement
from ufo_preflight.policy.condition import Condition, any_of, negation
from ufo_preflight.policy.request import RequestContext
from ufo_preflight.policy.template import Template

_NOWHERE = RequestContext({}, strict=True)


@dataclass(frozen=True, eq=False)
class PreparedStatement:
    """One statement. `excluded` are NotAction's, `elsewhere` is NotResource's sense.

    `unmodelled` says in words which part is not understood, "" when all is: such a statement is
    never taken to match, nor never to.
    """

    evidence: Statement
    allows: bool
    actions: tuple[Template, ...]
    not_action: bool
    resources: tuple[Template, ...]
    not_resource: bool
    conditions: tuple[Condition, ...] = ()
    unmodelled: str = ""

    def covers_action(self, action: str) -> bool:
        """Return whether the statement speaks of an action, given in lower case."""
        named = any(item.matches(action, _NOWHERE) for item in self.actions)
        return named is not self.not_action

    def covers_resource(self, resource: str, context: RequestContext) -> bool | None:
        """Return whether the statement speaks of a resource."""
        named = any_of(item.matches(resource, context) for item in self.resources)
        return negation(named) if self.not_resource else named

    def conditions_hold(self, context: RequestContext) -> bool | None:
        """Return whether every condition is met."""
        held: bool | None = True
        for condition in self.conditions:
            truth = condition.holds(context)
            if truth is False:
                return False
            if truth is None:
                held = None
        return held

    def applies(self, resource: str, context: RequestContext) -> bool | None:
        """Return whether the statement, whose action matched, decides the request."""
        covered = self.covers_resource(resource, context)
        if covered is False:
            return False
        held = self.conditions_hold(context) if self.conditions else True
        if held is False:
            return False
        return None if self.unmodelled or held is None else covered

    def condition_keys(self) -> Iterator[str]:
        """Yield every condition key that the statement speaks of."""
        for condition in self.conditions:
            yield from condition.condition_keys()
        for resource in self.resources:
            yield from (variable.written for variable in resource.variables())

    def unknown_keys(self, resource: str, context: RequestContext) -> tuple[str, ...]:
        """Return the keys whose values would settle whether the statement applies."""
        keys = {}
        if self.covers_resource(resource, context) is None:
            keys.update(_unknown_variables(self.resources, context))
        for condition in self.conditions:
            if condition.holds(context) is None:
                if context.get(condition.name) is None:
                    keys[condition.name] = condition.key
                keys.update(_unknown_variables(condition.wanted, context))
        return tuple(keys.values())


def _unknown_variables(items: tuple[Template, ...], context: RequestContext) -> dict[str, str]:
    return {
        variable.key: variable.written
        for item in items
        for variable in item.variables()
        if context.single(variable.key) is None
    }


@dataclass(frozen=True, eq=False)
class Document:
    """A policy document, prepared; equal only to itself, so that answers about it can be kept."""

    name: str
    layer: Layer
    statements: tuple[PreparedStatement, ...]


@lru_cache(maxsize=16384)
def speaking_of(document: Document, action: str) -> tuple[PreparedStatement, ...]:
    """Return the statements that cover an action, given in lower case, in the document's order."""
    return tuple(item for item in document.statements if item.covers_action(action))
