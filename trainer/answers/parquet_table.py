"""Tables of answers as Parquet, with typed columns: text, 32-bit fractions, truth values; what is unknown is null."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from arro3.core import Array, DataType, Table
from arro3.io import write_parquet

from trainer.answers.columns import Answered, Column, Value

_TYPES = {"text": DataType.string(), "share": DataType.float32(), "truth": DataType.bool()}


class ParquetTable:
    """Columns are gathered, and written at the end: a hundred thousand rows are some 20 MB.

    The library writes into memory (some 10 MB more): what a full disk refuses it tells by ending in a panic.

    Args:
        path: The file.
        columns: Its columns.
    """

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self._path = path
        self._columns = columns
        self._values: list[list[Value]] = [[] for _ in columns]

    def add(self, rows: Sequence[Answered]) -> None:
        """Append rows."""
        for column, values in zip(self._columns, self._values, strict=True):
            values.extend(column.value(row) for row in rows)

    def end(self) -> None:
        """Write the file.

        Raises:
            OSError: The disk refuses.
        """
        arrays = {
            column.name: _array(column, values) for column, values in zip(self._columns, self._values, strict=True)
        }
        whole = io.BytesIO()
        write_parquet(Table.from_pydict(arrays), whole)
        self._path.write_bytes(whole.getbuffer())

    def drop(self) -> None:
        """Forget the rows: there is no file yet."""
        self._values.clear()


def _array(column: Column, values: list[Value]) -> Any:
    return Array(values, type=_TYPES[column.kind])
