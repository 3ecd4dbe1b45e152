"""The Ruby that stops UFO: a class with `call`, the only form that UFO lets stop a ship."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ufo_preflight.hook.block import marked
from ufo_preflight.hook.template import fill

START = {
    "docker": (
        "# Before docker builds: nothing is built, pushed or created yet.\n",
        'before("build", label: "ufo-preflight", execute: UfoPreflight)\n',
    ),
    "boot": (
        "# Before UFO reads its configuration; UFO loads this file for each of its commands.\n",
        "UfoPreflight.new.call if %w[ship rollback].include?(UfoPreflight.command)\n",
    ),
}
UNBUILT = 'stop(3, "`ufo build --no-docker` failed: not all was checked, not shipped") unless built'


class Place(Enum):
    """Where in a UFO v6 project the check can stop a ship."""

    DOCKER = "docker"
    BOOT = "boot"

    @property
    def path(self) -> str:
        """Return the file, from the project's folder."""
        return {"docker": ".ufo/config/hooks/docker.rb", "boot": ".ufo/config/boot.rb"}[self.value]


@dataclass(frozen=True)
class Gate:
    """What the check in front of a ship is: the program, its options, and the template's freshness."""

    program: str = "ufo-preflight"
    options: tuple[str, ...] = ()
    build_first: bool = False


def ruby_hook(place: Place, gate: Gate) -> str:
    """Return the marked block of Ruby for the file of `place`."""
    check = (gate.program, "check", "--full", "--output=short", *gate.options)
    # In boot.rb the configuration is not loaded, so UFO cannot be asked; its variables are inherited.
    knows = place is Place.DOCKER
    methods = [fill("layers.rb")] * knows + [fill("build.rb")] * gate.build_first
    before, after = START[place.value]
    body = fill(
        "gate.rb",
        CHECK=", ".join(map(quoted, check)),
        LAYERS=", *layers" if knows else "",
        BUILD="built = build_template" if gate.build_first else "",
        UNBUILT=UNBUILT if gate.build_first else "",
        METHODS="".join(methods),
    )
    return marked(f"{before}{body}\n{after}")


def quoted(text: str) -> str:
    """Return `text` as a Ruby string that nothing is read into."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
