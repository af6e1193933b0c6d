"""What became of a folder's pictures since they were listed and answered for, found out on a worker thread."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import NamedTuple

from artclass_gui.gallery.rows import GONE
from artclass_gui.gallery.store import ImageStore
from artclass_gui.pages.classify_listing import list_folder

Stamp = tuple[int, int]
"""When a file was changed the last time (nanoseconds since 1970), and its size (bytes)."""


class Changes(NamedTuple):
    """What came into a folder, what has changed in it, and what went; paths.

    Attributes:
        come: Pictures that were not known, or are back.
        changed: Their files are others than those that the model has answered for.
        unread: They could not be read, which may be otherwise now.
        gone: They are no longer there.
    """

    come: list[str]
    changed: list[str]
    unread: list[str]
    gone: list[str]


def changes(folder: Path, known: ImageStore) -> Changes:
    """Compare a folder with what is known of it.

    Args:
        folder: The folder.
        known: Its pictures; a copy.

    Raises:
        DatasetError, DiskError: As `list_folder`.
    """
    found = [path for listing in list_folder(folder, threading.Event()) for path in listing.paths]
    there = frozenset(found)
    lost = frozenset(known.paths[row] for row, reason in known.reasons.items() if reason == GONE)
    sorted_out = Changes([], [], [], sorted(set(known.paths) - there - lost))
    for path in found:
        row = known.row_of(path)
        if row is None or path in lost:
            sorted_out.come.append(path)
        elif known.status_of(row) == "unreadable":
            sorted_out.unread.append(path)
        elif has_changed(path, known.stamp_of(row)):
            sorted_out.changed.append(path)
    return sorted_out


def has_changed(path: str, stamp: Stamp | None) -> bool:
    """Whether a file is another one than that which had this stamp; False where nobody knows, or it cannot be asked."""
    if stamp is None:
        return False
    try:
        status = os.stat(path)  # noqa: PTH116 - a hundred thousand times in a row
    except OSError:  # it is gone, or its disk does not answer
        return False
    return (status.st_mtime_ns, status.st_size) != stamp
