"""A real training that the window leaves in the background and finds again when it is opened anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from artclass_gui.app import App
from tests.trainer import making
from trainer import holding, runs
from trainer.config import default_config
from trainer.events import Stopped
from trainer.project import Project
from trainer.running import following, steering

_PATIENCE_MS = 120_000


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = making.project(tmp_path)
    yield made
    for run in following.running(made):  # where the test has failed
        steering.ask(run.folder, "cancel")
        steering.until_ended(run.folder)


def opened(tmp_path: Path, project: Project) -> App:
    app = App(["artclass"], settings=QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    app.window.show()
    app.context.settings.set("training/close", "background")
    app.context.project.open(project.folder)
    return app


def test_the_window_is_closed_and_opened_again_while_the_training_goes_on(qtbot, tmp_path, project) -> None:
    app = opened(tmp_path, project)
    training = app.window.train.training
    training.start(default_config("deep_cnn", image_size=32, batch_size=4, epochs=1_000, patience=1_000))
    qtbot.waitUntil(lambda: bool(training.history.epochs), timeout=_PATIENCE_MS)
    app.window.close()
    qtbot.waitUntil(lambda: not app.window.isVisible(), timeout=_PATIENCE_MS)
    app.shut_down()
    (run,) = runs.list_runs(project)
    assert holding.is_held(run.folder)

    again = opened(tmp_path, project)
    training = again.window.train.training
    qtbot.waitUntil(lambda: training.running and bool(training.history.epochs), timeout=_PATIENCE_MS)
    seen = len(training.history.epochs)
    qtbot.waitUntil(lambda: len(training.history.epochs) > seen, timeout=_PATIENCE_MS)
    assert again.window.windowTitle().endswith("colours — ArtClass")
    with qtbot.waitSignal(training.ended, timeout=_PATIENCE_MS) as end:
        training.pause()
    assert end.args == [Stopped(resumable=True)]
    assert run.resumable()
    qtbot.waitUntil(lambda: again.window.train.offer.message != "", timeout=_PATIENCE_MS)
    again.window.close()
    again.shut_down()
    for window in (app.window, again.window):
        window.deleteLater()
