"""The file of answers can be opened in a spreadsheet by anybody, whatever the pictures are called."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from trainer import answers
from trainer.errors import UsageError
from trainer.events import Prediction

CLASSES = ("drawings", "status")
GOOD = Prediction(path="=cmd|' /C calc'!A0.jpg", label="drawings", confidence=0.75, probabilities=(0.75, 0.25))
BAD = Prediction(path='b, "quoted"\n.jpg', label=None, confidence=None, status="unreadable", reason="is damaged")


def written(path: Path) -> Path:
    with answers.writing(path, CLASSES) as sheet:
        sheet.add([GOOD])
        sheet.add([BAD])
    return path


def test_csv_has_a_row_a_picture_and_a_column_a_class(tmp_path: Path) -> None:
    with written(tmp_path / "a.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == ["path", "label", "confidence", "status", "drawings", "status (class)"]
    assert rows[0] == {
        "path": "'=cmd|' /C calc'!A0.jpg",
        "label": "drawings",
        "confidence": "0.750000",
        "status": "ok",
        "drawings": "0.750000",
        "status (class)": "0.250000",
    }
    assert rows[1]["path"] == BAD.path
    assert rows[1]["status"] == "unreadable: is damaged"
    assert rows[1]["label"] == rows[1]["drawings"] == ""


def test_json_has_the_same(tmp_path: Path) -> None:
    rows = json.loads(written(tmp_path / "a.JSON").read_text(encoding="utf-8"))
    assert rows[0]["path"] == GOOD.path
    assert rows[0]["status (class)"] == 0.25
    assert rows[1]["label"] is None
    assert rows[1]["drawings"] is None


def test_a_failure_leaves_no_half_file(tmp_path: Path) -> None:
    with pytest.raises(KeyError), answers.writing(tmp_path / "a.csv", CLASSES) as sheet:  # noqa: PT012
        sheet.add([GOOD])
        raise KeyError
    assert not list(tmp_path.iterdir())


def test_other_endings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.csv or \.json"):
        answers.check_name(tmp_path / "a.xls")
