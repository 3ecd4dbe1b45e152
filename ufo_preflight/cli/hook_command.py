"""`ufo-preflight hook`: prints, installs and removes what puts the check in front of a ship."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from ufo_preflight.cli.check_command import COMMAND as CHECK
from ufo_preflight.cli.click_command import HELP_FLAGS, Command, Words
from ufo_preflight.cli.inputs import read_bounded
from ufo_preflight.cli.option_types import FILE, FOLDER
from ufo_preflight.cli.options import Option, OptionGroup
from ufo_preflight.cli.world import World
from ufo_preflight.errors import EXIT_CONFIGURATION, EXIT_READY, FileUnreadableError, UsageError
from ufo_preflight.hook.block import find
from ufo_preflight.hook.places import PLACES
from ufo_preflight.hook.ruby import Gate, Place, ruby_hook
from ufo_preflight.hook.scripts import PIPELINES, pipeline, wrapper

LARGEST_HOOK = 1_000_000
# UFO tells these itself.
UFOS_OWN = ("ufo_root", "env", "role", "app", "extra", "evaluated")


@dataclass(frozen=True)
class HookOptions:
    """What is printed or written, and where."""

    install: bool = False
    uninstall: bool = False
    boot: bool = False
    wrapper: bool = False
    ci: str | None = None
    build_first: bool = False
    program: str = "ufo-preflight"
    ufo_root: str | None = None
    debug: bool = False

    @property
    def place(self) -> Place:
        """Where in a project the hook stands."""
        return Place.BOOT if self.boot else Place.DOCKER


def hook(world: World, words: Sequence[str], *, options: HookOptions) -> int:
    """Print the text to stdout and where it goes to stderr, or change the project's file."""
    root = world.path(options.ufo_root or ".")
    if options.uninstall:
        return _uninstall(root, world)
    gate = Gate(options.program, _options_of_the_check(words, world), options.build_first)
    if options.install:
        return _install(root, options.place, gate, world)
    if options.ci:
        world.print(pipeline(options.ci, gate))
    elif options.wrapper:
        world.print(wrapper(gate))
    else:
        world.print(ruby_hook(options.place, gate))
    world.tell(PLACES)
    return EXIT_READY


def _unused(given: Mapping[str, object]) -> Mapping[str, str]:
    """Return the options that change nothing beside those given, and whose they are."""
    if given["uninstall"]:
        others = ("boot", "wrapper", "ci", "build_first", "program")
        return dict.fromkeys(others, "printing and installing")
    unused = {} if given["install"] else {"ufo_root": "--install and --uninstall"}
    if given["wrapper"] or given["ci"]:
        return {**unused, "install": "a hook", "build_first": "a hook"}
    return unused


COMMAND = Command(
    "hook",
    hook,
    summary="Print or install what stops `ufo ship` itself.",
    words=Words("OPTIONS OF THE CHECK", after_separator=True, is_optional=True),
    groups=(
        OptionGroup("options", "the hook", HookOptions, (
            Option("--install", is_flag=True, help="Write the hook; never over an existing file."),
            Option("--uninstall", is_flag=True, help="Remove the hook that --install wrote."),
            Option("--boot", is_flag=True, help="Use .ufo/config/boot.rb, not hooks/docker.rb."),
            Option("--wrapper", is_flag=True,
                   help="Print a script `ufo-ship` for the PATH, for every UFO."),
            Option("--ci", type=click.Choice(PIPELINES),
                   help="Print a pipeline that ships behind the gate."),
            Option("--build-first", is_flag=True,
                   help="Run `ufo build --no-docker` before the check, which is then exact."),
            Option("--program", metavar="FILE", type=FILE, default="ufo-preflight",
                   help="Start this program, from the PATH where it is a name."),
            Option("--ufo-root", metavar="DIR", type=FOLDER, also=["UFO_ROOT"],
                   help="Take this as the project's folder (UFO_ROOT)."),
            Option("--debug", is_flag=True, help="Show the traceback of an internal error."),
        )),
    ),
    exclusive=(("install", "uninstall"), ("boot", "wrapper", "ci")),
    unused=_unused,
    examples=(
        "ufo-preflight hook --install -- --on-unknown warn",
        "ufo-preflight hook --ci github >.github/workflows/ship.yml",
    ),
)  # fmt: skip


def _options_of_the_check(words: Sequence[str], world: World) -> tuple[str, ...]:
    """Return the options of the check; UsageError when the check would not take them."""
    plain = replace(world, environ={})
    if odd := next((word for word in words if not word.isprintable()), None):
        raise UsageError(f"{odd!r} has characters that cannot be printed into a hook")
    for name in UFOS_OWN:
        flag = f"--{name.replace('_', '-')}"
        if any(word.partition("=")[0] == flag for word in words):
            raise UsageError(f"{flag} is UFO's to tell", hint="Leave it out of the hook.")
    if asked := next((word for word in words if word in HELP_FLAGS), None):
        raise UsageError(f"{asked} is no option for a hook", hint="See: ufo-preflight check --help")
    CHECK.options_in(list(words), plain)
    return tuple(words)


def _install(root: Path, place: Place, gate: Gate, world: World) -> int:
    _require_v6(root)
    path = root / place.path
    block = ruby_hook(place, gate)
    if not path.parent.resolve().is_relative_to(root.resolve()):
        raise UsageError(
            f"{path.parent} leads out of the project, to {path.parent.resolve()}",
            hint="Install the hook there: name that project's own folder with --ufo-root DIR.",
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileUnreadableError(f"{path} cannot be written: {error.strerror}") from error
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(block)
    except FileExistsError:
        return _already_there(path, block, world)
    except OSError as error:
        raise FileUnreadableError(f"{path} cannot be written: {error.strerror}") from error
    world.tell(f"wrote {path}")
    if place is Place.DOCKER:
        _advise_boot(root, world)
    return EXIT_READY


def _advise_boot(root: Path, world: World) -> None:
    """Say where UFO asks AWS before the hooks of docker.rb run: lib/ufo/docker/builder.rb."""
    from ufo_preflight.cli.project_files import snapshot
    from ufo_preflight.project.naming import Layers
    from ufo_preflight.project.reading import read_project

    features = read_project(snapshot(root), Layers()).features
    early = {
        "state_object": "it has a Dockerfile.erb and keeps its state in s3",
        "ecr_pull": "a FROM of its Dockerfile is in ECR",
    }
    for name, why in early.items():
        if name in features and features[name].used is not False:
            world.tell(
                f"ufo-preflight: UFO asks AWS before this hook runs, for {why}. Before everything"
                " comes: ufo-preflight hook --boot --install"
            )
            return


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
        return read_bounded(path, str(path), LARGEST_HOOK).decode("utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise FileUnreadableError(f"{path} cannot be read: {error}") from error
