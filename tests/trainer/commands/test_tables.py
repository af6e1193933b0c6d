"""What stands in the tables of a terminal."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import msgspec
import numpy as np
import pytest
from rich.console import Console

from trainer.commands import comparing, estimating, labelling, laddering, likening, tables
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


def show_estimates(console: Console) -> None:
    row = {
        "rough": True,
        "total_seconds": 3_700.0,
        "low": 3_000.0,
        "high": 4_500.0,
        "parts": {"learn": 3_000.0},
        "seconds_per_epoch": 93.0,
        "expected_epochs": 18,
        "epochs": 20,
        "longest_seconds": 4_600.0,
        "peak_memory_mb": 1_900.0,
        "disk_mb": 130.0,
        "warning": "",
    }
    estimates = [{**row, "name": name} for name in ("mobilenet_v2", "efficientnet_v2_b0")]
    result = {"architectures": estimates, "refined": True, "others_while_measured": 0.0}
    estimating.show(result, console)


def show_ladder(console: Console) -> None:
    done = {
        "state": "done",
        "batch_size": None,
        "validation_accuracy": 0.9,
        "images": 464,
        "interval": [0.87, 0.93],
        "seconds_per_epoch": 93.0,
        "epochs": 20,
        "seconds": 3_700.0,
        "peak_memory_mb": 1_900.0,
    }
    rungs = [{**done, "blocks": 1}, {**done, "blocks": 2}, {"state": "waiting", "blocks": 3, "batch_size": None}]
    laddering.show({"question": "blocks", "rungs": rungs, "answer": ""}, console)


@pytest.mark.parametrize(
    ("show", "names", "kept", "spared"),
    [
        (show_estimates, ["MobileNetV2", "EfficientNetV2-B0"], "about 1 h 1 min", "preparing and packing"),
        (show_ladder, ["1 block", "2 blocks", "3 blocks"], "90.0% of 464", "with preparing"),
    ],
)
def test_figures_keep_their_names_on_a_narrow_terminal_and_say_what_is_not_shown(
    show: Callable[[Console], None], names: list[str], kept: str, spared: str
) -> None:
    show(console := screen(80))
    narrow = lines(console)
    assert max(map(len, narrow)) <= 80
    assert [name for name in names if any(line.strip().startswith(name) for line in narrow)] == names
    assert any(kept in line for line in narrow)
    assert f"Not shown for want of room: {spared}" in "\n".join(narrow)
    assert "…" not in "".join(narrow)
    show(console := screen(10_000))
    assert spared in lines(console)[0]
    assert "Not shown" not in "".join(lines(console))


def test_runs_that_are_compared_can_be_told_from_each_other_on_a_narrow_terminal() -> None:
    accuracy = {"accuracy": 0.9, "interval": [0.744, 0.965], "images": 30}
    validation = accuracy | {"balanced_accuracy": 0.9, "balanced_interval": [0.724, 0.947]}
    names = ["2026-11-26-1758-mobilenet_v2", "2026-11-26-1759-mobilenet_v2"]
    sides = [
        {"title": name, "pinned": False, "machine": None, "validation": validation, "test": accuracy, "seconds": 16.0}
        for name in names
    ]
    result = {"runs": sides, "settings": [{"name": "Epochs", "values": ["20", "15"]}], "pairs": [], "remarks": []}
    comparing.show({**result, "test_looks": 0}, console := screen(80))
    told = lines(console)
    assert max(map(len, told)) <= 80
    assert "…" not in "".join(told)
    first = "".join(line[1:-1].split("│")[0].strip() for line in told if line.startswith("│"))
    assert first.startswith("".join(names))
