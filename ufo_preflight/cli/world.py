"""Everything impure that a command may touch, as one value."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class World:
    """The streams, the environment and the folder that a command runs in."""

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    environ: Mapping[str, str]
    folder: str | Path

    @classmethod
    def real(cls) -> World:
        """Return the world of this process."""
        return cls(sys.stdin, sys.stdout, sys.stderr, os.environ, os.getcwd())  # noqa: PTH109  pathlib is a tenth of a start

    @property
    def cwd(self) -> Path:
        """The folder that the command was started in."""
        from pathlib import Path

        return Path(self.folder)

    def path(self, name: str) -> Path:
        """Return the path that a user named, from the folder the command was started in."""
        from pathlib import Path

        return self.cwd / Path(name).expanduser()

    def print(self, text: str) -> None:
        """Write `text` to stdout, ending in one newline."""
        _write(self.stdout, text)

    def tell(self, text: str) -> None:
        """Write `text` to stderr, ending in one newline: hints, progress, errors."""
        _write(self.stderr, text)


def _write(stream: TextIO, text: str) -> None:
    if text:
        # A report must come out whole, whatever the terminal can show: never a UnicodeEncodeError.
        encoding = stream.encoding or "utf-8"
        safe = text.encode(encoding, "backslashreplace").decode(encoding)
        stream.write(safe if safe.endswith("\n") else safe + "\n")
        stream.flush()
