"""Where a report goes: stdout in one format, files in others, each whole or not at all."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ufo_preflight.cli.given import LookOptions, ReportOptions
from ufo_preflight.cli.world import World
from ufo_preflight.errors import FileUnreadableError, UsageError
from ufo_preflight.render import render
from ufo_preflight.render.style import Style

if TYPE_CHECKING:
    from ufo_preflight.report import Report

DEFAULT_WIDTH = 80


def style_of(look: LookOptions, world: World) -> Style:
    """Return how text looks on stdout: decided once, here."""
    return Style(
        width=_width(look, world),
        use_color=_use_color(look.color, world),
        use_unicode=(world.stdout.encoding or "").lower().replace("-", "") == "utf8",
        verbose=look.verbose,
        quiet=look.quiet,
    )


def _width(look: LookOptions, world: World) -> int:
    if look.width is not None:
        return look.width
    columns = world.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) >= 40:
        return int(columns)
    if world.stdout.isatty():
        # Of this stream: the report of `run` goes to stderr, and stdout may be no terminal.
        with suppress(OSError):
            return max(40, os.get_terminal_size(world.stdout.fileno()).columns)
    return DEFAULT_WIDTH


def _use_color(choice: str, world: World) -> bool:
    if choice != "auto":
        return choice == "always"
    if world.environ.get("NO_COLOR"):
        return False
    if world.environ.get("FORCE_COLOR"):
        return True
    return world.stdout.isatty() and world.environ.get("TERM", "dumb") != "dumb"


@dataclass(frozen=True)
class Targets:
    """Where the report goes: one format to stdout, others to files."""

    output: str
    files: tuple[tuple[str, Path], ...]
    style: Style


def targets_of(options: ReportOptions, world: World) -> Targets:
    """Return where the report goes; UsageError where two reports go to one file."""
    files = tuple((name, world.path(path)) for name, path in options.report)
    paths = [path.resolve() for _, path in files]
    for path in paths:
        if paths.count(path) > 1:
            raise UsageError(
                f"two reports go to {path}", hint="Give each --report a file of its own."
            )
    return Targets(options.output, files, style_of(options, world))


def deliver(report: Report, targets: Targets, world: World) -> None:
    """Write the report's files, then print it; FileUnreadableError for one that cannot be written."""
    style = targets.style
    plain = Style(width=style.width, verbose=style.verbose)
    for name, path in targets.files:
        write_whole(path, render(report, name, plain))
    text = render(report, targets.output, style)
    world.print(text, colored=style.use_color, commands=targets.output == "github")


def write_whole(path: Path, text: str) -> None:
    """Write `text` to `path` at once: a reader sees the old file or the new one, never a part.

    A link is followed and stays, a file keeps its mode, and what is no regular file (a FIFO, a
    device, an open file of this process) is written to as it is.
    """
    text = text if text.endswith("\n") else f"{text}\n"
    try:
        kind = path.stat().st_mode if path.exists() else stat.S_IFREG | (0o666 & ~_umask())
        if (
            stat.S_ISREG(kind)
            and not path.is_relative_to("/dev")
            and not path.is_relative_to("/proc")
        ):
            _replace(path.resolve(), text, stat.S_IMODE(kind))
        else:
            with path.open("w", encoding="utf-8") as file:
                file.write(text)
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is a link to itself"
        raise FileUnreadableError(
            f"{path} cannot be written: {reason}", hint="Name another with FORMAT=PATH."
        ) from error


def _replace(path: Path, text: str, mode: int) -> None:
    import tempfile

    temporary = ""
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as file:
            temporary = file.name
            file.write(text)
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except OSError:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
