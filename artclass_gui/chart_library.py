"""pyqtgraph, loaded in the GUI thread a little at a time when the first chart asks for it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QTimer

from artclass_gui.tasks import Relay

_NAME = "pyqtgraph"
_TURN_SECONDS = 0.008  # half of what a screen takes for one picture


class ChartLibrary(QObject):
    """Loads pyqtgraph once, in turns of the event loop, and gives it to whoever asked.

    It is not loaded in a thread of its own: importing it makes some hundred classes of Qt, and before Python 3.12 PySide
    keeps what it knows of each class in a table that the GUI thread reads without Python's lock, so that a class made
    elsewhere at that moment ends the program (ADR 0010).
    """

    def __init__(self) -> None:
        super().__init__()
        self._module: ModuleType | None = None
        self._waiting: list[Relay] = []
        self._steps: Iterator[None] | None = None
        self._busy = False  # in a turn: the import lets the event loop run within it, and must not be entered again
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._go_on)

    def load(
        self, owner: QObject, done: Callable[[ModuleType], None], failed: Callable[[Exception], None] | None = None
    ) -> None:
        """Call ``done`` with pyqtgraph in a later turn of the event loop, as soon as it is loaded.

        Args:
            owner: Where it is destroyed before, nothing is called.
            done: Takes the module.
            failed: Takes what importing it raised; the next to ask tries again.
        """
        self._waiting.append(Relay(owner, done, failed))
        if not self._busy:
            self._turn.start()

    def _go_on(self) -> None:
        if self._module is not None:
            self._give(self._module)
            return
        self._turn.stop()
        self._busy = True
        try:
            if self._load_some():
                self._module = sys.modules[_NAME]
        except Exception as error:  # a library that is damaged may raise anything
            self._steps = None
            self._refuse(error)
            return
        finally:
            self._busy = False
        self._turn.start()

    def _load_some(self) -> bool:
        """Load for one turn; True: there is no more to load."""
        if self._steps is None:
            self._steps = _steps()
        end = time.perf_counter() + _TURN_SECONDS
        return not any(time.perf_counter() >= end for _ in self._steps)

    def _give(self, module: ModuleType) -> None:
        """Let one chart be made in this turn, the next in the next."""
        if self._waiting:
            _tell(self._waiting.pop(0), "done", module)
        if not self._waiting:
            self._turn.stop()

    def _refuse(self, error: Exception) -> None:
        waiting, self._waiting = self._waiting, []
        for relay in waiting:
            _tell(relay, "failed", error)


def _tell(relay: Relay, signal: str, what: object) -> None:
    try:
        getattr(relay, signal).emit(what)
    except RuntimeError:  # its owner is gone
        return


def _steps() -> Iterator[None]:
    """Load pyqtgraph, a little between any two of the values given."""
    for module in (QtCore, QtGui, QtWidgets):
        for name in dir(module):
            getattr(module, name)  # pyqtgraph asks for every name; PySide makes a class when it is first asked for
            yield
    with _pauses():
        _import()


def _import() -> None:
    import pyqtgraph  # noqa: F401, PLC0415 - by this line the freezing of the program finds it


class _Pauses(MetaPathFinder):
    """Finds nothing; lets the event loop run between two of pyqtgraph's modules, so that nothing stands still.

    Clicks and keys wait: what they begin should not come to run inside an import.
    """

    def __init__(self) -> None:
        self._since = time.perf_counter()

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Pause before this module where it is one of pyqtgraph's and the turn is over."""
        if fullname.startswith(f"{_NAME}.") and time.perf_counter() - self._since > _TURN_SECONDS:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
            self._since = time.perf_counter()
        return None


@contextmanager
def _pauses() -> Iterator[None]:
    finder = _Pauses()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
