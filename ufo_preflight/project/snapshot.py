"""The files of a project as a value, and what is read in them: a known value or a place.

Whoever reads a project opens nothing: `cli/` takes the snapshot, and everything here works on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class ProjectFiles:
    """A snapshot: path → bytes, with times of change and what could not be read and why.

    Paths are relative to the project's folder, with `/`; an absolute one lies outside of it
    (UFO 4 and 5 build into /tmp/ufo). `nearby` are folders that are UFO projects where this one
    is none. `evaluated` are settings of UFO 6 as UFO itself had them, by name without `config.`.
    """

    contents: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    modified: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    unread: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    root: str = "."
    nearby: tuple[str, ...] = ()
    evaluated: Mapping[str, Plain] = field(default_factory=lambda: MappingProxyType({}))

    def has(self, path: str) -> bool:
        """Return whether the file is there, readable or not."""
        return path in self.contents or path in self.unread

    def text(self, path: str) -> str | None:
        """Return the text of a file, None when it is not there or could not be read."""
        content = self.contents.get(path)
        return None if content is None else content.decode("utf-8", "replace")

    def under(self, folder: str) -> tuple[str, ...]:
        """Return the files below a folder, sorted, those that could not be read included."""
        prefix = f"{folder.rstrip('/')}/"
        paths = {*self.contents, *self.unread}
        return tuple(sorted(path for path in paths if path.startswith(prefix)))

    def first(self, paths: Iterable[str]) -> str | None:
        """Return the first of the paths that is there."""
        return next((path for path in paths if self.has(path)), None)


Plain = str | int | float | bool | None | tuple["Plain", ...] | Mapping[str, "Plain"]


@dataclass(frozen=True)
class Known:
    """A value that the file states. `place` is `FILE:LINE`, "" for UFO's own default."""

    value: Plain
    place: str = ""

    @property
    def file(self) -> str:
        """The file of `place`."""
        return self.place.rpartition(":")[0]


@dataclass(frozen=True)
class Computed:
    """A value that only running the code would tell; `how` completes "is … in FILE:LINE".

    What is known of it all the same: `pattern` of a text, with `*` for what is not known ("*": a
    value that is neither nil nor false), and `entries` of a hash, to which code may have added
    others where `more` is true.
    """

    place: str
    how: str = "computed"
    pattern: str = ""
    entries: Mapping[str, Known | Computed] | None = field(default=None, hash=False)
    more: bool = True


Value = Known | Computed
NIL = Known(None)
ANY = "*"


def truth(value: Value) -> bool | None:
    """Return Ruby's truth of a value (nil and false are false), None when it is not known."""
    if isinstance(value, Computed):
        return True if value.pattern or value.entries is not None else None
    return value.value is not None and value.value is not False


def pattern_of(value: Value) -> str:
    """Return what Ruby's to_s makes of a value, `*` for what is not known of it."""
    text = as_text(value)
    if text is not None:
        return text
    return (value.pattern if isinstance(value, Computed) else "") or ANY


def entries_of(value: Value) -> tuple[dict[str, Value], bool]:
    """Return what is known of a hash, and whether there may be more; of other values nothing."""
    if isinstance(value, Computed):
        return dict(value.entries or {}), value.entries is None or value.more
    if isinstance(value.value, Mapping):
        return {key: Known(each, value.place) for key, each in value.value.items()}, False
    return {}, value.value is not None


def table(entries: Mapping[str, Value], place: str, *, more: bool = False) -> Value:
    """Return the value of a hash: known when all of its entries are, and no other may be there."""
    known = {key: each.value for key, each in entries.items() if isinstance(each, Known)}
    if len(known) == len(entries) and not more:
        return Known(known, place)
    return Computed(place, entries=entries, more=more)


def same(left: Value, right: Value) -> bool:
    """Return whether both are known and equal, wherever they are written."""
    if isinstance(left, Computed) or isinstance(right, Computed):
        return left == right
    return type(left.value) is type(right.value) and left.value == right.value


def as_text(value: Value) -> str | None:
    """Return what Ruby's to_s makes of a known value; None for an unknown one, a list, a hash."""
    if isinstance(value, Computed) or isinstance(value.value, (tuple, Mapping)):
        return None
    return plain_text(value.value)


def plain_text(value: Plain) -> str:
    """Return what Ruby's to_s makes of a plain value: nil is empty, true is `true`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
