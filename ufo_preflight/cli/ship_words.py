"""What the command behind the gate says about its ship: env, role, app, and what it hides."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.DOTALL)
# UFO v6 reads its layers from these: https://ufoships.com/docs/intro/app-role-env/
VARIABLES = {
    "UFO_ENV": "env",
    "UFO_ROLE": "role",
    "UFO_APP": "app",
    "UFO_EXTRA": "extra",
    "UFO_ROOT": "ufo_root",
}
FLAGS = {f"--{name}": name for name in ("env", "role", "app", "extra")}
# These start a command with credentials of their own, which the check would not ask with.
CREDENTIAL_WRAPPERS = frozenset(
    {"assume", "assume-role", "aws-okta", "aws-sso", "aws-vault", "awsume", "granted", "saml2aws"}
)


@dataclass(frozen=True)
class ShipWords:
    """What a command says about its ship.

    `layers` are the values of UFO's layers that it names itself, by option name; `service` is the
    first plain word after `ship` ("" for none); `is_plain` is False when the words are not those of
    `ufo`, so that nothing can be read from them. `other_credentials` is the word that makes the
    command ask AWS as somebody else than this process, "" for none.
    """

    layers: Mapping[str, str] = field(default_factory=dict)
    service: str = ""
    is_plain: bool = True
    other_credentials: str = ""


def read_ship_words(command: Sequence[str]) -> ShipWords:
    """Return what `command` says about its ship, reading only words that can mean one thing."""
    words, variables = _without_env(command)
    credentials = next((name for name in variables if name.startswith("AWS_")), "")
    name = PurePath(words[0]).name if words else ""
    if name in CREDENTIAL_WRAPPERS:
        credentials = name
    layers = {VARIABLES[name]: value for name, value in variables.items() if name in VARIABLES}
    if [name, *words[1:2]] == ["bundle", "exec"]:
        words = words[2:]
        name = PurePath(words[0]).name if words else ""
    if name != "ufo":
        return ShipWords(layers, is_plain=False, other_credentials=credentials)
    flags, service = _ufo_words(words[1:])
    return ShipWords({**layers, **flags}, service, other_credentials=credentials)


def _without_env(command: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Return the words behind `env NAME=VALUE…`, and these variables."""
    words = list(command)
    variables = {}
    if words and PurePath(words[0]).name == "env":
        rest = words[1:]
        while rest and (assignment := ASSIGNMENT.fullmatch(rest[0])):
            variables[assignment[1]] = assignment[2]
            rest = rest[1:]
        if rest and not rest[0].startswith("-"):
            words = rest
    return words, variables


def _ufo_words(words: Sequence[str]) -> tuple[dict[str, str], str]:
    """Return the layers that ufo's own words name, and the first plain word after `ship`."""
    layers = {}
    plain = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        flag, equals, value = word.partition("=")
        if flag in FLAGS and (equals or rest):
            layers[FLAGS[flag]] = value if equals else rest.pop(0)
        elif word.startswith("-"):
            break  # whether the next word is this flag's value is ufo's to know
        else:
            plain.append(word)
    return layers, plain[1] if plain[:1] == ["ship"] and len(plain) > 1 else ""
