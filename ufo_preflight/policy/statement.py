"""A statement and a document, prepared once and decided many times. Pure.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ufo_preflight.model import Layer, Statement
from ufo_preflight.policy.conditions import Condition, negation
from ufo_preflight.policy.pattern import Pattern
from ufo_preflight.policy.pattern_list import PatternList
from ufo_preflight.policy.positions import Path, Source
from ufo_preflight.policy.request import Request, RequestContext

_NOWHERE = RequestContext({}, strict=True)
# So many actions are a service's; who asks about more of them has the answers looked up again.
_REMEMBERED = 4096


@dataclass(frozen=True, eq=False)
class PreparedStatement:
    """One statement, at `path` in the text of its source.

    `services` are the prefixes of its actions, None when it may speak of every service. With
    `not_action` and `not_resource` it speaks of everything that is not listed. `unmodelled` says in
    words which part is not understood, "" when all is: such a statement is never taken to match,
    nor never to.
    """

    source: Source
    path: Path
    index: int
    sid: str
    allows: bool
    actions: PatternList
    services: frozenset[str] | None
    not_action: bool
    resources: PatternList
    not_resource: bool
    conditions: tuple[Condition, ...] = ()
    unmodelled: str = ""

    @cached_property
    def evidence(self) -> Statement:
        """The statement as reports cite it."""
        source = self.source
        return Statement(
            policy=source.name,
            layer=source.layer,
            effect="Allow" if self.allows else "Deny",
            sid=self.sid,
            index=self.index,
            start=source.position(self.path),
            end=source.end_position(self.path),
            text=source.text_of(self.path),
            policy_arn=source.arn,
        )

    @property
    def reference(self) -> str:
        """The policy and the statement, by its Sid or number: no place in a text is looked up."""
        return f"{self.source.name}, statement {self.sid or self.index}"

    @property
    def text(self) -> str:
        """What the statement says, as it was written."""
        return self.source.text_of(self.path)

    def covers_action(self, action: str) -> bool:
        """Return whether the statement speaks of an action, given in lower case."""
        return self.actions.matches(action, _NOWHERE) is not self.not_action

    def covers_resource(self, request: Request) -> bool | None:
        """Return whether the statement speaks of the requested resource.

        Unknown where it names some of the resources that a requested pattern stands for, and for a
        NotResource with a variable that has no value: no page says what AWS makes of that.
        """
        named = self.resources.matches(request.resource, request.context)
        if named is False and self.names_part_of(request):
            named = None
        if not self.not_resource:
            return named
        if named is False and self.resources.valueless(request.context):
            return None
        return negation(named)

    def names_part_of(self, request: Request) -> tuple[str, ...]:
        """Return the resources that it names within a requested pattern."""
        if not request.pattern:
            return ()
        return self.resources.overlapping(request.pattern, request.context)

    def applies(self, request: Request) -> bool | None:
        """Return whether the statement, whose action matched, decides the request."""
        covered = self.covers_resource(request)
        if covered is False:
            return False
        for condition in self.conditions:
            held = condition.holds(request.context)
            if held is False:
                return False
            if held is None:
                covered = None
        return None if self.unmodelled else covered

    def condition_keys(self) -> Iterator[str]:
        """Yield every condition key that the statement speaks of."""
        for condition in self.conditions:
            yield from condition.condition_keys()
        for resource in self.resources.others:
            yield from (variable.written for variable in resource.variables())

    def unknown_keys(self, request: Request) -> tuple[str, ...]:
        """Return the keys whose values would settle whether the statement applies."""
        context = request.context
        keys = {}
        if self.covers_resource(request) is None:
            keys.update(_unknown_variables(self.resources.others, context))
        for condition in self.conditions:
            if condition.holds(context) is None:
                if context.get(condition.name) is None:
                    keys[condition.name] = condition.key
                keys.update(_unknown_variables(condition.wanted, context))
        return tuple(keys.values())

    def unsettled(self, request: Request) -> str:
        """Return in words what leaves it open besides keys and resources, "" for nothing."""
        if self.unmodelled:
            return self.unmodelled
        if self.not_resource:
            variable = self.resources.valueless(request.context)
            if variable is not None:
                return f"NotResource has ${{{variable.written}}}, which has no value here"
        unsure = [item.text for item in self.resources.others if not item.is_sure]
        if unsure:
            return f"no page of AWS says how {unsure[0]} is read in a service control policy"
        return ""


def _unknown_variables(items: tuple[Pattern, ...], context: RequestContext) -> dict[str, str]:
    return {
        variable.key: variable.written
        for item in items
        for variable in item.variables()
        if context.get(variable.key) is None
    }


@dataclass(frozen=True, eq=False)
class Document:
    """A policy document, prepared; equal only to itself."""

    name: str
    layer: Layer
    statements: tuple[PreparedStatement, ...]
    _speaking: dict[str, tuple[PreparedStatement, ...]] = field(default_factory=dict, repr=False)
    _services: dict[str, tuple[PreparedStatement, ...]] = field(default_factory=dict, repr=False)

    @property
    def allows(self) -> bool:
        """Whether any of its statements is an Allow."""
        return any(statement.allows for statement in self.statements)

    def speaking_of(self, action: str) -> tuple[PreparedStatement, ...]:
        """Return the statements that cover an action, given in lower case, in their order."""
        found = self._speaking.get(action)
        if found is None:
            service = action.partition(":")[0]
            about = self._services.get(service)
            if about is None:
                about = self._services[service] = tuple(
                    item
                    for item in self.statements
                    if item.services is None or service in item.services
                )
            if len(self._speaking) >= _REMEMBERED:
                self._speaking.clear()
            found = self._speaking[action] = tuple(
                item for item in about if item.covers_action(action)
            )
        return found
