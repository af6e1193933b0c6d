"""The window's services with a scripted child, made fresh for each test."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from artclass_gui.chart_library import ChartLibrary
from artclass_gui.commands import Commands
from artclass_gui.context import Context
from artclass_gui.gallery.thumbnails import Thumbnails
from artclass_gui.jobs.board import JobBoard
from artclass_gui.main_window import MainWindow
from artclass_gui.project import ProjectModel
from artclass_gui.settings import Settings
from artclass_gui.tasks import Tasks
from artclass_gui.theme import Theme
from trainer.events import Event, Prediction, encode


class Script:
    """What the scripted child will do, by command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def command(self) -> list[str]:
        """The program to give to a `JobBoard`."""
        return [sys.executable, str(Path(__file__).with_name("scripted_child.py")), str(self.folder)]

    def set(self, command: str, *steps: Event | dict[str, object]) -> None:
        """Let ``command`` (for example "train") replay ``steps``: events, or directives as dicts."""
        lines = [json.dumps(step) if isinstance(step, dict) else encode(step).decode().strip() for step in steps]
        (self.folder / f"{command}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")

    def arguments(self, command: str) -> list[str]:
        """The arguments that the child was last started with, the command first."""
        arguments: list[str] = json.loads((self.folder / f"{command}.args.json").read_text())
        return arguments

    def reside(self, classes: Sequence[str], *predictions: Prediction, **more: object) -> None:
        """Let the child be a resident predictor that has these answers (see `scripted_predictor`)."""
        answers = msgspec.to_builtins(predictions)
        self.set("predictor", {"do": "reside", "classes": list(classes), "answers": answers, **more})

    def asked(self, *kinds: str) -> list[dict[str, Any]]:
        """The questions that the resident predictor has heard, by default of all kinds."""
        path = self.folder / "predictor.questions.jsonl"
        whole = path.read_text().rpartition("\n")[0] if path.exists() else ""  # the last line may be being written
        questions = [json.loads(line) for line in whole.splitlines()]
        return [question for question in questions if not kinds or question["do"] in kinds]

    def tell(self, *events: Event) -> None:
        """Let the resident predictor say something that nobody has asked for."""
        with (self.folder / "predictor.tell.jsonl").open("ab") as lines:
            lines.write(b"".join(encode(event) for event in events))


@pytest.fixture
def scripted(tmp_path: Path) -> Script:
    """The script of the child that `context` starts."""
    folder = tmp_path / "script"
    folder.mkdir()
    return Script(folder)


_QTS = ("PySide6", "pyqtgraph", "artclass_gui")
_loaded_elsewhere: list[str] = []


def _watch_imports(event: str, arguments: tuple[object, ...]) -> None:
    if event == "import" and str(arguments[0]).split(".")[0] in _QTS:
        thread = threading.current_thread()
        if thread is not threading.main_thread():
            _loaded_elsewhere.append(f"{arguments[0]} in {thread.name}")


sys.addaudithook(_watch_imports)


@pytest.fixture(autouse=True)
def classes_of_qt_are_made_in_the_gui_thread() -> Iterator[None]:
    """Anywhere else it may end the program (ADR 0010)."""
    _loaded_elsewhere.clear()
    yield
    assert not _loaded_elsewhere


@pytest.fixture
def context(qapp: QApplication, tmp_path: Path, scripted: Script) -> Iterator[Context]:
    """All services, with settings of their own and the scripted child as the trainer."""
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    settings.set("projects/folder", tmp_path / "projects")
    tasks = Tasks()
    services = Context(
        project=ProjectModel(tasks),
        jobs=JobBoard(command=scripted.command),
        tasks=tasks,
        settings=settings,
        theme=Theme(qapp, "light"),
        undo=QUndoStack(),
        thumbnails=Thumbnails(tmp_path / "thumbnails", settings),
        charts=ChartLibrary(),
    )
    yield services
    services.jobs.kill_all(patience_ms=10_000)
    services.project.close()
    services.thumbnails.finish(10_000)
    assert tasks.finish(10_000)


@pytest.fixture
def qtbot(qtbot: QtBot) -> Iterator[QtBot]:
    """pytest-qt's, which knows the widgets given to it weakly; here they live until they have been closed.

    One of ours is part of a cycle: let go of by its test, it is taken by whichever collection comes next, and if that
    is while it is being painted, as pytest-qt does once more after the test, the program ends.
    """
    held: list[QWidget] = []
    add = qtbot.addWidget

    def add_and_hold(widget: QWidget, **more: Any) -> None:
        held.append(widget)
        add(widget, **more)

    qtbot.addWidget = qtbot.add_widget = add_and_hold  # type: ignore[method-assign]
    yield qtbot
    held.clear()


@pytest.fixture
def behind(qtbot: QtBot) -> QWidget:
    """A window over which dialogs open."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def window(qtbot: QtBot, context: Context, tmp_path: Path) -> Iterator[MainWindow]:
    """The whole window, without a project."""
    window = MainWindow(context)
    qtbot.addWidget(window)
    window.commands = Commands(context, window, tmp_path / "log.txt")  # type: ignore[attr-defined]
    window.show()
    yield window
    window.may_close = True
