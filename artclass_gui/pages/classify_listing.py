"""Finds the pictures of a folder in batches, on a worker thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

from artclass_gui.gallery.rows import Listing

_BATCH = 500


def list_folder(folder: Path, leave_off: threading.Event) -> Iterator[Listing]:
    """The pictures in ``folder`` and in all folders below it: those that the classify command takes, in its order.

    Args:
        folder: Where to look.
        leave_off: Set from another thread to end early.

    Raises:
        DatasetError: There is no such folder.
        DiskError: It cannot be read.
    """
    from trainer.collect import each  # noqa: PLC0415 - Pillow comes with it, and this is a worker thread

    batch: list[Path] = []
    for path in each(folder):
        if leave_off.is_set():
            return
        batch.append(path)
        if len(batch) == _BATCH:
            yield _listing(batch, folder)
            batch = []
    if batch:
        yield _listing(batch, folder)


def _listing(paths: list[Path], folder: Path) -> Listing:
    return Listing.of(paths, [str(path.relative_to(folder)) for path in paths])
