"""The names that UFO makes, and the files that it reads for one env, role, app and extra.

lib/ufo/config.rb, lib/ufo/layering/layer.rb and lib/ufo/names.rb of
https://github.com/boltops-tools/ufo. Later files win. In a pattern such as `:APP-:ROLE-:ENV-:EXTRA`
values are put in, `_` becomes `-`, runs of dashes become one, and none stays at the ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ufo_preflight.project.snapshot import Computed, Known, Value

DEFAULT_ENV = "dev"
LEGACY_ENV = "development"
DEFAULT_ROLE = "web"


@dataclass(frozen=True)
class Layers:
    """What chooses the layers: UFO_ENV, UFO_ROLE, UFO_APP and UFO_EXTRA; "" for one not set."""

    env: str = ""
    role: str = ""
    app: str = ""
    extra: str = ""


def config_files(layers: Layers) -> tuple[str, ...]:
    """Return the configuration files of UFO 6; those of an app only when UFO_APP is set."""
    roots = [".ufo/config"] + ([f".ufo/config/{layers.app}"] if layers.app else [])
    return tuple(
        path
        for root in roots
        for prefix in (root, f"{root}/env", f"{root}/{layers.role}")
        for path in _levels(prefix, layers)
    )


def vars_files(layers: Layers, app: str) -> tuple[str, ...]:
    """Return the files that set the variables of the task definition of UFO 6."""
    roots = [".ufo/vars"] + ([f".ufo/vars/{app}"] if app else [])
    return tuple(
        path
        for root in roots
        for prefix in (root, f"{root}/{layers.role}")
        for path in _levels(prefix, layers)
    )


def _levels(prefix: str, layers: Layers) -> tuple[str, ...]:
    names = ["", "/base", f"/{layers.env}"]
    if layers.extra:
        names.append(f"/{layers.env}-{layers.extra}")
    return tuple(f"{prefix}{name}.rb" for name in names)


# The region is put in once it is known whose account is checked.
REGION, ACCOUNT = "{region}", "{account}"
_VARIABLE = re.compile(r":\w+")


def expand(pattern: Value, layers: Layers, app: Value, *, dashes: bool = True) -> Value:
    """Return the name that a pattern stands for; not known when a part of it is not.

    `dashes` makes `_` to `-`.
    """
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
    return Known(_tidy(text, dashes=dashes), pattern.place)


def _tidy(text: str, *, dashes: bool) -> str:
    dashed = text.replace("_", "-") if dashes else text
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
