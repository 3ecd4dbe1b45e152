"""Several calls at a time: their order, their errors, and never too many."""

from __future__ import annotations

import subprocess
import sys
from threading import Barrier, Lock

import pytest

from ufo_preflight.aws.overlap import Errand, overlapped


def test_results_come_in_the_order_of_the_items():
    assert list(overlapped(lambda item: item * 2, range(7), at_once=3)) == [0, 2, 4, 6, 8, 10, 12]
    assert list(overlapped(lambda item: item, (), at_once=3)) == []


def test_the_first_calls_are_under_way_together():
    together = Barrier(3, timeout=10)
    assert sorted(overlapped(lambda _item: together.wait(), range(3), at_once=3)) == [0, 1, 2]


def test_there_are_never_more_than_allowed_under_way():
    lock, under_way, seen = Lock(), [], []

    def work(item):
        with lock:
            under_way.append(item)
            seen.append(len(under_way))
        with lock:
            under_way.remove(item)

    list(overlapped(work, range(50), at_once=2))
    assert max(seen) <= 2


def test_an_error_in_a_call_is_raised_where_its_result_is_wanted():
    errand = Errand(lambda: 1 // 0, carries=(ZeroDivisionError,))
    for _time in range(2):
        with pytest.raises(ZeroDivisionError):
            errand.result()


def test_a_result_may_be_asked_for_again():
    calls = iter([1, 2])
    errand = Errand(lambda: next(calls), carries=())
    assert (errand.result(), errand.result()) == (1, 1)


def test_an_error_that_nobody_foresaw_is_no_result_and_leaves_its_trace():
    program = (
        "from ufo_preflight.aws.overlap import Errand\n"
        "try: Errand(lambda: 1 // 0, carries=(OSError,)).result()\n"
        "except RuntimeError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "a call ended without a result\n"
    assert "ZeroDivisionError" in done.stderr
