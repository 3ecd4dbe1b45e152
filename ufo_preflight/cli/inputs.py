"""Opens the files that are read: a UFO project's, and policy files."""

from __future__ import annotations

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
