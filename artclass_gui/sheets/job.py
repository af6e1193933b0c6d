"""A contact sheet of a gallery's pictures, made in the background and given up when asked."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from artclass_gui.context import Context
from artclass_gui.gallery.chosen import Chosen
from artclass_gui.gallery.rows import prediction_of
from artclass_gui.gallery.store import ImageStore
from artclass_gui.sheets.arranging import Sheet
from artclass_gui.sheets.drawing import draw

if TYPE_CHECKING:
    from trainer.answers import Answered
    from trainer.reporting.groups import Group, Shown

_BETWEEN = 0.1  # seconds


class _Stopped(Exception):
    """It is not wanted any more."""


class SheetJob(QObject):
    """Draws one contact sheet at a time.

    Signals:
        progressed(int, int): So many of so many pictures are drawn; told from a worker thread, so that it is queued.
        done(int): It is written, on so many pages.
        failed(str): It could not be written; a sentence.
        stopped(): It was given up; nothing is left.
    """

    progressed = Signal(int, int)
    done = Signal(int)
    failed = Signal(str)
    stopped = Signal()

    def __init__(self, context: Context, chosen: Chosen, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._pictures, self._rows = context, chosen.pictures, tuple(chosen.rows)
        self._stop: threading.Event | None = None

    @property
    def busy(self) -> bool:
        """Whether a sheet is being drawn."""
        return self._stop is not None

    def start(self, path: Path, sheet: Sheet, names: dict[str, str]) -> None:
        """Draw a sheet.

        Args:
            path: The PDF.
            sheet: How it looks.
            names: What the groups without a class are called: "novel", "unreadable".
        """
        if self.busy:
            return
        self._stop = threading.Event()
        stop = self._stop
        self._context.tasks.run(self, lambda: self._draw(path, sheet, names, stop), self._ended, self._refused)

    def cancel(self) -> None:
        """Give it up."""
        if self._stop is not None:
            self._stop.set()

    def _draw(self, path: Path, sheet: Sheet, names: dict[str, str], stop: threading.Event) -> int:
        told = 0.0

        def drawn(done: int) -> None:
            nonlocal told
            if done == len(self._rows) or time.monotonic() - told > _BETWEEN:
                told = time.monotonic()
                with contextlib.suppress(RuntimeError):  # the window is gone
                    self.progressed.emit(done, len(self._rows))

        def check() -> None:
            if stop.is_set():
                raise _Stopped

        try:
            return draw(path, _grouped(self._pictures, self._rows, sheet, names), sheet, drawn=drawn, check=check)
        except _Stopped:
            return 0

    def _ended(self, pages: int) -> None:
        self._stop = None
        if pages:
            self.done.emit(pages)
        else:
            self.stopped.emit()

    def _refused(self, error: Exception) -> None:
        self._stop = None
        self.failed.emit(str(error))


def _grouped(
    pictures: ImageStore, rows: Sequence[int], sheet: Sheet, names: dict[str, str]
) -> list[tuple[str, Sequence[Shown]]]:
    from trainer.reporting.groups import groups  # noqa: PLC0415 - Pillow comes with it, and this is a worker thread

    answered = [_answered(pictures, row) for row in rows]
    classes = pictures.labels.names
    if sheet.by_class:
        return [(_heading(group, names), group.pictures) for group in groups(answered, classes) if group.pictures]
    return [("", [picture for row in answered for group in groups([row], classes) for picture in group.pictures])]


def _heading(group: Group, names: dict[str, str]) -> str:
    return f"{names.get(group.kind, group.name)} ({len(group.pictures):,})"


def _answered(pictures: ImageStore, row: int) -> Answered:
    from trainer.answers import Answered  # noqa: PLC0415

    image = pictures.read(row)
    return Answered(prediction_of(image), image.own)
