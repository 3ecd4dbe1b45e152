"""Where `explain` gets its text from: words, a file, a pipe, stdin; read in pieces, and bounded."""

from __future__ import annotations

import io
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from ufo_preflight.cli.world import World
from ufo_preflight.errors import FileUnreadableError, UsageError

STDIN = "-"
_CHUNK = 1 << 16
# Nobody's log: whatever goes on longer never ends.
LONGEST = 1 << 30
_HINT = "Name a text file, or pipe the log in."
# `ship.log`, `logs/ship`, `./x`, `~/x`: names, not messages.
_FILE_NAME = re.compile(r"(?:~|\.{1,2})?/?[\w@%+=,.-]+(?:/[\w@%+=,.-]*)*")
_HAS_EXTENSION = re.compile(r"[\w-]\.[A-Za-z][A-Za-z0-9]{0,5}$")


class CountedText:
    """Chunks on their way, with their lines counted."""

    def __init__(self, chunks: Iterable[str]) -> None:
        self._chunks = chunks
        self._breaks = 0
        self._last = ""

    def __iter__(self) -> Iterator[str]:
        for chunk in self._chunks:
            self._breaks += chunk.count("\n")
            self._last = chunk[-1:] or self._last
            yield chunk

    @property
    def lines(self) -> int:
        """The lines so far; a last one without a line break counts."""
        return self._breaks + (self._last not in ("", "\n"))


def chunks_of(
    words: Sequence[str], file: str | None, world: World, *, longest: int = LONGEST
) -> Iterable[str]:
    """Return the text in pieces; UsageError where the command line does not say which text.

    FileUnreadableError, while it is read, for a file that cannot be read, or is longer than
    `longest` characters.
    """
    texts = [word for word in words if word != STDIN]
    if file and words:
        raise UsageError("a text and --file were given", hint="Give one of them.")
    if file:
        return _file(world.path(file), longest)
    if STDIN in words and texts:
        raise UsageError("a text and `-` were given", hint="Give one of them.")
    if not texts:
        return _stdin(world, longest)
    return _named(texts, world, longest) or [" ".join(texts)]


def _named(texts: Sequence[str], world: World, longest: int) -> Iterable[str] | None:
    """Return what is in the file that the only word names, None where the words are a message."""
    if len(texts) == 1 and _exists(texts[0], world):
        return _file(world.path(texts[0]), longest)
    if not all(map(looks_like_file, texts)):
        return None
    if len(texts) > 1:
        raise UsageError(
            f"{', '.join(texts[:3])} look like files, and explain reads one",
            hint="Pipe them in: cat FILE … | ufo-preflight explain",
        )
    raise UsageError(f"there is no file {world.path(texts[0])}", hint=_HINT)


def looks_like_file(word: str) -> bool:
    """Return whether a word can only be the name of a file: `ship.log`, `logs/ship`."""
    is_name = _FILE_NAME.fullmatch(word) is not None
    return is_name and ("/" in word or _HAS_EXTENSION.search(word) is not None)


def _exists(word: str, world: World) -> bool:
    try:
        return world.path(word).exists()
    except (OSError, ValueError, RuntimeError):
        # A message is no path: too long, with a NUL, or with a `~` that is nobody's home.
        return False


def _file(path: Path, longest: int) -> Iterator[str]:
    """Yield a file, a pipe (`<(…)`) or /dev/stdin; a device that never ends is refused."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            if (
                stat.S_ISCHR(path.stat().st_mode)
                and not file.isatty()
                and path != Path("/dev/null")
            ):
                raise FileUnreadableError(f"{path} is a device, not a text", hint=_HINT)
            yield from _bounded(file, str(path), longest)
    except OSError as error:
        raise FileUnreadableError(f"{path} cannot be read: {error.strerror}", hint=_HINT) from error


def _stdin(world: World, longest: int) -> Iterator[str]:
    if world.stdin.isatty():
        raise UsageError(
            "there is no text to explain",
            hint="Pipe a log in (ufo ship 2>&1 | ufo-preflight explain), or name a file.",
        )
    if isinstance(world.stdin, io.TextIOWrapper):
        # A log may hold any bytes; one that is no UTF-8 must not end the reading.
        world.stdin.reconfigure(encoding="utf-8", errors="replace")
    return _bounded(world.stdin, "stdin", longest)


def _bounded(file: TextIO, name: str, longest: int) -> Iterator[str]:
    left = longest
    while left > 0 and (chunk := file.read(_CHUNK)):
        left -= len(chunk)
        yield chunk
    if left <= 0:
        raise FileUnreadableError(
            f"{name} is longer than {longest:,} characters",
            hint="Cut out the part around the error.",
        )
