"""Work in threads: in order, bounded, and ended with the reader."""

from __future__ import annotations

import threading

import pytest

from trainer import parallel


def test_results_come_in_order_from_several_threads() -> None:
    barrier = threading.Barrier(2, timeout=20)  # passes only if two work at once

    def work(number: int) -> int:
        if number < 2:
            barrier.wait()
        return number * number

    assert list(parallel.in_order(work, range(50), workers=2)) == [n * n for n in range(50)]


def test_a_failure_comes_in_its_turn() -> None:
    def work(number: int) -> int:
        if number == 3:
            raise ValueError(number)
        return number

    results = parallel.in_order(work, range(9), workers=2)
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="3"):
        next(results)


def test_no_thread_is_left_behind() -> None:
    before = threading.active_count()
    results = parallel.in_order(lambda n: n, range(1_000), workers=2)
    next(results)
    results.close()
    assert threading.active_count() == before
    assert list(parallel.in_order(lambda n: n, [], workers=2)) == []
    assert parallel.usable_cores() >= 1
