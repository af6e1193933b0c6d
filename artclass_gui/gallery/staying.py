"""The current picture stays in sight, name and all, when its gallery gets lower: a message comes above it, or a bar."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QTimer
from PySide6.QtGui import QResizeEvent

from artclass_gui.gallery.view import GalleryView


class Staying(QObject):
    """Sees to it for one gallery; a picture that was not whole in sight before is left where it is."""

    def __init__(self, view: GalleryView) -> None:
        super().__init__(view)
        self._view = view
        self._scroll = QTimer(self, singleShot=True, interval=0)  # once the scroll bar has its new range
        self._scroll.timeout.connect(self._bring_back)
        view.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """The gallery has another size; its pictures still are where they were."""
        if isinstance(event, QResizeEvent) and event.size().height() < event.oldSize().height():
            cell = self._cell()
            before, now = (QRect(QPoint(), size) for size in (event.oldSize(), event.size()))
            if cell.isValid() and before.contains(cell) and not now.contains(cell):
                self._scroll.start()
        return False

    def _cell(self) -> QRect:
        """Where the current picture is, in the viewport; invalid where there is none."""
        images = self._view.images
        return self._view.visualRect(images.cell(images.position_of(self._view.current_row())))

    def _bring_back(self) -> None:
        images = self._view.images
        self._view.scrollTo(images.cell(images.position_of(self._view.current_row())))
