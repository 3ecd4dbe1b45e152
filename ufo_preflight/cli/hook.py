"""`ufo-preflight hook`: prints, installs and takes back what puts the check in front of a ship."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from ufo_preflight.cli import groups
from ufo_preflight.cli.commands import COMMANDS
from ufo_preflight.cli.options import Parser
from ufo_preflight.cli.world import World
from ufo_preflight.errors import FileUnreadableError, UsageError
from ufo_preflight.hook.block import find
from ufo_preflight.hook.places import PLACES
from ufo_preflight.hook.ruby import Gate, Place, ruby_hook
from ufo_preflight.hook.scripts import PIPELINES, pipeline, wrapper
from ufo_preflight.report import EXIT_CONFIGURATION, EXIT_READY

SEPARATOR = "--"
# UFO tells these itself, or they would print help in place of a check.
NOT_IN_A_HOOK = ("ufo_root", "env", "role", "app", "extra")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to print, where to install it, and the options of its check."""
    parser.usage = f"{parser.prog} [OPTIONS] [-- OPTIONS OF THE CHECK]"
    action = parser.add_mutually_exclusive_group()
    action.add_argument(
        "--install", action="store_true", help="write the hook; never over an existing file"
    )
    action.add_argument(
        "--uninstall", action="store_true", help="take back what --install wrote, and only that"
    )
    place = parser.add_mutually_exclusive_group()
    place.add_argument(
        "--boot", action="store_true", help="for .ufo/config/boot.rb, not hooks/docker.rb"
    )
    place.add_argument(
        "--wrapper", action="store_true", help="a script `ufo-ship` for the PATH, for every UFO"
    )
    place.add_argument("--ci", choices=PIPELINES, help="a pipeline that ships behind the gate")
    parser.add_argument(
        "--build-first",
        action="store_true",
        help="run `ufo build --no-docker` before the check, which is then exact",
    )
    parser.add_argument(
        "--program",
        metavar="FILE",
        default="ufo-preflight",
        help="what the hook starts (default: ufo-preflight, from the PATH)",
    )
    parser.add_argument("--ufo-root", metavar="DIR", help="the project's folder (UFO_ROOT)")
    parser.add_argument("--debug", action="store_true", help="show a defect's traceback")
    parser.add_argument(
        "options",
        metavar="-- OPTIONS",
        nargs=argparse.REMAINDER,
        help="options of the check, such as --on-unknown warn",
    )


def run(args: argparse.Namespace, world: World) -> int:
    """Print the text to stdout and where it goes to stderr, or change the project's file."""
    _refuse_what_does_not_fit(args)
    if args.uninstall:
        return _uninstall(groups.ufo_root(args, world), world)
    gate = Gate(args.program, _options(args.options), args.build_first)
    if args.install:
        place = Place.BOOT if args.boot else Place.DOCKER
        return _install(groups.ufo_root(args, world), place, gate, world)
    world.print(_text(args, gate))
    world.tell(PLACES)
    return EXIT_READY


def _refuse_what_does_not_fit(args: argparse.Namespace) -> None:
    is_hook = not (args.wrapper or args.ci)
    if not is_hook and (args.install or args.uninstall):
        raise UsageError(
            "only a hook can be installed", hint="Write the rest where you want it, with > FILE."
        )
    if not is_hook and args.build_first:
        raise UsageError(
            "--build-first is for a hook",
            hint="Elsewhere, run `ufo build --no-docker` before the check.",
        )


def _options(words: Sequence[str]) -> tuple[str, ...]:
    """Return the options of the check; UsageError when the check would not take them."""
    if words and words[0] != SEPARATOR:
        raise UsageError(
            f"unrecognized arguments: {' '.join(words)}",
            hint="Options of the check go after --, as in: ufo-preflight hook -- --on-unknown warn",
        )
    options = tuple(words[1:])
    parser = Parser(prog="ufo-preflight check", allow_abbrev=False, add_help=False)
    COMMANDS["check"].load().add_arguments(parser)
    taken = parser.parse_args(options)
    for name in NOT_IN_A_HOOK:
        if vars(taken)[name] is not None:
            raise UsageError(
                f"--{name.replace('_', '-')} is UFO's to tell", hint="Leave it out of the hook."
            )
    return options


def _text(args: argparse.Namespace, gate: Gate) -> str:
    if args.ci:
        return pipeline(args.ci, gate)
    if args.wrapper:
        return wrapper(gate)
    return ruby_hook(Place.BOOT if args.boot else Place.DOCKER, gate)


def _install(root: Path, place: Place, gate: Gate, world: World) -> int:
    _require_v6(root)
    path = root / place.path
    block = ruby_hook(place, gate)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(block)
    except FileExistsError:
        return _already_there(path, block, world)
    except OSError as error:
        raise FileUnreadableError(f"{path} cannot be written: {error.strerror}") from error
    world.tell(f"wrote {path}")
    return EXIT_READY


def _already_there(path: Path, block: str, world: World) -> int:
    text = _read(path)
    if block in text:
        world.tell(f"{path} has this hook already")
        return EXIT_READY
    if find(text):
        raise UsageError(
            f"{path} has another ufo-preflight hook",
            hint="Take it back first: ufo-preflight hook --uninstall",
        )
    world.print(block)
    world.tell(f"ufo-preflight: {path} exists and was left as it is; add these lines to it")
    return EXIT_CONFIGURATION


def _require_v6(root: Path) -> None:
    if (root / ".ufo" / "config.rb").is_file():
        return
    if (root / ".ufo" / "settings.yml").is_file():
        raise UsageError(
            f"{root} is a project of UFO v4 or v5, which have no hooks",
            hint="Put `ufo-preflight run --` before `ufo ships` in bin/deploy,"
            " or see: ufo-preflight hook --wrapper",
        )
    raise UsageError(
        f"{root} is no UFO project: it has no .ufo/config.rb",
        hint="Name the project's folder with --ufo-root DIR.",
    )


def _uninstall(root: Path, world: World) -> int:
    texts = {root / place.path: _read(root / place.path) for place in Place}
    found = {path: find(text) for path, text in texts.items()}
    changed = [str(path) for path, block in found.items() if block and not block.is_unchanged]
    if changed:
        raise UsageError(
            f"the ufo-preflight hook in {' and '.join(changed)} was changed since it was written",
            hint="Nothing was removed. Take it out by hand, from `# >>>` to `# <<<`.",
        )
    for path, block in found.items():
        if block:
            _take_out(path, block.before + block.after)
            world.tell(f"took the hook out of {path}")
    if not any(found.values()):
        world.tell(f"no ufo-preflight hook in {root}")
    return EXIT_READY


def _take_out(path: Path, rest: str) -> None:
    from ufo_preflight.cli.output import write_whole

    try:
        if rest.strip():
            write_whole(path, rest)
        else:
            path.unlink()
    except OSError as error:
        raise FileUnreadableError(f"{path} cannot be removed: {error.strerror}") from error


def _read(path: Path) -> str:
    """Return the text of a file, "" for one that is not there."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise FileUnreadableError(f"{path} cannot be read: {error}") from error
