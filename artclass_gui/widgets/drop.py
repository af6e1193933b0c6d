"""Taking folders and files that are dropped on a widget, with a frame that shows where they would land."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from artclass_gui.theme import RADIUS, SMALL, Theme


class DropTarget(QObject):
    """Makes a widget take local folders and files.

    Args:
        widget: What they may be dropped on; it owns this object.
        theme: Gives the colours of the frame.
        words: Said in the frame while something hovers over the widget.
        takes: Which paths are welcome; by default all.

    Signals:
        dropped(list[Path]): At least one welcome path was dropped.
    """

    dropped = Signal(list)

    def __init__(
        self, widget: QWidget, theme: Theme, words: str = "", *, takes: Callable[[Path], bool] = lambda _: True
    ) -> None:
        super().__init__(widget)
        self._widget = widget
        self._takes = takes
        self._frame = _Frame(widget, theme, words)
        self._handlers = {
            QEvent.Type.DragEnter: self._enter,
            QEvent.Type.DragMove: self._enter,
            QEvent.Type.DragLeave: self._leave,
            QEvent.Type.Drop: self._drop,
            QEvent.Type.Resize: self._resize,
        }
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    @property
    def highlighted(self) -> bool:
        """Whether the frame is shown."""
        return self._frame.isVisibleTo(self._widget)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what is dragged over the widget."""
        handler = self._handlers.get(event.type())
        return handler(event) if handler is not None and watched is self._widget else False

    def paths(self, data: QMimeData) -> list[Path]:
        """The welcome local paths in what is dragged."""
        local = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        return [path for path in local if self._takes(path)]

    def _enter(self, event: QEvent) -> bool:
        assert isinstance(event, QDropEvent)
        if not self.paths(event.mimeData()):
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._frame.setGeometry(self._widget.rect())
        self._frame.raise_()
        self._frame.show()
        return True

    def _leave(self, _event: QEvent) -> bool:
        self._frame.hide()
        return False

    def _drop(self, event: QEvent) -> bool:
        assert isinstance(event, QDropEvent)
        self._frame.hide()
        paths = self.paths(event.mimeData())
        if not paths:
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.dropped.emit(paths)
        return True

    def _resize(self, _event: QEvent) -> bool:
        self._frame.setGeometry(self._widget.rect())
        return False


class _Frame(QWidget):
    """The frame over the widget; it lets every event through."""

    def __init__(self, parent: QWidget, theme: Theme, words: str) -> None:
        super().__init__(parent)
        self._theme, self._words = theme, words
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Veil the page, and draw a dashed border with the words in its middle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = self._theme.colour("accent_soft")
        veil.setAlpha(225)
        painter.setBrush(veil)
        painter.setPen(QPen(self._theme.colour("accent"), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(SMALL, SMALL, -SMALL, -SMALL), RADIUS, RADIUS)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 1.4)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(self._theme.colour("accent"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._words)
        painter.end()
