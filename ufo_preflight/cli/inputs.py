"""Opens the files that are read: a UFO project's, and policy files."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ufo_preflight.cli.given import OpenedProject, PolicySources, Project
from ufo_preflight.cli.project_files import snapshot
from ufo_preflight.cli.world import World
from ufo_preflight.errors import FileUnreadableError, UsageError
from ufo_preflight.model import Layer
from ufo_preflight.project.preferences import FILE as PREFERENCES
from ufo_preflight.project.preferences import NOTHING_STATED, read_preferences

if TYPE_CHECKING:
    from ufo_preflight.catalog.ship import ShipFacts
    from ufo_preflight.policy.parse import ParsedPolicy
    from ufo_preflight.policy.policy_files import PolicyFile

# IAM's largest document is far below; whatever is larger is another kind of file.
LARGEST_POLICY = 50_000_000
STDIN = "-"
_HINT = "Check the path and its permissions."


def open_project(folder: str | None, world: World, *, ignore: bool = False) -> OpenedProject:
    """Return the project in `folder`, else in the current one, and what its preflight.yml says.

    With `ignore` that file is not read. UsageError when there is no such folder, PreferencesError
    when preflight.yml cannot be taken.
    """
    root = world.path(folder or ".")
    if not root.is_dir():
        raise UsageError(f"--ufo-root {root} is not a folder")
    home = world.environ.get("HOME", "")
    files = snapshot(root, home=Path(home) if home else None)
    if ignore or not files.has(PREFERENCES):
        return OpenedProject(files, NOTHING_STATED, world.environ)
    from ufo_preflight.catalog import load_catalogue

    preferences = read_preferences(files, frozenset(load_catalogue().features))
    return OpenedProject(files, preferences, world.environ)


def read_ship(project: Project, profile: str | None = None) -> ShipFacts:
    """Return what a project says about its ship, settled by its preflight.yml.

    `profile` is the one that is checked with.
    """
    from ufo_preflight.project.reading import read_project

    opened = project.opened
    return read_project(
        opened.files,
        project.layers,
        opened.preferences,
        environ=opened.environ,
        profile=profile or "",
    )


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
    if name == STDIN:
        text = world.stdin.read(LARGEST_POLICY + 1)
        if len(text) > LARGEST_POLICY:
            raise FileUnreadableError("stdin is larger than 50 MB", hint=_HINT)
        return text
    return read_bounded(world.path(name), name, LARGEST_POLICY)


def read_bounded(path: Path, name: str, most: int) -> bytes:
    """Return what a regular file, or a pipe of the shell (`<(…)`), holds.

    FileUnreadableError for what cannot be read, is another kind of file, or is larger than `most`
    bytes. A FIFO or device is never waited for.
    """
    is_handed_over = path.is_relative_to("/dev/fd") or str(path) in (
        "/dev/stdin",
        "/proc/self/fd/0",
    )
    try:
        # Opened without waiting: pathlib would wait for a FIFO's other end.
        number = os.open(path, os.O_RDONLY | (0 if is_handed_over else os.O_NONBLOCK))
        with os.fdopen(number, "rb") as file:
            kind = os.fstat(file.fileno()).st_mode
            if not stat.S_ISREG(kind) and not (is_handed_over and stat.S_ISFIFO(kind)):
                what = "Is a directory" if stat.S_ISDIR(kind) else "it is not a regular file"
                raise FileUnreadableError(f"{name} cannot be read: {what}", hint=_HINT)
            content = file.read(most + 1)
    except OSError as error:
        raise FileUnreadableError(f"{name} cannot be read: {error.strerror}", hint=_HINT) from error
    if len(content) > most:
        raise FileUnreadableError(f"{name} is larger than {most // 1_000_000} MB", hint=_HINT)
    return content
