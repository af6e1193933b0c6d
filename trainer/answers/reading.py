"""A table of answers read again, so that what was asked once need not be asked twice."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

from trainer.answers.columns import OF_A_CLASS, PATH_BYTES, About, Answered, columns
from trainer.errors import UsageError, disk_error
from trainer.events import Prediction

_FIXED = tuple(column.name for column in columns(About(())))


class Table(NamedTuple):
    """A table: what it is about, and its rows in their order."""

    about: About
    rows: tuple[Answered, ...]


def read(path: Path) -> Table:
    """Read a table that was written as JSON.

    Raises:
        UsageError: It is none.
        DiskError: It cannot be read.
    """
    try:
        rows = json.loads(path.read_bytes())
    except OSError as error:
        raise disk_error(error, path) from error
    except ValueError as error:
        raise _none(path) from error
    try:
        return _table(rows)
    except (TypeError, KeyError, AttributeError, ValueError) as error:
        raise _none(path) from error


def _none(path: Path) -> UsageError:
    return UsageError(
        "This is no list of answers that ArtClass has written as JSON",
        path=path,
        remedy="Write one with “artclass-cli classify … --output answers.json”.",
    )


def _table(rows: list[dict[str, Any]]) -> Table:
    if not isinstance(rows, list):
        raise TypeError
    first = rows[0] if rows else {}
    names = [name for name in first if name not in (*_FIXED, PATH_BYTES)]
    classes = tuple(
        name.removesuffix(OF_A_CLASS) if name.removesuffix(OF_A_CLASS) in _FIXED else name for name in names
    )
    about = About(
        classes, first.get("run") or "", first.get("model") or "", any(row["novel"] is not None for row in rows)
    )
    return Table(about, tuple(_answered(row, names) for row in rows))


def _answered(row: dict[str, Any], names: list[str]) -> Answered:
    readable = row["status"] == "ok"
    shares = tuple(float(row[name]) for name in names) if readable and all(row[n] is not None for n in names) else ()
    return Answered(
        Prediction(
            path=os.fsdecode(unquote_to_bytes(row[PATH_BYTES])) if PATH_BYTES in row else str(row["path"]),
            label=row["model_label"] if readable else None,
            confidence=float(row["confidence"]) if readable and row["confidence"] is not None else None,
            status="ok" if readable else "unreadable",
            reason=None if readable else str(row["status"]).partition(": ")[2],
            probabilities=shares,
            seen_in_training=bool(row["seen_in_training"]),
            novel=bool(row["novel"]),
            digest=row.get("sha256") or "",
        ),
        row["own_label"],
    )
