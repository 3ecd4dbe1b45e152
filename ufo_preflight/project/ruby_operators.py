"""Ruby's operators on values of which one or both may not be known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from ufo_preflight.project.ruby_methods import LONGEST_TEXT
from ufo_preflight.project.values import Computed, Known, Value, truth

UNREADABLE = Computed("")


class Right(Protocol):
    """The right side of an operator, read only when it is; `certain` when it surely runs."""

    def __call__(self, *, certain: bool) -> Value:
        """Return its value."""
        ...


def _or(left: Value, right: Right) -> Value:
    met = truth(left)
    if met is None:
        right(certain=False)
        return UNREADABLE
    return left if met else right(certain=True)


def _and(left: Value, right: Right) -> Value:
    met = truth(left)
    if met is None:
        right(certain=False)
        return UNREADABLE
    return right(certain=True) if met else left


def _equal(left: Value, right: Right) -> Value:
    other = right(certain=True)
    if isinstance(left, Computed) or isinstance(other, Computed):
        return UNREADABLE
    return Known(left.value == other.value)


def _unequal(left: Value, right: Right) -> Value:
    equal = _equal(left, right)
    return Known(not equal.value) if isinstance(equal, Known) else equal


def _plus(left: Value, right: Right) -> Value:
    other = right(certain=True)
    if isinstance(left, Computed) or isinstance(other, Computed):
        return UNREADABLE
    one, two = left.value, other.value
    if isinstance(one, str) and isinstance(two, str) and len(one) + len(two) <= LONGEST_TEXT:
        return Known(one + two)
    if isinstance(one, tuple) and isinstance(two, tuple) and len(one) + len(two) <= LONGEST_TEXT:
        return Known(one + two)
    return UNREADABLE


OPERATORS: Mapping[str, Callable[[Value, Right], Value]] = {
    "||": _or,
    "or": _or,
    "&&": _and,
    "and": _and,
    "==": _equal,
    "!=": _unequal,
    "+": _plus,
}
