"""The open project: its runs and pictures are read in the background, never twice at once, and only the newest answer counts."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from artclass_gui import project as gui_project
from artclass_gui.context import Context
from trainer.errors import ProjectError
from trainer.project import Project


class SlowReading:
    """Stands in for the reading of the runs: waits until it is let go, and counts how many read at once."""

    def __init__(self) -> None:
        self._gate = threading.Semaphore(0)
        self._lock = threading.Lock()
        self.begun: list[Project] = []
        self.at_once = self.most_at_once = 0
        self.error: Exception | None = None

    def __call__(self, project: Project) -> Any:
        """Read when let go; the answer tells which reading it is."""
        with self._lock:
            self.begun.append(project)
            number = len(self.begun)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        self._gate.acquire()
        with self._lock:
            self.at_once -= 1
        if self.error is not None:
            raise self.error
        return (number,), ()

    def let_go(self, readings: int = 1) -> None:
        """Let so many readings end."""
        self._gate.release(readings)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch):
    slow = SlowReading()
    monkeypatch.setattr(gui_project, "_read_runs", slow)
    yield slow
    slow.let_go(100)


@pytest.fixture
def told(context: Context) -> list[Any]:
    """What was told of the runs, in order."""
    told: list[Any] = []
    context.project.runs_changed.connect(lambda: told.append(context.project.runs))
    return told


def test_what_is_asked_for_during_a_reading_is_read_once_after_it(qtbot, context, slow, told, tmp_path) -> None:
    context.project.open(tmp_path / "p.artclass", create=True)
    qtbot.waitUntil(lambda: len(slow.begun) == 1)
    for _ in range(5):
        context.project.reload_runs()
    slow.let_go()
    qtbot.waitUntil(lambda: len(slow.begun) == 2)
    slow.let_go()
    qtbot.waitUntil(lambda: bool(told))
    assert told == [(2,)]
    assert slow.most_at_once == 1
    assert len(slow.begun) == 2


def test_a_closed_project_is_not_told_of_and_the_next_one_waits(qtbot, context, slow, told, tmp_path: Path) -> None:
    context.project.open(tmp_path / "a.artclass", create=True)
    qtbot.waitUntil(lambda: len(slow.begun) == 1)
    context.project.reload_runs()
    context.project.open(tmp_path / "b.artclass", create=True)
    slow.let_go(2)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [(2,)]
    assert [project.name for project in slow.begun] == ["a", "b"]
    assert slow.most_at_once == 1


def test_a_reading_that_fails_is_told_and_the_next_one_works(qtbot, context, slow, told, tmp_path: Path) -> None:
    slow.error = ProjectError("The disk is gone")
    with qtbot.waitSignal(context.project.failed, timeout=20_000) as failed:
        context.project.open(tmp_path / "p.artclass", create=True)
        slow.let_go()
    assert failed.args == ["The disk is gone."]
    slow.error = None
    slow.let_go()
    with qtbot.waitSignal(context.project.runs_changed, timeout=20_000):
        context.project.reload_runs()
    assert told == [(2,)]
