"""A run against its estimate."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec
import pytest

from tests.trainer import making
from trainer import dataset, presets, runs
from trainer.channel import Control
from trainer.estimating import history, kept, memory
from trainer.estimating.kept import OfProject
from trainer.estimating.watching import estimated
from trainer.events import Epoch, Estimated, Event, Notice, Stage, Started
from trainer.project import Project
from trainer.runs import Run

from .conftest import speed


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = making.project(tmp_path)
    with kept.changing() as machine:
        machine.begin_seconds = 4.0
        machine.speeds["deep_cnn"] = speed("deep_cnn")
    kept.keep_project(made, OfProject(decode_seconds={150: 0.01}))
    return made


def epoch(number: int) -> Epoch:
    return Epoch(
        epoch=number,
        epochs=3,
        loss=1,
        accuracy=0.5,
        validation_loss=1,
        validation_accuracy=0.5,
        seconds=1,
        learning_rate=1e-3,
        best=True,
    )


def worked(project: Project, *, epochs: int, finished: bool = True, fresh: bool = True) -> tuple[Run, list[Event]]:
    """A run that says what a run says, and leaves a report."""
    run = runs.create(project, presets.config("deep_cnn", epochs=3))
    told: list[Event] = []
    with estimated(
        project,
        run,
        dataset.load(project),
        emit=told.append,
        control=Control(),
        began=time.monotonic() - 5,
        fresh=fresh,
    ) as emit:
        emit(Started(job="train", version="0", run=run.name))
        for name in ("prepare", "look", "learn"):
            emit(Stage(name=name, label=name, index=1, count=5))
        for number in range(1, epochs + 1):
            emit(epoch(number))
        emit(Stage(name="pack", label="pack", index=4, count=5))
        if finished:
            run.report_path.write_text("{}")
    return run, told


def test_the_estimate_is_told_after_the_run_has_begun_and_kept_in_its_folder(project: Project) -> None:
    run, told = worked(project, epochs=3)
    assert isinstance(told[0], Started)
    assert isinstance(told[1], Estimated)
    written = msgspec.json.decode((run.folder / "estimate.json").read_bytes(), type=runs.EstimateFigures)
    assert written.low < written.total < written.high
    assert written.total == told[1].estimates[0].total_seconds


def test_what_a_run_took_is_added_to_the_history_part_by_part(project: Project) -> None:
    run, _ = worked(project, epochs=2)
    (record,) = history.records()
    assert record.run == run.name
    assert (record.epochs_planned, record.epochs_trained) == (3, 2)
    assert record.actual.begin == pytest.approx(5, abs=1)


def test_a_run_that_ended_without_a_result_teaches_nothing(project: Project) -> None:
    worked(project, epochs=1, finished=False)
    worked(project, epochs=3, fresh=False)
    assert history.records() == []


def test_a_warning_is_given_where_the_memory_will_not_suffice(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "available_mb", lambda: 500.0)
    _, told = worked(project, epochs=3)
    assert any(isinstance(event, Notice) and event.level == "warning" for event in told)


def test_on_a_machine_that_was_not_measured_a_run_just_runs(tmp_path: Path) -> None:
    made = making.project(tmp_path / "other")
    run, told = worked(made, epochs=3)
    assert [type(event) for event in told[:2]] == [Started, Stage]
    assert not (run.folder / "estimate.json").exists()
