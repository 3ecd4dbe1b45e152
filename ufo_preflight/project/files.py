"""The files of a project as a value: whoever reads a project never opens anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class ProjectFiles:
    """A snapshot: path → bytes, with times of change and what could not be read and why.

    Paths are relative to the project's folder, with `/`; an absolute one lies outside of it
    (UFO 4 and 5 build into /tmp/ufo).
    """

    contents: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    modified: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    unread: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    root: str = "."

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
