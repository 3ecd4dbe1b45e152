"""Opens the files that are read: a UFO project's, and policy files.

Of a project only what is needed is read, nothing is run, and nothing outside of it by way of a link.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ufo_preflight.cli.given import OpenedProject, PolicySources, Project
from ufo_preflight.cli.world import World
from ufo_preflight.errors import FileUnreadableError, UsageError
from ufo_preflight.model import Layer
from ufo_preflight.project.preferences import FILE as PREFERENCES
from ufo_preflight.project.preferences import NOTHING_STATED, read_preferences
from ufo_preflight.project.snapshot import ProjectFiles

if TYPE_CHECKING:
    from ufo_preflight.catalog.ship import ShipFacts
    from ufo_preflight.policy.parse import ParsedPolicy
    from ufo_preflight.policy.policy_files import PolicyFile

LARGEST = 1024 * 1024
MOST_FILES = 2_000
DEEPEST = 12
BESIDES = ("Dockerfile", "Dockerfile.erb", "Gemfile.lock", ".secrets")
NOT_READ = frozenset({".ufo/data", ".ufo/log", ".ufo/state", ".ufo/tmp"})
LEGACY_BUILDS = Path("/tmp/ufo")  # noqa: S108
LEGACY_BUILT = ("stack.yml", "parameters.yml")
USER_SETTINGS = "~/.ufo/settings.yml"
# IAM's largest document is far below; whatever is larger is another kind of file.
LARGEST_POLICY = 50_000_000


def open_project(folder: str | None, world: World) -> OpenedProject:
    """Return the project in `folder`, else in the current one, and what its preflight.yml says.

    UsageError when there is no such folder, PreferencesError when preflight.yml cannot be taken.
    """
    root = world.path(folder or ".")
    if not root.is_dir():
        raise UsageError(f"--ufo-root {root} is not a folder")
    home = world.environ.get("HOME", "")
    files = snapshot(root, home=Path(home) if home else None)
    if not files.has(PREFERENCES):
        return OpenedProject(files, NOTHING_STATED)
    from ufo_preflight.catalog import load_catalogue

    return OpenedProject(files, read_preferences(files, frozenset(load_catalogue().features)))


def read_ship(project: Project) -> ShipFacts:
    """Return what a project says about its ship, settled by its preflight.yml."""
    from ufo_preflight.project.reading import read_project

    return read_project(project.opened.files, project.layers, project.opened.preferences)


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


@dataclass(frozen=True)
class PolicyLayers:
    """The policy files of every layer, and what is odd about them."""

    identity: tuple[ParsedPolicy, ...]
    boundary: ParsedPolicy | None
    service_control: tuple[tuple[ParsedPolicy, ...], ...]
    warnings: tuple[str, ...]


def read_layers(sources: PolicySources, principal_arn: str | None, world: World) -> PolicyLayers:
    """Return the policies that the options name.

    FileUnreadableError for a file that cannot be read, PolicyDocumentError for one that is no policy.
    """
    from ufo_preflight.policy.policy_files import read_policy_file

    if not sources.policy_file:
        raise UsageError(
            "--boundary-file and --scp-file only limit what identity policies allow",
            hint="Name at least one identity policy with --policy-file FILE.",
        )

    def read(name: str, layer: Layer) -> PolicyFile:
        content = read_content(name, world)
        return read_policy_file(content, name=name, principal_arn=principal_arn, layer=layer)

    files = [read(name, Layer.IDENTITY) for name in sources.policy_file]
    identity = tuple(policy for file in files for policy in file.policies)
    levels = tuple(read(name, Layer.SERVICE_CONTROL_POLICY).policies for name in sources.scp_file)
    if sources.boundary_file:
        boundaries = read(sources.boundary_file, Layer.PERMISSIONS_BOUNDARY).policies
    else:
        boundaries = tuple(file.boundary for file in files if file.boundary)
    if len(boundaries) > 1:
        raise UsageError(
            "a principal has one permissions boundary, and these files hold several",
            hint="Name the one that counts with --boundary-file FILE.",
        )
    policies = [*identity, *boundaries, *(one for level in levels for one in level)]
    warnings = tuple(str(finding) for policy in policies for finding in policy.findings)
    return PolicyLayers(identity, next(iter(boundaries), None), levels, warnings)


def read_content(name: str, world: World) -> str | bytes:
    """Return what a file holds, or stdin for `-`; FileUnreadableError when it cannot be read."""
    if name == "-":
        return world.stdin.read()
    path = world.path(name)
    try:
        if path.stat().st_size > LARGEST_POLICY:
            raise FileUnreadableError(f"{name} is too large to be a policy")
        return path.read_bytes()
    except OSError as error:
        raise FileUnreadableError(
            f"{name} cannot be read: {error.strerror}", hint="Check the path and its permissions."
        ) from error
