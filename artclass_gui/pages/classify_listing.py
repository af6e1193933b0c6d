"""Finds the pictures of a folder in batches, on a worker thread."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

from artclass_gui.gallery.rows import Listing

_FIRST, _LARGEST = 100, 4_000
_HEAD_START_S = 0.35  # that the thumbnails of the first screen have before the rest is listed


def batch_sizes() -> Iterator[int]:
    """Pictures a batch: the first ones are on the screen at once, and as each costs the window a repaint, later ones are larger."""
    size = _FIRST
    while True:
        yield size
        size = min(2 * size, _LARGEST)


def list_folder(folder: Path, leave_off: threading.Event) -> Iterator[Listing]:
    """The pictures in ``folder`` and in all folders below it: those that the classify command takes, in its order.

    Args:
        folder: Where to look.
        leave_off: Set from another thread to end early.

    Raises:
        DatasetError: There is no such folder.
        DiskError: It cannot be read.
    """
    from trainer.collect import by_folder, each  # noqa: PLC0415 - Pillow comes with it, and this is a worker thread

    if not folder.is_dir():
        yield Listing.of(list(each(folder)))
        return
    sizes = batch_sizes()
    size = next(sizes)
    paths: list[str] = []
    names: list[str] = []
    top = len(os.path.join(folder, ""))  # noqa: PTH118 - a path ends in no separator
    for parent, found in by_folder(folder):
        before = os.path.join(parent, "")  # noqa: PTH118
        within = before[top:]
        for name in found:
            paths.append(before + name)
            names.append(within + name)
            if len(paths) == size:
                if leave_off.is_set():
                    return
                yield Listing.of(paths, names)
                if size == _FIRST:
                    leave_off.wait(_HEAD_START_S)
                paths, names, size = [], [], next(sizes)
    if paths and not leave_off.is_set():
        yield Listing.of(paths, names)
