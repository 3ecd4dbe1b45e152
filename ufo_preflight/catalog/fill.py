"""Resource templates to ARNs: `arn:{partition}:ecs:{region}:{account}:service/{cluster}/*`."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_VARIABLE = re.compile(r"\{(\w+)\}")
UNKNOWN_NAME = "*"
PLACE = frozenset({"partition", "region", "account"})
# A name may itself be a template (a role's ARN has the account in it), and so may its names.
_DEEPEST = 3
_NO_PATTERNS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Filled:
    """A template with its names put in; `exact` when it says which resource, not only where."""

    arn: str
    exact: bool


def variables(template: str) -> tuple[str, ...]:
    """Return the variables that `template` names, in order, each once."""
    return tuple(dict.fromkeys(_VARIABLE.findall(template)))


def fill(
    template: str,
    names: Mapping[str, tuple[str, ...]],
    patterns: Mapping[str, str] = _NO_PATTERNS,
) -> tuple[Filled, ...]:
    """Return one ARN for each combination of the values of the template's variables.

    A variable that is not in `names` becomes its pattern in `patterns`, else `*`, and the ARN is
    not exact; one with an empty tuple has no value, so nothing is returned. `security-group/*`
    names none whatever is known.
    """
    names_nothing = "*" in template and PLACE.issuperset(variables(template))
    pending = [Filled(template, exact=not names_nothing)]
    for _ in range(_DEEPEST):
        pending = [each for one in pending for each in _fill_once(one, names, patterns)]
    return tuple(dict.fromkeys(pending))


def _fill_once(
    filled: Filled, names: Mapping[str, tuple[str, ...]], patterns: Mapping[str, str]
) -> list[Filled]:
    used = variables(filled.arn)
    choices = [names.get(name, (patterns.get(name, UNKNOWN_NAME),)) for name in used]
    exact = filled.exact and all(name in names for name in used)
    return [
        Filled(_put_in(filled.arn, dict(zip(used, values, strict=True))), exact)
        for values in itertools.product(*choices)
    ]


def _put_in(template: str, values: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda match: values[match[1]], template)
