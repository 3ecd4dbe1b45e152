"""Takes the snapshot of a project's files: only what is needed, within bounds, nothing run.

Links are followed as long as they stay in the project, or in the folder that `.ufo` itself is a
link to: UFO's central deployer links it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from ufo_preflight.project.snapshot import ProjectFiles

LARGEST = 1024 * 1024
LARGEST_IN_ALL = 16 * LARGEST
MOST_FILES = 2_000
DEEPEST = 12
BESIDES = (
    "Dockerfile",
    "Dockerfile.erb",
    "Gemfile.lock",
    ".secrets",
    "ufo/settings.yml",
    "ufo/task_definitions.rb",
)
# What UFO and this program read below .ufo: by the ends of names, and whole folders.
NEEDED = (".rb", ".yml", ".yaml", ".json", ".erb", "/current")
NEEDED_FOLDERS = (".ufo/env_files/",)
NOT_READ = frozenset({".ufo/data", ".ufo/log", ".ufo/state", ".ufo/tmp"})
LEGACY_BUILDS = Path("/tmp/ufo")  # noqa: S108
LEGACY_BUILT = ("stack.yml", "parameters.yml")
USER_SETTINGS = "~/.ufo/settings.yml"
PROJECTS = (".ufo/config.rb", ".ufo/settings.yml")
# Folders that are looked through for projects where the folder itself is none.
MOST_FOLDERS, NEARBY_DEPTH = 500, 3


def snapshot(root: Path, *, home: Path | None = None, builds: Path = LEGACY_BUILDS) -> ProjectFiles:
    """Return the files of the project in `root` that its reading needs.

    `home` has the user's own settings for UFO 4 and 5, `builds` is where those build into.
    """
    reader = _Reader(root)
    for name_beside in BESIDES:
        reader.read(name_beside, root / name_beside)
    for path in _below(root, reader.unread):
        reader.read(path.relative_to(root).as_posix(), path)
    if (root / ".ufo/settings.yml").is_file():
        if home is not None:
            reader.read(USER_SETTINGS, home / ".ufo/settings.yml", within=home)
        for path in _legacy_builds(builds):
            reader.read(
                f"{LEGACY_BUILDS}/{path.relative_to(builds).as_posix()}", path, within=builds
            )
    nearby = () if _is_project(root) else _nearby(root)
    return ProjectFiles(reader.contents, reader.modified, reader.unread, str(root), nearby)


class _Reader:
    """Collects files; each that cannot be read is noted with the reason."""

    def __init__(self, root: Path) -> None:
        self.contents: dict[str, bytes] = {}
        self.modified: dict[str, float] = {}
        self.unread: dict[str, str] = {}
        self._left = LARGEST_IN_ALL
        self._within = tuple(path.resolve() for path in (root, root / ".ufo"))

    def read(self, name: str, path: Path, within: Path | None = None) -> None:
        """Read one file that is there, is a file, is small, and lies within the project."""
        allowed = (within.resolve(),) if within is not None else self._within
        try:
            real = path.resolve(strict=True)
            if not any(real.is_relative_to(folder) for folder in allowed):
                self.unread[name] = "it is a link that leads out of the project"
                return
            status = real.stat()
            if not stat.S_ISREG(status.st_mode):
                self.unread[name] = "it is not a regular file"
            elif status.st_size > LARGEST:
                self.unread[name] = "it is larger than 1 MB"
            elif len(self.contents) >= MOST_FILES:
                self.unread[name] = f"there are more than {MOST_FILES} files"
            elif status.st_size > self._left:
                self.unread[name] = f"the files are larger than {LARGEST_IN_ALL >> 20} MB in all"
            else:
                self._take(name, real)
                self.modified[name] = status.st_mtime
        except FileNotFoundError:
            if path.is_symlink():
                self.unread[name] = "it is a link to nowhere"
        except (OSError, RuntimeError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else "a loop"
            self.unread[name] = reason

    def _take(self, name: str, real: Path) -> None:
        with real.open("rb") as file:
            content = file.read(LARGEST)
        self.contents[name] = content
        self._left -= len(content)


def _below(root: Path, unread: dict[str, str]) -> Iterator[Path]:
    """Yield the needed files of .ufo, folders in order; links to folders are not followed."""
    for seen, (folder, folders, names) in enumerate(os.walk(root / ".ufo")):
        if seen >= MOST_FOLDERS:
            unread[".ufo"] = f"there are more than {MOST_FOLDERS} folders"
            return
        here = Path(folder).relative_to(root)
        inner = [name for name in sorted(folders) if (here / name).as_posix() not in NOT_READ]
        folders[:] = inner if len(here.parts) < DEEPEST else []
        links = [name for name in inner if (Path(folder) / name).is_symlink()]
        needed = [name for name in names if _is_needed(f"{here.as_posix()}/{name}")]
        yield from (Path(folder) / name for name in sorted([*needed, *links]))


def _is_needed(path: str) -> bool:
    return path.endswith(NEEDED) or path.startswith(NEEDED_FOLDERS)


def _is_project(root: Path) -> bool:
    return any(os.path.lexists(root / path) for path in PROJECTS)


def _nearby(root: Path) -> tuple[str, ...]:
    """Return folders that are UFO projects: the one this folder lies in, else those below it."""
    around = root.resolve()
    for parent in (around, *around.parents):
        if parent.name == ".ufo" and _is_project(parent.parent):
            return (str(parent.parent),)
    found = []
    for seen, (folder, folders, _names) in enumerate(os.walk(root)):
        here = Path(folder).relative_to(root)
        if seen >= MOST_FOLDERS:
            break
        if here.parts and _is_project(Path(folder)):
            found.append(here.as_posix())
        deep = len(here.parts) >= NEARBY_DEPTH
        folders[:] = [] if deep else [each for each in sorted(folders) if not each.startswith(".")]
    return tuple(found)


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
