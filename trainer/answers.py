"""Predictions as a file for others: CSV for a spreadsheet, JSON for a program."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

import msgspec

from trainer import files
from trainer.errors import UsageError, disk_error
from trainer.events import Prediction

_COLUMNS = ("path", "label", "confidence", "status")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
FORMATS = (".csv", ".json")


def check_name(path: Path) -> None:
    """See whether a file of this name can be written.

    Raises:
        UsageError: It ends neither in .csv nor in .json, or is a folder.
    """
    if path.suffix.lower() not in FORMATS:
        raise UsageError(
            "The answers can be written as .csv or .json", path=path, remedy="Give the file one of these endings."
        )
    if path.is_dir():
        raise UsageError("This is a folder, not a file", path=path, remedy="Name a file in it.")


class Sheet:
    """A table of answers that is being written; made by `writing`."""

    def __init__(self, stream: TextIO, classes: tuple[str, ...], *, as_json: bool) -> None:
        self._stream = stream
        self._names = _column_names(classes)
        self._as_json = as_json
        self._rows = 0
        if as_json:
            stream.write("[")
        else:
            csv.writer(stream).writerow([_harmless(name) for name in (*_COLUMNS, *self._names)])

    def add(self, predictions: Sequence[Prediction]) -> None:
        """Append rows."""
        for prediction in predictions:
            if self._as_json:
                self._stream.write(("," if self._rows else "") + "\n" + _json_row(prediction, self._names))
            else:
                csv.writer(self._stream).writerow(_csv_row(prediction, len(self._names)))
            self._rows += 1

    def end(self) -> None:
        """Write what has to stand at the end."""
        if self._as_json:
            self._stream.write("\n]\n")


@contextlib.contextmanager
def writing(path: Path, classes: tuple[str, ...]) -> Iterator[Sheet]:
    """Write a file of answers; it is there when the block succeeds, completely or not at all.

    Args:
        path: Ends in .csv or .json; its folder is made where it is absent.
        classes: The model's classes, one column each.

    Raises:
        DiskError: The disk is full, read-only or gone.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise disk_error(error, path.parent) from error
    with (
        files.atomic(path) as partial,
        partial.open("w", encoding="utf-8", errors="backslashreplace", newline="") as stream,
    ):
        sheet = Sheet(stream, classes, as_json=path.suffix.lower() == ".json")
        yield sheet
        sheet.end()


def as_text(predictions: Sequence[Prediction], classes: tuple[str, ...], *, as_json: bool) -> str:
    """The whole file as text."""
    stream = io.StringIO()
    sheet = Sheet(stream, classes, as_json=as_json)
    sheet.add(predictions)
    sheet.end()
    return stream.getvalue()


def status(prediction: Prediction) -> str:
    """What stands in the column ``status``: "ok", or "unreadable: " and why."""
    return prediction.status if prediction.status == "ok" else f"{prediction.status}: {prediction.reason}"


def _column_names(classes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{name} (class)" if name in (*_COLUMNS, "seen_in_training") else name for name in classes)


def _csv_row(prediction: Prediction, classes: int) -> list[str]:
    confidence = "" if prediction.confidence is None else f"{prediction.confidence:.6f}"
    shares = [f"{p:.6f}" for p in prediction.probabilities] or [""] * classes
    return [_harmless(prediction.path), _harmless(prediction.label or ""), confidence, status(prediction), *shares]


def _json_row(prediction: Prediction, names: tuple[str, ...]) -> str:
    row: dict[str, Any] = {
        "path": prediction.path,
        "label": prediction.label,
        "confidence": prediction.confidence,
        "status": status(prediction),
        "seen_in_training": prediction.seen_in_training,
    }
    row |= dict(zip(names, prediction.probabilities or [None] * len(names), strict=True))
    try:
        return msgspec.json.encode(row).decode()
    except UnicodeEncodeError:  # a file name that is no valid Unicode
        row["path"] = prediction.path.encode("utf-8", "backslashreplace").decode()
        return msgspec.json.encode(row).decode()


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, "CSV injection")."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
