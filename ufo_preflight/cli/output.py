"""Where a report goes: stdout in one format, files in others, each whole or not at all."""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ufo_preflight.cli import groups
from ufo_preflight.cli.world import World
from ufo_preflight.errors import FileUnreadableError, UsageError
from ufo_preflight.render import RENDERERS, render
from ufo_preflight.render.style import Style
from ufo_preflight.report import Report

DEFAULT_WIDTH = 80


def style_of(args: argparse.Namespace, world: World) -> Style:
    """Return how text looks on stdout: decided once, here."""
    return Style(
        width=_width(args, world),
        use_color=_use_color(args.color, world),
        use_unicode=(world.stdout.encoding or "").lower().replace("-", "") == "utf8",
        verbose=args.verbose,
        quiet=args.quiet,
    )


def _width(args: argparse.Namespace, world: World) -> int:
    if args.width is not None:
        return int(args.width)
    columns = world.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) >= 40:
        return int(columns)
    if world.stdout.isatty():
        return max(40, shutil.get_terminal_size((DEFAULT_WIDTH, 24)).columns)
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


def targets_of(args: argparse.Namespace, world: World) -> Targets:
    """Return where the report goes; UsageError for a `--report` that names no format."""
    named = [_target(text, value) for text, value in groups.pairs("--report", args.report)]
    files = tuple((name, groups.resolve(path, world.cwd)) for name, path in named)
    return Targets(args.output, files, style_of(args, world))


def deliver(report: Report, targets: Targets, world: World) -> None:
    """Write the report's files, then print it; FileUnreadableError for one that cannot be written."""
    style = targets.style
    plain = Style(width=style.width, verbose=style.verbose)
    for name, path in targets.files:
        write_whole(path, render(report, name, plain))
    world.print(render(report, targets.output, style))


def _target(name: str, path: str) -> tuple[str, str]:
    if name not in RENDERERS:
        raise UsageError(
            f"--report {name}: no such format", hint=f"The formats are: {', '.join(RENDERERS)}."
        )
    return name, path


def write_whole(path: Path, text: str) -> None:
    """Write `text` to `path` at once: a reader sees the old file or the new one, never a part."""
    temporary = ""
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as file:
            temporary = file.name
            file.write(text if text.endswith("\n") else f"{text}\n")
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise FileUnreadableError(
            f"{path} cannot be written: {error.strerror}", hint="Name another with FORMAT=PATH."
        ) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
