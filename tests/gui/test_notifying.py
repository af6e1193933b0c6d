"""Notifications of the desktop: of what took long, while another program is in front, where the person wants them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QMainWindow, QSystemTrayIcon

from artclass_gui import notifying
from artclass_gui.notifying import Notifier
from tests.gui.run_folders import begun_run
from trainer.events import Event, Failed, Finished, Progress, Settled, Stopped
from trainer.project import Project

DONE = Finished(result={"validation_accuracy": 0.875, "validation_images": 40, "validation_interval": [0.74, 0.945]})


@pytest.fixture
def said(qtbot, context, monkeypatch) -> Iterator[list[tuple[str, str]]]:
    """What the desktop was asked to show, of jobs however short."""
    shown: list[tuple[str, str]] = []
    monkeypatch.setattr(notifying, "_LONG", 0.0)
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda _self, title, words, _kind: shown.append((title, words)))
    window = QMainWindow()
    qtbot.addWidget(window)
    Notifier(context, window)
    yield shown
    window.close()


@pytest.fixture
def do(qtbot, context, scripted) -> Callable[..., None]:
    """Does a job that ends so."""

    def run(ending: Event, kind: str = "train") -> None:
        scripted.set(kind, ending)
        with qtbot.waitSignal(context.jobs.ended, timeout=20_000):
            context.jobs.start("Training VGG16", [kind])

    return run


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        (DONE, "Done. Right on 87.5 % of 40 validation pictures (95 % interval 74.0–94.5 %)."),
        (
            Finished(result={"finished": 2, "failed": 1, "items": []}),
            "The queue is done: 2 trainings have finished, 1 has failed.",
        ),
        (Finished(result={"finished": 1, "failed": 0, "items": []}), "The queue is done: 1 training has finished."),
        (Failed(message="The disk is full", remedy="Free some space."), "The disk is full. Free some space."),
        (Stopped(resumable=True), "It is paused and can go on from where it was."),
    ],
)
def test_the_end_of_a_job_is_told(do, said, ending, words) -> None:
    do(ending)
    assert said == [("Training VGG16", words)]


def test_not_of_jobs_that_begin_by_themselves(do, said) -> None:
    do(DONE, kind="check")
    assert said == []


def test_not_where_the_person_does_not_want_it(context, do, said) -> None:
    context.settings.set("window/notify", False)
    do(DONE)
    assert said == []


def test_not_of_what_took_an_instant(do, said, monkeypatch) -> None:
    monkeypatch.setattr(notifying, "_LONG", 60.0)
    do(DONE)
    assert said == []


def test_a_predictor_that_stays_tells_that_it_has_answered_all(qtbot, context, scripted, said) -> None:
    settled = Settled(answered=2_000, kept=0, failed=0)
    scripted.set("predictor", Progress(done=1, total=2_000, unit="pictures"), settled, settled, {"do": "eof"})
    context.jobs.start("Classifying “Summer”", ["predictor"])
    qtbot.waitUntil(lambda: said == [("Classifying “Summer”", "Done: 2,000 pictures.")])


def test_not_to_a_person_who_is_looking(do, said, monkeypatch) -> None:
    monkeypatch.setattr(QMainWindow, "isActiveWindow", lambda _self: True)
    do(DONE)
    assert said == []


def test_what_was_found_going_on_is_told_though_the_window_has_just_found_it(
    qtbot, context, said, monkeypatch, tmp_path
) -> None:
    monkeypatch.setattr(notifying, "_LONG", 60.0)
    run = begun_run(Project.create(tmp_path / "p.artclass"), "vgg16", DONE)
    with qtbot.waitSignal(context.jobs.ended, timeout=20_000):
        context.jobs.follow("Training VGG16", run)
    assert [title for title, _ in said] == ["Training VGG16"]
