"""The wrapper script, and the pipelines that ship only behind the gate."""

from __future__ import annotations

import json
import shlex

from ufo_preflight.hook.ruby import Gate
from ufo_preflight.hook.template import fill

PIPELINES = ("github", "gitlab", "codebuild")


def wrapper(gate: Gate) -> str:
    """Return a POSIX shell script that ships behind the gate."""
    return fill("ufo-ship.sh", RUN=_run(gate))


def pipeline(name: str, gate: Gate) -> str:
    """Return the YAML of the pipeline `name`, one of PIPELINES."""
    ship = f"{_run(gate)} --report junit=preflight.xml -- bundle exec ufo ship --yes"
    options = shlex.join(("--full", *gate.options))
    return fill(f"{name}.yml", SHIP=_yaml(ship), OPTIONS=_yaml(options))


def _run(gate: Gate) -> str:
    return shlex.join((gate.program, "run", *gate.options))


def _yaml(text: str) -> str:
    """Return `text` as a YAML string that nothing is read into: JSON is YAML."""
    return json.dumps(text, ensure_ascii=False)
