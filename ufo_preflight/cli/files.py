"""Opens the files of a UFO project; the only place that does.

Only what is needed is read, nothing is run, and nothing outside of the project by way of a link.
"""

from __future__ import annotations

import argparse
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ufo_preflight.catalog.ship import ShipFacts
from ufo_preflight.cli import groups
from ufo_preflight.cli.world import World
from ufo_preflight.errors import UsageError
from ufo_preflight.project.naming import Layers
from ufo_preflight.project.snapshot import ProjectFiles

LARGEST = 1024 * 1024
MOST_FILES = 2_000
DEEPEST = 12
BESIDES = ("Dockerfile", "Dockerfile.erb", "Gemfile.lock", ".secrets")
NOT_READ = frozenset({".ufo/data", ".ufo/log", ".ufo/state", ".ufo/tmp"})
LEGACY_BUILDS = Path("/tmp/ufo")  # noqa: S108
LEGACY_BUILT = ("stack.yml", "parameters.yml")
USER_SETTINGS = "~/.ufo/settings.yml"
PREFERENCES = ".ufo/preflight.yml"


def read_ship(args: argparse.Namespace, world: World) -> ShipFacts:
    """Return what the project in the chosen folder says about its ship.

    UsageError when the folder that was named does not exist, ConfigurationError when its
    preflight.yml cannot be taken.
    """
    from ufo_preflight.catalog import load_catalogue
    from ufo_preflight.project.preferences import read_preferences
    from ufo_preflight.project.reading import read_project

    files = open_project(args, world)
    preferences = read_preferences(files, frozenset(load_catalogue().features))
    return read_project(files, layers_of(args, world, preferences.layers), preferences)


def project_options(args: argparse.Namespace, world: World) -> Mapping[str, str]:
    """Return the options that .ufo/preflight.yml sets, by the names of their variables.

    ConfigurationError when the file cannot be taken.
    """
    if not os.path.lexists(groups.ufo_root(args, world) / PREFERENCES):
        return {}
    from ufo_preflight.catalog import load_catalogue
    from ufo_preflight.project.preferences import read_preferences

    features = frozenset(load_catalogue().features)
    return read_preferences(open_project(args, world), features).options


def layers_of(args: argparse.Namespace, world: World, preferred: Layers) -> Layers:
    """Return the layers that the options choose, else UFO's own variables, else the project."""
    environ = world.environ
    return Layers(
        env=args.env or environ.get("UFO_ENV", "") or preferred.env,
        role=args.role or environ.get("UFO_ROLE", "") or preferred.role,
        app=args.app or environ.get("UFO_APP", "") or preferred.app,
        extra=args.extra
        or environ.get("UFO_EXTRA", "")
        or environ.get("UFO_ENV_EXTRA", "")
        or preferred.extra,
    )


def open_project(args: argparse.Namespace, world: World) -> ProjectFiles:
    """Return a snapshot of the project in --ufo-root, UFO_ROOT or the current folder."""
    root = groups.ufo_root(args, world)
    if not root.is_dir():
        raise UsageError(f"--ufo-root {root} is not a folder")
    home = world.environ.get("HOME", "")
    return snapshot(root, home=Path(home) if home else None)


def snapshot(root: Path, *, home: Path | None = None, builds: Path = LEGACY_BUILDS) -> ProjectFiles:
    """Return the files of the project in `root` that its reading needs.

    `home` has the user's own settings for UFO 4 and 5, `builds` is where those build into.
    """
    reader = _Reader(root)
    for name_beside in BESIDES:
        reader.read(name_beside, root / name_beside)
    for path in _below(root):
        reader.read(path.relative_to(root).as_posix(), path)
    if (root / ".ufo/settings.yml").is_file():
        if home is not None:
            reader.read(USER_SETTINGS, home / ".ufo/settings.yml", within=home)
        for path in _legacy_builds(builds):
            reader.read(
                f"{LEGACY_BUILDS}/{path.relative_to(builds).as_posix()}", path, within=builds
            )
    return ProjectFiles(reader.contents, reader.modified, reader.unread, str(root))


class _Reader:
    """Collects files; each that cannot be read is noted with the reason."""

    def __init__(self, root: Path) -> None:
        self.contents: dict[str, bytes] = {}
        self.modified: dict[str, float] = {}
        self.unread: dict[str, str] = {}
        self._root = root

    def read(self, name: str, path: Path, within: Path | None = None) -> None:
        """Read one file that is there, is a file, is small, and lies within the project."""
        try:
            real = path.resolve(strict=True)
            if not real.is_relative_to((within or self._root).resolve()):
                self.unread[name] = "it is a link that leads out of the project"
                return
            status = real.stat()
            if not stat.S_ISREG(status.st_mode):
                self.unread[name] = "it is not a regular file"
            elif status.st_size > LARGEST:
                self.unread[name] = "it is larger than 1 MB"
            elif len(self.contents) >= MOST_FILES:
                self.unread[name] = f"there are more than {MOST_FILES} files"
            else:
                self.contents[name] = real.read_bytes()
                self.modified[name] = status.st_mtime
        except FileNotFoundError:
            if path.is_symlink():
                self.unread[name] = "it is a link to nowhere"
        except (OSError, RuntimeError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else "a loop"
            self.unread[name] = reason


def _below(root: Path) -> Iterator[Path]:
    """Yield the files of .ufo, folders in order; links to folders are yielded, not followed."""
    top = root / ".ufo"
    if top.is_symlink() and not top.resolve().is_relative_to(root.resolve()):
        yield top
        return
    for folder, folders, names in os.walk(top):
        here = Path(folder).relative_to(root)
        inner = [name for name in sorted(folders) if (here / name).as_posix() not in NOT_READ]
        folders[:] = inner if len(here.parts) < DEEPEST else []
        links = [name for name in inner if (Path(folder) / name).is_symlink()]
        yield from (Path(folder) / name for name in sorted([*names, *links]))


def _legacy_builds(builds: Path) -> Iterable[Path]:
    """Yield what UFO 4 and 5 built, as far as it is this user's own: anybody may write there."""
    if builds.is_symlink() or not builds.is_dir():
        return
    for path in sorted(builds.glob("*/*"))[:MOST_FILES]:
        if path.name in LEGACY_BUILT and not path.parent.is_symlink() and _is_own(path):
            yield path


def _is_own(path: Path) -> bool:
    try:
        return path.lstat().st_uid == os.getuid()
    except OSError:
        return False
