"""Tables of answers for Excel and its like: text is text and never a formula, numbers are numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from trainer.answers.columns import Answered, Column, Value

_ROWS = 1_048_576  # of a sheet, its heading among them
_CELL = 32_767  # characters
_WIDE, _NARROW = 60, 14  # characters


class ExcelTable:
    """A workbook; what does not fit onto one sheet goes on on the next.

    Args:
        path: The file.
        columns: Its columns.
    """

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self._columns = columns
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(str(path), options)
        self._heading = self._book.add_format({"bold": True})
        self._share = self._book.add_format({"num_format": "0.0000"})
        self._sheets = 0
        self._sheet, self._row = self._begin(), 1

    def add(self, rows: Sequence[Answered]) -> None:
        """Append rows."""
        for row in rows:
            if self._row == _ROWS:
                self._finish()
                self._sheet, self._row = self._begin(), 1
            for place, column in enumerate(self._columns):
                self._write(place, column, column.value(row))
            self._row += 1

    def end(self) -> None:
        """Write the file.

        Raises:
            OSError: The disk refuses.
        """
        self._finish()
        try:
            self._book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise error.args[0] if isinstance(error.args[0], OSError) else OSError(str(error)) from error

    def _write(self, place: int, column: Column, value: Value) -> None:
        if value is None:
            return
        if column.kind == "text":
            self._sheet.write_string(self._row, place, str(value)[:_CELL])
        elif column.kind == "share":
            self._sheet.write_number(self._row, place, value, self._share)
        else:
            self._sheet.write_boolean(self._row, place, value)

    def _begin(self) -> Worksheet:
        self._sheets += 1
        sheet = self._book.add_worksheet("pictures" if self._sheets == 1 else f"pictures {self._sheets}")
        sheet.freeze_panes(1, 1)
        for place, column in enumerate(self._columns):
            sheet.set_column(place, place, _WIDE if column.name == "path" else max(_NARROW, len(column.name) + 3))
            sheet.write_string(0, place, column.name[:_CELL], self._heading)
        return sheet

    def _finish(self) -> None:
        self._sheet.autofilter(0, 0, self._row - 1, len(self._columns) - 1)
