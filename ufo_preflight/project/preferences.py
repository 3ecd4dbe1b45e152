"""`.ufo/preflight.yml`: what the project says to ufo-preflight itself, and what it settles.

A key that nobody knows, or a value of the wrong kind, is an error that names the line: a setting
that is silently ignored would be taken for one that works.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ufo_preflight.errors import PreferencesError
from ufo_preflight.project.documents import (
    Document,
    UnreadableDocumentError,
    key_lines,
    mapping,
    read_document,
)
from ufo_preflight.project.naming import Layers
from ufo_preflight.project.snapshot import ProjectFiles

FILE = ".ufo/preflight.yml"
LAYERS = ("env", "role", "app", "extra")
NAMES = (
    "base_repository_arn",
    "cluster",
    "elb_name",
    "family",
    "hosted_zone_id",
    "log_group",
    "passrole_arn",
    "repository_arn",
    "scaling_role_arn",
    "service",
    "stack",
    "stack_role_arn",
    "state_bucket",
    "target_group_name",
    "web_acl_arn",
)


@dataclass(frozen=True)
class Preferences:
    """What the file says: options by the name of their variable, layers, names and features."""

    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    layers: Layers = field(default_factory=Layers)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    uses: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))


NOTHING_STATED = Preferences()


def read_preferences(files: ProjectFiles, features: frozenset[str]) -> Preferences:
    """Return what `.ufo/preflight.yml` says, nothing when there is none.

    `features` are the names that `uses:` may settle. PreferencesError names the file and line.
    """
    if FILE in files.unread:
        raise PreferencesError(f"{FILE} was not read: {files.unread[FILE]}")
    text = files.text(FILE)
    if text is None:
        return Preferences()
    try:
        document = read_document(text)
        lines = key_lines(text)
    except UnreadableDocumentError as error:
        raise PreferencesError(f"{FILE} {error}") from error
    if document is not None and not isinstance(document, Mapping):
        raise PreferencesError(f"{FILE}:1: keys with values are expected")
    return _preferences(mapping(document), _Places(lines), features)


class _Places:
    def __init__(self, lines: Mapping[str, int]) -> None:
        self._lines = lines

    def error(self, path: str, problem: str, hint: str = "") -> PreferencesError:
        return PreferencesError(f"{FILE}:{self._lines.get(path, 1)}: {problem}", hint=hint)


def _preferences(
    top: Mapping[str, Document], places: _Places, features: frozenset[str]
) -> Preferences:
    known = (*LAYERS, *_OPTIONS, "names", "uses")
    options: dict[str, str] = {}
    for key, value in top.items():
        if key not in known:
            raise places.error(key, f"{key!r} is no key", f"Keys are: {', '.join(known)}.")
        if key in _OPTIONS and value is not None:
            variable, read = _OPTIONS[key]
            options[variable] = read(key, value, places)
    return Preferences(
        options=options,
        layers=Layers(*(_text(key, top.get(key) or "", places) for key in LAYERS)),
        names={
            name: _texts(f"names.{name}", value, places)
            for name, value in _known(top, "names", frozenset(NAMES), places).items()
        },
        uses={
            name: _flag(f"uses.{name}", value, places) == "1"
            for name, value in _known(top, "uses", features, places).items()
        },
    )


def _known(
    top: Mapping[str, Document], key: str, names: frozenset[str], places: _Places
) -> Mapping[str, Document]:
    pairs = _pairs(key, top.get(key), places)
    for name in pairs:
        if name not in names:
            hint = f"Names are: {', '.join(sorted(names))}."
            raise places.error(f"{key}.{name}", f"`{key}` has no {name!r}", hint)
    return pairs


def _pairs(key: str, value: Document, places: _Places) -> Mapping[str, Document]:
    if value is not None and not isinstance(value, Mapping):
        raise places.error(key, f"`{key}` needs names with values")
    return mapping(value)


def _text(key: str, value: Document, places: _Places) -> str:
    if not isinstance(value, str):
        raise places.error(key, f"`{key}` needs a text")
    return value


def _texts(key: str, value: Document, places: _Places) -> tuple[str, ...]:
    items = value if isinstance(value, tuple) else (value,)
    return tuple(_text(key, item, places) for item in items)


def _ids(key: str, value: Document, places: _Places) -> str:
    return ",".join(_texts(key, value, places))


def _flag(key: str, value: Document, places: _Places) -> str:
    if value not in ("true", "false"):
        raise places.error(key, f"`{key}` needs true or false")
    return "1" if value == "true" else "0"


def _one_of(*choices: str) -> Callable[[str, Document, _Places], str]:
    def read(key: str, value: Document, places: _Places) -> str:
        if value not in choices:
            raise places.error(key, f"`{key}` needs one of {', '.join(choices)}")
        return _text(key, value, places)

    return read


def _words(key: str, value: Document, places: _Places) -> str:
    return shlex.join(_texts(key, value, places))


def _assignments(key: str, value: Document, places: _Places) -> str:
    pairs = _pairs(key, value, places)
    return shlex.join(
        f"{name}={','.join(_texts(f'{key}.{name}', each, places))}" for name, each in pairs.items()
    )


_OPTIONS: Mapping[str, tuple[str, Callable[[str, Document, _Places], str]]] = {
    "require": ("UFO_PREFLIGHT_REQUIRE", _ids),
    "optional": ("UFO_PREFLIGHT_OPTIONAL", _ids),
    "only": ("UFO_PREFLIGHT_ONLY", _ids),
    "skip": ("UFO_PREFLIGHT_SKIP", _ids),
    "full": ("UFO_PREFLIGHT_FULL", _flag),
    "phase": ("UFO_PREFLIGHT_PHASE", _one_of("create", "update", "destroy")),
    "mfa": ("UFO_PREFLIGHT_MFA", _flag),
    "fail_on": ("UFO_PREFLIGHT_FAIL_ON", _one_of("required", "any", "never")),
    "on_unknown": ("UFO_PREFLIGHT_ON_UNKNOWN", _one_of("fail", "warn")),
    "passrole_arns": ("UFO_PREFLIGHT_PASSROLE_ARN", _words),
    "resources": ("UFO_PREFLIGHT_RESOURCE", _assignments),
    "context": ("UFO_PREFLIGHT_CONTEXT", _assignments),
}
