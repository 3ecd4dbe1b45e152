"""Gets an account's export, from a file or from AWS, and decides it with progress and processes."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ufo_preflight.cli.given import AwsOptions
from ufo_preflight.cli.inputs import read_content
from ufo_preflight.cli.world import World
from ufo_preflight.errors import PolicyDocumentError, UsageError
from ufo_preflight.model import Layer

if TYPE_CHECKING:
    from ufo_preflight.auditing.audit_report import AuditedPrincipal
    from ufo_preflight.auditing.auditor import Auditor
    from ufo_preflight.policy.account import AccountEntry
    from ufo_preflight.policy.positions import Source

Deciding = Callable[["Auditor", "Sequence[AccountEntry]"], "Iterable[AuditedPrincipal]"]
# Principals that a process decides at a time: those that are the same are decided once in each.
_SLICE = 500
_BETWEEN_LINES = 0.1


@dataclass(frozen=True)
class AccountText:
    """An export, where it came from, and the region that is audited for."""

    value: Mapping[str, object]
    source: Source
    region: str
    method: str
    calls: int = 0


def read_account(name: str | None, aws: AwsOptions, world: World) -> AccountText:
    """Return the export that a file holds, or that AWS gives when None.

    PolicyDocumentError for a file that is none, UndeterminedError when AWS gives none.
    """
    from ufo_preflight.policy.positions import Source

    if name is None:
        from ufo_preflight.aws.account_export import export_account
        from ufo_preflight.aws.session import open_session

        session = open_session(aws.settings())
        with progress_line(world) as show:
            value = export_account(session, show)
        source = Source("account", Layer.IDENTITY)
        return AccountText(value, source, session.region, "account-live", session.calls)
    from ufo_preflight.policy.parse import read_json
    from ufo_preflight.policy.policy_files import EXPORT_LISTS, decoded

    found, source = read_json(
        decoded(read_content(name, world), name), name=name, layer=Layer.IDENTITY
    )
    if not isinstance(found, dict) or not any(key in found for key in EXPORT_LISTS):
        raise PolicyDocumentError(
            "this is no export of an account",
            file=name,
            hint="Save one with: aws iam get-account-authorization-details > account.json",
        )
    region = aws.region_named(world.environ)
    if not region:
        raise UsageError(
            "the region of the deploy is not known",
            hint="Name it with --region, for example --region us-west-2.",
        )
    return AccountText(found, source, region, "account-export")


class ProgressLine:
    """One line on stderr while something runs: only on a terminal, and wiped at the end."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._is_shown = world.stderr.isatty() and world.environ.get("TERM") != "dumb"
        self._last = 0.0

    def __enter__(self) -> Callable[[str], None]:
        """Return the function that shows a text."""
        return self.show

    def __exit__(self, *_error: object) -> None:
        """Wipe the line."""
        if self._is_shown:
            self._world.stderr.write("\r\x1b[K")
            self._world.stderr.flush()

    def show(self, text: str) -> None:
        """Show a text, at most ten times a second."""
        now = time.monotonic()
        if self._is_shown and now - self._last >= _BETWEEN_LINES:
            self._last = now
            self._world.stderr.write(f"\r\x1b[K{text} ...")
            self._world.stderr.flush()


def progress_line(world: World) -> ProgressLine:
    """Return the line that shows how far a command is."""
    return ProgressLine(world)


def deciding(jobs: int, world: World) -> Deciding:
    """Return what decides the entries of an account: in order, in so many processes."""

    def decide(auditor: Auditor, entries: Sequence[AccountEntry]) -> Iterable[AuditedPrincipal]:
        started = time.monotonic()
        found = []
        # What every process needs is made before they begin.
        _ = auditor.checks, auditor.requirements, auditor.account_arn
        with progress_line(world) as show:
            for principal in _each(auditor, entries, jobs):
                found.append(principal)
                left = (time.monotonic() - started) / len(found) * (len(entries) - len(found))
                show(f"{len(found):,} of {len(entries):,} principals, {left:.0f} s left")
        return found

    return decide


_shared: list[tuple[Auditor, Sequence[AccountEntry]]] = []


def _each(
    auditor: Auditor, entries: Sequence[AccountEntry], jobs: int
) -> Iterator[AuditedPrincipal]:
    starts = range(0, len(entries), _SLICE)
    if jobs == 1 or len(starts) < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(auditor.principal, entries)
        return
    _shared.append((auditor, entries))
    try:
        with ProcessPoolExecutor(jobs, multiprocessing.get_context("fork")) as pool:
            for found, warnings in pool.map(_slice, starts):
                auditor.warnings.extend(warnings)
                yield from found
    finally:
        _shared.clear()


def _slice(start: int) -> tuple[list[AuditedPrincipal], list[str]]:
    """Decide a slice of the entries, in a process that was forked with them."""
    auditor, entries = _shared[0]
    before = len(auditor.warnings)
    found = [auditor.principal(entry) for entry in entries[start : start + _SLICE]]
    return found, auditor.warnings[before:]
