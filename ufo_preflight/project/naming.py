"""The names that UFO makes from patterns such as `:APP-:ROLE-:ENV-:EXTRA`.

lib/ufo/names.rb of https://github.com/boltops-tools/ufo: values put in, `_` to `-`, runs of
dashes to one, none at the ends.
"""

from __future__ import annotations

import re

from ufo_preflight.project.layers import Layers
from ufo_preflight.project.values import Computed, Known, Value

# The region is put in once it is known whose account is checked.
REGION = "{region}"
_VARIABLE = re.compile(r":\w+")


def expand(pattern: Value, layers: Layers, app: Value) -> Value:
    """Return the name that a pattern stands for; not known when a part of it is not."""
    if isinstance(pattern, Computed):
        return pattern
    if not isinstance(pattern.value, str):
        return pattern
    parts = {
        ":APP": app,
        ":ENV": Known(layers.env),
        ":UFO_ENV": Known(layers.env),
        ":ROLE": Known(layers.role),
        ":EXTRA": Known(layers.extra),
        ":REGION": Known(REGION),
    }
    text = pattern.value
    for variable in sorted(set(_VARIABLE.findall(text)), key=len, reverse=True):
        part = parts.get(variable.upper(), Known(variable))
        if isinstance(part, Computed):
            return part
        text = text.replace(variable, str(part.value or ""))
    return Known(_tidy(text), pattern.place)


def _tidy(text: str) -> str:
    dashed = text.replace("_", "-")
    return re.sub(r"-+", "-", dashed.strip("-"))


# CloudFormation makes names of at most this length: https://docs.aws.amazon.com/AWSCloudFormation/
# latest/UserGuide/resources-section-structure.html tells the form STACK-LOGICALID-RANDOM.
_LOAD_BALANCER_STEM = 10
_LONGEST_ROLE = 64
_RANDOM = len("-1A2B3C4D5E6F")


def role_name(stack: str, logical_id: str) -> str:
    """Return the pattern of the name that CloudFormation gives a role of a stack."""
    if len(stack) + len(logical_id) + 1 + _RANDOM > _LONGEST_ROLE:
        return f"{stack[: _LONGEST_ROLE // 3]}*"
    return f"{stack}-{logical_id}-*"


def load_balancer_name(stack: str, logical_id: str) -> str:
    """Return the pattern of the name of a load balancer or target group: cut to fit 32 letters."""
    kind = logical_id[: _LOAD_BALANCER_STEM // 2]
    return f"{stack[: _LOAD_BALANCER_STEM - len(kind)].rstrip('-')}-{kind}-*"
