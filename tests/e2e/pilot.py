"""Flies the real window as a person would: clicks, drops, waits for what is seen, takes screenshots."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QMimeData, QObject, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QDialog, QWidget

from artclass_gui.app import App
from artclass_gui.main_window import PAGES


class Heartbeat(QObject):
    """Measures how long the GUI thread does not come round, by a timer that should beat every 5 ms.

    A gap has two causes: the thread works (its processor time says so), or it waits for a core that others have.
    """

    BEAT_MS = 5

    def __init__(self) -> None:
        super().__init__()
        self._gaps: list[float] = []
        self._work: list[float] = []
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(self.BEAT_MS)

    def reset(self) -> dict[str, float]:
        """Begin anew; gives the longest gap and the most work within one, in seconds, and how many gaps were long."""
        gaps, work, self._gaps, self._work = self._gaps, self._work, [], []
        self._last, self._worked = time.perf_counter(), time.thread_time()
        return {
            "longest": round(max(gaps, default=0.0), 4),
            "most_work": round(max(work, default=0.0), 4),
            "over_50_ms": sum(gap > 0.05 for gap in gaps),
            "over_100_ms": sum(gap > 0.1 for gap in gaps),
        }

    def _beat(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self._gaps.append(now - self._last)
        self._work.append(worked - self._worked)
        self._last, self._worked = now, worked


def let_run(milliseconds: int) -> None:
    """Let the window run; `QTest.qWait` would keep Python's lock, and the window's threads waiting."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class Pilot:
    """Drives one `App`.

    Args:
        app: The running program.
        shots: Where screenshots go; None for none.
    """

    def __init__(self, app: App, shots: Path | None = None) -> None:
        self.app = app
        self.window = app.window
        self._shots = shots
        if shots is not None:
            shots.mkdir(parents=True, exist_ok=True)

    def wait(self, seen: Callable[[], bool], what: str, *, seconds: float = 120) -> None:
        """Let the window run until ``seen`` is true.

        Raises:
            AssertionError: It did not come true in time; says ``what`` and takes a screenshot.
        """
        deadline = QDeadlineTimer(round(seconds * 1000))
        while not seen() and not deadline.hasExpired():
            let_run(20)
        if not seen():
            self.shot("never-came")
            raise AssertionError(f"never came: {what}; banner: {self.window.banner.message!r}")

    def page(self, name: str) -> None:
        """Click a page in the sidebar."""
        sidebar = self.window._sidebar
        rect = sidebar.visualItemRect(sidebar.item(PAGES.index(name)))
        QTest.mouseClick(sidebar.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
        self.wait(lambda: self.window.page == name, f"page {name}")

    def click(self, words: str, within: QWidget | None = None) -> None:
        """Click the visible, enabled button that says ``words``."""
        button = self.button(words, within)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=button.rect().center())

    def dialog(self, kind: type[QDialog]) -> QDialog:
        """The visible dialog of this kind, once it is there."""

        def find() -> list[QDialog]:
            return [dialog for dialog in self.window.findChildren(kind) if dialog.isVisible()]

        self.wait(lambda: bool(find()), f"a dialog ({kind.__name__})")
        return find()[0]

    def button(self, words: str, within: QWidget | None = None) -> QAbstractButton:
        """The visible button that says ``words``, once it is there and enabled."""

        def find() -> list[QAbstractButton]:
            return [
                button
                for button in (within or self.window).findChildren(QAbstractButton)
                if words in (button.text().replace("&", ""), button.accessibleName())
                and button.isVisible()
                and button.isEnabled()
            ]

        self.wait(lambda: bool(find()), f"button “{words}”", seconds=20)
        return find()[0]

    def field(self, words: str, within: QWidget) -> QAbstractSpinBox:
        """The visible number field called ``words``."""
        fields = within.findChildren(QAbstractSpinBox)
        return next(field for field in fields if field.accessibleName() == words and field.isVisible())

    def drop(self, widget: QWidget, *paths: Path) -> None:
        """Drop files or folders on a widget."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        place, buttons, keys = widget.rect().center(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        copy = Qt.DropAction.CopyAction
        QApplication.sendEvent(widget, QDragEnterEvent(QPoint(place), copy, data, buttons, keys))
        QApplication.sendEvent(widget, QDropEvent(QPointF(place), copy, data, buttons, keys))

    def shot(self, name: str) -> None:
        """Keep a picture of the window."""
        if self._shots is not None:
            self.window.grab().save(str(self._shots / f"{name}.png"))
