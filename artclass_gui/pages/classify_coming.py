"""What comes into a watched folder and what goes, taken into the gallery a piece at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from artclass_gui.context import Context
from artclass_gui.gallery.images_model import ImagesModel
from artclass_gui.gallery.rows import GONE, Listing
from artclass_gui.pages.classify_changes import Changes, changes, has_changed
from artclass_gui.pages.classify_pieces import InPieces
from trainer.events import Classified, Prediction


class Coming(QObject):
    """Adds pictures that have come, and marks those that are gone.

    Args:
        context: Services of the window.
        images: The pictures.
        take: Takes answers: those that came before their pictures were added, and that pictures are gone.

    Attributes:
        folder: The folder whose pictures they are; others are passed over.

    Signals:
        added(): There are more pictures.
        outdated(list): The files of these pictures, paths, are others now: they wait for their answers again.
    """

    added = Signal()
    outdated = Signal(object)

    def __init__(
        self, context: Context, images: ImagesModel, take: Callable[[Classified], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._context, self._images, self._take = context, images, take
        self.folder: Path | None = None
        self._arrivals = InPieces(self._take_arrivals, self)
        self._losses = InPieces(self._take_losses, self)
        self._early: list[Classified] = []
        self._arrivals.done.connect(self._take_early)

    def begin(self, folder: Path | None) -> None:
        """Another folder is open, or none: what still waits is not about it."""
        self.folder = folder
        self._arrivals.clear()
        self._losses.clear()
        self._early.clear()

    def come(self, paths: Sequence[str]) -> None:
        """Pictures have come, or are others now."""
        known = [path for path in paths if self._images.find(path) is not None]
        if known:
            self._images.expect(known)  # what was said of another file is not said of this one
            self._context.thumbnails.forget_files(known)
            self.outdated.emit(known)
        self._arrivals.add(paths)

    def go(self, paths: Sequence[str]) -> None:
        """Pictures are gone."""
        self._losses.add(paths)

    def keep_early(self, event: Classified) -> bool:
        """Keep an answer whose picture may not have been added yet; False: everything is added."""
        if self._arrivals.busy:
            self._early.append(event)
        return self._arrivals.busy

    def catch_up(self, take: Callable[[Changes], None]) -> None:
        """See what came, changed and went since the folder was listed; what does from now on is told by who watches it.

        Args:
            take: Gets what was found, unless another folder was opened meanwhile.
        """
        folder = self.folder
        if folder is not None:
            known = self._images.snapshot()
            # a folder that cannot be read is told by who watches it
            self._context.tasks.run(
                self,
                lambda: changes(folder, known),
                lambda found: take(found) if self.folder == folder else None,
                lambda _error: None,
            )

    def look_at(self, row: int, take: Callable[[str], None]) -> None:
        """See whether the file of a picture is still the one that was answered for.

        Args:
            row: The picture.
            take: Gets its path if it is another one, unless it was answered for again meanwhile.
        """
        path, stamp = self._images.path(row), self._images.stamp(row)

        def tell(changed: bool) -> None:
            now = self._images.find(path)
            if changed and now is not None and self._images.stamp(now) == stamp:
                take(path)

        if stamp is not None:
            self._context.tasks.run(self, lambda: has_changed(path, stamp), tell)

    def _take_early(self) -> None:
        early, self._early = self._early, []
        for event in early:
            self._take(event)

    def _take_arrivals(self, paths: Sequence[str]) -> None:
        folder = self.folder
        inside = [Path(path) for path in paths if folder is not None and Path(path).is_relative_to(folder)]
        new = [path for path in inside if self._images.find(str(path)) is None]
        if folder is not None and new:
            self._images.add(Listing.of(new, [str(path.relative_to(folder)) for path in new]))
            self.added.emit()

    def _take_losses(self, paths: Sequence[str]) -> None:
        gone = (Prediction(path=path, label=None, confidence=None, status="unreadable", reason=GONE) for path in paths)
        self._take(Classified(classes=self._images.classes, predictions=tuple(gone)))
