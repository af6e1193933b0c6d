"""The table of answers can be opened by anybody, in any program, whatever the pictures and classes are called."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest

from trainer import answers
from trainer.answers import About, reading
from trainer.errors import DiskError, UsageError
from trainer.events import Prediction

ABOUT = About(("=drawings", "status", "κυβισμός"), run="2026-11-23-1405-vgg16", model="0123456789abcdef")
EVIL = "=cmd|' /C calc'!A0.jpg"
GOOD = Prediction(
    path=EVIL,
    label="=drawings",
    confidence=0.75,
    probabilities=(0.75, 0.0625, 0.1875),
    seen_in_training=True,
    digest="0a" * 32,
)
BAD = Prediction(path='b, "quoted"\n.jpg', label=None, confidence=None, status="unreadable", reason="is damaged")
HEADING = [
    "path",
    "model_label",
    "own_label",
    "confidence",
    "second_guess",
    "status",
    "seen_in_training",
    "novel",
    "run",
    "model",
    "sha256",
    "=drawings",
    "status (class)",
    "κυβισμός",
]
OWN = {EVIL: "status"}


def written(path: Path) -> Path:
    with answers.writing(path, ABOUT) as sheet:
        sheet.add([GOOD], OWN)
        sheet.add([BAD])
    return path


def test_csv_has_a_row_a_picture_and_obeys_no_formula(tmp_path: Path) -> None:
    with written(tmp_path / "a.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[0] == ["'=drawings" if name == "=drawings" else name for name in HEADING]
    said = ["'" + EVIL, "'=drawings", "status", "0.750000", "κυβισμός", "ok", "true", "false"]
    assert rows[1] == [*said, ABOUT.run, ABOUT.model, GOOD.digest, "0.750000", "0.062500", "0.187500"]
    assert rows[2] == [
        BAD.path,
        "",
        "",
        "",
        "",
        "unreadable: is damaged",
        "",
        "",
        ABOUT.run,
        ABOUT.model,
        "",
        "",
        "",
        "",
    ]


def test_json_has_the_same_and_is_read_again(tmp_path: Path) -> None:
    path = written(tmp_path / "a.JSON")
    rows = json.loads(path.read_text(encoding="utf-8"))
    assert list(rows[0]) == HEADING
    assert (rows[0]["path"], rows[0]["own_label"], rows[0]["status (class)"]) == (EVIL, "status", 0.0625)
    assert rows[1]["model_label"] is rows[1]["=drawings"] is rows[1]["novel"] is None
    table = reading.read(path)
    assert table.about == ABOUT
    assert [row.prediction for row in table.rows] == [GOOD, BAD]
    assert [row.own for row in table.rows] == ["status", None]


def test_what_nobody_has_said_is_left_empty(tmp_path: Path) -> None:
    """A model of the older format knows no strangers, and where no model was asked nothing was seen in training."""
    old = ABOUT._replace(novelty=False)
    with answers.writing(tmp_path / "a.json", old) as sheet:
        sheet.add([GOOD])
        sheet.add([Prediction(path="own.jpg", label=None, confidence=None)], {"own.jpg": "status"})
    first, own = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert (first["novel"], first["seen_in_training"]) == (None, True)
    assert (own["novel"], own["seen_in_training"], own["sha256"]) == (None, None, None)
    assert reading.read(tmp_path / "a.json").about == old


def test_a_list_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "a.json")
    rows = [
        {name: value for name, value in row.items() if name != "sha256"} for row in json.loads(path.read_text("utf-8"))
    ]
    path.write_text(json.dumps(rows), "utf-8")
    assert [row.prediction.digest for row in reading.read(path).rows] == ["", ""]


@pytest.mark.skipif(os.name == "nt", reason="names there are always valid Unicode")
def test_json_leads_back_to_a_file_whose_name_is_no_unicode(tmp_path: Path) -> None:
    path = os.fsdecode(b"/a/caf\xe9.jpg")
    with answers.writing(tmp_path / "a.json", ABOUT) as sheet:
        sheet.add([Prediction(path=path, label="status", confidence=1.0)])
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))[0]["path"] == "/a/caf\\xe9.jpg"
    assert reading.read(tmp_path / "a.json").rows[0].prediction.path == path


def test_parquet_has_typed_columns(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(written(tmp_path / "a.parquet"))
    assert table.column_names == HEADING
    assert [str(table.schema.field(name).type) for name in ("path", "confidence", "novel")] == [
        "string",
        "float",
        "bool",
    ]
    first, second = table.to_pylist()
    assert (first["path"], first["own_label"], first["κυβισμός"]) == (EVIL, "status", 0.1875)
    assert (first["seen_in_training"], second["seen_in_training"], second["confidence"]) == (True, None, None)


def test_excel_reads_text_as_text_and_numbers_as_numbers(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    sheet = openpyxl.load_workbook(written(tmp_path / "a.xlsx")).active
    heading, first, second = ([cell.value for cell in row] for row in sheet.iter_rows())
    assert heading == HEADING
    assert first[:8] == [EVIL, "=drawings", "status", 0.75, "κυβισμός", "ok", True, False]
    assert [sheet.cell(2, column).data_type for column in (1, 2, 4, 7)] == ["s", "s", "n", "b"]
    assert second[5] == "unreadable: is damaged"
    assert sheet.freeze_panes == "B2"


@pytest.mark.parametrize("ending", answers.FORMATS)
def test_an_empty_table_is_a_table(tmp_path: Path, ending: str) -> None:
    with answers.writing(tmp_path / f"a{ending}", ABOUT):
        pass
    assert (tmp_path / f"a{ending}").stat().st_size > 0


@pytest.mark.parametrize("ending", answers.FORMATS)
def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "none" / f"a{ending}"
    with pytest.raises(UsageError, match="no such folder"):
        answers.check_name(path)
    with pytest.raises(DiskError, match="not there"), answers.writing(path, ABOUT) as sheet:
        sheet.add([GOOD])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", answers.FORMATS)
def test_a_failure_leaves_no_half_file(tmp_path: Path, ending: str) -> None:
    with pytest.raises(KeyError), answers.writing(tmp_path / f"a{ending}", ABOUT) as sheet:  # noqa: PT012
        sheet.add([GOOD])
        raise KeyError
    assert not list(tmp_path.iterdir())


def test_other_endings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.csv, \.json, \.parquet or \.xlsx"):
        answers.check_name(tmp_path / "a.xls")


@pytest.mark.parametrize("text", ["", "[1]", '{"a": 1}', '[{"path": "a.jpg"}]', '[{"path": "a.jpg", "status": "ok"}]'])
def test_another_json_is_refused_in_words(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(UsageError, match="no list of answers"):
        reading.read(tmp_path / "a.json")
