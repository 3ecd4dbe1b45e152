"""The condition operators: what each does with a policy's value, and the table of their names. Pure.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from ufo_preflight.policy import values
from ufo_preflight.policy.template import Template, arn_template, template
from ufo_preflight.policy.wildcard import SEGMENTS

ALL, ANY = "forallvalues:", "foranyvalue:"
IF_EXISTS = "ifexists"


@dataclass(frozen=True)
class Operator:
    """A condition operator.

    `prepare` makes the test of a request's value out of a policy's value; its second argument is
    whether the document's version has policy variables. A `negated` operator is true where no
    value matches. `reads` tells whether a request's value has the operator's type: AWS takes an
    address or an ARN operator, negated or not, for false when it has not. `valid` tells whether a
    policy's value has it.
    """

    prepare: Callable[[str, bool], Template]
    negated: bool = False
    reads: Callable[[str], bool] | None = None
    valid: Callable[[str], bool] | None = None


def _string(text: str, variables: bool, *, fold: bool = False, wildcards: bool = False) -> Template:
    return template(text, variables=variables, wildcards=wildcards, fold=fold)


def _arn(text: str, variables: bool) -> Template:
    return arn_template(text, variables=variables)


def _is_arn(text: str) -> bool:
    return text.count(":") >= SEGMENTS - 1


def _is_arn_pattern(text: str) -> bool:
    return _is_arn(text) or text.endswith("*") or "${" in text


def _compared(
    text: str,
    _variables: bool,
    *,
    read: Callable[[str], values.Number | None],
    compare: Callable[[values.Number, values.Number], bool],
) -> Template:
    wanted = read(text)

    def matches(found: str) -> bool:
        value = read(found)
        return value is not None and wanted is not None and compare(value, wanted)

    return Template(text, matches)


def _bool(text: str, _variables: bool) -> Template:
    wanted = values.boolean(text)
    return Template(text, lambda found: values.boolean(found) is wanted)


def _binary(text: str, _variables: bool) -> Template:
    wanted = values.binary(text)
    return Template(text, lambda found: wanted is not None and values.binary(found) == wanted)


def _address(text: str, _variables: bool) -> Template:
    wanted = values.network(text)

    def matches(found: str) -> bool:
        address = values.address(found)
        return address is not None and wanted is not None and address in wanted

    return Template(text, matches)


def _is_address(text: str) -> bool:
    return values.address(text) is not None


def _is_network(text: str) -> bool:
    return values.network(text) is not None


def _is_binary(text: str) -> bool:
    return values.binary(text) is not None


def _is_truth(text: str) -> bool:
    return text.lower() in ("true", "false")


def _string_operators() -> dict[str, Operator]:
    exact, like = partial(_string), partial(_string, wildcards=True)
    folded = partial(_string, fold=True)
    return {
        "StringEquals": Operator(exact),
        "StringNotEquals": Operator(exact, negated=True),
        "StringEqualsIgnoreCase": Operator(folded),
        "StringNotEqualsIgnoreCase": Operator(folded, negated=True),
        "StringLike": Operator(like),
        "StringNotLike": Operator(like, negated=True),
    }


def _ordered_operators(
    prefix: str, read: Callable[[str], values.Number | None]
) -> dict[str, Operator]:
    def valid(text: str) -> bool:
        return read(text) is not None

    def ordered(
        compare: Callable[[values.Number, values.Number], bool], *, negated: bool = False
    ) -> Operator:
        return Operator(
            partial(_compared, read=read, compare=compare), negated=negated, valid=valid
        )

    return {
        f"{prefix}Equals": ordered(operator.eq),
        f"{prefix}NotEquals": ordered(operator.eq, negated=True),
        f"{prefix}LessThan": ordered(operator.lt),
        f"{prefix}LessThanEquals": ordered(operator.le),
        f"{prefix}GreaterThan": ordered(operator.gt),
        f"{prefix}GreaterThanEquals": ordered(operator.ge),
    }


OPERATORS: dict[str, Operator] = {
    **_string_operators(),
    **_ordered_operators("Numeric", values.number),
    **_ordered_operators("Date", values.moment),
    "Bool": Operator(_bool, valid=_is_truth),
    "BinaryEquals": Operator(_binary, valid=_is_binary),
    "IpAddress": Operator(_address, reads=_is_address, valid=_is_network),
    "NotIpAddress": Operator(_address, negated=True, reads=_is_address, valid=_is_network),
    "ArnEquals": Operator(_arn, reads=_is_arn, valid=_is_arn_pattern),
    "ArnLike": Operator(_arn, reads=_is_arn, valid=_is_arn_pattern),
    "ArnNotEquals": Operator(_arn, negated=True, reads=_is_arn, valid=_is_arn_pattern),
    "ArnNotLike": Operator(_arn, negated=True, reads=_is_arn, valid=_is_arn_pattern),
    # Null has no test of values: Condition asks it whether the key is there.
    "Null": Operator(_bool, valid=_is_truth),
}
_BY_LOWER = {name.lower(): name for name in OPERATORS}


@dataclass(frozen=True)
class OperatorName:
    """The parts of a condition operator as written: quantifier, base name, IfExists."""

    base: str
    quantifier: str = ""
    if_exists: bool = False


def read_name(text: str) -> OperatorName | None:
    """Return the parts of an operator's name, None when AWS has no such operator.

    Null takes neither a quantifier nor IfExists.
    """
    rest = text.lower()
    quantifier = next((prefix for prefix in (ALL, ANY) if rest.startswith(prefix)), "")
    rest = rest.removeprefix(quantifier)
    if_exists = rest.endswith(IF_EXISTS)
    base = _BY_LOWER.get(rest.removesuffix(IF_EXISTS))
    if base is None or (base == "Null" and (quantifier or if_exists)):
        return None
    return OperatorName(base, quantifier, if_exists)
