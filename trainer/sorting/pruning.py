"""Journals that nobody can want any more are deleted: of sorts that were undone as a whole, a month ago."""

from __future__ import annotations

import contextlib
import shutil
import time
from pathlib import Path

from trainer import holding
from trainer.sorting import journal

DAYS = 30
"""So long after its undoing a sort is still listed."""


def prune() -> int:
    """Delete the journals of sorts that were undone as a whole so long ago; gives how many.

    All others can still be undone or gone on with, and stay. What cannot be deleted stays as well, and nobody is told.
    """
    before = time.time() - DAYS * 86_400
    with contextlib.suppress(OSError):
        return sum(_pruned(folder, before) for folder in list(journal.place().iterdir()))
    return 0


def _pruned(folder: Path, before: float) -> bool:
    with contextlib.suppress(OSError):
        if journal.undone_before(folder, before) and not holding.is_held(folder):
            shutil.rmtree(folder)
            return True
    return False
