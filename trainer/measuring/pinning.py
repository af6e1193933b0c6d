"""Pinning a finished run: it is measured on the test pictures, once, and marked. Runs the model: not for the window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import msgspec
import numpy as np

from trainer import dataset, dates, known, package
from trainer.channel import Control, Emit
from trainer.errors import DatasetError, ProjectError
from trainer.events import Notice, Stage
from trainer.known import Found
from trainer.measuring import evaluate, keeping, reliability
from trainer.measuring.evaluate import Measured
from trainer.measuring.reliability import Calibration
from trainer.package import Package
from trainer.predicting.predictor import Predictor
from trainer.project import Project
from trainer.runs import HeldOutPrediction, Report, Run, TestReading, readings

STAGE = "Measuring on the test pictures"


class Pinned(NamedTuple):
    """What came of it; ``measured`` is False where the run had test figures that still hold."""

    report: Report
    measured: bool


def pin(project: Project, run: Run, *, emit: Emit, control: Control) -> Pinned:
    """Measure a finished run on the project's test pictures, unless it was before, and mark it.

    Raises:
        Interrupted: Somebody asked; nothing is counted then, for nobody has seen a figure.
        ProjectError: The run has no result, or another process works on it.
        DatasetError: There are no test pictures that it can be measured on.
        DiskError: The figures cannot be written down.
    """
    with run.held():
        return pin_held(project, run, emit=emit, control=control)


def pin_held(
    project: Project,
    run: Run,
    *,
    emit: Emit,
    control: Control,
    by: Literal["pin", "train"] = "pin",
) -> Pinned:
    """The same for a process that holds the run."""
    report = run.report()
    if report is None or not run.package_path.exists():
        raise ProjectError("This run has no result yet", path=run.folder, remedy="Pin it when it is finished.")
    packed = package.read(run.package_path)
    found = known.in_test_split(project, packed.info)
    if not _has_to_be_measured(report, found):
        run.mark(pinned=True, pin_when_finished=False)
        return Pinned(report, measured=False)
    emit(Stage(name="test", label=STAGE, index=1, count=1))
    report = _measured(project, run, report, packed, found, emit=emit, control=control, by=by)
    run.mark(pinned=True, pin_when_finished=False)
    return Pinned(report, measured=True)


def unpin(run: Run) -> None:
    """Take the mark away; the test figures stay, for they have been seen.

    Raises:
        DiskError: It cannot be written down.
    """
    run.mark(pinned=False, pin_when_finished=False)


def calibration_of(said: Sequence[HeldOutPrediction], report: Report, *, cross_fitted: bool) -> Calibration:
    """How far the confidences of some predictions, at least one, can be believed."""
    numbers = {name: number for number, name in enumerate(report.classes)}
    labels = np.array([numbers[row.label] for row in said], np.int64)
    probabilities = np.array([row.probabilities for row in said], np.float64)
    work = reliability.cross_fitted if cross_fitted else reliability.held_out
    return work(probabilities, labels, report.temperature)


def _has_to_be_measured(report: Report, found: Found) -> bool:
    """Runs of an earlier ArtClass have test figures, and nothing tells of which pictures: they are taken as they are."""
    if report.test is None:
        return True
    return report.reading is not None and report.reading.fingerprint not in ("", found.fingerprint)


def _measured(
    project: Project,
    run: Run,
    report: Report,
    packed: Package,
    found: Found,
    *,
    emit: Emit,
    control: Control,
    by: Literal["pin", "train"],
) -> Report:
    if not found.pictures:
        raise DatasetError(
            "This run has learned from all pictures that are test pictures now",
            path=project.folder,
            remedy="The splits were drawn anew since: train a new model.",
        )
    check_places(project, found)
    remarks = _remarks(report, found)
    for remark in remarks:
        emit(Notice(message=remark, level="warning"))
    measured = evaluate.measure(Predictor(packed), found.pictures, report.classes, emit=emit, control=control)
    said = evaluate.predictions(found.pictures, measured)
    remarks.extend(_unreadable(found, measured))
    looks = readings.note(project, run.name, by=by, images=measured.evaluation.images)
    emit(Notice(message=keeping.looks(looks), level="warning" if looks >= readings.MANY else "info"))
    reading = TestReading(when=dates.now(), looks=looks, fingerprint=found.fingerprint, remarks=tuple(remarks))
    report = msgspec.structs.replace(
        report,
        test=measured.evaluation,
        makers=measured.makers,
        reading=reading,
        test_calibration=calibration_of(said, report, cross_fitted=False),
        images=report.images | {"test": measured.evaluation.images},
    )
    predictions = msgspec.structs.replace(run.all_predictions(), test=said)
    keeping.keep(run, packed, report, predictions)
    return report


def check_places(project: Project, found: Found) -> None:
    """See that the folders of the pictures are there.

    Raises:
        DatasetError: One has vanished.
    """
    places = dataset.places(project)
    for picture in found.pictures:
        folder = dataset.vanished(places, picture.path)
        if folder is not None:
            raise dataset.gone(folder)


def _remarks(report: Report, found: Found) -> list[str]:
    remarks = []
    data = report.data
    if data is not None and data.test_fingerprint and data.test_fingerprint != found.fingerprint:
        remarks.append(
            "The test pictures are not those of the time when this run was trained: pictures were added, taken away or "
            "put into other classes, or the splits were drawn anew."
        )
    if found.seen == 1:
        remarks.append("1 of the test pictures was learned from or chosen by in this run, and does not count.")
    elif found.seen:
        remarks.append(
            f"{found.seen:,} of the test pictures were learned from or chosen by in this run, and do not count."
        )
    return remarks


def _unreadable(found: Found, measured: Measured) -> list[str]:
    missing = len(found.pictures) - measured.evaluation.images
    if not missing:
        return []
    words = "1 test picture" if missing == 1 else f"{missing:,} test pictures"
    return [f"{words} could not be read and {'does' if missing == 1 else 'do'} not count."]
