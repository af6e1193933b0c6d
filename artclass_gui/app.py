"""The composition root: builds every service once, passes them in, and takes them down in order."""

from __future__ import annotations

import gc
import logging
import logging.handlers
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import platformdirs
from PySide6.QtCore import (
    QEvent,
    QMessageLogContext,
    QObject,
    QSettings,
    Qt,
    QTimer,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtGui import QIcon, QUndoStack
from PySide6.QtWidgets import QApplication, QWidget

from artclass_gui.chart_library import ChartLibrary
from artclass_gui.commands import Commands
from artclass_gui.context import Context
from artclass_gui.gallery.desktop_thumbnails import DesktopThumbnails, is_custom
from artclass_gui.gallery.thumbnail_cache import ThumbnailCache
from artclass_gui.gallery.thumbnails import Thumbnails
from artclass_gui.jobs.board import JobBoard
from artclass_gui.main_window import MainWindow
from artclass_gui.project import ProjectModel
from artclass_gui.settings import Settings
from artclass_gui.tasks import Tasks
from artclass_gui.theme import Theme
from trainer import __version__, cache
from trainer.resources import resource

_log = logging.getLogger(__name__)
_PATIENCE_MS = 5_000
# Python's threads take turns of 5 ms; while a task computes, the window would wait that long at each of the many
# calls that Qt makes into Python, and stall for a tenth of a second when a page is first shown
SWITCH_SECONDS = 0.0001
_GARBAGE = (
    20_000,
    10,
    100,
)  # new objects before the youngest are looked through; how many times that for the older ones
_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def log_path() -> Path:
    """The window's log file."""
    return platformdirs.user_log_path("artclass", appauthor=False) / "artclass.log"


class _Oops(QObject):
    """Tells the window of an exception that nobody caught, from whichever thread."""

    happened = Signal(str)

    def hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log the traceback and say one sentence."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        _log.critical("nobody caught this", exc_info=(kind, error, trace))
        self.happened.emit(str(error))


class _AfterFirstPaint(QObject):
    """Calls a function once, as soon as a window has been painted.

    Args:
        window: The window, which is not shown yet.
        then: What to call, with nothing else going on.
    """

    def __init__(self, window: QWidget, then: Callable[[], None]) -> None:
        super().__init__(window)
        self._window, self._then = window, then
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the paint: its event is being handled now, so that the function comes after it."""
        if event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self, self._then)
        return super().eventFilter(watched, event)


class App:
    """Everything that lives as long as the program.

    Args:
        argv: The program's arguments for Qt.
        settings: Where settings are kept; by default the user's own.
        child: The program that does jobs; by default the real one.
        furnished: False: the window's pages are built once it is on the screen, which `run` waits for.
    """

    def __init__(
        self,
        argv: list[str],
        *,
        settings: QSettings | None = None,
        child: list[str] | None = None,
        furnished: bool = True,
    ) -> None:
        sys.setswitchinterval(SWITCH_SECONDS)
        self.qt = _make_qt(argv)
        self._oops = _Oops()
        store = settings or QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "ArtClass", "ArtClass")
        values = Settings(store)
        tasks = Tasks()
        self.context = Context(
            project=ProjectModel(tasks),
            jobs=JobBoard(command=child),
            tasks=tasks,
            settings=values,
            theme=Theme(self.qt, values.value("appearance/theme"), dressed=False),
            undo=QUndoStack(),
            thumbnails=Thumbnails(_thumbnail_cache(), values),
            charts=ChartLibrary(),
        )
        self.window = MainWindow(self.context, furnished=False)
        self.commands = Commands(self.context, self.window, log_path())
        self._oops.happened.connect(self.commands.tell_unexpected, Qt.ConnectionType.QueuedConnection)
        if furnished:
            self._furnish()
        else:
            self.context.theme.dress()

    def run(self, paths: list[Path]) -> int:
        """Show the window, open what was asked for, and return when it is closed."""
        sys.excepthook = self._oops.hook
        threading.excepthook = lambda args: self._oops.hook(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )
        _AfterFirstPaint(self.window, lambda: self._begin(paths))
        self.window.show()
        status = self.qt.exec()
        self.shut_down()
        return status

    def _begin(self, paths: list[Path]) -> None:
        self.context.thumbnails.move_out()
        self._furnish()
        self.commands.open_at_start(paths)

    def _furnish(self) -> None:
        """Build the pages, and what looks after trainings."""
        from artclass_gui.battery_care import BatteryCare  # noqa: PLC0415 - after the first paint, as the pages
        from artclass_gui.failed_before import FailedBefore  # noqa: PLC0415
        from artclass_gui.notifying import Notifier  # noqa: PLC0415

        with self.context.theme.undressed():
            train = self.window.furnish().train
            self._helpers = (
                Notifier(self.context, self.window),
                BatteryCare(self.context, train.training, train.queue, train.experiments.ladder, self.window.banner),
                FailedBefore(self.context, self.window.banner),
            )
        _calm_garbage_collection()

    def shut_down(self) -> None:
        """Take everything down in order: children, the project's lock, short tasks, thumbnails."""
        self.context.jobs.kill_all(patience_ms=_PATIENCE_MS)
        self.context.project.close()
        self.context.thumbnails.finish(_PATIENCE_MS)
        self.context.tasks.finish(_PATIENCE_MS)


def _thumbnail_cache() -> ThumbnailCache | Path:
    """Where thumbnails are kept: with those of other programs where that is the custom, else in a folder of our own."""
    own = cache.folder() / "thumbnails"
    if not is_custom():
        return own
    return DesktopThumbnails(own if cache.PLACE in os.environ else platformdirs.user_cache_path() / "thumbnails")


def _calm_garbage_collection() -> None:
    """Let Python look for cycles less often, and never among what lives as long as the program.

    To go through a hundred thousand records it stops all threads for a quarter of a second, the window's too.
    """
    gc.freeze()
    gc.set_threshold(*_GARBAGE)


def begin_log() -> None:
    """Keep a rotating log file; without a place for it the program works all the same."""
    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(path, maxBytes=1_000_000, backupCount=2, encoding="utf-8")
    except OSError:
        return
    logging.basicConfig(
        level=logging.INFO, handlers=[handler], format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("PIL").setLevel(logging.WARNING)
    qInstallMessageHandler(_log_qt)


def _log_qt(kind: QtMsgType, _context: QMessageLogContext, words: str) -> None:
    logging.getLogger("qt").log(_QT_LEVELS.get(kind, logging.WARNING), words)


def _make_qt(argv: list[str]) -> QApplication:
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    qt = QApplication(argv)
    qt.setApplicationName("ArtClass")
    qt.setApplicationVersion(__version__)
    qt.setDesktopFileName("artclass")
    qt.setWindowIcon(QIcon(str(resource("icons/app.svg"))))
    return qt
