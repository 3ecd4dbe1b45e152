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
# Longer than all attempts of a call take together; an answer that comes drop by drop has no end.
LONGEST = 300.0


class BackgroundCall(Generic[Found]):
    """A call under way in a thread of its own."""

    def __init__(self, work: Callable[[], Found]) -> None:
        self._work = work
        self._found: list[Found] = []
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def result(self, seconds: float = LONGEST) -> Found:
        """Return what the call returned, or raise what it raised; TimeoutError after `seconds`."""
        self._thread.join(seconds)
        if self._error is not None:
            raise self._error
        if not self._found:
            raise TimeoutError(f"no answer within {seconds:g} seconds")
        return self._found[0]

    def _run(self) -> None:
        try:
            self._found.append(self._work())
        except BaseException as error:  # noqa: BLE001 - raised again by `result`
            self._error = error


def concurrently(
    work: Callable[[Item], Found],
    items: Sequence[Item],
    *,
    at_once: int,
    late: Callable[[Item], Found] | None = None,
    seconds: float = LONGEST,
) -> Iterator[Found]:
    """Yield what `work` returns for each item, in their order, at most `at_once` under way.

    After `seconds` an item's is what `late` returns for it, or TimeoutError is raised.
    """
    calls = [BackgroundCall(partial(work, item)) for item in items[:at_once]]
    for at, item in enumerate(items):
        try:
            found = calls[at].result(seconds)
        except TimeoutError:
            if late is None:
                raise
            found = late(item)
        if len(calls) < len(items):
            calls.append(BackgroundCall(partial(work, items[len(calls)])))
        yield found
