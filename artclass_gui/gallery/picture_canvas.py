"""A canvas that opens a picture by itself: first its thumbnail, then as much detail as is looked at."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from artclass_gui.context import Context
from artclass_gui.gallery.canvas import Canvas
from artclass_gui.gallery.decoding import MOST_DETAIL, Loaded, open_large, screen_side
from artclass_gui.tasks import Relay
from trainer.errors import PictureError

_THUMBNAIL = 256


class PictureCanvas(Canvas):
    """Shows one file, zoomed and moved like any `Canvas`; nothing is decoded on the GUI thread."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context.theme, parent)
        self._context = context
        self._path = ""
        self._loading: dict[int, Relay] = {}
        self._loaded: Loaded | None = None
        self._true_to_size = False  # what is shown is laid out as the picture itself will be: the view need not change
        self.detail_wanted.connect(lambda: self._load(MOST_DETAIL))

    def show_path(self, path: str, size: QSize | None = None) -> None:
        """Open a picture; ``size`` in pixels, where that is known before."""
        if path == self._path:
            return
        self.forget()
        self._path = path
        thumbnail = self._context.thumbnails.pixmap(path, _THUMBNAIL)
        self._true_to_size = thumbnail is not None and size is not None
        if thumbnail is not None:
            self.show_image(thumbnail, size or thumbnail.size())
        else:
            self.show_words(self.tr("Opening the picture…"))
        self._load(screen_side(self.window()))

    def forget(self) -> None:
        """Forget what was decoded."""
        for relay in self._loading.values():
            relay.drop()
        self._loading.clear()
        self._path, self._loaded = "", None

    def _load(self, side: int) -> None:
        if not self._path or side in self._loading or (self._loaded is not None and self._loaded.side >= side):
            return
        path = Path(self._path)
        self._loading[side] = self._context.tasks.run(
            self, lambda: open_large(path, side), lambda loaded: self._take(side, loaded), self._refuse
        )

    def _take(self, side: int, loaded: Loaded) -> None:
        self._loading.pop(side, None)
        self._loaded = loaded
        self.show_image(loaded.image, loaded.size, keep_view=self._true_to_size)
        self._true_to_size = True

    def _refuse(self, error: Exception) -> None:
        reason = error.what if isinstance(error, PictureError) else self.tr("cannot be opened")
        self.show_words(self.tr("This file {0}.").format(reason))
