"""Several calls at a time: their order, their errors, and never too many."""

from __future__ import annotations

from threading import Barrier, Event, Lock

import pytest

from ufo_preflight.aws.background import BackgroundCall, concurrently


def test_results_come_in_the_order_of_the_items():
    assert list(concurrently(lambda item: item * 2, range(7), at_once=3)) == [0, 2, 4, 6, 8, 10, 12]
    assert list(concurrently(lambda item: item, (), at_once=3)) == []


def test_the_first_calls_are_under_way_together():
    together = Barrier(3, timeout=10)
    assert sorted(concurrently(lambda _item: together.wait(), range(3), at_once=3)) == [0, 1, 2]


def test_there_are_never_more_than_allowed_under_way():
    lock, under_way, seen = Lock(), [], []

    def work(item):
        with lock:
            under_way.append(item)
            seen.append(len(under_way))
        with lock:
            under_way.remove(item)

    list(concurrently(work, range(50), at_once=2))
    assert max(seen) <= 2


def test_an_error_in_a_call_is_raised_where_its_result_is_wanted():
    call = BackgroundCall(lambda: 1 // 0)
    for _time in range(2):
        with pytest.raises(ZeroDivisionError):
            call.result()


def test_a_result_may_be_asked_for_again():
    calls = iter([1, 2])
    call = BackgroundCall(lambda: next(calls))
    assert (call.result(), call.result()) == (1, 1)


def test_an_error_leaves_no_trace_on_stderr(capfd):
    with pytest.raises(ZeroDivisionError):
        BackgroundCall(lambda: 1 // 0).result()
    assert capfd.readouterr() == ("", "")


def test_an_answer_that_does_not_come_is_not_waited_for_longer_than_told():
    never = Event()
    with pytest.raises(TimeoutError, match=r"no answer within 0\.01 seconds"):
        BackgroundCall(never.wait).result(0.01)
    with pytest.raises(TimeoutError):
        list(concurrently(lambda _item: never.wait(), [1], at_once=1, seconds=0.01))


def test_a_late_item_has_its_own_result_and_the_others_have_theirs():
    never = Event()

    def work(item):
        return never.wait() if item == 1 else item

    found = concurrently(work, range(3), at_once=3, late=lambda item: -item, seconds=0.5)
    assert list(found) == [0, -1, 2]
