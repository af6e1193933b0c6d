"""Closing the window while something is going on."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QMessageBox

from artclass_gui.main_window import MainWindow
from tests.gui.run_folders import begun_run
from trainer.events import Progress, Stage, Started, Stopped

BEGUN = (
    Started(job="train", version="0"),
    Stage(name="fit", label="Training", index=1, count=2),
    Progress(done=1, total=2, unit="steps"),
)
PAUSED = ({"do": "await", "request": "pause"}, {"do": "note", "name": "paused"}, Stopped(resumable=True))
DETACHED = ({"do": "await", "request": "detach"}, {"do": "leave"}, {"do": "eof"}, {"do": "note", "name": "went-on"})


def run_a_job(qtbot, context, scripted, *after: object, kind: str = "train", title: str = "Training VGG16") -> None:
    """Start a job that has begun and then does what comes ``after``."""
    scripted.set(kind, *BEGUN, *after)
    job = context.jobs.start(title, [kind])
    qtbot.waitUntil(lambda: job.progress is not None, timeout=20_000)


def answer(window: MainWindow, words: str, *, again: bool = True) -> None:
    """Press a button of the question."""
    box = window.findChild(QMessageBox)
    if not again:
        box.checkBox().setChecked(True)
    next(made for made in box.findChildren(QAbstractButton) if made.text().replace("&", "") == words).click()


def test_a_training_is_paused_and_the_window_closes(qtbot, window, context, scripted) -> None:
    run_a_job(qtbot, context, scripted, *PAUSED)
    window.close()
    assert window.isVisible()
    assert "Training VGG16" in window.findChild(QMessageBox).text()
    answer(window, "Pause and close")
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)
    assert (scripted.folder / "paused").exists()


def test_a_training_goes_on_in_the_background(qtbot, window, context, scripted) -> None:
    run_a_job(qtbot, context, scripted, *DETACHED)
    window.close()
    answer(window, "Keep training in the background")
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)
    assert not (scripted.folder / "went-on").exists()
    context.jobs.kill_all(patience_ms=1_000)  # what the end of the program does
    window.deleteLater()


def test_closing_can_be_thought_better_of(qtbot, window, context, scripted) -> None:
    run_a_job(qtbot, context, scripted, *PAUSED)
    window.close()
    answer(window, "Cancel closing")
    assert window.isVisible()
    assert context.jobs.running


def test_the_answer_is_remembered_and_the_next_time_nobody_asks(qtbot, window, context, scripted) -> None:
    run_a_job(qtbot, context, scripted, *PAUSED)
    window.close()
    answer(window, "Pause and close", again=False)
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)
    assert context.settings.value("training/close") == "pause"
    window.may_close = False
    window.show()
    run_a_job(qtbot, context, scripted, *PAUSED)
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)


def test_what_is_no_training_cannot_go_on_alone(qtbot, window, context, scripted) -> None:
    context.settings.set("training/close", "background")
    run_a_job(qtbot, context, scripted, *PAUSED, kind="import", title="Importing")
    window.close()
    assert "Importing" in window.findChild(QMessageBox).text()
    answer(window, "Keep running")
    assert window.isVisible()
    window.close()
    box = next(box for box in window.findChildren(QMessageBox) if box.isVisible())
    next(made for made in box.buttons() if made.text() == "Stop and quit").click()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)


def test_an_experiment_is_paused_and_that_is_said(qtbot, window, context, scripted) -> None:
    run_a_job(qtbot, context, scripted, *PAUSED, kind="ladder", title="How deep is too deep?")
    window.close()
    box = window.findChild(QMessageBox)
    assert "An experiment needs this window: it is paused" in box.informativeText()
    answer(window, "Stop and quit")
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)
    assert (scripted.folder / "paused").exists()


def test_so_is_one_beside_a_training(qtbot, window, context, scripted) -> None:
    run_a_job(qtbot, context, scripted, *PAUSED, kind="ladder", title="Which batch size?")
    run_a_job(qtbot, context, scripted, *DETACHED)
    window.close()
    assert "An experiment needs this window: it is paused" in window.findChild(QMessageBox).informativeText()
    answer(window, "Keep training in the background")
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)
    context.jobs.kill_all(patience_ms=1_000)


def test_a_run_in_the_background_holds_nobody_up(qtbot, window, context, tmp_path) -> None:
    folder = tmp_path / "Art.artclass"
    context.project.open(folder, create=True)
    run = begun_run(context.project.project)
    with run.held():
        window.train.training.look_for_running()
        qtbot.waitUntil(lambda: window.train.training.running, timeout=20_000)
        assert "goes on when this window is closed" in window.train._subtitle.text()
        assert window.close()
        assert not window.isVisible()
