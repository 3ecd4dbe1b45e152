"""One condition of a statement, prepared once and decided for many requests. Pure.

Keys and values: https://docs.aws.amazon.com/IAM/latest/UserGuide/
reference_policies_condition-logic-multiple-context-keys-or-values.html
Sets: https://docs.aws.amazon.com/IAM/latest/UserGuide/
reference_policies_condition-single-vs-multi-valued-context-keys.html
Truth is three-valued: None where it hangs on a key that nobody gave.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ufo_preflight.policy.operators import ALL, ANY, NULL, Operator, OperatorName, wanted_patterns
from ufo_preflight.policy.pattern import Pattern
from ufo_preflight.policy.request import RequestContext


@dataclass(frozen=True, eq=False)
class Condition:
    """One operator on one key: `written` and `key` as the policy has them, `name` in lower case.

    `texts` are the values that the policy wants, `variables` whether they may have policy variables.
    `broken` is what AWS makes of a value that is no ARN under an ARN operator: it fails closed, true
    in a Deny only.
    """

    written: str
    key: str
    name: str
    operator: OperatorName
    known: Operator
    texts: tuple[str, ...]
    variables: bool
    broken: bool = False

    @cached_property
    def literals(self) -> frozenset[str] | None:
        """The wanted values where all of them are plain text that is compared as it is."""
        signs = self.known.signs
        if not signs or any(sign in text for text in self.texts for sign in signs):
            return None
        return frozenset(self.texts)

    @cached_property
    def wanted(self) -> tuple[Pattern, ...]:
        """The wanted values, prepared."""
        return wanted_patterns(self.operator.base, self.texts, variables=self.variables)

    def holds(self, context: RequestContext) -> bool | None:
        """Return whether the condition is met."""
        found = context.get(self.name)
        if found is None:
            return None
        name = self.operator
        if name.base == NULL:
            return any_of(
                item.matches("false" if found else "true", context) for item in self.wanted
            )
        if not found:
            return self._holds_absent()
        if name.quantifier == ALL:
            return all_of(self._value_holds(value, context) for value in found)
        if name.quantifier == ANY:
            return any_of(self._value_holds(value, context) for value in found)
        if self.name in context.lists:
            # AWS takes a key with a list of values, without a set operator, for no match at all.
            return False
        return self._value_holds(found[0], context)

    def _holds_absent(self) -> bool:
        """Return the truth for a missing key or an empty list.

        ForAllValues is true of it and ForAnyValue false, with IfExists too; else IfExists and a
        negated operator are true.
        """
        if self.operator.quantifier:
            return self.operator.quantifier == ALL
        return self.operator.if_exists or self.known.negated

    def _value_holds(self, value: str, context: RequestContext) -> bool | None:
        known = self.known
        if self.literals is not None:
            return (value in self.literals) is not known.negated
        if known.reads is not None and not known.reads(value):
            return False
        matched: bool | None = False
        for item in self.wanted:
            found = item.matches(value, context)
            if found:
                return not known.negated
            if found is None:
                if not item.hangs_on(context):
                    # No ARN: AWS looks at none of the values behind it.
                    return self.broken if matched is False else None
                matched = None
        return negation(matched) if known.negated else matched

    def condition_keys(self) -> Iterator[str]:
        """Yield every condition key it reads, variables' keys included."""
        yield self.key
        for item in self.wanted:
            yield from (variable.written for variable in item.variables())


def any_of(truths: Iterable[bool | None]) -> bool | None:
    """Return the disjunction in three-valued logic."""
    result: bool | None = False
    for truth in truths:
        if truth:
            return True
        if truth is None:
            result = None
    return result


def all_of(truths: Iterable[bool | None]) -> bool | None:
    """Return the conjunction in three-valued logic."""
    result: bool | None = True
    for truth in truths:
        if truth is None:
            result = None
        elif not truth:
            return False
    return result


def negation(truth: bool | None) -> bool | None:
    """Return the negation in three-valued logic."""
    return None if truth is None else not truth
