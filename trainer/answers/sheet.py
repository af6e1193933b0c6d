"""A table of answers being written, in the format that its name asks for."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from trainer import files
from trainer.answers.columns import About, Answered, Column, columns
from trainer.errors import UsageError
from trainer.events import Prediction


class Writer(Protocol):
    """Writes rows in one format."""

    def add(self, rows: Sequence[Answered]) -> None:
        """Append rows."""

    def end(self) -> None:
        """Write what has to stand at the end."""

    def drop(self) -> None:
        """Let go of what was begun; raises nothing."""


def _csv(path: Path, of: Sequence[Column]) -> Writer:
    from trainer.answers.text_tables import CsvTable  # noqa: PLC0415

    return CsvTable(path, of)


def _json(path: Path, of: Sequence[Column]) -> Writer:
    from trainer.answers.text_tables import JsonTable  # noqa: PLC0415

    return JsonTable(path, of)


def _parquet(path: Path, of: Sequence[Column]) -> Writer:
    from trainer.answers.parquet_table import ParquetTable  # noqa: PLC0415 - arro3 comes with it

    return ParquetTable(path, of)


def _excel(path: Path, of: Sequence[Column]) -> Writer:
    from trainer.answers.excel_table import ExcelTable  # noqa: PLC0415 - XlsxWriter comes with it

    return ExcelTable(path, of)


_WRITERS: Mapping[str, Callable[[Path, Sequence[Column]], Writer]] = {
    ".csv": _csv,
    ".json": _json,
    ".parquet": _parquet,
    ".xlsx": _excel,
}
FORMATS = tuple(_WRITERS)


def check_name(path: Path) -> None:
    """See whether a file of this name can be written.

    Raises:
        UsageError: It ends in none of `FORMATS`, is a folder, or its folder is not there.
    """
    if path.suffix.lower() not in FORMATS:
        raise UsageError(
            "The answers can be written as .csv, .json, .parquet or .xlsx",
            path=path,
            remedy="Give the file one of these endings.",
        )
    if path.is_dir():
        raise UsageError("This is a folder, not a file", path=path, remedy="Name a file in it.")
    if not path.absolute().parent.is_dir():  # making it would hide that its name is misspelt, or its disk absent
        raise UsageError("There is no such folder for the answers", path=path.parent, remedy="Make it first.")


class Sheet:
    """A table of answers that is being written; made by `writing`."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def add(self, predictions: Iterable[Prediction], own: Mapping[str, str] | None = None) -> None:
        """Append rows.

        Args:
            predictions: What the model says.
            own: The person's own labels, by path as predictions spell it.
        """
        labels = own or {}
        self._writer.add([Answered(prediction, labels.get(prediction.path)) for prediction in predictions])


@contextlib.contextmanager
def writing(path: Path, about: About) -> Iterator[Sheet]:
    """Write a table of answers; it is there when the block succeeds, completely or not at all.

    Args:
        path: Ends in one of `FORMATS`.
        about: The model's classes, one column each, and what it is called.

    Raises:
        DiskError: The disk is full, read-only or gone, or there is no such folder.
    """
    with files.atomic(path) as partial:
        writer = _WRITERS[path.suffix.lower()](partial, columns(about))
        try:
            yield Sheet(writer)
            writer.end()
        except BaseException:
            writer.drop()  # an open file cannot be deleted everywhere
            raise
