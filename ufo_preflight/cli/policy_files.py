"""Opens policy files and hands their text to the policy reader."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass

from ufo_preflight.cli import groups
from ufo_preflight.cli.world import World
from ufo_preflight.errors import FileUnreadableError, UsageError
from ufo_preflight.model import Layer
from ufo_preflight.policy.document import ParsedPolicy
from ufo_preflight.policy.files import PolicyFile, read_policy_file

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
    files = [_read(name, Layer.IDENTITY, args, world) for name in args.policy_file]
    identity = tuple(policy for file in files for policy in file.policies)
    levels = tuple(
        _read(name, Layer.SERVICE_CONTROL_POLICY, args, world).policies for name in args.scp_file
    )
    if args.boundary_file:
        boundaries = _read(args.boundary_file, Layer.PERMISSIONS_BOUNDARY, args, world).policies
    else:
        boundaries = tuple(file.boundary for file in files if file.boundary)
    if len(boundaries) > 1:
        raise UsageError(
            "a principal has one permissions boundary, and these files hold several",
            hint="Name the one that counts with --boundary-file FILE.",
        )
    read = [*identity, *boundaries, *(one for level in levels for one in level)]
    return Layers(identity, next(iter(boundaries), None), levels, tuple(_findings(read)))


def _findings(policies: Iterable[ParsedPolicy]) -> Iterable[str]:
    for policy in policies:
        yield from map(str, policy.findings)


def _read(name: str, layer: Layer, args: argparse.Namespace, world: World) -> PolicyFile:
    content = read_content(name, world)
    return read_policy_file(content, name=name, principal_arn=args.principal_arn, layer=layer)


def read_content(name: str, world: World) -> str | bytes:
    """Return what a file holds, or stdin for `-`; FileUnreadableError when it cannot be read."""
    if name == "-":
        return world.stdin.read()
    path = groups.resolve(name, world.cwd)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FileUnreadableError(f"{name} is too large to be a policy")
        return path.read_bytes()
    except OSError as error:
        raise FileUnreadableError(
            f"{name} cannot be read: {error.strerror}", hint="Check the path and its permissions."
        ) from error
