"""Opens policy files and hands their text to the policy reader."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ufo_preflight.cli import groups
from ufo_preflight.cli.world import World
from ufo_preflight.errors import FileUnreadableError
from ufo_preflight.model import Layer
from ufo_preflight.policy.document import ParsedPolicy, parse_policy

# IAM's largest document is far below; whatever is larger is another kind of file.
MOST_BYTES = 50_000_000


@dataclass(frozen=True)
class Layers:
    """The policy files of every layer, and what is odd about them."""

    identity: tuple[ParsedPolicy, ...]
    boundary: ParsedPolicy | None
    service_control: tuple[tuple[ParsedPolicy, ...], ...]
    warnings: tuple[str, ...]


def read_layers(args: argparse.Namespace, world: World) -> Layers:
    """Return the policies that the options name.

    FileUnreadableError for a file that cannot be read, PolicyDocumentError for one that is no policy.
    """
    identity = tuple(_read(name, Layer.IDENTITY, world) for name in args.policy_file)
    boundary = None
    if args.boundary_file:
        boundary = _read(args.boundary_file, Layer.PERMISSIONS_BOUNDARY, world)
    levels = tuple((_read(name, Layer.SERVICE_CONTROL_POLICY, world),) for name in args.scp_file)
    read = [
        *identity,
        *([boundary] if boundary else []),
        *(one for level in levels for one in level),
    ]
    return Layers(identity, boundary, levels, tuple(_findings(read)))


def _findings(policies: Iterable[ParsedPolicy]) -> Iterable[str]:
    for policy in policies:
        yield from map(str, policy.findings)


def _read(name: str, layer: Layer, world: World) -> ParsedPolicy:
    return parse_policy(read_text(name, world), name=name, layer=layer)


def read_text(name: str, world: World) -> str:
    """Return the text of a file, or of stdin for `-`; FileUnreadableError when it cannot be read."""
    if name == "-":
        return world.stdin.read()
    path = groups.resolve(name, world.cwd)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FileUnreadableError(f"{name} is too large to be a policy")
        return _decoded(path)
    except OSError as error:
        raise FileUnreadableError(
            f"{name} cannot be read: {error.strerror}", hint="Check the path and its permissions."
        ) from error


def _decoded(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileUnreadableError(
            f"{path.name} is not UTF-8 text (byte {error.start})", hint="Save it as UTF-8."
        ) from error
