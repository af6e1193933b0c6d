"""What a finished run has come to, to the last bit: compared where a kill, a pause or a second time must change nothing."""

from __future__ import annotations

import io
import zipfile
from typing import Any, NamedTuple

import h5py

from trainer.events import Epoch
from trainer.runs import Run


class Ending(NamedTuple):
    """Weights of the Keras model by name, the LiteRT model, the figures, and every prediction."""

    weights: dict[str, bytes]
    model: bytes
    figures: Any
    predictions: list[tuple[str, str, tuple[float, ...]]]


def of(run: Run) -> Ending:
    """The ending of a finished run."""
    report = run.report()
    assert report is not None
    with zipfile.ZipFile(run.package_path) as archive:
        model = archive.read("model.tflite")
    epochs = {event.epoch: event for event in run.events() if isinstance(event, Epoch)}  # told twice: the later counts
    curve = [(e.loss, e.accuracy, e.validation_loss, e.validation_accuracy, e.best, e.phase) for e in epochs.values()]
    figures = report.validation, report.temperature, report.best_epoch, curve
    said = [(answer.sha256, answer.predicted, answer.probabilities) for answer in run.predictions()]
    assert said
    return Ending(_weights(run), model, figures, said)


def _weights(run: Run) -> dict[str, bytes]:
    found: dict[str, bytes] = {}

    def take(name: str, item: Any) -> None:
        if isinstance(item, h5py.Dataset):
            found[name] = item[()].tobytes()

    with zipfile.ZipFile(run.keras_path) as archive:
        data = io.BytesIO(archive.read("model.weights.h5"))
    with h5py.File(data) as file:
        file.visititems(take)
    assert found
    return found
