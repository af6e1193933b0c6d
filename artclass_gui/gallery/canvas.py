"""A picture that can be zoomed and moved, drawn from what has been decoded of it so far."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from artclass_gui.theme import Theme

_STEP = 1.25
_LARGEST = 16.0  # screen pixels for one pixel of the picture
_FIT_LARGEST = 3.0
_ENOUGH = 1.05


class Canvas(QWidget):
    """Shows one picture, as large as fits or zoomed.

    Signals:
        zoomed(): The scale is another one, or there is none any more.
        turned_to(): The person looks at another part, or closer.
        detail_wanted(): More pixels are to be shown than were decoded.
    """

    zoomed = Signal()
    detail_wanted = Signal()
    turned_to = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image: QImage | QPixmap | None = None
        self._size = QSizeF()
        self._scale = 1.0
        self._fits = True
        self._centre = QPointF()
        self._grip: QPointF | None = None
        self._words = ""
        self.setMinimumSize(200, 160)
        self.setMouseTracking(False)
        theme.changed.connect(self.update)

    @property
    def scale(self) -> float:
        """Physical screen pixels for one pixel of the picture."""
        return self._scale * self.devicePixelRatioF()

    @property
    def scale_words(self) -> str:
        """The scale in percent; empty where there is a sentence instead of a picture."""
        return "" if self._image is None else f"{self.scale * 100:.0f} %"

    @property
    def fits(self) -> bool:
        """Whether the picture is shown as large as fits."""
        return self._fits

    def show_image(self, image: QImage | QPixmap, size: QSize, *, keep_view: bool = False) -> None:
        """Show a picture.

        Args:
            image: What has been decoded; may be smaller than the picture.
            size: The picture's own size in pixels.
            keep_view: It is the same picture in more detail: keep zoom and place.
        """
        self._image, self._words = image, ""
        self._size = QSizeF(size)
        if not keep_view:
            self._fits = True
        self._place()

    def show_words(self, words: str) -> None:
        """Show a sentence instead of a picture."""
        self._image, self._words = None, words
        self.update()
        self.zoomed.emit()

    def fit(self) -> None:
        """As large as fits, but not so large that small pictures dissolve."""
        self._fits = True
        self._place()
        self.turned_to.emit()

    def actual_size(self) -> None:
        """One pixel of the picture on one pixel of the screen."""
        self._zoom_to(1 / self.devicePixelRatioF(), QPointF(self.rect().center()))

    def zoom_in(self) -> None:
        """A step larger."""
        self._zoom_to(self._scale * _STEP, QPointF(self.rect().center()))

    def zoom_out(self) -> None:
        """A step smaller."""
        self._zoom_to(self._scale / _STEP, QPointF(self.rect().center()))

    def look_where(self, other: Canvas) -> None:
        """Show the part of this picture that another canvas shows of its own, as close: copies differ in size."""
        if other._size.isEmpty() or self._size.isEmpty():
            return
        self._fits = other._fits
        self._scale = self._fitting() * other._scale / other._fitting()
        x, y = other._centre.x() / other._size.width(), other._centre.y() / other._size.height()
        self._centre = QPointF(x * self._size.width(), y * self._size.height())
        self._hold_in_sight()
        self.update()
        self.zoomed.emit()
        self._ask_for_detail()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what can be seen of the picture."""
        painter = QPainter(self)
        if self._image is None:
            painter.setPen(self._theme.colour("muted"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(24, 24, -24, -24), flags, self._words)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.scale < 4)
        whole = self._target()
        seen = whole.intersected(QRectF(self.rect()))
        if seen.isEmpty():
            return
        ratio = self._image.width() / whole.width()
        source = QRectF((seen.left() - whole.left()) * ratio, (seen.top() - whole.top()) * ratio, 0, 0)
        source.setSize(seen.size() * ratio)
        if isinstance(self._image, QPixmap):
            painter.drawPixmap(seen, self._image, source)
        else:
            painter.drawImage(seen, self._image, source)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep it fitting, or keep its middle."""
        super().resizeEvent(event)
        self._place()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom where the mouse is."""
        turns = event.angleDelta().y() / 120
        if turns:
            self._zoom_to(self._scale * _STEP**turns, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the picture."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the picture with the mouse."""
        if self._grip is not None and not self._fits:
            moved = event.position() - self._grip
            self._centre -= moved / self._scale
            self._grip = event.position()
            self._hold_in_sight()
            self.update()
            self.turned_to.emit()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go of the picture."""
        self._grip = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Between fitting and actual size."""
        if self._fits:
            self._zoom_to(1 / self.devicePixelRatioF(), event.position())
        else:
            self.fit()

    def _target(self) -> QRectF:
        size = self._size * self._scale
        corner = QRectF(self.rect()).center() - self._centre * self._scale
        return QRectF(corner, size)

    def _fitting(self) -> float:
        if self._size.isEmpty():
            return 1.0
        fitting = min(self.width() / self._size.width(), self.height() / self._size.height())
        return min(fitting, _FIT_LARGEST / self.devicePixelRatioF())

    def _place(self) -> None:
        if self._fits:
            self._scale = self._fitting()
            self._centre = QPointF(self._size.width() / 2, self._size.height() / 2)
        self._hold_in_sight()
        self.update()
        self.zoomed.emit()

    def _zoom_to(self, scale: float, at: QPointF) -> None:
        """Zoom so that what is under ``at`` stays there."""
        if self._image is None:
            return
        fitting = self._fitting()
        scale = max(min(fitting, 0.05), min(_LARGEST, scale))
        offset = at - QRectF(self.rect()).center()
        self._centre += offset / self._scale - offset / scale
        self._scale, self._fits = scale, abs(scale / fitting - 1) < 1e-6
        self._hold_in_sight()
        self.update()
        self.zoomed.emit()
        self._ask_for_detail()
        self.turned_to.emit()

    def _ask_for_detail(self) -> None:
        if self._image is None:
            return
        shown = self._size.width() * self.scale
        if shown > self._image.width() * _ENOUGH and self._image.width() < self._size.width():
            self.detail_wanted.emit()

    def _hold_in_sight(self) -> None:
        """A side that fits is centred; of one that does not, no gap is shown."""
        for along_x in (True, False):
            length = self._size.width() if along_x else self._size.height()
            room = (self.width() if along_x else self.height()) / self._scale
            centre = self._centre.x() if along_x else self._centre.y()
            held = length / 2 if length <= room else max(room / 2, min(length - room / 2, centre))
            self._centre.setX(held) if along_x else self._centre.setY(held)
