"""A job pauses before the battery is empty."""

from __future__ import annotations

import threading
from collections import namedtuple
from collections.abc import Callable, Iterator

import psutil
import pytest

from trainer.channel import Control
from trainer.events import Event, LowBattery
from trainer.running import battery
from trainer.running.battery import Battery

Reading = namedtuple("Reading", "percent secsleft power_plugged")


def falling(*levels: Battery | None) -> tuple[Callable[[], Battery | None], threading.Event]:
    """Gives the levels one after another, the last one for ever, and says when that was given twice."""
    left: Iterator[Battery | None] = iter(levels)
    last, over = levels[-1], threading.Event()

    def look() -> Battery | None:
        for level in left:
            return level
        over.set()
        return last

    return look, over


def watched(*levels: Battery | None, level: int = 20) -> tuple[Control, list[Event]]:
    """What a job is asked and told while the battery falls like that."""
    control, told = Control(), []
    look, over = falling(*levels)
    with battery.watched(control, told.append, level=level, look=look, between=0.01):
        if level and levels[0] is not None:
            while not over.wait(0.01) and control.request is None:
                pass
    return control, told


def test_below_the_level_the_job_pauses_and_says_why() -> None:
    control, told = watched(Battery(22, plugged=False), Battery(20, plugged=False), Battery(19, plugged=False))
    assert control.request == "pause"
    assert told == [LowBattery(percent=19, level=20)]


@pytest.mark.parametrize(
    "levels",
    [
        (Battery(80, plugged=False), Battery(20, plugged=False)),
        (Battery(80, plugged=False), Battery(5, plugged=True)),
        (None,),
    ],
)
def test_otherwise_it_goes_on(levels: tuple[Battery | None, ...]) -> None:
    control, told = watched(*levels)
    assert control.request is None
    assert told == []


def test_a_job_begun_below_the_level_was_wanted_so() -> None:
    control, told = watched(*(Battery(percent, plugged=False) for percent in (12, 8, 6, 5)))
    assert told == [LowBattery(percent=5, level=6)]
    assert control.request == "pause"


def test_at_level_nought_it_never_pauses() -> None:
    assert watched(Battery(90, plugged=False), Battery(1, plugged=False), level=0)[0].request is None


@pytest.mark.parametrize(
    ("reading", "read"),
    [
        (Reading(55.4, 100, power_plugged=False), Battery(55, plugged=False)),
        (Reading(55.4, -2, power_plugged=None), Battery(55, plugged=True)),
        (None, None),
    ],
)
def test_what_the_computer_says_of_its_battery(monkeypatch, reading, read) -> None:
    monkeypatch.setattr(psutil, "sensors_battery", lambda: reading, raising=False)
    assert battery.read() == read


def test_a_battery_that_cannot_be_read_is_none(monkeypatch) -> None:
    monkeypatch.setattr(psutil, "sensors_battery", lambda: 1 / 0, raising=False)
    assert battery.read() is None
