"""What stands in the tables of a terminal."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import msgspec
import numpy as np
import pytest
from rich.console import Console

from trainer.commands import labelling, likening, tables
from trainer.measuring import metrics

LONG = "/home/somebody/Pictures/Everything that was scanned in the winter/Second half"
NAMES = [f"{LONG}/[b]{name}.jpg" for name in ("ships", "roses")]


def screen(width: int) -> Console:
    return Console(file=io.StringIO(), width=width, color_system=None, highlight=False)


def lines(console: Console) -> list[str]:
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def show_similar(console: Console, names: list[str], label: str = "[i]painting") -> None:
    rows = [{"path": name, "label": label, "confidence": 0.97, "similarity": 0.9} for name in names]
    likening.show({"similar": rows, "failed": 0}, console)


def show_labels(console: Console, names: list[str]) -> None:
    rows = [{"origin": name, "label": "[i]painting", "set_aside": None, "split": "training"} for name in names]
    labelling.show({"labels": rows}, console)


def row(table: object, name: str) -> str:
    written = io.StringIO()
    Console(file=written, width=160).print(table)
    return next(line for line in written.getvalue().splitlines() if name in line)


def test_what_is_told_of_a_class_has_its_interval() -> None:
    true, named = np.array([0] * 40 + [1] * 10), np.array([0] * 36 + [1] * 14)
    found = msgspec.to_builtins(metrics.evaluate(true, named, ("ink", "oil")))
    table = tables.per_class(found["per_class"])
    ink, oil = row(table, "ink"), row(table, "oil")
    assert "90.0% (76.9% to 96.0%)" in ink
    assert "100.0% (90.4% to 100.0%)" in ink
    assert "71.4% (45.4% to 88.3%)" in oil


def test_where_there_is_nothing_to_measure_stands_a_dash() -> None:
    found = msgspec.to_builtins(metrics.evaluate(np.array([0, 0]), np.array([0, 0]), ("ink", "oil")))
    assert row(tables.per_class(found["per_class"]), "oil").count("–") == 3


@pytest.mark.parametrize("show", [show_similar, show_labels])
def test_files_are_told_from_their_folder_where_whole_names_do_not_fit(show: Callable[..., None]) -> None:
    show(console := screen(80), NAMES)
    place, _, *rows = lines(console)
    assert place == f"In {LONG}:"
    assert [line.split()[-1] for line in rows] == ["[b]ships.jpg", "[b]roses.jpg"]
    assert all("[i]painting" in line and len(line) <= 80 for line in rows)


@pytest.mark.parametrize("show", [show_similar, show_labels])
def test_files_have_their_whole_names_where_there_is_room(show: Callable[..., None]) -> None:
    show(console := screen(10_000), NAMES)
    _, *rows = lines(console)
    assert [line[line.index("/home") :] for line in rows] == NAMES


def test_files_that_share_no_folder_are_folded_but_whole() -> None:
    show_similar(console := screen(60), ["/scans" + NAMES[0], "/photographs" + NAMES[1]])
    heading, *rows = lines(console)
    assert heading.split() == ["similarity", "class", "confidence", "picture"]
    assert max(map(len, rows)) <= 60
    assert "roses.jpg" in rows[-1]
    assert not any("…" in line for line in rows)


def test_a_class_with_a_long_name_is_told_as_a_whole() -> None:
    show_similar(console := screen(60), ["/a/1.jpg"], label="ink" * 30)
    _, _, *rows = lines(console)
    assert max(map(len, rows)) <= 60
    assert "".join(re.findall("[ink]", "".join(rows))) == "ink" * 30
