"""Tables of answers as text: CSV for a spreadsheet, JSON for a program."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote_from_bytes

import msgspec

from trainer.answers.columns import PATH_BYTES, Answered, Column, Value

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TRUTHS = {True: "true", False: "false"}


class CsvTable:
    """Comma-separated, UTF-8; no cell is taken for a formula by a spreadsheet.

    Args:
        path: The file.
        columns: Its columns.
    """

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._stream = path.open("w", encoding="utf-8", newline="")
        self._rows = csv.writer(self._stream)
        self._rows.writerow([_harmless(column.name) for column in columns])

    def add(self, rows: Sequence[Answered]) -> None:
        """Append rows."""
        self._rows.writerows([[_cell(column, column.value(row)) for column in self._columns] for row in rows])

    def end(self) -> None:
        """Close the file."""
        self._stream.close()


def _cell(column: Column, value: Value) -> str:
    if value is None:
        return ""
    if column.kind == "share":
        return f"{value:.6f}"
    return _TRUTHS[bool(value)] if column.kind == "truth" else _harmless(str(value))


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, "CSV injection")."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


class JsonTable:
    """One array with one object a picture; see `trainer.answers.reading` for the way back.

    Args:
        path: The file.
        columns: The names of its members.
    """

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._stream = path.open("wb")
        self._separator = b"[\n"

    def add(self, rows: Sequence[Answered]) -> None:
        """Append rows."""
        for row in rows:
            self._stream.write(self._separator + msgspec.json.encode(self._members(row)))
            self._separator = b",\n"

    def end(self) -> None:
        """Close the array and the file."""
        self._stream.write(b"[\n]\n" if self._separator == b"[\n" else b"\n]\n")
        self._stream.close()

    def _members(self, row: Answered) -> dict[str, Value]:
        members = {column.name: column.value(row) for column in self._columns}
        path = row.prediction.path
        if members["path"] != path:
            members[PATH_BYTES] = quote_from_bytes(os.fsencode(path))
        return members
