"""Run folders made by hand, as the trainer would leave them, for tests of the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from trainer import config, runs
from trainer.catalog.records import ClassCount
from trainer.events import Epoch, Event, Finished, Started, encode
from trainer.measuring import reliability
from trainer.measuring.metrics import evaluate
from trainer.project import Project
from trainer.runs import HeldOutPrediction, Predictions, Report, Run

CLASSES = ("drawings", "engraving", "iconography", "painting", "sculpture")


def class_counts(*numbers: int) -> tuple[ClassCount, ...]:
    """Classes with so many pictures, split 70 : 15 : 15."""
    return tuple(
        ClassCount(
            name=name,
            pictures=number,
            training=number - 2 * (number * 15 // 100),
            validation=number * 15 // 100,
            test=number * 15 // 100,
        )
        for name, number in zip(CLASSES, numbers, strict=False)
    )


def epochs(count: int, *, of: int = 30) -> tuple[Epoch, ...]:
    """Epochs that learn, and from two thirds on learn by heart; the best one is at two thirds."""
    turn = max(1, count * 2 // 3)
    return tuple(
        Epoch(
            epoch=number,
            epochs=of,
            loss=1.5 / number**0.8,
            accuracy=1 - 0.6 / number**0.7,
            validation_loss=1.4 / number**0.5 + 0.04 * max(0, number - turn),
            validation_accuracy=0.9 - 0.4 / number - 0.004 * max(0, number - turn),
            seconds=2.5,
            learning_rate=1e-3,
            best=number <= turn,
            validation_images=468,
            validation_interval=(0.4, 0.93),
        )
        for number in range(1, count + 1)
    )


def predictions(
    confusion: Sequence[Sequence[int]], paths: Sequence[Path] = (), classes: Sequence[str] = CLASSES
) -> tuple[HeldOutPrediction, ...]:
    """Predictions with this confusion: ``confusion[i][j]`` pictures of class i were called class j."""
    made: list[HeldOutPrediction] = []
    for i, row in enumerate(confusion):
        for j, count in enumerate(row):
            for _ in range(count):
                number = len(made)
                sure = 0.5 + 0.49 * ((number * 37) % 100) / 100
                rest = (1 - sure) / (len(classes) - 1)
                path = paths[number % len(paths)] if paths else Path("pictures") / f"{number}.png"
                made.append(
                    HeldOutPrediction(
                        sha256=f"{number:064x}",
                        path=str(path),
                        label=classes[i],
                        predicted=classes[j],
                        confidence=sure,
                        probabilities=tuple(sure if k == j else rest for k in range(len(classes))),
                    )
                )
    return tuple(made)


def begun_run(project: Project, architecture: str = "mobilenet_v2", *said: Event, log: str = "") -> Run:
    """A run that has begun and said ``said``; without a terminal event it is interrupted."""
    run = runs.create(project, config.default_config(architecture))
    lines = [Started(job="train", version="0.1", run=run.name), *said]
    run.events_path.write_bytes(b"".join(encode(event) for event in lines))
    if log:
        run.log_path.write_text(log, "utf-8")
    return run


def finished_run(
    project: Project,
    confusion: Sequence[Sequence[int]],
    architecture: str = "mobilenet_v2",
    *,
    classes: tuple[str, ...] = CLASSES,
    paths: Sequence[Path] = (),
    tested: bool = True,
) -> Run:
    """A finished run with a report, predictions, events and a small file as its model.

    Its figures on validation are those of ``confusion``, and where it was ``tested`` those on test too.
    """
    curve = epochs(18)
    run = begun_run(project, architecture, *curve, Finished(result={}), log="reading pictures\ntraining\ndone\n")
    given = predictions(confusion, paths, classes)
    number = {name: index for index, name in enumerate(classes)}
    labels = np.array([number[item.label] for item in given])
    measured = evaluate(labels, np.array([number[item.predicted] for item in given]), classes)
    probabilities = np.array([item.probabilities for item in given])
    report = Report(
        run=run.name,
        architecture=architecture,
        config=run.config(),
        classes=classes,
        images={"training": 2170, "validation": measured.images, "test": measured.images},
        validation=measured,
        test=measured if tested else None,
        calibration=reliability.cross_fitted(probabilities, labels, 1.1),
        test_calibration=reliability.held_out(probabilities, labels, 1.1) if tested else None,
        temperature=1.1,
        epochs_trained=len(curve),
        best_epoch=12,
        stopped_early=True,
        wall_seconds=187.4,
        started="2026-11-23T14:05:00",
        finished="2026-11-23T14:08:07",
        device="CPU, 2 cores",
        version="0.1",
    )
    said = Predictions(validation=given, test=given if tested else ())
    run.predictions_path.write_bytes(msgspec.json.encode(said))
    run.package_path.write_bytes(b"model " * 1000)
    run.report_path.write_bytes(msgspec.json.encode(report))
    return run
