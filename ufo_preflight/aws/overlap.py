"""Waiting for several AWS calls at once.

The threads are daemons, so that ^C ends the program at once: an executor's threads would first be
waited for, through all their retries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from threading import Event, Thread
from typing import Generic, TypeVar

Item = TypeVar("Item")
Found = TypeVar("Found")


class Errand(Generic[Found]):
    """A call under way in a thread of its own."""

    def __init__(self, work: Callable[[], Found]) -> None:
        self._work = work
        self._done = Event()
        self._found: list[Found] = []
        self._error: BaseException | None = None
        Thread(target=self._run, daemon=True).start()

    def result(self) -> Found:
        """Wait for the call and return what it returned, or raise what it raised."""
        self._done.wait()
        if self._error is not None:
            raise self._error
        return self._found[0]

    def _run(self) -> None:
        try:
            self._found.append(self._work())
        except BaseException as error:  # noqa: BLE001 - raised again by result()
            self._error = error
        finally:
            self._done.set()


def overlapped(
    work: Callable[[Item], Found], items: Sequence[Item], *, at_once: int
) -> Iterator[Found]:
    """Yield what `work` returns for each item, in their order, a few of them under way at a time."""
    errands = [Errand(_bound(work, item)) for item in items[:at_once]]
    waiting = list(items[at_once:])
    while errands:
        found = errands.pop(0).result()
        if waiting:
            errands.append(Errand(_bound(work, waiting.pop(0))))
        yield found


def _bound(work: Callable[[Item], Found], item: Item) -> Callable[[], Found]:
    return lambda: work(item)
