"""A gallery's pictures with answers, for the dialogs that make something of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from artclass_gui.gallery.chosen import Chosen, Filing
from artclass_gui.gallery.rows import ImageRow
from artclass_gui.gallery.store import ImageStore
from tests.trainer import tiny

CLASSES = ("drawings", "etchings")


def store(folder: Path, count: int = 6) -> ImageStore:
    """Pictures on the disk, one of them labelled by the person, one novel, the last one unreadable."""
    tiny.folder(folder, {f"{number}.jpg": tiny.jpeg(number, (320, 200)) for number in range(count - 1)})
    rows = []
    for number in range(count):
        sure = 0.99 - number / 20
        readable = number < count - 1
        rows.append(
            ImageRow(
                path=folder / f"{number}.jpg",
                label=CLASSES[number % 2] if readable else None,
                confidence=sure if readable else None,
                status="ok" if readable else "unreadable",
                reason=None if readable else "is damaged",
                probabilities=((sure, 1 - sure) if number % 2 == 0 else (1 - sure, sure)) if readable else (),
                own="etchings" if number == 2 else None,
                novel=number == 3,
            )
        )
    return ImageStore.of(rows, CLASSES)


def chosen(folder: Path, rows: Sequence[int] = range(6), *, threshold: float | None = None) -> Chosen:
    """Some of them, classified by a model file beside their folder."""
    filing = Filing(5, threshold, "The promise holds.") if threshold is not None else None
    return Chosen(store(folder), rows, folder, folder.parent / "m.artmodel", filing)
