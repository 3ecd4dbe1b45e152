"""`ufo-preflight explain`: a denial text in, who, what, which layer, and what to do."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ufo_preflight.cli import groups
from ufo_preflight.cli.click_command import Command, Words
from ufo_preflight.cli.given import AwsOptions, ReportOptions
from ufo_preflight.cli.option_types import FILE
from ufo_preflight.cli.options import Option, OptionGroup
from ufo_preflight.cli.output import style_of
from ufo_preflight.cli.timeout import bounded
from ufo_preflight.cli.world import World
from ufo_preflight.denial.denial import Denial, Explained, Explanation
from ufo_preflight.denial.stream import explain_stream
from ufo_preflight.errors import FileUnreadableError, UsageError
from ufo_preflight.render.denials import DENIAL_RENDERERS

STDIN = "-"
_CHUNK = 1 << 16


@dataclass(frozen=True)
class Asking:
    """Where the text is, and what AWS is asked about it."""

    file: str | None = None
    decode: bool = False
    verify: bool = False

    @property
    def is_online(self) -> bool:
        """Whether AWS is asked at all."""
        return self.decode or self.verify


def explain(
    world: World, words: Sequence[str], *, asking: Asking, report: ReportOptions, aws: AwsOptions
) -> int:
    """Explain the text and return 0, or 3 when a part of it could not be read."""
    counted = _Lines(_chunks(words, asking.file, world))
    denials = tuple(explain_stream(counted))
    with bounded(aws.timeout, world):
        found = _asked(denials, asking, aws)
    explanation = Explanation(found, counted.lines)
    world.print(DENIAL_RENDERERS[report.output](explanation, style_of(report, world)))
    return explanation.exit_code


def _unused(given: Mapping[str, object]) -> Mapping[str, str]:
    """Return the options that change nothing, and whose they are."""
    if given["decode"] or given["verify"]:
        return {}
    return dict.fromkeys(groups.names(groups.AWS) - {"debug"}, "--decode and --verify")


COMMAND = Command(
    "explain",
    explain,
    summary="Explain an AccessDenied message, an event or a whole log.",
    words=Words("[TEXT …]"),
    groups=(
        OptionGroup("asking", "the text (words, the name of a file, or stdin), and AWS", Asking, (
            Option("--file", metavar="FILE", type=FILE, help="Read the text from this file."),
            Option("--decode", is_flag=True, help="Open encoded messages through STS."),
            Option("--verify", is_flag=True, help="Ask the simulator about every denial."),
        )),
        groups.text(DENIAL_RENDERERS),
        groups.AWS,
    ),
    examples=(
        "ufo ship 2>&1 | ufo-preflight explain",
        "ufo-preflight explain --decode --file ship.log",
    ),
    unused=_unused,
)  # fmt: skip


def _asked(denials: tuple[Denial, ...], asking: Asking, aws: AwsOptions) -> tuple[Explained, ...]:
    if not denials or not asking.is_online:
        return tuple(Explained(denial) for denial in denials)
    from ufo_preflight.aws.session import open_session
    from ufo_preflight.cli.explain_aws import ask_aws

    return ask_aws(
        open_session(aws.settings()), denials, decode=asking.decode, verify=asking.verify
    )


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


def _chunks(words: Sequence[str], file: str | None, world: World) -> Iterable[str]:
    texts = [word for word in words if word != STDIN]
    if file and words:
        raise UsageError("a text and --file were given", hint="Give one of them.")
    if file:
        return _file_chunks(file, world)
    if STDIN in words and texts:
        raise UsageError("a text and `-` were given", hint="Give one of them.")
    if len(texts) == 1 and _is_file(texts[0], world):
        return _file_chunks(texts[0], world)
    return [" ".join(texts)] if texts else _stdin_chunks(world)


def _is_file(word: str, world: World) -> bool:
    try:
        return world.path(word).is_file()
    except (OSError, ValueError, RuntimeError):
        # A message is no path: too long, with a NUL, or with a `~` that is nobody's home.
        return False


def _file_chunks(name: str, world: World) -> Iterator[str]:
    path = world.path(name)
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
