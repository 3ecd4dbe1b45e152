"""`ufo-preflight explain`: a denial text in, who, what, which layer, and what to do."""

from __future__ import annotations

import argparse
import io
from collections.abc import Iterable, Iterator

from ufo_preflight.cli import groups
from ufo_preflight.cli.output import style_of
from ufo_preflight.cli.world import World
from ufo_preflight.denial.denial import Denial, Explained, Explanation
from ufo_preflight.denial.stream import explain_stream
from ufo_preflight.errors import FileUnreadableError, UsageError
from ufo_preflight.render.denials import DENIAL_RENDERERS

STDIN = "-"
_CHUNK = 1 << 16


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add where the text comes from, what to ask AWS, and how the answer looks."""
    parser.add_argument(
        "text",
        metavar="TEXT",
        nargs="*",
        help="the message, or the name of a file; `-`, or nothing, reads stdin",
    )
    parser.add_argument("--file", metavar="FILE", help="read the text from this file")
    group = parser.add_argument_group("asking AWS (needs credentials)")
    group.add_argument("--decode", action="store_true", help="open encoded messages through STS")
    group.add_argument("--verify", action="store_true", help="ask the simulator about every denial")
    report = parser.add_argument_group("report")
    report.add_argument("-o", "--output", choices=list(DENIAL_RENDERERS), default="table")
    groups.add_look(report)
    groups.add_aws(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Explain the text and return 0, or 3 when a part of it could not be read."""
    counted = _Lines(_chunks(args, world))
    denials = tuple(explain_stream(counted))
    found = _asked(args, denials, world)
    explanation = Explanation(found, counted.lines)
    world.print(DENIAL_RENDERERS[args.output](explanation, style_of(args, world)))
    return explanation.exit_code


def _asked(
    args: argparse.Namespace, denials: tuple[Denial, ...], world: World
) -> tuple[Explained, ...]:
    if not denials or not (args.decode or args.verify):
        return tuple(Explained(denial) for denial in denials)
    from ufo_preflight.cli.explain_aws import ask_aws

    return ask_aws(args, denials, world)


class _Lines:
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


def _chunks(args: argparse.Namespace, world: World) -> Iterable[str]:
    words = [word for word in args.text if word != STDIN]
    if args.file and args.text:
        raise UsageError("a text and --file were given", hint="Give one of them.")
    if args.file:
        return _file_chunks(args.file, world)
    if STDIN in args.text and words:
        raise UsageError("a text and `-` were given", hint="Give one of them.")
    if len(words) == 1 and _is_file(words[0], world):
        return _file_chunks(words[0], world)
    return [" ".join(words)] if words else _stdin_chunks(world)


def _is_file(word: str, world: World) -> bool:
    try:
        return groups.resolve(word, world.cwd).is_file()
    except (OSError, ValueError, RuntimeError):
        # A message is no path: too long, with a NUL, or with a `~` that is nobody's home.
        return False


def _file_chunks(name: str, world: World) -> Iterator[str]:
    path = groups.resolve(name, world.cwd)
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise FileUnreadableError(
            f"{path} cannot be read: {error.strerror}", hint="Name a text file, or pipe the log in."
        ) from error


def _stdin_chunks(world: World) -> Iterator[str]:
    if world.stdin.isatty():
        raise UsageError(
            "there is no text to explain",
            hint="Pipe a log in (ufo ship 2>&1 | ufo-preflight explain), or name a file.",
        )
    return _read_on(world)


def _read_on(world: World) -> Iterator[str]:
    if isinstance(world.stdin, io.TextIOWrapper):
        # A log may hold any bytes; one that is no UTF-8 must not end the reading.
        world.stdin.reconfigure(encoding="utf-8", errors="replace")
    while chunk := world.stdin.read(_CHUNK):
        yield chunk
