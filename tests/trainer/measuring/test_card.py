"""The model card: everything a reader needs, nothing of whose computer it was made on."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.gui.run_folders import CLASSES, finished_run
from trainer.measuring import card
from trainer.measuring.metrics import Makers, Part
from trainer.project import Project
from trainer.runs import ClassCounts, Data, EstimateFigures, Machine, Report, TestReading

CONFUSION = ((80, 6, 2, 4, 1), (12, 71, 1, 3, 0), (0, 1, 90, 2, 0), (3, 2, 2, 4, 1), (2, 0, 1, 2, 95))


@pytest.fixture
def report(tmp_path: Path) -> Report:
    """Of a run that was measured on test at the ninth look."""
    run = finished_run(Project.create(tmp_path / "private place.artclass"), CONFUSION)
    made = run.report()
    assert made is not None
    return msgspec.structs.replace(
        made,
        config=msgspec.structs.replace(made.config, weights=str(tmp_path / "weights.h5")),
        reading=TestReading(when="2026-11-25T10:00:00", looks=9, remarks=("2 test pictures could not be read.",)),
        data=Data(
            classes=tuple(ClassCounts(name=name, training=430, validation=93, test=93) for name in CLASSES),
            fingerprint="0123456789abcdef" * 4,
            sources={"folder": 1, "archive": 2},
        ),
        machine=Machine(engine="LiteRT, float32, 2 threads", cores=2, peak_memory_mb=812.4, joules=7_200.0),
        estimate=EstimateFigures(total=200, low=160, high=240),
    )


def test_it_tells_figures_with_their_intervals_and_looks(report: Report) -> None:
    text = card.write(report)
    assert "On 385 test pictures that it had never seen, 88.3% were told rightly (95 % interval 84.7% to 91.1%)" in text
    assert "looked at 9 times in this project by then" in text
    assert "That is often" in text
    assert "2 test pictures could not be read." in text
    assert "| drawings | 93 | 86% (78%–92%) | 82% (74%–89%) | 84% |" in text
    assert "validation, each by a temperature fitted on others | 385 |" in text


def test_it_tells_data_settings_and_cost(report: Report) -> None:
    text = card.write(report)
    assert "They come from 1 folder and 2 archives." in text
    assert "| drawings | 430 | 93 | 93 |" in text
    assert "`0123456789abcdef`" in text
    assert "| Batch size | 32 |" in text
    assert "| averages and deviations of several layers, dropout, one hidden layer of 512 |" in text
    assert "| time | 3 min 7 s (estimated beforehand: 3 min 20 s, between 2 min 40 s and 4 min 0 s) |" in text
    assert "| engine | LiteRT, float32, 2 threads |" in text
    assert "| most memory | 812 MB |" in text
    assert "2.0 Wh, all programs of the computer together." in text
    assert "their figures are rough: “painting” (12)" in text
    assert "```python" in text  # the decode reference


def test_it_names_no_place_of_the_computer(report: Report, tmp_path: Path) -> None:
    text = card.write(report)
    assert str(tmp_path) not in text
    assert "private place" not in text
    assert "weights.h5" in text


def test_a_run_that_was_not_measured_on_test_says_so(report: Report) -> None:
    text = card.write(msgspec.structs.replace(report, test=None, reading=None, test_calibration=None, machine=None))
    assert "It was not measured on the test pictures" in text
    assert "On 385 validation pictures, by which its best epoch and its temperature were chosen" in text
    assert "test pictures that it had never seen" not in text


def test_where_an_engine_was_compared_before_the_run_that_is_said(report: Report) -> None:
    machine = Machine(engine="LiteRT, float32, 2 threads", agreement=1.0, compared=20)
    here = card.write(msgspec.structs.replace(report, machine=machine))
    assert "on 100.0% of 20 pictures that this run learns from |" in here
    before = card.write(
        msgspec.structs.replace(report, machine=msgspec.structs.replace(machine, measured_earlier=True))
    )
    assert "of 20 pictures (compared on this computer before this run, perhaps with other pictures than this" in before


def test_energy_that_cannot_be_read_is_said(report: Report) -> None:
    machine = Machine(energy_remark="This computer has no counter of the processor's energy that can be read.")
    assert f"| energy of the processor | {machine.energy_remark} |" in card.write(
        msgspec.structs.replace(report, machine=machine)
    )


def test_known_and_new_artists_and_odd_names(report: Report) -> None:
    makers = Makers(known=Part(images=60, accuracy=0.9, interval=(0.8, 0.95)), new=None)
    odd = tuple(
        msgspec.structs.replace(row, name="a|b\nc") if row.name == "drawings" else row
        for row in report.validation.per_class
    )
    evaluation = msgspec.structs.replace(report.validation, per_class=odd)
    text = card.write(msgspec.structs.replace(report, makers=makers, test=evaluation))
    assert "Of 60 new pictures of known artists or series, 90.0% (80.0% to 95.0%)." in text
    assert "| a\\|b c | 93 |" in text


def test_the_audit_is_a_chapter(report: Report) -> None:
    assert "## What it leans on\n\nNothing.\n" in card.write(report, "## What it leans on\n\nNothing.\n")
