"""Everything impure that a command may touch, as one value; and what is printed, made harmless.

What is printed may come from policies, projects, logs and AWS. Renderers show it as text; here, at
the edge, nothing gets through that a terminal or a CI system would obey.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from pathlib import Path

# A colour of render/style.py, or any one character:
# https://ecma-international.org/publications-and-standards/standards/ecma-48/ (SGR)
_COLOR_OR_ANY = re.compile(r"\x1b\[\d{0,2}m|.", re.DOTALL)


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
        # pathlib is a tenth of a start, and most of what is asked needs no path.
        return cls(sys.stdin, sys.stdout, sys.stderr, os.environ, os.getcwd())  # noqa: PTH109

    @property
    def cwd(self) -> Path:
        """The folder that the command was started in."""
        from pathlib import Path

        return Path(self.folder)

    def path(self, name: str) -> Path:
        """Return the path that a user named, from the folder the command was started in."""
        from pathlib import Path

        return self.cwd / Path(name).expanduser()

    def print(self, text: str, *, colored: bool = False, commands: bool = False) -> None:
        """Write `text` to stdout, ending in one newline.

        Only a `colored` text keeps its colours, and only one of `commands` its lines for CI.
        """
        _write(self.stdout, harmless(text, colored=colored, commands=commands))

    def tell(self, text: str) -> None:
        """Write `text` to stderr, ending in one newline: hints, progress, errors."""
        _write(self.stderr, harmless(text))


def harmless(text: str, *, colored: bool = False, commands: bool = False) -> str:
    """Return `text` without anything that a terminal or a CI system would obey.

    What is not printable is spelled out as in JSON, which stays JSON; so is the beginning of a line
    that GitHub's runner would take for a command, wherever `commands` does not stand for them.
    https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
    """
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if not line.isprintable():
            lines[at] = "".join(_spelled(part) for part in _parts(line, colored))
        if not commands:
            if line.lstrip().startswith("::"):
                lines[at] = lines[at].replace(":", "\\u003a", 1)
            lines[at] = lines[at].replace("##[", "\\u0023#[")
    return "\n".join(lines)


def _parts(line: str, colored: bool) -> Iterable[str]:
    """Yield a colour of ours as one part, and any other character by itself."""
    return _COLOR_OR_ANY.findall(line) if colored else line


def _spelled(part: str) -> str:
    if part.isprintable() or part == "\t" or len(part) > 1:
        return part
    units = part.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def _write(stream: TextIO, text: str) -> None:
    if text:
        # A report must come out whole, whatever the terminal can show: never a UnicodeEncodeError.
        encoding = stream.encoding or "utf-8"
        safe = text.encode(encoding, "backslashreplace").decode(encoding)
        stream.write(safe if safe.endswith("\n") else safe + "\n")
        stream.flush()
