"""One or a few pictures as large as there is room, each with a line below, drawn from thumbnails."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from artclass_gui.context import Context
from artclass_gui.gallery.painting import draw_missing, draw_rounded
from artclass_gui.theme import GAP, SMALL

_SIDE = 1024  # pixels of the largest thumbnails
_MOST = 4  # pictures side by side


class Portraits(QWidget):
    """Pictures side by side; of many the first few."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._thumbnails = context.theme, context.thumbnails
        self._pictures: Sequence[tuple[Path, str]] = ()
        self.setMinimumSize(QSize(160, 120))
        context.theme.changed.connect(self.update)
        context.thumbnails.ready.connect(lambda _path: self.update())

    def show_pictures(self, pictures: Sequence[tuple[Path, str]]) -> None:
        """Show these: (where it lies, what is said below it)."""
        self._pictures = pictures[:_MOST]
        self._thumbnails.wanted([path for path, _ in self._pictures], owner=self)
        self.setAccessibleName("; ".join(words for _, words in pictures))
        self.update()

    def prepare(self, paths: Sequence[Path]) -> None:
        """Let thumbnails be made of pictures that are shown next."""
        for path in paths[:_MOST]:
            self._thumbnails.pixmap(path, _SIDE, owner=self)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what is there; what is not is asked for."""
        if not self._pictures:
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        width = (self.width() - GAP * (len(self._pictures) - 1)) // len(self._pictures)
        for place, (path, words) in enumerate(self._pictures):
            self._draw(painter, QRect(place * (width + GAP), 0, width, self.height()), path, words)

    def _draw(self, painter: QPainter, area: QRect, path: Path, words: str) -> None:
        metrics = painter.fontMetrics()
        box = area.adjusted(0, 0, 0, -metrics.height() - SMALL)
        pixmap = self._thumbnails.pixmap(path, _SIDE, owner=self)
        if pixmap is not None:
            draw_rounded(painter, box, pixmap, largest=3.0)
        else:
            side = min(box.width(), box.height())
            square = QRect(box.center().x() - side // 2, box.top(), side, side)
            draw_missing(painter, square, self._theme, broken=self._thumbnails.reason(path) is not None)
        painter.setPen(self._theme.colour("muted"))
        line = QRect(area.left(), box.bottom() + SMALL, area.width(), metrics.height())
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignHCenter, shown)
