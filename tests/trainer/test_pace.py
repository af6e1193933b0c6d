"""How fast a stage goes: the time that is left is reckoned with the work that is left, not with what was only looked up."""

from __future__ import annotations

import pytest

from trainer.events import Event, Progress
from trainer.pace import Pace


class Stage:
    """A stage whose clock stands still unless it is told."""

    def __init__(self, total: int, done: int = 0) -> None:
        self.now = 0.0
        self.told: list[Progress] = []
        self.pace = Pace(self._hear, "pictures", total=total, done=done, clock=lambda: self.now)

    def _hear(self, event: Event) -> None:
        assert isinstance(event, Progress)
        self.told.append(event)

    def work(self, count: int, seconds: float, *, known: int = 0) -> None:
        self.now += seconds
        self.pace.advance(count, known=known)

    @property
    def left(self) -> float | None:
        return self.told[-1].seconds_left


def test_the_time_left_is_that_of_the_speed_so_far() -> None:
    stage = Stage(1_000)
    stage.work(100, 2.0)
    assert stage.left == pytest.approx(18.0)
    stage.work(100, 4.0)
    assert stage.left == pytest.approx(24.0)


def test_what_was_done_before_counts_for_nothing() -> None:
    stage = Stage(1_000, done=900)
    assert stage.left is None
    stage.work(50, 5.0)
    assert (stage.told[-1].done, stage.left) == (950, pytest.approx(5.0))


def test_answers_that_were_kept_make_the_rest_no_quicker() -> None:
    stage = Stage(100_000)
    for _ in range(100):
        stage.work(400, 0.3, known=400)
    assert stage.left == pytest.approx(45.0)  # as far as one can tell, all are known
    stage.work(32, 1.0, known=12)
    assert stage.left == pytest.approx((100_000 - 40_032) / 20, abs=1)
    stage.work(400, 0.3, known=400)  # a few more are met on the way
    assert stage.left == pytest.approx((100_000 - 40_432) / 20, abs=1)


def test_how_many_are_known_may_be_said_of_all_that_are_done() -> None:
    stage = Stage(1_000)
    stage.now = 1.0
    stage.pace.at(600, known=600)
    stage.now = 3.0
    stage.pace.at(620, known=600)
    assert stage.left == pytest.approx(38.0)


def test_nothing_is_said_of_the_first_moment_and_the_last_one_is_always_told() -> None:
    stage = Stage(3)
    stage.work(1, 0.01)
    stage.work(2, 0.01)
    assert [(event.done, event.seconds_left) for event in stage.told] == [(0, None), (3, None)]
