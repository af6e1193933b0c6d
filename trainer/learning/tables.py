"""The tables of rows in a project's cache: what they are called, and which make room when the cache is full."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import filelock
import numpy as np

from trainer import architectures, files, pixels
from trainer.config import TrainConfig
from trainer.errors import DiskError
from trainer.learning import names
from trainer.learning.rows import Rows, folder_name
from trainer.project import Project

CAP = 20 << 30
"""Bytes that the tables of a project may take, and never more than half of what the disk has left beside them.

A run's own tables are always written, however large: the oldest others make room. Decoded pictures are kept for later
runs only as far as they fit.
"""
_KINDS = ("pixels-", "features-", "frozen-")


def pixel_rows(project: Project, size: int) -> Rows:
    """Decoded pictures, (size, size, 3) uint8."""
    folder = project.cache / folder_name(names.pixels(size), pixels.DECODE_SPEC, str(size))
    return Rows(folder, (size, size, 3), np.uint8)


def feature_rows(
    project: Project, config: TrainConfig, view: str, *, shape: tuple[int, ...], weights: str, engine: str, stem: bool
) -> Rows:
    """What a frozen backbone says of pictures: features, or the rows of a stem, which are kept as float16.

    Args:
        project: Where the cache lies.
        config: The run's settings: network, head, sizes.
        view: "plain" or "mirrored".
        shape: Shape of one row.
        weights: The backbone's fingerprint.
        engine: `engines.EngineChoice.kind`.
        stem: Whether it is the stem of a network that is fine-tuned.
    """
    name = folder_name(
        names.features(config, view, stem=stem),
        pixels.DECODE_SPEC,
        config.head,
        *architectures.find(config.architecture).taps,
        *map(str, config.sizes),
        view,
        weights,
        engine,
        str(shape),
    )
    return Rows(project.cache / name, shape, np.float16 if stem else np.float32)


def make_room(cache: Path, needed: int, *, using: Collection[Path], cap: int = CAP) -> int:
    """Delete the tables that were used longest ago until ``needed`` bytes more are within the cap.

    Args:
        cache: The project's cache folder.
        needed: Bytes that are about to be written.
        using: Folders of tables that stay, whatever their age; so do those that another process writes to.
        cap: Bytes that all tables together may take.

    Returns:
        Bytes that may be written now: less than ``needed``, even below 0, where all that is left is in use.
    """
    tables = sorted(_tables(cache), key=_last_used)
    sizes = {table: files.folder_size(table) for table in tables}
    room = min(cap, (_free(cache) + sum(sizes.values())) // 2) - sum(sizes.values())
    for table in tables:
        if room >= needed:
            break
        if table not in using and _deleted(table):
            room += sizes[table]
    return room


def used(tables: Collection[Rows]) -> None:
    """Remember that tables were used now."""
    for rows in tables:
        with contextlib.suppress(OSError):
            os.utime(rows.folder / "keys.txt")


@contextlib.contextmanager
def writing_if_idle(rows: Rows) -> Iterator[bool]:
    """`Rows.writing` for a table that is only of use: gives False where another process has it, or it cannot be had."""

    def give_up() -> None:
        raise InterruptedError

    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(rows.writing(give_up))
        except (DiskError, OSError):
            had = False
        else:
            had = True
        yield had


def _tables(cache: Path) -> list[Path]:
    with contextlib.suppress(OSError):
        return [folder for folder in cache.iterdir() if folder.name.startswith(_KINDS) and folder.is_dir()]
    return []


def _last_used(table: Path) -> float:
    with contextlib.suppress(OSError):
        return (table / "keys.txt").stat().st_mtime
    return 0.0


def _free(cache: Path) -> int:
    place = cache
    while not place.exists() and place != place.parent:
        place = place.parent
    return shutil.disk_usage(place).free


def _deleted(table: Path) -> bool:
    lock = filelock.FileLock(table / ".lock")
    try:
        with lock.acquire(timeout=0):
            (table / "keys.txt").unlink(missing_ok=True)  # first: without keys the rest is nothing
    except (OSError, filelock.Timeout):
        return False
    shutil.rmtree(table, ignore_errors=True)
    return not table.exists()


def row_bytes(rows: Rows) -> int:
    """Bytes of one row on the disk."""
    count: Any = np.prod(rows.shape)
    return int(count) * rows.dtype.itemsize
