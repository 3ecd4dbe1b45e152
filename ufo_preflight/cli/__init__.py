"""The command line: argv, streams, environment and exit codes live here alone."""

from __future__ import annotations

from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (docs/exit-codes.md)."""
    raise NotImplementedError(argv)
