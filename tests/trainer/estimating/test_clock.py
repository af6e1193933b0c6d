"""Timing what is done, whoever else is at work."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from trainer.estimating import clock
from trainer.estimating.clock import timed


class Machine:
    """A clock that is set by hand: each piece of work takes so long, with so many cores at it, among others."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, wall: float, work: float, others: float) -> None:
        self.wall = self.own = self.everybody = 0.0
        self._step = (wall, work, others)
        self.done = 0
        monkeypatch.setattr(clock, "_now", lambda: clock._Now(self.wall, self.own, self.everybody))
        monkeypatch.setattr(clock.time, "monotonic", lambda: self.wall)
        monkeypatch.setattr(clock.psutil, "cpu_count", lambda: 2)
        monkeypatch.setattr(clock.parallel, "usable_cores", lambda: 2)

    def __call__(self) -> None:
        wall, work, others = self._step
        self.done += 1
        self.wall += wall
        self.own += work
        self.everybody += work + others


def test_on_a_quiet_machine_the_clock_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    assert timed(Machine(monkeypatch, wall=0.3, work=0.5, others=0.01)) == pytest.approx(0.3)


def test_on_a_busy_machine_long_things_are_told_by_their_work(monkeypatch: pytest.MonkeyPatch) -> None:
    assert timed(Machine(monkeypatch, wall=2.0, work=0.9, others=3.0)) == pytest.approx(0.5)


def test_on_a_busy_machine_short_things_are_told_by_their_work_on_one_core(monkeypatch: pytest.MonkeyPatch) -> None:
    assert timed(Machine(monkeypatch, wall=0.04, work=0.01, others=0.06)) == pytest.approx(0.01)


def test_work_is_repeated_until_the_time_is_up_but_not_too_often(monkeypatch: pytest.MonkeyPatch) -> None:
    slow, quick = Machine(monkeypatch, wall=5, work=5, others=0), Machine(monkeypatch, wall=0.001, work=0.001, others=0)
    for machine in (slow, quick):
        monkeypatch.setattr(clock, "_now", lambda machine=machine: clock._Now(machine.wall, machine.own, machine.own))
        monkeypatch.setattr(clock.time, "monotonic", lambda machine=machine: machine.wall)
        timed(machine, least=2, most=12, seconds=0.6)
    assert (slow.done, quick.done) == (2, 12)


def test_what_keeps_all_cores_at_work_is_told_by_its_work_on_a_busy_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    assert clock.together(Machine(monkeypatch, wall=9, work=1.8, others=16)) == pytest.approx(1)
    assert clock.together(Machine(monkeypatch, wall=1.1, work=1.8, others=0)) == pytest.approx(1.1)
    assert clock.once(Machine(monkeypatch, wall=9, work=1.8, others=16)) == pytest.approx(1.8)


@pytest.mark.skipif(os.name != "posix", reason="only there a process knows what its children have done")
def test_the_work_of_a_child_that_has_ended_is_no_work_of_others() -> None:
    before = clock._now()
    work = "import time\nwhile time.process_time() < 0.3: pass"
    subprocess.run([sys.executable, "-c", work], check=True)
    assert clock._now().own - before.own >= 0.25
