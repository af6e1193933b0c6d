"""Pinning: test is read once, on being asked; every look is counted; what weakens the figures is said."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from rich.console import Console

from tests.trainer import making
from trainer import cli, config, dataset, package, runs
from trainer.channel import Control
from trainer.commands import pinning as pinning_command
from trainer.errors import DatasetError, ProjectError
from trainer.events import Notice, Prediction
from trainer.learning.finishing import data_of
from trainer.measuring import budget, evaluate, keeping, pinning
from trainer.measuring.evaluate import Known
from trainer.pace import Interrupted
from trainer.package import Package, PackageInfo
from trainer.pixels import DECODE_SPEC, read_square
from trainer.predicting import predictor
from trainer.project import Project
from trainer.runs import Predictions, Report, Run, readings


class Eye:
    """Takes the place of the model: the strongest colour is the class; "blue" pictures of odd numbers go wrong."""

    def __init__(self, packed: Package) -> None:
        self._classes = packed.info.classes

    def predict(self, paths: Iterable[Path]) -> Iterator[Prediction]:
        for path in paths:
            if not path.exists():
                yield Prediction(path=str(path), label=None, confidence=None, status="unreadable", reason="gone")
                continue
            red, green, blue = read_square(path, 32).reshape(-1, 3).mean(axis=0)
            shares = np.array([blue, green, red]) / (red + green + blue)
            best = int(shares.argmax())
            yield Prediction(
                path=str(path),
                label=self._classes[best],
                confidence=float(shares[best]),
                probabilities=tuple(float(share) for share in shares),
                distance=float(1 - shares[best]),
            )


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Pictures of three colours, and a model that knows colours."""
    monkeypatch.setattr(pinning, "Predictor", Eye)
    return making.project(tmp_path, 14)


def finished(project: Project, reference: npt.NDArray[np.float16] | None = None) -> Run:
    """A run as a training leaves it: measured on validation; with features where ``reference`` is given."""
    pool = dataset.load(project)
    run = runs.create(project, config.default_config("deep_cnn"))
    seen = tuple(sorted(picture.sha256 for picture in pool.training + pool.validation))
    info = PackageInfo(
        format=package.FORMAT, name=run.name, classes=pool.classes, image_size=32, decode=DECODE_SPEC,
        architecture="deep_cnn", version="1", created="2026-11-25", temperature=1.0, seen=seen,
        embedding=0 if reference is None else reference.shape[1],
    )  # fmt: skip
    packed = Package(info=info, model=b"model", reference=reference)
    known = [Known(picture.path, picture.label, sha256=picture.sha256) for picture in pool.validation]
    measured = evaluate.measure(Eye(packed), known, pool.classes, emit=lambda _: None, control=Control())  # type: ignore[arg-type]
    report = Report(
        run=run.name, architecture="deep_cnn", config=run.config(), classes=pool.classes,
        images={"training": len(pool.training), "validation": len(pool.validation), "test": len(pool.test)},
        validation=measured.evaluation, temperature=1.0, epochs_trained=1, best_epoch=1, stopped_early=False,
        wall_seconds=1.0, started="2026-11-25T10:00:00+00:00", finished="2026-11-25T10:01:00+00:00", device="CPU",
        version="1", data=data_of(pool),
    )  # fmt: skip
    keeping.keep(run, packed, report, Predictions(validation=evaluate.predictions(known, measured)))
    return run


def pin(project: Project, run: Run, **more: Any) -> tuple[pinning.Pinned, list[str]]:
    """Pin a run; the notices too."""
    said: list[Any] = []
    pinned = pinning.pin(project, run, emit=said.append, control=more.get("control", Control()))
    return pinned, [event.message for event in said if isinstance(event, Notice)]


def test_how_often_they_were_looked_at_is_told_once(project: Project) -> None:
    run = finished(project)
    pinned, said = pin(project, run)
    assert said == ["The test pictures have been looked at once."]
    for measured, times in ((True, 0), (False, 1)):
        console = Console(file=io.StringIO(), width=200)
        figures = keeping.result(run, pinned.report)
        pinning_command.show(figures | {"test_looks": 1, "measured_now": measured}, console)
        assert console.file.getvalue().count("have been looked at once") == times  # type: ignore[attr-defined]


def test_a_pinned_run_has_its_test_figures_everywhere(project: Project) -> None:
    run = finished(project)
    before = run.report()
    assert before is not None
    assert before.test is None
    assert "not measured on the test pictures" in run.card_path.read_text()
    pinned, said = pin(project, run)
    assert pinned.measured
    assert said == ["The test pictures have been looked at once."]
    report = run.report()
    assert report == pinned.report
    assert report is not None
    assert report.test is not None
    assert report.test.images == before.images["test"] == len(run.predictions("test"))
    assert report.validation == before.validation
    assert report.test_calibration is not None
    assert report.reading is not None
    assert report.reading.looks == 1
    assert run.notes().pinned
    info = package.read(run.folder).info
    assert info.test is not None
    assert info.test.accuracy == report.test.accuracy
    assert "test pictures that it had never seen" in run.card_path.read_text()
    assert package.read(run.folder).card == run.card_path.read_text()


def test_pinning_again_looks_at_nothing(project: Project) -> None:
    run = finished(project)
    pin(project, run)
    pinning.unpin(run)
    assert not run.notes().pinned
    report = run.report()
    assert report is not None
    assert report.test is not None  # it has been seen, and stays
    pinned, said = pin(project, run)
    assert not pinned.measured
    assert not said
    assert run.notes().pinned
    assert len(readings.readings(project)) == 1


def test_looks_are_counted_for_the_project_and_warned_of(project: Project) -> None:
    first = finished(project)
    pin(project, first)
    for _ in range(readings.MANY - 2):
        readings.note(project, "another", by="evaluate", images=6)
    _, said = pin(project, finished(project))
    assert said[0].startswith(f"The test pictures have been looked at {readings.MANY} times. That is often")
    noted = readings.readings(project)
    assert noted[0].run == first.name
    assert {reading.by for reading in noted} == {"pin", "evaluate"}
    assert all(reading.images for reading in noted)


@pytest.mark.parametrize(("split", "looks"), [("test", 1), ("new", 0)])
def test_measuring_on_a_folder_is_a_look_only_where_copies_of_test_pictures_lie_in_it(
    project: Project,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    split: str,
    looks: int,
) -> None:
    monkeypatch.setattr(predictor, "Predictor", Eye)
    finished(project)
    copies = tmp_path / "copies"
    if split == "new":
        making.pictures(copies, 2, first=100)
    for picture in dataset.load(project).test if split == "test" else ():
        (copies / picture.label).mkdir(parents=True, exist_ok=True)
        shutil.copy(picture.path, copies / picture.label)
    assert cli.main(["evaluate", "--project", str(project.folder), "--images", str(copies)]) == cli.DONE
    told = capsys.readouterr().err
    assert ("of these pictures are test pictures of the project, so that this counts as a look." in told) == bool(looks)
    assert cli.main(["runs", "--project", str(project.folder), "--json"]) == cli.DONE
    assert json.loads(capsys.readouterr().out)["test_looks"] == looks
    noted = readings.readings(project)
    assert [reading.by for reading in noted] == ["evaluate"] * looks
    assert all(reading.images == len(dataset.load(project).test) for reading in noted)


def test_a_line_cut_off_by_a_crash_costs_that_look_alone(project: Project) -> None:
    readings.note(project, "a", by="pin", images=6)
    with readings.path(project).open("ab") as lines:
        lines.write(b'{"when":"2026')
    assert readings.note(project, "b", by="pin", images=6) == 2
    assert [reading.run for reading in readings.readings(project)] == ["a", "b"]


def test_runs_of_an_earlier_artclass_count_as_a_look_each(project: Project) -> None:
    import msgspec

    run = finished(project)
    report = run.report()
    assert report is not None
    old = msgspec.to_builtins(report)
    old["test"] = old["validation"]
    for name in ("reading", "calibration", "test_calibration", "data", "machine", "estimate"):
        del old[name]
    for name in ("balanced_interval", "macro_f1", "macro_f1_interval"):
        del old["validation"][name]
    run.report_path.write_bytes(msgspec.json.encode(old))
    read = run.report()
    assert read is not None
    assert read.test is not None
    assert read.test.balanced_interval is None
    (reading,) = readings.readings(project)
    assert (reading.run, reading.by) == (run.name, "train")
    pinned, _ = pin(project, run)
    assert not pinned.measured


def test_pictures_that_are_gone_are_told(project: Project) -> None:
    run = finished(project)
    lost = dataset.load(project).test[0]
    lost.path.unlink()
    pinned, said = pin(project, run)
    assert "1 of 6 pictures cannot be read and do not count." in said
    assert pinned.report.reading is not None
    assert pinned.report.reading.remarks == ("1 test picture could not be read and does not count.",)
    assert "1 test picture could not be read" in run.card_path.read_text()


def test_a_folder_that_is_gone_is_named_and_counts_as_no_look(project: Project, tmp_path: Path) -> None:
    run = finished(project)
    shutil.move(tmp_path / "pictures", tmp_path / "elsewhere")
    with pytest.raises(DatasetError, match="no longer there"):
        pin(project, run)
    assert not readings.readings(project)
    assert not run.notes().pinned


def test_splits_that_were_drawn_anew_are_told(project: Project) -> None:
    run = finished(project)
    learnt = dataset.load(project).training[:2]
    _into_test(project, [picture.sha256 for picture in learnt])
    pinned, said = pin(project, run)
    assert any("not those of the time when this run was trained" in notice for notice in said)
    assert any("2 of the test pictures were learned from" in notice for notice in said)
    assert pinned.report.test is not None
    assert pinned.report.test.images == 6
    # and a run whose test pictures have become others is measured anew, which counts
    _into_test(project, [dataset.load(project).training[0].sha256])
    assert pin(project, run)[0].measured
    assert len(readings.readings(project)) == 2


def test_what_was_said_of_held_out_pictures_lies_in_the_package(project: Project) -> None:
    run = finished(project, np.eye(3, dtype=np.float16))
    before = package.read_light(run.folder).held_out
    assert before is not None
    assert before.test is None
    assert budget.plan(before, None, 0.5).verdict in {"unchecked", "impossible"}
    pin(project, run)
    found = package.read(run.folder)
    assert found.held_out is not None
    assert found.held_out.validation == before.validation
    said = run.predictions("test")
    assert found.held_out.test is not None
    assert found.held_out.test.right == tuple(one.label == one.predicted for one in said)
    assert found.held_out.test.confidence == tuple(one.confidence for one in said)
    assert found.held_out.test.distance == tuple(1 - one.confidence for one in said)
    np.testing.assert_array_equal(found.reference, np.eye(3))


def test_a_package_of_before_stays_without_features_when_it_is_pinned(project: Project) -> None:
    run = finished(project)
    pin(project, run)
    found = package.read_light(run.folder)
    assert found.held_out is None
    assert found.info.test is not None


def test_nothing_is_left_to_measure_with(project: Project) -> None:
    run = finished(project)
    pool = dataset.load(project)
    _into_test(project, [picture.sha256 for picture in pool.training])
    _out_of_test(project, [picture.sha256 for picture in pool.test])
    with pytest.raises(DatasetError, match="learned from all pictures that are test pictures now"):
        pin(project, run)


def test_a_run_without_a_result_cannot_be_pinned(project: Project) -> None:
    run = runs.create(project, config.default_config("deep_cnn"))
    with pytest.raises(ProjectError, match="no result yet"):
        pin(project, run)


def test_who_breaks_off_has_not_looked(project: Project) -> None:
    run = finished(project)
    control = Control()
    control.ask("cancel")
    with pytest.raises(Interrupted):
        pin(project, run, control=control)
    assert not readings.readings(project)
    report = run.report()
    assert report is not None
    assert report.test is None


def test_the_card_can_be_written_anew_in_folder_and_package(project: Project) -> None:
    run = finished(project)
    before = run.card_path.read_text()
    run.card_path.write_text("lost")
    keeping.rewrite_card(run)
    assert run.card_path.read_text() == before
    assert package.read(run.folder).card == before
    run.report_path.unlink()
    keeping.rewrite_card(run)  # a run without a result has no card to write
    assert run.card_path.read_text() == before


def test_from_the_command_line(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    run = finished(project)
    where = ["--project", str(project.folder)]
    assert cli.main(["pin", *where]) == cli.DONE
    said, told = capsys.readouterr()
    assert "test accuracy" in said
    assert (said + told).count("The test pictures have been looked at once.") == 1
    assert cli.main(["runs", *where, "--note", " Blue ones go wrong. "]) == cli.DONE
    said = capsys.readouterr().out
    assert f"★ {run.name}" in said
    assert "Blue ones go wrong." in said
    assert f"Best pinned run, by the validation pictures: {run.name}" in said
    assert cli.main(["pin", *where]) == cli.DONE
    assert "nothing was looked at" in capsys.readouterr().out
    assert cli.main(["unpin", *where]) == cli.DONE
    assert "pinned no longer" in capsys.readouterr().out
    assert not run.notes().pinned
    assert run.notes().note == "Blue ones go wrong."


def test_where_several_are_finished_none_is_measured_unasked(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    run, where = finished(project), ["--project", str(project.folder)]
    assert cli.main(["pin", *where]) == cli.DONE
    assert f"The run is {run.name}, the only one that is finished." in capsys.readouterr().err
    other = finished(project)
    other.rename("blue")
    assert cli.main(["pin", *where]) == cli.WRONG_USAGE
    said = capsys.readouterr().err
    assert f"Name one of the 2 finished runs with --run: {other.name} (“blue”), {run.name}." in said
    assert len(readings.readings(project)) == 1
    assert not other.notes().pinned
    assert cli.main(["pin", *where, "--run", other.name]) == cli.DONE
    assert "only one" not in capsys.readouterr().err
    assert len(readings.readings(project)) == 2


def _into_test(project: Project, digests: list[str]) -> None:
    _put(project, digests, "test")


def _out_of_test(project: Project, digests: list[str]) -> None:
    _put(project, digests, "training")


def _put(project: Project, digests: list[str], split: str) -> None:
    """What drawing the splits anew may come to."""
    import sqlite3

    with sqlite3.connect(project.catalog) as database:
        database.executemany("UPDATE pictures SET split = ? WHERE sha256 = ?", [(split, one) for one in digests])
    database.close()
