"""`.ufo/preflight.yml`: what the project says to ufo-preflight itself, and what it settles.

A key that nobody knows, or a value of the wrong kind, is an error that names the line: a setting
that is silently ignored would be taken for one that works. What the value of an option means is
known to the option itself (`ufo_preflight.cli.groups`).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ufo_preflight.arn import Arn
from ufo_preflight.errors import PreferencesError
from ufo_preflight.project.documents import (
    Document,
    UnreadableDocumentError,
    key_lines,
    mapping,
    read_document,
)
from ufo_preflight.project.snapshot import ProjectFiles

FILE = ".ufo/preflight.yml"
# Keys that set an option of the command line, and the option: one text, a list, or names to values.
TEXTS = {
    name: name
    for name in ("env", "role", "app", "extra", "full", "phase", "mfa", "fail_on", "on_unknown")
}
LISTS = {
    **{name: name for name in ("require", "optional", "only", "skip")},
    "passrole_arns": "passrole_arn",
}
ASSIGNMENTS = {"resources": "resource", "context": "context"}
NAMES = (
    "base_repository_arn",
    "cluster",
    "elb_name",
    "family",
    "hosted_zone_id",
    "inline_role_arn",
    "log_group",
    "passrole_arn",
    "repository_arn",
    "scaling_role_arn",
    "service",
    "stack",
    "stack_role_arn",
    "state_bucket",
    "target_group_name",
    "vpc_id",
    "web_acl_arn",
)


@dataclass(frozen=True)
class Setting:
    """What one key sets: an option's text or texts, and the key with its place."""

    value: str | tuple[str, ...]
    key: str
    place: str


@dataclass(frozen=True)
class Preferences:
    """What the file says: options of the command line by their name, names and features.

    `because` says for a feature why it is as `uses` has it, where that is not the file; `places` are
    those of what is stated: `uses.dns`, `names.cluster`.
    """

    options: Mapping[str, Setting] = field(default_factory=lambda: MappingProxyType({}))
    names: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    uses: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
    because: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    places: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


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

    def of(self, path: str) -> str:
        return f"{FILE}:{self._lines.get(path, 1)}"

    def error(self, path: str, problem: str, hint: str = "") -> PreferencesError:
        return PreferencesError(f"{self.of(path)}: {problem}", hint=hint)


def _preferences(
    top: Mapping[str, Document], places: _Places, features: frozenset[str]
) -> Preferences:
    known = (*TEXTS, *LISTS, *ASSIGNMENTS, "names", "uses")
    options: dict[str, Setting] = {}
    for key, value in top.items():
        if key not in known:
            raise places.error(key, f"{key!r} is no key", _known_names("Keys", key, known))
        if value is None or key in ("names", "uses"):
            continue
        if key in TEXTS:
            options[TEXTS[key]] = Setting(_text(key, value, places), key, places.of(key))
        elif key in LISTS:
            options[LISTS[key]] = Setting(_texts(key, value, places), key, places.of(key))
        else:
            pairs = _assignments(key, value, places)
            options[ASSIGNMENTS[key]] = Setting(pairs, key, places.of(key))
    names = _inner(top, "names", frozenset(NAMES), places)
    uses = _inner(top, "uses", features, places)
    stated = [*(f"names.{name}" for name in names), *(f"uses.{name}" for name in uses)]
    return Preferences(
        options=options,
        names={name: _named(f"names.{name}", value, places) for name, value in names.items()},
        uses={name: _flag(f"uses.{name}", value, places) for name, value in uses.items()},
        places={path: places.of(path) for path in stated},
    )


def _known_names(what: str, name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    meant = f"Did you mean {near[0]}? " if near else ""
    return f"{meant}{what} are: {', '.join(known)}."


def _inner(
    top: Mapping[str, Document], key: str, names: frozenset[str], places: _Places
) -> Mapping[str, Document]:
    pairs = _pairs(key, top.get(key), places)
    for name in pairs:
        if name not in names:
            hint = _known_names("Names", name, sorted(names))
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


def _named(key: str, value: Document, places: _Places) -> tuple[str, ...]:
    texts = _texts(key, value, places)
    return tuple(_arn(key, text, places) for text in texts) if key.endswith("_arn") else texts


def _arn(key: str, text: str, places: _Places) -> str:
    try:
        Arn.parse(text)
    except ValueError as error:
        raise places.error(key, f"{text!r} is not an ARN") from error
    return text


def _flag(key: str, value: Document, places: _Places) -> bool:
    if value not in ("true", "false"):
        raise places.error(key, f"`{key}` needs true or false")
    return value == "true"


def _assignments(key: str, value: Document, places: _Places) -> tuple[str, ...]:
    pairs = _pairs(key, value, places)
    return tuple(
        f"{name}={','.join(_texts(f'{key}.{name}', each, places))}" for name, each in pairs.items()
    )
