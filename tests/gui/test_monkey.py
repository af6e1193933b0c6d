"""A monkey at the window, with a scripted child; nothing may break or hang, and all that it labelled can be taken back."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog

from artclass_gui.commands import Commands
from artclass_gui.main_window import MainWindow
from tests.gui.catalogs import UNLABELLED, make_copy, make_pictures, make_project, make_shapes
from tests.gui.monkey import Monkey
from tests.gui.reports import keep_report, suspect
from trainer import package
from trainer.catalog.store import Catalog
from trainer.doctor.records import Finding
from trainer.events import Epoch, Finished, Prediction, Progress, Stage, Started, Stopped
from trainer.package import Package, PackageInfo
from trainer.pixels import DECODE_SPEC

CLASSES = ("drawings", "painting")
_SPARED = ("quit", "close_project")  # the monkey stays in the room
_WITH_PROJECT = (*_SPARED, "try_samples")  # which opens another


@pytest.fixture
def window(qtbot, context, scripted, tmp_path: Path, monkeypatch) -> MainWindow:
    """A window with pictures, whose dialogs of the system are never opened."""
    for name in ("getExistingDirectory", "getOpenFileName", "getOpenFileNames", "getSaveFileName"):
        nothing = "" if name == "getExistingDirectory" else ([] if name.endswith("s") else "", "")
        monkeypatch.setattr(QFileDialog, name, lambda *_, nothing=nothing, **__: nothing)
    for name in ("open", "exec"):
        monkeypatch.setattr(QFileDialog, name, lambda *_: 0)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda *_: True)
    _script(scripted)
    project = _project(tmp_path)
    window = MainWindow(context)
    qtbot.addWidget(window)
    window.commands = Commands(context, window, tmp_path / "log.txt")
    window.show()
    with qtbot.waitSignal(context.project.catalog_changed):
        context.project.open(project)
    yield window
    window.may_close = True
    for dialog in window.findChildren(QDialog):
        dialog.close()


def _project(folder: Path) -> Path:
    """A project in which the doctor finds something of everything."""
    art = make_shapes(folder / "art", {"drawings": 8, "painting": 8, UNLABELLED: 3})
    for number in range(3):
        make_copy(art / "drawings" / f"drawings {number}.png", art / "drawings" / f"small {number}.png")
        make_copy(art / "painting" / f"painting {number}.png", art / "drawings" / f"wrong {number}.png")
    project = make_project(folder / "projects" / "art.artclass", art, looks=True)
    doubted = [suspect(number, "drawings", "painting") for number in (4, 5)]
    blank = Finding(kind="blank", level="warning", title="Blank", words="Blank.", count=2, pictures=(1, 2))
    keep_report(project, [blank], suspects=doubted)
    return project.folder


def _script(scripted) -> None:
    epoch = {"epochs": 3, "loss": 1.0, "accuracy": 0.5, "validation_loss": 1.0, "validation_accuracy": 0.5}
    epochs = [Epoch(epoch=n, seconds=1.0, learning_rate=0.001, best=True, **epoch) for n in (1, 2, 3)]
    begin = [Stage(name="learn", label="Learning", index=1, count=2), Progress(done=1, total=3, unit="steps")]
    prediction = Prediction(path="/nowhere/a.jpg", label="painting", confidence=0.9, probabilities=(0.1, 0.9))
    for job in ("train", "resume"):
        scripted.set(job, Started(job=job, version="0"), *begin, *epochs, Finished(result={"run": "gone"}))
    scripted.set("check", Started(job="check", version="0"), *begin, Finished(result={}))
    scripted.set("import", Started(job="import", version="0"), *begin, Stopped(resumable=True))
    scripted.reside(CLASSES, prediction)


def _survives(qtbot, context, monkey: Monkey, steps: int) -> None:
    window = monkey.window
    monkey.play(steps)
    _leave_the_room()
    for job in context.jobs.running:
        job.ask("cancel")
    qtbot.waitUntil(lambda: not context.jobs.running, timeout=30_000)
    assert window.isVisible(), monkey.done[-5:]
    assert "inside ArtClass" not in window.banner.message
    for dialog in window.findChildren(QDialog):
        dialog.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    window.show_page("dataset")
    assert window.dataset.isVisible() or window.welcome.isVisible()


def _leave_the_room() -> None:
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    while (dialog := QApplication.activeModalWidget()) is not None:
        dialog.close()


@pytest.fixture
def gallery(qtbot, context, scripted, window, tmp_path: Path) -> MainWindow:
    """The window with a folder of forty pictures on the Classify page, classified by a model of the two classes."""
    folder, chance = make_pictures(tmp_path / "scans", {"summer": 25, "winter": 15}), random.Random(4)
    paths = sorted(map(str, folder.rglob("*.png")))
    answers = []
    for path in paths:
        share = chance.random()
        said = {"label": CLASSES[share > 0.5], "confidence": max(share, 1 - share), "probabilities": (1 - share, share)}
        answers.append(Prediction(path=path, distance=chance.random(), **said))
    scripted.reside(CLASSES, *answers, near={path: chance.sample(paths, 5) for path in paths})
    model = tmp_path / "two.artmodel"
    told = {"name": "run", "architecture": "deep_cnn", "version": "0", "created": "2026-11-23", "temperature": 1.0}
    info = PackageInfo(format=1, classes=CLASSES, image_size=32, decode=DECODE_SPEC, **told)
    package.write(model, Package(info=info, model=b"model"))
    window.show_page("classify")
    window.classify.open_model(model)
    window.classify.open_folder(folder)
    qtbot.waitUntil(lambda: window.classify.session.complete)
    return window


def _labels(context) -> dict[str, str | None]:
    with Catalog.open(context.project.project, readonly=True) as catalog:
        return {item.name: item.label for item in catalog.labelled()}


def _all_taken_back(qtbot, context, window: MainWindow, before: dict[str, str | None]) -> None:
    while context.undo.canUndo():
        context.undo.undo()
    decider = window.classify.results.review.reviewer._decider
    decider.finish()
    qtbot.waitUntil(lambda: not decider.busy, timeout=30_000)
    images = window.classify.images
    assert {images.row(row).own for row in range(images.total)} <= {None}
    qtbot.waitUntil(lambda: _labels(context) == before, timeout=30_000)  # other pages carry out their own decisions


@pytest.mark.parametrize("seed", [1, 2])
def test_a_short_play(qtbot, context, window, seed: int) -> None:
    _survives(qtbot, context, Monkey(window, seed, _SPARED), steps=150)


@pytest.mark.soak
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("seed", range(100, 110))
def test_a_long_play(qtbot, context, window, seed: int) -> None:
    _survives(qtbot, context, Monkey(window, seed, _SPARED), steps=3_000)


@pytest.mark.parametrize("seed", [5, 6])
def test_a_short_play_in_the_gallery(qtbot, context, gallery, seed: int) -> None:
    before = _labels(context)
    _survives(qtbot, context, Monkey(gallery, seed, _WITH_PROJECT), steps=200)
    _all_taken_back(qtbot, context, gallery, before)


@pytest.mark.soak
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("seed", range(200, 210))
def test_a_long_play_in_the_gallery(qtbot, context, gallery, seed: int) -> None:
    before = _labels(context)
    _survives(qtbot, context, Monkey(gallery, seed, _WITH_PROJECT), steps=2_000)
    _all_taken_back(qtbot, context, gallery, before)
