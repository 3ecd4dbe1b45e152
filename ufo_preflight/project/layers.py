"""Which files UFO reads for one env, role and app, in its order: later ones win.

UFO 6: lib/ufo/config.rb and lib/ufo/layering/layer.rb of https://github.com/boltops-tools/ufo
"""

from __future__ import annotations

from dataclasses import dataclass

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
