"""The condition operators: what each does with a policy's values, and the table of their names. Pure.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from ufo_preflight.policy import operands
from ufo_preflight.policy.pattern import Pattern, arn_pattern, string_pattern
from ufo_preflight.policy.wildcard import SEGMENTS

ALL, ANY = "forallvalues:", "foranyvalue:"
IF_EXISTS = "ifexists"
NULL = "Null"
Prepare = Callable[[str, bool], Pattern]


@dataclass(frozen=True)
class Operator:
    """A condition operator.

    `prepare` makes the test of a request's value out of a policy's value; its second argument is
    whether the document's version has policy variables. A `negated` operator is true where no
    value matches. `reads` tells whether a request's value has the operator's type: AWS takes an
    address or an ARN operator, negated or not, for false when it has not. `valid` tells whether a
    policy's value has it; IAM stores no policy with one that has not where the operator `refuses`.
    Where a policy's value has none of the `signs`, the operator compares texts as they are.
    """

    prepare: Prepare
    negated: bool = False
    reads: Callable[[str], bool] | None = None
    valid: Callable[[str], bool] | None = None
    refuses: bool = False
    signs: str = ""


def _string(*, fold: bool = False, wildcards: bool = False) -> Prepare:
    def prepare(text: str, variables: bool) -> Pattern:
        return string_pattern(text, variables=variables, wildcards=wildcards, fold=fold)

    return prepare


def _arn(text: str, variables: bool) -> Pattern:
    return arn_pattern(text, variables=variables)


def _is_arn(text: str) -> bool:
    return text.count(":") >= SEGMENTS - 1


def _is_arn_pattern(text: str) -> bool:
    return _is_arn(text) or text.endswith("*") or "${" in text


def _bool(text: str, _variables: bool) -> Pattern:
    wanted = operands.boolean(text)
    return Pattern(text, lambda found: operands.boolean(found) is wanted)


def _binary(text: str, _variables: bool) -> Pattern:
    is_valid = operands.is_binary(text)
    return Pattern(text, lambda found: is_valid and found == text)


def _address(text: str, _variables: bool) -> Pattern:
    wanted = operands.network(text)

    def matches(found: str) -> bool:
        address = operands.address(found)
        return address is not None and wanted is not None and address in wanted

    return Pattern(text, matches)


def _is_address(text: str) -> bool:
    return operands.address(text) is not None


def _is_network(text: str) -> bool:
    return operands.network(text) is not None


def _is_truth(text: str) -> bool:
    return text.lower() in ("true", "false")


def _ordered_operators(
    prefix: str, read: Callable[[str], operands.Number | None], *, refuses: bool
) -> dict[str, Operator]:
    def valid(text: str) -> bool:
        return read(text) is not None

    def ordered(
        compare: Callable[[operands.Number, operands.Number], bool], *, negated: bool = False
    ) -> Operator:
        def prepare(text: str, _variables: bool) -> Pattern:
            wanted = read(text)

            def matches(found: str) -> bool:
                value = read(found)
                return value is not None and wanted is not None and compare(value, wanted)

            return Pattern(text, matches)

        return Operator(prepare, negated=negated, valid=valid, refuses=refuses)

    return {
        f"{prefix}Equals": ordered(operator.eq),
        f"{prefix}NotEquals": ordered(operator.eq, negated=True),
        f"{prefix}LessThan": ordered(operator.lt),
        f"{prefix}LessThanEquals": ordered(operator.le),
        f"{prefix}GreaterThan": ordered(operator.gt),
        f"{prefix}GreaterThanEquals": ordered(operator.ge),
    }


def _arn_operator(*, negated: bool) -> Operator:
    return Operator(_arn, negated=negated, reads=_is_arn, valid=_is_arn_pattern)


def _address_operator(*, negated: bool) -> Operator:
    return Operator(_address, negated, reads=_is_address, valid=_is_network, refuses=True)


OPERATORS: dict[str, Operator] = {
    "StringEquals": Operator(_string(), signs="$"),
    "StringNotEquals": Operator(_string(), negated=True, signs="$"),
    "StringEqualsIgnoreCase": Operator(_string(fold=True)),
    "StringNotEqualsIgnoreCase": Operator(_string(fold=True), negated=True),
    "StringLike": Operator(_string(wildcards=True), signs="*?$"),
    "StringNotLike": Operator(_string(wildcards=True), negated=True, signs="*?$"),
    **_ordered_operators("Numeric", operands.number, refuses=False),
    **_ordered_operators("Date", operands.moment, refuses=True),
    "Bool": Operator(_bool, valid=_is_truth),
    "BinaryEquals": Operator(_binary, valid=operands.is_binary),
    "IpAddress": _address_operator(negated=False),
    "NotIpAddress": _address_operator(negated=True),
    "ArnEquals": _arn_operator(negated=False),
    "ArnLike": _arn_operator(negated=False),
    "ArnNotEquals": _arn_operator(negated=True),
    "ArnNotLike": _arn_operator(negated=True),
    # Null has no test of values: Condition asks it whether the key is there.
    NULL: Operator(_bool, valid=_is_truth),
}
_BY_LOWER = {name.lower(): name for name in OPERATORS}


@dataclass(frozen=True)
class OperatorName:
    """The parts of a condition operator as written: quantifier, base name, IfExists."""

    base: str
    quantifier: str = ""
    if_exists: bool = False


@lru_cache(maxsize=256)
def read_name(text: str) -> OperatorName | None:
    """Return the parts of an operator's name, None when AWS has no such operator.

    Null takes neither a quantifier nor IfExists.
    """
    rest = text.lower()
    quantifier = next((prefix for prefix in (ALL, ANY) if rest.startswith(prefix)), "")
    rest = rest.removeprefix(quantifier)
    if_exists = rest.endswith(IF_EXISTS)
    base = _BY_LOWER.get(rest.removesuffix(IF_EXISTS))
    if base is None or (base == NULL and (quantifier or if_exists)):
        return None
    return OperatorName(base, quantifier, if_exists)


@lru_cache(maxsize=4096)
def wanted_patterns(base: str, texts: tuple[str, ...], *, variables: bool) -> tuple[Pattern, ...]:
    """Return the values that a policy gives an operator, prepared."""
    prepare = OPERATORS[base].prepare
    return tuple(prepare(text, variables) for text in texts)


@lru_cache(maxsize=4096)
def invalid_values(base: str, texts: tuple[str, ...]) -> tuple[int, ...]:
    """Return which of the values that a policy gives an operator are not of its type."""
    valid = OPERATORS[base].valid
    return tuple(index for index, text in enumerate(texts) if valid and not valid(text))
