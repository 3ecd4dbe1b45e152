"""What a configuration file says without being run: a value, or the place that computes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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
    """A value that only running the code would tell; `how` completes "is … in FILE:LINE"."""

    place: str
    how: str = "computed"


Value = Known | Computed
NIL = Known(None)


def truth(value: Value) -> bool | None:
    """Return Ruby's truth of a value (nil and false are false), None when it is not known."""
    if isinstance(value, Computed):
        return None
    return value.value is not None and value.value is not False


def same(left: Value, right: Value) -> bool:
    """Return whether both are known and equal, wherever they are written."""
    if isinstance(left, Computed) or isinstance(right, Computed):
        return left == right
    return type(left.value) is type(right.value) and left.value == right.value


def as_text(value: Value) -> str | None:
    """Return what Ruby's to_s makes of a known value, None when it is not known."""
    if isinstance(value, Computed):
        return None
    return plain_text(value.value)


def plain_text(value: Plain) -> str:
    """Return what Ruby's to_s makes of a plain value: nil is empty, true is `true`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
