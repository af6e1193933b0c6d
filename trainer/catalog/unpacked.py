"""The unpacked pictures of a project that no import stands for any more."""

from __future__ import annotations

import contextlib
from pathlib import Path

from trainer.catalog.store import Catalog
from trainer.project import Project


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
