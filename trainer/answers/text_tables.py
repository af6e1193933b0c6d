"""Tables of answers as text: CSV for a spreadsheet, JSON for a program."""

from __future__ import annotations

import contextlib
import csv
import os
import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote_from_bytes

import msgspec

from trainer.answers.columns import PATH_BYTES, Answered, Column, Value

_BEFORE_FORMULA = re.compile(r"""((?:^|[;\t\r\n])[ "']*(?=[=+\-@\t\r\n＝＋－＠])|[;\t][ "']*\Z)""")
_CAREFUL = " \"'=+-@\t\r\n＝＋－＠"  # what such a cell may begin with
_ENDS = re.compile(r"[;\t\r\n]")
_TRUTHS = {True: "true", False: "false"}


class CsvTable:
    """Comma-separated, UTF-8, text in quotes; no cell is taken for a formula by a spreadsheet.

    That holds for spreadsheets that split at semicolons or tabs as well, as Excel does in many countries: see `_harmless`.

    Args:
        path: The file.
        columns: Its columns.
    """

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._stream = path.open("w", encoding="utf-8", newline="")
        self._rows = csv.writer(self._stream, quoting=csv.QUOTE_NONNUMERIC)
        self._rows.writerow([_harmless(column.name) for column in columns])

    def add(self, rows: Sequence[Answered]) -> None:
        """Append rows."""
        self._rows.writerows([[_cell(column, column.value(row)) for column in self._columns] for row in rows])

    def end(self) -> None:
        """Close the file."""
        self._stream.close()

    def drop(self) -> None:
        """Let go of the file: it is not wanted any more."""
        with contextlib.suppress(OSError):
            self._stream.close()


def _cell(column: Column, value: Value) -> str | Decimal:
    if value is None:
        return ""
    if column.kind == "share":
        return Decimal(f"{value:.6f}")  # a number for the writer, which gives it no quotes
    return _TRUTHS[bool(value)] if column.kind == "truth" else _harmless(str(value))


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, "CSV injection"): an apostrophe stands before what is one.

    A reader that splits elsewhere than at commas does not see where our quotes begin, so that a cell of its own may
    begin after any semicolon, tab or end of line, and after one that ends a heading with the next line. Each apostrophe can be found and taken away again by the same rule.
    """
    if cell[:1] not in _CAREFUL and _ENDS.search(cell) is None:  # as most are: ten times as quick
        return cell
    return _BEFORE_FORMULA.sub(r"\1'", cell)


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

    def drop(self) -> None:
        """Let go of the file: it is not wanted any more."""
        with contextlib.suppress(OSError):
            self._stream.close()

    def _members(self, row: Answered) -> dict[str, Value]:
        members = {column.name: column.value(row) for column in self._columns}
        path = row.prediction.path
        if members["path"] != path:
            members[PATH_BYTES] = quote_from_bytes(os.fsencode(path))
        return members
