"""Writing down what came of a run: package with figures and card, predictions, card, and the report last. Light."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from trainer import files, package
from trainer.explaining import records
from trainer.measuring import card, filing_card
from trainer.measuring.metrics import Evaluation
from trainer.package import Figures, HeldOut, Package, Sample
from trainer.running import moments
from trainer.runs import HeldOutPrediction, Predictions, Report, Run, readings


def keep(run: Run, packed: Package, report: Report, predictions: Predictions) -> None:
    """Write everything; each file is there completely or not at all, and the report says that all of them are.

    Args:
        run: Its folder, which this process holds.
        packed: The model; its figures and card are replaced by those of ``report``.
        report: What is known of it.
        predictions: What it said of held-out pictures.

    Raises:
        DiskError: The disk is full, read-only or gone.
    """
    test = None if report.test is None else figures(report.test)
    info = msgspec.structs.replace(packed.info, validation=figures(report.validation), test=test)
    packed = msgspec.structs.replace(packed, info=info, held_out=held_out(packed, predictions))
    text = _card(run, report, packed)
    package.write(run.package_path, msgspec.structs.replace(packed, card=text))
    files.write(run.predictions_path, msgspec.json.encode(predictions))
    files.write(run.card_path, text.encode())
    moments.reached("before-report")
    files.write(run.report_path, msgspec.json.format(msgspec.json.encode(report), indent=2))


def held_out(packed: Package, predictions: Predictions) -> HeldOut | None:
    """What a package tells of held-out pictures; None where its model cannot tell how far they lie from the others."""
    if packed.reference is None:
        return None
    test = _sample(predictions.test) if predictions.test else None
    return HeldOut(validation=_sample(predictions.validation), test=test)


def _sample(said: Sequence[HeldOutPrediction]) -> Sample:
    known = [one for one in said if one.distance is not None]
    return Sample(
        confidence=tuple(one.confidence for one in known),
        right=tuple(one.right for one in known),
        distance=tuple(one.distance or 0.0 for one in known),
    )


def rewrite_card(run: Run) -> None:
    """Write a finished run's card anew, in its folder and in its package, with what is known by now.

    Raises:
        DiskError: The disk is full, read-only or gone.
        PackageError: The package cannot be read.
    """
    report = run.report()
    if report is None:
        return
    packed = package.read(run.package_path)
    text = _card(run, report, packed)
    package.write(run.package_path, msgspec.structs.replace(packed, card=text))
    files.write(run.card_path, text.encode())


def _card(run: Run, report: Report, packed: Package) -> str:
    audit = records.read(run)
    filing = filing_card.in_card(packed.held_out, packed.info.novelty)
    return card.write(report, filing, "" if audit is None else records.in_card(audit))


def figures(evaluation: Evaluation) -> Figures:
    """What a package says of an evaluation."""
    return Figures(accuracy=evaluation.accuracy, interval=evaluation.interval, images=evaluation.images)


def result(run: Run, report: Report) -> dict[str, Any]:
    """What ``train`` and ``pin`` give; the test figures are None where the run was not measured on test."""
    test, reading = report.test, report.reading
    return {
        "run": report.run,
        "architecture": report.architecture,
        **_named("validation", report.validation),
        **(_named("test", test) if test is not None else dict.fromkeys(_NAMES["test"])),
        "validation_makers": msgspec.json.decode(msgspec.json.encode(report.validation_makers)),
        "test_makers": msgspec.json.decode(msgspec.json.encode(report.makers)),
        "test_remarks": list(reading.remarks) if reading is not None else [],
        "test_looks": reading.looks if reading is not None else None,
        "test_pictures": report.images.get("test", 0),
        "pinned": run.notes().pinned,
        "calibration_error": report.calibration.after.ece if report.calibration is not None else None,
        "epochs_trained": report.epochs_trained,
        "best_epoch": report.best_epoch,
        "wall_seconds": report.wall_seconds,
    }


_FIGURES = ("accuracy", "interval", "images", "balanced_accuracy", "balanced_interval")
_NAMES = {split: tuple(f"{split}_{name}" for name in _FIGURES) for split in ("validation", "test")}


def _named(split: str, evaluation: Evaluation) -> dict[str, Any]:
    values = msgspec.json.decode(msgspec.json.encode(evaluation))  # lists, as they will be read again
    return {f"{split}_{name}": values[name] for name in _FIGURES}


def looks(project_looks: int) -> str:
    """How often the test pictures were looked at, with a warning where that is often."""
    return " ".join(filter(None, (readings.words(project_looks), readings.warning(project_looks))))
