"""Tables of answers for Excel and its like: text is text and never a formula, numbers are numbers."""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from trainer.answers.columns import Answered, Column, Value
from trainer.errors import disk_error

_ROWS = 1_048_576  # of a sheet, its heading among them
_CELL = 32_767  # characters
_WIDE, _NARROW = 60, 14  # characters


class ExcelTable:
    """A workbook; what does not fit onto one sheet goes on on the next.

    Rows wait in a folder for temporary files, and the file is made in memory (some 20 MB for a hundred thousand rows):
    what a full disk refuses the library tells again, with a traceback, when it is let go of.

    Args:
        path: The file.
        columns: Its columns.

    Raises:
        DiskError: There is no room for temporary files.
    """

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self._path = path
        self._columns = columns
        self._whole = io.BytesIO()
        with _room(None):
            self._waiting = tempfile.TemporaryDirectory(prefix="artclass-", ignore_cleanup_errors=True)
        options = {
            "constant_memory": True,
            "tmpdir": self._waiting.name,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        }
        self._book = xlsxwriter.Workbook(self._whole, options)
        self._heading = self._book.add_format({"bold": True})
        self._share = self._book.add_format({"num_format": "0.0000"})
        self._sheets = 0
        try:
            with _room(self._waiting.name):
                self._sheet, self._row = self._begin(), 1
        except BaseException:
            self.drop()
            raise

    def add(self, rows: Sequence[Answered]) -> None:
        """Append rows.

        Raises:
            DiskError: There is no room for temporary files.
        """
        with _room(self._waiting.name):
            for row in rows:
                self._add(row)

    def end(self) -> None:
        """Write the file.

        Raises:
            OSError: The disk refuses.
            DiskError: There is no room for temporary files.
        """
        with _room(self._waiting.name):
            self._finish()
            self._book.close()
        self._waiting.cleanup()
        self._path.write_bytes(self._whole.getbuffer())

    def drop(self) -> None:
        """Take the temporary files away: the file is not wanted any more."""
        for sheet in self._book.worksheets():
            with contextlib.suppress(OSError):
                sheet.row_data_fh.close()  # an open file cannot be deleted everywhere
        self._waiting.cleanup()

    def _add(self, row: Answered) -> None:
        if self._row == _ROWS:
            self._finish()
            self._sheet, self._row = self._begin(), 1
        for place, column in enumerate(self._columns):
            self._write(place, column, column.value(row))
        self._row += 1

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


@contextlib.contextmanager
def _room(folder: str | None) -> Iterator[None]:
    """Say of what the disk refuses that it was about temporary files, not about the list."""
    try:
        yield
    except xlsxwriter.exceptions.FileCreateError as error:
        raise disk_error(_cause(error), folder) from error
    except OSError as error:
        raise disk_error(error, folder) from error


def _cause(error: Exception) -> OSError:
    first = error.args[0] if error.args else None
    return first if isinstance(first, OSError) else OSError(str(error))
