"""Finds the pictures of a folder in batches, on a worker thread."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

from artclass_gui.gallery.rows import Listing, sort_key
from trainer.errors import SourceError, disk_error

_BATCH = 500


def list_folder(folder: Path, leave_off: threading.Event) -> Iterator[Listing]:
    """The pictures in ``folder`` and in all folders below it, in the order of their names.

    Args:
        folder: Where to look.
        leave_off: Set from another thread to end early.

    Raises:
        SourceError: There is no such folder.
        DiskError: It cannot be read.
    """
    if not folder.is_dir():
        raise SourceError("There is no such folder", path=folder, remedy="It may have been moved or renamed.")
    batch: list[Path] = []
    for path in _pictures(folder):
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


def _pictures(folder: Path) -> Iterator[Path]:
    from trainer.pixels import SUFFIXES  # noqa: PLC0415 - Pillow is loaded here, off the GUI thread

    def refuse(error: OSError) -> None:
        if error.filename == str(folder):
            raise disk_error(error, folder)

    for parent, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted((name for name in folders if not name.startswith(".")), key=_by_name)
        for name in sorted(names, key=_by_name):
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES:
                yield Path(parent, name)


def _by_name(name: str) -> str:
    return sort_key(name.casefold())
