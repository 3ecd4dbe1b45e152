"""Everything impure that a command may touch, as one value."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO


@dataclass(frozen=True)
class World:
    """The streams, the environment and the folder that a command runs in."""

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    environ: Mapping[str, str]
    cwd: Path

    @classmethod
    def real(cls) -> World:
        """Return the world of this process."""
        return cls(sys.stdin, sys.stdout, sys.stderr, os.environ, Path.cwd())

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
