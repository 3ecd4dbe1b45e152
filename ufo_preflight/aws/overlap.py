"""Waiting for several AWS calls at once.

The threads are daemons, so that ^C ends the program at once: an executor's threads would first be
waited for, through all their retries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from threading import Thread
from typing import Generic, TypeVar

Item = TypeVar("Item")
Found = TypeVar("Found")


class Errand(Generic[Found]):
    """A call under way in a thread of its own; `carries` are the errors that it may end with."""

    def __init__(self, work: Callable[[], Found], *, carries: tuple[type[Exception], ...]) -> None:
        self._work = work
        self._carries = carries
        self._found: list[Found] = []
        self._error: Exception | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def result(self) -> Found:
        """Wait for the call and return what it returned, or raise what it raised.

        RuntimeError when it ended with an error that nobody foresaw, whose trace is on stderr.
        """
        self._thread.join()
        if self._error is not None:
            raise self._error
        if not self._found:
            raise RuntimeError("a call ended without a result")
        return self._found[0]

    def _run(self) -> None:
        try:
            self._found.append(self._work())
        except self._carries as error:
            self._error = error


def overlapped(
    work: Callable[[Item], Found],
    items: Sequence[Item],
    *,
    at_once: int,
    carries: tuple[type[Exception], ...] = (),
) -> Iterator[Found]:
    """Yield what `work` returns for each item, in their order, a few of them under way at a time."""
    errands = [Errand(_bound(work, item), carries=carries) for item in items[:at_once]]
    waiting = list(items[at_once:])
    while errands:
        found = errands.pop(0).result()
        if waiting:
            errands.append(Errand(_bound(work, waiting.pop(0)), carries=carries))
        yield found


def _bound(work: Callable[[Item], Found], item: Item) -> Callable[[], Found]:
    return lambda: work(item)
