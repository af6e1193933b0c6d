"""Where pictures were found, as the person knows it: the file that was labelled or imported, or its place in an archive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from trainer.catalog.connection import as_path, as_text, exists
from trainer.catalog.database import Database

_SQL = """
    SELECT f.picture_id, s.kind, s.location, f.name, f.unpacked FROM files f JOIN sources s ON s.id = f.source_id
    WHERE f.picture_id IN temp.chosen ORDER BY f.picture_id, s.kind <> 'reviewed', f.unpacked, f.id
"""


def origins(data: Database, numbers: Iterable[int]) -> dict[int, Path]:
    """The place where each picture was found, be it still there or not.

    Args:
        data: The catalog's.
        numbers: Of the pictures.

    Returns:
        Absolute paths by number. What lies in an archive is seen from that: ``/p/scans.zip/drawings/1.png``.
    """
    with data.chosen(numbers):
        rows = data.rows(_SQL)
    return {number: _best(list(group)) for number, group in groupby(rows, key=lambda row: row[0])}


def _best(rows: Sequence[Any]) -> Path:
    """The file that was labelled before one that was imported, and both before a place in an archive; what is gone last."""
    found = [_path(*row[1:4]) for row in rows]
    return found[0] if len(found) == 1 else next(filter(exists, found), found[0])


def _path(kind: str, place: str | bytes, name: str | bytes) -> Path:
    folder = as_path(place).parent if kind == "table" else as_path(place)
    return folder / as_text(name)
