"""One condition of a statement, prepared once and decided for many requests. Pure.

Operators, keys and values: https://docs.aws.amazon.com/IAM/latest/UserGuide/
reference_policies_condition-logic-multiple-context-keys-or-values.html
Sets: https://docs.aws.amazon.com/IAM/latest/UserGuide/
reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ufo_preflight.policy.operators import ALL, ANY, Operator, OperatorName
from ufo_preflight.policy.request import RequestContext
from ufo_preflight.policy.template import Template

NULL = "Null"


@dataclass(frozen=True, eq=False)
class Condition:
    """One operator on one key: `written` and `key` as the policy has them, `name` in lower case.

    Truth is three-valued: None where it hangs on a key that nobody gave. `broken` is what AWS makes
    of a value that is no ARN under an ARN operator: it fails closed, true in a Deny only.
    """

    written: str
    key: str
    name: str
    operator: OperatorName
    known: Operator
    wanted: tuple[Template, ...]
    broken: bool = False

    def holds(self, context: RequestContext) -> bool | None:
        """Return whether the condition is met."""
        found = context.get(self.name)
        if found is None:
            return None
        if self.operator.base == NULL:
            return any_of(
                item.matches("false" if found else "true", context) for item in self.wanted
            )
        if not found:
            return self._holds_absent()
        quantifier = self.operator.quantifier
        if quantifier == ALL:
            return all_of(self._value_holds(value, context) for value in found)
        if quantifier == ANY:
            return any_of(self._value_holds(value, context) for value in found)
        if self.name in context.lists:
            # AWS takes a key with a list of values, without a set operator, for no match at all.
            return False
        return self._value_holds(found[0], context)

    def _holds_absent(self) -> bool:
        """Return the truth for a missing key or an empty list: IfExists and ForAllValues are true."""
        if self.operator.if_exists or self.operator.quantifier == ALL:
            return True
        return self.known.negated and self.operator.quantifier != ANY

    def _value_holds(self, value: str, context: RequestContext) -> bool | None:
        known = self.known
        if known.reads is not None and not known.reads(value):
            return False
        matched: bool | None = False
        for item in self.wanted:
            found = item.matches(value, context)
            if found:
                return not known.negated
            if found is None:
                matched = None
        if matched is None and not any(item.hangs_on(context) for item in self.wanted):
            return self.broken
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
