"""What tests do with the whole window (the fixture `window`)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QAction

from artclass_gui.main_window import MainWindow
from trainer.events import Progress, Stage, Started, Stopped


def action(window: MainWindow, name: str) -> QAction:
    """What a row of the table has become."""
    return window.commands.menus.actions[name]


def open_project(qtbot, context, tmp_path: Path, name: str = "My art") -> Path:
    """Make a project and open it."""
    folder = tmp_path / f"{name}.artclass"
    with qtbot.waitSignal(context.project.runs_changed):
        context.project.open(folder, create=True)
    return folder


def run_a_job(qtbot, context, scripted, *after: object) -> None:
    """Start a training that runs until it is asked to pause."""
    scripted.set(
        "train",
        Started(job="train", version="0"),
        Stage(name="fit", label="Training", index=1, count=2),
        Progress(done=1, total=2, unit="steps"),
        {"do": "await", "request": "pause"},
        Stopped(resumable=True),
    )
    job = context.jobs.start("Training VGG16", ["train"])
    qtbot.waitUntil(lambda: job.progress is not None)
