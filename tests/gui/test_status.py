"""The window's lower edge."""

from __future__ import annotations

import pytest

from artclass_gui.status import JobStatus, progress_title
from trainer.events import Awake, Started, Stopped

REFUSED = "This desktop offers no way to keep the computer awake."


@pytest.fixture
def status(qtbot, context) -> JobStatus:
    status = JobStatus(context.jobs)
    qtbot.addWidget(status)
    return status


def run(qtbot, context, scripted, *said: object, kind: str = "train") -> None:
    """A job that says something and runs on until it is asked to stop."""
    scripted.set(
        kind, Started(job="train", version="0"), *said, {"do": "await", "request": "stop"}, Stopped(resumable=False)
    )
    job = context.jobs.start("Training VGG16", [kind])
    with qtbot.waitSignal(job.said, timeout=20_000):
        pass


def end(qtbot, context) -> None:
    with qtbot.waitSignal(context.jobs.idle, timeout=20_000):
        for job in context.jobs.running:
            job.ask("stop")


def test_that_the_computer_stays_awake_is_said_as_long_as_it_does(qtbot, context, scripted, status) -> None:
    run(qtbot, context, scripted, Awake(kept=True))
    qtbot.waitUntil(lambda: status.awake.text() == "The computer stays awake while this runs", timeout=20_000)
    end(qtbot, context)
    assert status.awake.text() == ""
    assert status.isHidden()


def test_that_the_desktop_refuses_is_said_with_its_reason(qtbot, context, scripted, status) -> None:
    run(qtbot, context, scripted, Awake(kept=False, reason=REFUSED))
    qtbot.waitUntil(lambda: status.awake.text() == "The computer may fall asleep", timeout=20_000)
    assert status.awake.toolTip() == REFUSED
    end(qtbot, context)


def test_what_begins_by_itself_is_not_spoken_of(qtbot, context, scripted, status) -> None:
    run(qtbot, context, scripted, kind="estimate")
    assert status.isHidden()
    assert progress_title(context.jobs) == ""
    end(qtbot, context)
