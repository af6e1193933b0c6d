"""A monkey at the window: seeded random clicks and keys, with a scripted child; nothing may break or hang."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMenu,
    QSlider,
    QTabBar,
    QWidget,
)

from artclass_gui.commands import Commands
from artclass_gui.main_window import MainWindow
from tests.e2e.pilot import let_run
from tests.gui.catalogs import UNLABELLED, make_copy, make_project, make_shapes
from tests.gui.reports import keep_report, suspect
from trainer.doctor.records import Finding
from trainer.events import Epoch, Finished, Prediction, Progress, Stage, Started, Stopped

_CONTROLS = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QSlider, QTabBar)
_KEYS = (
    Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down,
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_F2, Qt.Key.Key_Delete,
    Qt.Key.Key_A, Qt.Key.Key_5, Qt.Key.Key_Plus, Qt.Key.Key_PageDown, Qt.Key.Key_1, Qt.Key.Key_0, Qt.Key.Key_K,
    Qt.Key.Key_N, Qt.Key.Key_S, Qt.Key.Key_L,
)  # fmt: skip
_SPARED = ("quit", "close_project")  # the monkey stays in the room


class Monkey:
    """Picks what is visible and enabled, and clicks, types or turns it."""

    def __init__(self, window: MainWindow, seed: int) -> None:
        self._window = window
        self._chance = random.Random(seed)
        self.done: list[str] = []

    def play(self, steps: int) -> None:
        for _ in range(steps):
            deed = self._chance.choices((self._click, self._key, self._action), (6, 3, 1))[0]
            deed()
            let_run(self._chance.choice((0, 0, 0, 5, 20)))

    def _room(self) -> QWidget:
        return QApplication.activePopupWidget() or QApplication.activeModalWidget() or self._window

    def _click(self) -> None:
        room = self._room()
        seen = [widget for kind in _CONTROLS for widget in room.findChildren(kind) if self._reachable(widget)]
        if isinstance(room, QMenu) or not seen:
            QTest.keyClick(room, Qt.Key.Key_Escape)
            return
        widget = self._chance.choice(seen)
        target = widget.viewport() if isinstance(widget, QAbstractItemView) else widget
        place = QPoint(self._chance.randrange(max(1, target.width())), self._chance.randrange(max(1, target.height())))
        self.done.append(f"click {type(widget).__name__} “{widget.accessibleName()}”")
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=place)

    def _key(self) -> None:
        room = self._room()
        widget = room.focusWidget() or room
        key = self._chance.choice(_KEYS)
        self.done.append(f"{key.name} on {type(widget).__name__}")
        QTest.keyClick(widget, key)

    def _action(self) -> None:
        actions: dict[str, QAction] = self._window.commands.menus.actions
        possible = [name for name, action in actions.items() if action.isEnabled() and name not in _SPARED]
        if isinstance(self._room(), MainWindow):
            name = self._chance.choice(possible)
            self.done.append(f"action {name}")
            actions[name].trigger()

    @staticmethod
    def _reachable(widget: QWidget) -> bool:
        return widget.isVisible() and widget.isEnabled() and not widget.visibleRegion().isEmpty()


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
    scripted.reside(("drawings", "painting"), prediction)


def _survives(qtbot, context, window: MainWindow, seed: int, steps: int) -> None:
    monkey = Monkey(window, seed)
    monkey.play(steps)
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


@pytest.mark.parametrize("seed", [1, 2])
def test_a_short_play(qtbot, context, window, seed: int) -> None:
    _survives(qtbot, context, window, seed, steps=150)


@pytest.mark.soak
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("seed", range(100, 110))
def test_a_long_play(qtbot, context, window, seed: int) -> None:
    _survives(qtbot, context, window, seed, steps=3_000)
