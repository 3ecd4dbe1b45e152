"""An upper bound for work that may be stuck in a call."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ufo_preflight.cli.world import World
from ufo_preflight.errors import EXIT_UNDETERMINED


@contextmanager
def bounded(seconds: float | None, world: World) -> Iterator[None]:
    """End the process with exit code 3 when the block takes longer than `seconds`; None: no bound.

    The block may hang in a name look-up, which neither a signal nor an exception can break. So a
    thread ends the process as a whole: nothing that would have to be tidied up may be in the block.
    """
    if seconds is None:
        yield
        return
    first = threading.Lock()

    def expire() -> None:
        if first.acquire(blocking=False):
            _end(
                world,
                f"ufo-preflight: ended: it took longer than {seconds:g} s (--timeout)",
                "Nothing was decided. Allow more time, or see with --debug which call is slow.",
            )

    timer = threading.Timer(min(seconds, threading.TIMEOUT_MAX), expire)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        # Whoever takes the lock first wins: the timer, or the block that has finished.
        first.acquire()


def _end(world: World, *lines: str) -> None:
    """Write past Python's streams, whose locks the stuck thread may hold, and end."""
    wipe = "\r\x1b[K" if world.stderr.isatty() else ""
    os.write(2, (wipe + "".join(f"{line}\n" for line in lines)).encode())
    os._exit(EXIT_UNDETERMINED)
