"""pyqtgraph's loading: in the GUI thread, with the event loop running on within it."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer

from artclass_gui import chart_library
from artclass_gui.chart_library import ChartLibrary

PARTS = 6


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qapp: object) -> Iterator[ChartLibrary]:
    """One that loads ``slow_charts``, whose parts note in which thread they are loaded and what they saw of the loop."""
    package = tmp_path / "slow_charts"
    package.mkdir()
    (package / "__init__.py").write_text(
        "import threading\nseen = []\nthread = threading.current_thread()\n"
        + "".join(f"from . import part{part}\n" for part in range(PARTS))
    )
    for part in range(PARTS):
        (package / f"part{part}.py").write_text("from slow_charts import seen\nseen.append(None)\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(chart_library, "_NAME", "slow_charts")
    monkeypatch.setattr(chart_library, "_import", lambda: importlib.import_module("slow_charts"))
    monkeypatch.setattr(chart_library, "_TURN_SECONDS", 0.0)
    yield ChartLibrary()
    for name in [name for name in sys.modules if name.startswith("slow_charts")]:
        del sys.modules[name]


def test_it_is_loaded_in_the_gui_thread_while_the_event_loop_goes_on(qtbot, library) -> None:
    owner, given, during = QObject(), [], []
    beat = QTimer(interval=0)
    beat.timeout.connect(lambda: during.append(len(getattr(sys.modules.get("slow_charts"), "seen", ()))))
    beat.start()
    library.load(owner, given.append)
    qtbot.waitUntil(lambda: bool(given))
    assert given[0].thread is threading.main_thread()
    assert set(range(1, PARTS)) <= set(during)  # the loop turned with each number of parts loaded


def test_each_chart_is_given_it_once_and_those_that_ask_later_too(qtbot, library) -> None:
    owner, given = QObject(), []
    for number in range(3):
        library.load(owner, lambda module, number=number: given.append((number, module)))
    qtbot.waitUntil(lambda: len(given) == 3)
    library.load(owner, lambda module: given.append((3, module)))
    qtbot.waitUntil(lambda: len(given) == 4)
    assert [number for number, _ in given] == [0, 1, 2, 3]
    assert {module.__name__ for _, module in given} == {"slow_charts"}


def test_a_chart_that_asks_while_it_is_loaded_waits_as_the_others_do(qtbot, library) -> None:
    owner, given, refused = QObject(), [], []

    def ask_within() -> None:
        if "slow_charts" in sys.modules and not within:
            within.append(len(sys.modules["slow_charts"].seen))
            library.load(owner, lambda _: given.append("second"), refused.append)

    within: list[int] = []
    beat = QTimer(interval=0)
    beat.timeout.connect(ask_within)
    beat.start()
    library.load(owner, lambda _: given.append("first"), refused.append)
    qtbot.waitUntil(lambda: len(given) == 2 or bool(refused))
    assert within[0] < PARTS  # it was not whole yet
    assert (given, refused) == (["first", "second"], [])


def test_a_chart_that_is_gone_is_given_nothing(qtbot, library) -> None:
    owner, gone, given = QObject(), QObject(), []
    library.load(gone, lambda _: given.append("gone"))
    library.load(owner, lambda _: given.append("here"))
    del gone
    qtbot.waitUntil(lambda: given == ["here"])


def test_what_cannot_be_loaded_is_told_and_tried_anew(qtbot, library, tmp_path) -> None:
    last = tmp_path / "slow_charts" / f"part{PARTS - 1}.py"
    whole = last.read_text()
    last.write_text("raise OSError('this library is damaged')\n")
    owner, refused, given = QObject(), [], []
    library.load(owner, given.append, refused.append)
    qtbot.waitUntil(lambda: bool(refused))
    assert str(refused[0]) == "this library is damaged"
    assert not any(isinstance(finder, chart_library._Pauses) for finder in sys.meta_path)
    last.write_text(whole + "# mended\n")
    library.load(owner, given.append, refused.append)
    qtbot.waitUntil(lambda: bool(given))
    assert len(refused) == 1


def test_the_real_one_is_loaded(tmp_path) -> None:
    script = (
        "import sys, threading\n"
        "from PySide6.QtWidgets import QApplication, QWidget\n"
        "from artclass_gui.chart_library import ChartLibrary\n"
        "elsewhere = []\n"
        "def hook(event, arguments):\n"
        "    if event == 'import' and threading.current_thread() is not threading.main_thread():\n"
        "        elsewhere.append(arguments[0])\n"
        "sys.addaudithook(hook)\n"
        "app, library, owner = QApplication([]), ChartLibrary(), QWidget()\n"
        "library.load(owner, lambda module: app.exit(0 if module.PlotWidget and not elsewhere else 1), lambda _: app.exit(2))\n"
        "sys.exit(app.exec())\n"
    )
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    assert subprocess.run([sys.executable, "-c", script], env=env, timeout=120, check=False).returncode == 0
