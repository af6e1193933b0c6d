"""Pictures that cannot be read, found while they are painted: without a model nobody else says so."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from artclass_gui.gallery.images_model import ImagesModel
from artclass_gui.gallery.thumbnails import Thumbnails
from trainer.events import Classified, Prediction


class Unreadable(QObject):
    """Marks pictures whose thumbnails could not be made as unreadable, with the reason.

    Args:
        thumbnails: Knows the reasons.
        images: The pictures.
        wanted: Whether that is to be done now; where a model is asked, its answers say it.
    """

    def __init__(
        self, thumbnails: Thumbnails, images: ImagesModel, wanted: Callable[[], bool], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._thumbnails, self._images, self._wanted = thumbnails, images, wanted
        self._found: set[int] = set()
        thumbnails.ready.connect(self._look)

    @property
    def count(self) -> int:
        """How many were found; they have a status, though no model has answered for them."""
        return len(self._found)

    def forget(self) -> None:
        """The pictures are others, or a model will say it."""
        self._found.clear()

    def _look(self, path: str) -> None:
        reason = self._thumbnails.reason(path)
        row = self._images.find(path) if reason is not None and self._wanted() else None
        if row is None or self._images.row(row).status != "waiting":
            return
        self._found.add(row)
        broken = Prediction(path=path, label=None, confidence=None, status="unreadable", reason=reason)
        self._images.take(Classified(classes=self._images.classes, predictions=(broken,)))
