"""What the command behind the gate ships, as far as its words tell.

UFO 6 takes its layers from variables alone; UFO 4 and 5 take services, clusters and more as words.
lib/ufo/cli.rb of https://github.com/boltops-tools/ufo (v4.6.3, v5.0.7, v6.3.13).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from ufo_preflight.errors import UsageError

ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.DOTALL)
# UFO v6 reads its layers from these: https://ufoships.com/docs/intro/app-role-env/
VARIABLES = {
    "UFO_ENV": "env",
    "UFO_ROLE": "role",
    "UFO_APP": "app",
    "UFO_EXTRA": "extra",
    "UFO_ENV_EXTRA": "extra",
    "UFO_ROOT": "ufo_root",
}
# These start a command with credentials of their own, which the check would not ask with.
CREDENTIAL_WRAPPERS = frozenset(
    {"assume", "assume-role", "aws-okta", "aws-sso", "aws-vault", "awsume", "granted", "saml2aws"}
)
HELP = frozenset({"-h", "-?", "--help", "-D", "help"})
_LEGACY_SHIP = {
    **dict.fromkeys(("elb", "elb-type", "scheduling-strategy", "task", "image-override"), "text"),
    "ecr-keep": "text",
    "elb-eip-ids": "texts",
    **dict.fromkeys(("stop-old-tasks", "wait", "pretty", "register", "build"), "switch"),
    **dict.fromkeys(("verbose", "mute", "noop"), "switch"),
    "cluster": "text",
}
_LEGACY_NAMES = (
    "apps cancel completion completion_script current deploy destroy docker help init logs network"
    " ps releases resources rollback scale ship ships status stop task tasks upgrade version"
)
_V6_NAMES = (
    "build cancel central clean completion completion_script destroy docker exec help init logs"
    " new ps releases rollback scale ship status stop version"
)
_V6_SHIP = {"wait": "switch", "docker": "switch", "yes": "switch", "image": "text"}
_SHORT = {"-y": "--yes", "-i": "--image"}


@dataclass(frozen=True)
class CommandWords:
    """The command behind the gate: the variables it sets, and ufo's own words, None for another.

    `other_credentials` is the word that makes the command ask AWS as somebody else than this
    process, "" for none.
    """

    variables: Mapping[str, str] = field(default_factory=dict)
    ufo: tuple[str, ...] | None = None
    other_credentials: str = ""

    @property
    def layers(self) -> Mapping[str, str]:
        """What its variables say of the ship, by option."""
        return {VARIABLES[name]: v for name, v in self.variables.items() if name in VARIABLES}


@dataclass(frozen=True)
class Shipment:
    """What a ufo command does to AWS.

    `services` are those of UFO 4 and 5 that it names; `phase` is "" for what a ship may need;
    `without_docker` says why nothing is built and pushed, "" where something is.
    """

    services: tuple[str, ...] = ()
    all_current: bool = False
    cluster: str = ""
    phase: str = ""
    without_docker: str = ""


def read_command(command: Sequence[str]) -> CommandWords:
    """Return the words of `command` without what only starts it: `env NAME=VALUE`, `bundle exec`."""
    words = list(command)
    variables = {}
    if words and PurePath(words[0]).name == "env":
        rest = words[1:]
        while rest and (assignment := ASSIGNMENT.fullmatch(rest[0])):
            variables[assignment[1]] = assignment[2]
            rest = rest[1:]
        if rest and not rest[0].startswith("-"):
            words = rest
    credentials = next((name for name in variables if name.startswith("AWS_")), "")
    name = PurePath(words[0]).name if words else ""
    if name in CREDENTIAL_WRAPPERS:
        credentials = name
    if [name, *words[1:2]] == ["bundle", "exec"]:
        words = words[2:]
        name = PurePath(words[0]).name if words else ""
    return CommandWords(variables, tuple(words[1:]) if name == "ufo" else None, credentials)


def thor_command(word: str, version: int) -> str:
    """Return the command of UFO that Thor takes `word` for: itself, or the one that it begins.

    "" where there is none, or where Thor would find it ambiguous.
    """
    names = (_V6_NAMES if version == 6 else _LEGACY_NAMES).split()
    wanted = word.replace("-", "_")
    found = [name for name in names if name.startswith(wanted)]
    return wanted if wanted in found else found[0] if len(found) == 1 else ""


def read_shipment(words: Sequence[str], version: int) -> Shipment | None:
    """Return what ufo's `words` ship with UFO `version`, None for a command that ships nothing.

    UsageError for words that UFO would refuse, or whose meaning for the check is not known.
    """
    if not words or (len(words) > 1 and HELP & set(words)) or words[0].startswith("-"):
        return None
    name = thor_command(words[0], version)
    if not name:
        raise UsageError(
            f"UFO {version} knows no single command {words[0]!r}", hint="See: ufo help"
        )
    if name not in ("ship", "ships", "deploy", "rollback", "destroy"):
        return None
    plain, given = _parsed(words[1:], version, name)
    return _v6(name, plain, given) if version == 6 else _legacy(name, plain, given, version)


def _v6(name: str, plain: Sequence[str], given: Mapping[str, str]) -> Shipment:
    most = 1 if name == "rollback" else 0
    if len(plain) > most:
        raise UsageError(
            f"UFO 6 takes no {plain[most]!r} after `{name}`",
            hint="Its layers are variables, for the check too: UFO_ENV=… UFO_ROLE=… UFO_APP=…"
            f" ufo-preflight run -- ufo {name}",
        )
    if name == "destroy":
        return Shipment(phase="destroy")
    if name == "rollback":
        return Shipment(phase="update", without_docker="`ufo rollback` builds no image.")
    without = "The command has --no-docker." if given.get("docker") == "false" else ""
    return Shipment(without_docker=without)


def _legacy(name: str, plain: Sequence[str], given: Mapping[str, str], version: int) -> Shipment:
    services = [*plain[:-1]] if name == "rollback" else [*plain]
    if name != "ships" and len(services) > 1:
        raise UsageError(
            f"UFO {version} takes one service after `{name}`, not {' '.join(services)}",
            hint="Name several with `ufo ships`.",
        )
    for service in services:
        task = given.get("task") or service.partition(":")[2]
        if task and task != service.partition(":")[0]:
            raise UsageError(
                f"the task definition {task} is not that of its service, which is what is checked",
                hint="State its names in .ufo/preflight.yml and check it by itself:"
                f" ufo-preflight check --full --app {task}",
            )
    builds = "" if name in ("ship", "ships") else f"`ufo {name}` builds no image."
    return Shipment(
        services=tuple(service.partition(":")[0] for service in services),
        all_current=name == "ships" and not services,
        cluster=given.get("cluster", ""),
        phase={"destroy": "destroy", "rollback": "update"}.get(name, ""),
        without_docker=builds,
    )


def _parsed(words: Sequence[str], version: int, command: str) -> tuple[list[str], dict[str, str]]:
    """Return the plain words and the options, as Thor tells them apart."""
    known = _V6_SHIP if version == 6 else _LEGACY_SHIP
    if command == "destroy":
        known = {**known, "sure": "switch"}
    plain: list[str] = []
    given: dict[str, str] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if not word.startswith("-"):
            plain.append(word)
            continue
        flag, equals, value = _SHORT.get(word, word).partition("=")
        name = flag.removeprefix("--").replace("_", "-")
        positive = name.removeprefix("no-")
        if known.get(positive) == "switch":
            given[positive] = value or ("true" if positive == name else "false")
        elif name not in known:
            raise UsageError(
                f"{word} is no option of `ufo {command}` in UFO {version} that is understood",
                hint="What it changes is not known, so nothing was checked. Leave it out, or check"
                " by hand: ufo-preflight check --full",
            )
        else:
            given[name] = value if equals else rest.pop(0) if rest else ""
            while known[name] == "texts" and rest and not rest[0].startswith("-"):
                rest.pop(0)
    return plain, given
