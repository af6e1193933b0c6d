"""Tables of answers as text: CSV for a spreadsheet, JSON for a program."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from trainer.answers.columns import Answered, Column, Kind, Value, members

_BEFORE_FORMULA = re.compile(r"""((?:^|[;\t\r\n])[ "']*(?=[=+\-@\t\r\n＝＋－＠])|[;\t][ "']*\Z)""")
_CAREFUL = " \"'=+-@\t\r\n＝＋－＠"  # what such a cell may begin with
_ENDS = re.compile(r"[;\t\r\n]")
_QUOTE, _NOTHING = '"', '""'
_TRUTHS = {True: '"true"', False: '"false"', None: _NOTHING}
_REMEMBERED = 1_000  # cells


class CsvTable:
    """Comma-separated, UTF-8, text in quotes; no cell is taken for a formula by a spreadsheet.

    That holds for spreadsheets that split at semicolons or tabs as well, as Excel does in many countries: see `_harmless`.

    Args:
        path: The file.
        columns: Its columns.
    """

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self._known: dict[Value, str] = {None: _quoted("")}  # cells that come again and again: classes, runs
        written: dict[Kind, Callable[[Any], str]] = {"text": self._text, "share": _share, "truth": _TRUTHS.__getitem__}
        self._cells = [(column.value, written[column.kind]) for column in columns]
        self._stream = path.open("w", encoding="utf-8", newline="")
        self._stream.write(_line([_quoted(column.name) for column in columns]))

    def add(self, rows: Sequence[Answered]) -> None:
        """Append rows."""
        self._stream.writelines([_line([written(value(row)) for value, written in self._cells]) for row in rows])

    def end(self) -> None:
        """Close the file."""
        self._stream.close()

    def drop(self) -> None:
        """Let go of the file: it is not wanted any more."""
        with contextlib.suppress(OSError):
            self._stream.close()

    def _text(self, value: str | None) -> str:
        cell = self._known.get(value)
        if cell is None:
            cell = _quoted(value or "")
            if len(self._known) < _REMEMBERED:
                self._known[value] = cell
        return cell


def _line(cells: Sequence[str]) -> str:
    """As RFC 4180 has it, by hand: by `csv.writer`, which looks at each cell once more, a table takes twice as long."""
    return f"{','.join(cells)}\r\n"


def _share(value: float | None) -> str:
    """A number stands without quotes."""
    return _NOTHING if value is None else f"{value:.6f}"


def _quoted(cell: str) -> str:
    harmless = _harmless(cell)
    return f'"{harmless.replace(_QUOTE, _QUOTE + _QUOTE)}"' if _QUOTE in harmless else f'"{harmless}"'


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, "CSV injection"): an apostrophe stands before what is one.

    A reader that splits elsewhere than at commas does not see where our quotes begin, so that a cell of its own may
    begin after any semicolon, tab or end of line, and after one that ends a heading with the next line. Each apostrophe can be found and taken away again by the same rule.
    """
    if cell.isalnum() or (cell[:1] not in _CAREFUL and _ENDS.search(cell) is None):  # as most are: ten times as quick
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
            self._stream.write(self._separator + msgspec.json.encode(members(row, self._columns)))
            self._separator = b",\n"

    def end(self) -> None:
        """Close the array and the file."""
        self._stream.write(b"[\n]\n" if self._separator == b"[\n" else b"\n]\n")
        self._stream.close()

    def drop(self) -> None:
        """Let go of the file: it is not wanted any more."""
        with contextlib.suppress(OSError):
            self._stream.close()
