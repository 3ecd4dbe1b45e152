"""AWS calls that are under way while something else is done, or several of them at once.

The threads are daemons, so that ^C ends the program at once: an executor's threads would first be
waited for, through all their retries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from threading import Thread
from typing import Generic, TypeVar

Item = TypeVar("Item")
Found = TypeVar("Found")


class BackgroundCall(Generic[Found]):
    """A call under way in a thread of its own."""

    def __init__(self, work: Callable[[], Found]) -> None:
        self._work = work
        self._found: list[Found] = []
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def result(self) -> Found:
        """Wait for the call and return what it returned, or raise what it raised."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._found[0]

    def _run(self) -> None:
        try:
            self._found.append(self._work())
        except BaseException as error:  # noqa: BLE001 - raised again by `result`
            self._error = error


def concurrently(
    work: Callable[[Item], Found], items: Sequence[Item], *, at_once: int
) -> Iterator[Found]:
    """Yield what `work` returns for each item, in their order, at most `at_once` under way."""
    calls = [BackgroundCall(partial(work, item)) for item in items[:at_once]]
    waiting = list(items[at_once:])
    while calls:
        found = calls.pop(0).result()
        if waiting:
            calls.append(BackgroundCall(partial(work, waiting.pop(0))))
        yield found
