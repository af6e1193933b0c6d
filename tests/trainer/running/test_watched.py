"""A child that is watched: its events told, requests passed on, its memory measured."""

from __future__ import annotations

import sys
import threading

from trainer.channel import Control
from trainer.events import Event, Failed, Finished, Notice, Stopped
from trainer.running.watched import Watched

_LARGE = 120_000_000  # bytes
_CHILD = f"""
import sys
held = bytearray({_LARGE})
print('{{"event":"notice","message":"here"}}', flush=True)
asked = sys.stdin.readline().strip() if {{waits}} else ""
print('{{"event":"stopped","resumable":true}}' if asked == "pause" else '{{"event":"finished","result":{{}}}}', flush=True)
"""


def child(control: Control, *, waits: bool, pass_on: bool = True) -> Watched:
    program = _CHILD.replace("{waits}", str(waits))
    return Watched([], control=control, pass_on=pass_on, command=[sys.executable, "-c", program])


def test_events_are_told_and_the_last_one_is_given_back() -> None:
    told: list[Event] = []
    assert child(Control(), waits=False).run(told.append) == Finished(result={})
    assert told == [Notice(message="here")]


def test_what_is_asked_of_the_job_is_asked_of_the_child_and_its_memory_is_measured() -> None:
    control = Control()
    watched = child(control, waits=True)

    def hear(_event: Event) -> None:
        threading.Thread(target=ask_once_measured, daemon=True).start()

    def ask_once_measured() -> None:
        over = threading.Event()
        while not watched.peak_mb:  # the watcher looks four times a second
            over.wait(0.05)
        control.ask("pause")

    assert watched.run(hear) == Stopped(resumable=True)
    assert watched.peak_mb > _LARGE / 1e6


def test_a_child_that_is_not_to_be_asked_is_ended() -> None:
    control = Control()
    ending = child(control, waits=True, pass_on=False).run(lambda _event: control.ask("cancel"))
    assert isinstance(ending, Failed)
