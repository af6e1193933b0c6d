"""The open folder being watched: whether that is wanted, and what came and went."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from artclass_gui.context import Context
from artclass_gui.gallery.images_model import ImagesModel
from artclass_gui.pages.classify_asking import Asking
from artclass_gui.pages.classify_changes import Changes
from artclass_gui.pages.classify_coming import Coming
from trainer.events import Appeared, Classified, Unwatched, Vanished
from trainer.names import may_stand_for_bytes, readable


class FolderWatch(QObject):
    """Keeps the gallery in step with a folder, as its watcher (the child) tells what comes and goes.

    Args:
        context: Services of the window.
        images: The pictures.
        asking: The child.
        take: Takes answers (see `Coming`).

    Attributes:
        wanted: Whether the person wants it, whoever may do it.

    Signals:
        added(): There are more pictures.
        outdated(list): The files of these pictures, paths, are others now: they wait for their answers again.
        ended(str): A sentence that says why the folder is watched no longer, though nobody asked for that.
    """

    added = Signal()
    outdated = Signal(object)
    ended = Signal(str)

    def __init__(
        self,
        context: Context,
        images: ImagesModel,
        asking: Asking,
        *,
        take: Callable[[Classified], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._asking = asking
        self._folder: Path | None = None
        self._coming = Coming(context, images, take, self)
        self._coming.added.connect(self.added)
        self._coming.outdated.connect(self.outdated)
        self.wanted = False

    @property
    def on(self) -> bool:
        """Whether the folder is watched: nobody does it where the child has ended, though it is wanted."""
        return self.wanted and self._asking.there

    def begin(self, folder: Path | None) -> None:
        """Another folder is open, or none."""
        self._folder = folder
        self._coming.begin(folder)

    def follow_wish(self) -> None:
        """Let the child do what is wanted now; it has been asked for the pictures that are known."""
        self._asking.watch(self._folder if self.wanted else None)

    def catch_up(self) -> None:
        """See what came, changed and went while nobody watched."""
        if self.on and self._folder is not None:
            self._coming.catch_up(self._caught_up)

    def look_at(self, row: int) -> None:
        """Ask anew about a picture whose file is another one than that which was answered for, watched or not."""
        self._coming.look_at(row, self._come_again)

    def keep_early(self, event: Classified) -> bool:
        """Keep answers whose pictures may not have been added yet (see `Coming`)."""
        return self._coming.keep_early(event)

    def hear(self, event: Appeared | Vanished | Unwatched) -> None:
        """What the watcher says."""
        match event:
            case Appeared(paths=paths):
                self._come(paths)
            case Vanished(paths=paths):
                self._coming.go(paths)
            case Unwatched(folder=folder):
                if self.on and folder == readable(str(self._folder)):  # else it is of one that was open before
                    self.wanted = False
                    self.follow_wish()  # the same folder may have been asked for again in the meantime
                    self.ended.emit(event.sentence())

    def _come(self, paths: Sequence[str]) -> None:
        """Events spell out names that are no valid Unicode: what such a file is really called, the folder itself tells."""
        known = [path for path in paths if not may_stand_for_bytes(path)]
        self._coming.come(known)
        if len(known) < len(paths):
            self._coming.catch_up(self._caught_up)

    def _caught_up(self, found: Changes) -> None:
        if self.on:
            self._coming.come([*found.come, *found.changed])
            self._coming.go(found.gone)
            if asked := [*found.come, *found.changed, *found.unread]:
                self._asking.classify(asked)

    def _come_again(self, path: str) -> None:
        self._coming.come([path])
        self._asking.classify([path])
