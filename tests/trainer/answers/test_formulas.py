"""A CSV obeys no formula, wherever the spreadsheet that opens it splits; and names can be read back from it."""

from __future__ import annotations

import csv
import random
import re
from pathlib import Path

import pytest

from trainer import answers
from trainer.answers import About
from trainer.events import Prediction

PLAIN = ["a.jpg", "Monet - Lilies, 1906.jpg", "d'Orsay; wing B.jpg", "κυβισμός.jpg", 'the "Wave".jpg', "a=b;c.jpg"]
EVIL = [
    "=1+1.jpg",
    "a;=1+1.jpg",
    "a\t=cmd.jpg",
    "a;+1",
    "a;-1",
    "a;@SUM(A1)",
    "\t=1",
    "a\t\t=1",
    "a;\r=1",
    "a\n=1",
    "a\r\n=1",
    'a;"=1+1',
    'a;""=1+1',
    "a; =1",
    " =1",
    "';=1",
    ";'=1",
    ";;=1",
    "a;\uff1d1",
]
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def written(path: Path, names: list[str]) -> Path:
    """Each name as a picture's path, as its label, as a person's label and as a class."""
    with answers.writing(path, About(tuple(names), run="run", model="0123")) as sheet:
        sheet.add(
            [Prediction(path=name, label=name, confidence=0.5, probabilities=(0.5,) * len(names)) for name in names],
            {name: name for name in names},
        )
    return path


def cells(path: Path, delimiter: str) -> list[str]:
    with path.open(encoding="utf-8", newline="") as stream:
        return [cell for row in csv.reader(stream, delimiter=delimiter) for cell in row]


def paths_in(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as stream:
        return [row["path"] for row in csv.DictReader(stream)]


def named(cell: str) -> str:
    """What a cell was before an apostrophe was put before what a spreadsheet would take for a formula."""
    return re.sub(
        r"((?:^|[;\t\r\n])[ \"']*)'(?=[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])|(?<=[;\t])([ \"']*)'\Z", r"\1\2", cell
    )


def strange_names(count: int) -> list[str]:
    chance = random.Random(5)
    return ["".join(chance.choices(";,\t\r\n \"'=+-@x\uff1d", k=chance.randint(1, 8))) for _ in range(count)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_cell_is_a_formula_wherever_a_spreadsheet_splits(tmp_path: Path, delimiter: str) -> None:
    names = list(dict.fromkeys([*EVIL, *PLAIN, *strange_names(300)]))
    found = cells(written(tmp_path / "a.csv", names), delimiter)
    assert [cell for cell in found if cell.startswith(FORMULA)] == []


def test_names_come_back(tmp_path: Path) -> None:
    names = list(dict.fromkeys([*PLAIN, *EVIL, *strange_names(300)]))
    cells = paths_in(written(tmp_path / "a.csv", names))
    assert cells[: len(PLAIN)] == PLAIN  # as they are
    assert len(set(cells)) == len(names)
    assert [named(cell) for cell in cells] == names


def test_a_reader_that_splits_at_several_signs_leaves_text_together(tmp_path: Path) -> None:
    line = written(tmp_path / "a.csv", ["a;b.jpg"]).read_text("utf-8").splitlines()[1]
    assert line.startswith('"a;b.jpg","a;b.jpg","a;b.jpg",0.500000,')


def test_more_names_than_are_remembered_come_back(tmp_path: Path) -> None:
    names = [f"{number};=1.jpg" for number in range(2_000)]
    with answers.writing(tmp_path / "a.csv", About(("a",))) as sheet:
        sheet.add([Prediction(path=name, label="a", confidence=0.5, probabilities=(0.5,)) for name in names * 2])
    assert [named(cell) for cell in paths_in(tmp_path / "a.csv")] == names * 2
