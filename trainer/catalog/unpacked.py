"""Undoing an import with what it unpacked, and clearing away what no import stands for any more."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import NamedTuple

from trainer.catalog.store import Catalog
from trainer.project import Project


class Undone(NamedTuple):
    """What undoing an import took away: pictures of the project, and bytes of its own unpacked files."""

    pictures: int
    bytes_freed: int


def undo_import(project: Project, number: int) -> Undone:
    """Take an import back as a whole, with what it unpacked, and divide what came back by that.

    Raises:
        UsageError: There is no such import, or it was undone already.
        ProjectError: An import is at work on the project.
        DiskError: The project cannot be written to.
    """
    with project.claimed("import"), Catalog.open(project) as catalog:
        gone = catalog.ledger.undo(number)
        freed = sweep(project, catalog)
        catalog.settle_splits()
    return Undone(gone, freed)


def sweep(project: Project, catalog: Catalog) -> int:
    """Delete what was unpacked by imports that are undone, and left by ones that were cut off; returns the bytes freed.

    Only files that ArtClass wrote into ``images/`` are ever touched.
    """
    wanted = catalog.unpacked_names()
    freed = 0
    for path in _unpacked(project.images):
        if path.name not in wanted:
            with contextlib.suppress(OSError):
                size = path.stat().st_size
                path.unlink()
                freed += size
    return freed


def clear_partial(project: Project) -> None:
    """Delete what an import that was killed has left half-written; for the import that holds the project."""
    for path in project.images.glob("??/.*.part"):
        with contextlib.suppress(OSError):
            path.unlink()


def _unpacked(images: Path) -> list[Path]:
    return [path for path in images.glob("??/*") if path.is_file()]
