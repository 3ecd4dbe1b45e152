"""Resource templates to ARNs: `arn:{partition}:ecs:{region}:{account}:service/{cluster}/*`."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass

_VARIABLE = re.compile(r"\{(\w+)\}")
UNKNOWN_NAME = "*"
PLACE = frozenset({"partition", "region", "account"})


@dataclass(frozen=True)
class Filled:
    """A template with its names put in; `exact` when it says which resource, not only where."""

    arn: str
    exact: bool


def variables(template: str) -> tuple[str, ...]:
    """Return the variables that `template` names, in order, each once."""
    return tuple(dict.fromkeys(_VARIABLE.findall(template)))


def fill(template: str, names: Mapping[str, tuple[str, ...]]) -> tuple[Filled, ...]:
    """Return one ARN for each combination of the values of the template's variables.

    A variable that is not in `names` becomes `*`, and the ARN is not exact; one with an empty
    tuple has no value, so nothing is returned. `security-group/*` names none whatever is known.
    """
    used = variables(template)
    choices = [names.get(name, (UNKNOWN_NAME,)) for name in used]
    names_nothing = "*" in template and PLACE.issuperset(used)
    exact = all(name in names for name in used) and not names_nothing
    filled = []
    for values in itertools.product(*choices):
        chosen = dict(zip(used, values, strict=True))
        arn = _VARIABLE.sub(lambda match, chosen=chosen: chosen[match[1]], template)  # type: ignore[misc]
        filled.append(Filled(arn, exact))
    return tuple(dict.fromkeys(filled))
