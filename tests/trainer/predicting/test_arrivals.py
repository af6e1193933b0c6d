"""Half-written files: waited for until they stand still and can be decoded, or given up with a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trainer import tiny
from trainer.predicting.arrivals import Arrivals


class Clock:
    """Goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def arrivals(clock: Clock, told: list[str]) -> Arrivals:
    return Arrivals(told.append, still=0.5, patience=30.0, clock=clock)


def after(arrivals: Arrivals, clock: Clock, seconds: float) -> list[str]:
    """What is told within some time, a look every 0.1 s."""
    found: list[str] = []
    for _ in range(round(seconds * 10)):
        clock.now += 0.1
        found.extend(path for whole in arrivals.whole() for path in whole)
    return found


def test_what_is_waited_for_can_be_asked_until_it_was_taken(arrivals: Arrivals, clock: Clock, tmp_path: Path) -> None:
    whole, half = (str(tmp_path / name) for name in ("a.jpg", "b.jpg"))
    Path(whole).write_bytes(tiny.jpeg())
    Path(half).write_bytes(tiny.jpeg()[:-100])
    arrivals.note([half, whole])
    assert arrivals.paths() == [whole, half]
    assert after(arrivals, clock, 0.8) == []
    clock.now += 1
    leaving = arrivals.whole()
    assert next(leaving) == [whole]
    leaving.close()  # whoever watches leaves before it could be told
    assert arrivals.paths() == [whole, half]
    assert after(arrivals, clock, 1) == [whole]
    assert arrivals.paths() == [half]


def test_a_picture_that_stands_still_is_told_once(arrivals: Arrivals, clock: Clock, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(tiny.jpeg())
    arrivals.note([str(path)])
    assert after(arrivals, clock, 0.4) == []
    assert after(arrivals, clock, 2.0) == [str(path)]
    assert len(arrivals) == 0


def test_a_file_that_grows_is_waited_for_as_long_as_it_grows(
    arrivals: Arrivals, clock: Clock, told: list[str], tmp_path: Path
) -> None:
    path, data = tmp_path / "a.jpg", tiny.jpeg(1, (300, 200))
    path.write_bytes(data[:100])
    arrivals.note([str(path)])
    for end in range(200, 2_000, 50):
        assert after(arrivals, clock, 2.0) == []
        path.write_bytes(data[:end])
    path.write_bytes(data)
    assert after(arrivals, clock, 40.0) == [str(path)]
    assert not told


def test_what_stays_half_is_given_up_with_a_word(
    arrivals: Arrivals, clock: Clock, told: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(tiny.jpeg(1, (300, 200))[:1_500])
    arrivals.note([str(path)])
    assert after(arrivals, clock, 25.0) == []
    assert after(arrivals, clock, 60.0) == [str(path)]
    assert told == [f"This file is still no whole picture after 30 seconds: {path}: ends too early (truncated)."]


def test_what_vanishes_meanwhile_is_not_told(arrivals: Arrivals, clock: Clock, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    arrivals.note([str(path)])
    assert after(arrivals, clock, 2.0) == []
    assert len(arrivals) == 0


def test_many_are_told_in_handfuls(arrivals: Arrivals, clock: Clock, tmp_path: Path) -> None:
    tiny.folder(tmp_path, {f"{number}.jpg": tiny.jpeg(number) for number in range(40)})
    arrivals.note(map(str, tmp_path.iterdir()))
    clock.now += 1
    assert list(arrivals.whole()) == []
    clock.now += 1
    assert [len(whole) for whole in arrivals.whole()] == [32, 8]
