"""From the best weights to a finished run: packed, measured on validation, written down. Heavy: this imports TensorFlow."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from trainer import __version__, dataset, files, package
from trainer.catalog.records import Picture
from trainer.channel import Control, Emit, Request
from trainer.config import TrainConfig
from trainer.dataset import Dataset
from trainer.events import Started
from trainer.exporting import export
from trainer.learning import fit
from trainer.learning.features import Material
from trainer.learning.fit import Fit
from trainer.learning.networks import Parts
from trainer.measuring import calibrate, card, evaluate
from trainer.measuring.evaluate import Known, Measured
from trainer.measuring.metrics import Evaluation
from trainer.pace import check
from trainer.package import Figures, Package, PackageInfo
from trainer.pixels import DECODE_SPEC
from trainer.predict import Predictor
from trainer.runs import Report, Run, TestPrediction


class _Unstoppable(Control):
    """A control that no longer hears "stop": it has been obeyed already."""

    def __init__(self, control: Control) -> None:
        super().__init__()
        self._heard = control

    @property
    def request(self) -> Request | None:
        """What was asked beyond "stop"."""
        request = self._heard.request
        return None if request == "stop" else request


class Finishing:
    """What follows the learning.

    Args:
        run: The run folder, which this process holds.
        config: The run's settings.
        stage: Told the name of each stage that begins: "pack", "measure".
        emit: Told progress, problems and notices.
        control: Looked at between pictures; "stop" has been obeyed already and is no longer heard.
    """

    def __init__(
        self, run: Run, config: TrainConfig, *, stage: Callable[[str], None], emit: Emit, control: Control
    ) -> None:
        self._run = run
        self._config = config
        self._stage = stage
        self._emit = emit
        self._control = _Unstoppable(control)

    def finish(self, parts: Parts, fitting: Fit, material: Material) -> dict[str, Any]:
        """Pack the best weights, measure the package, and write down what came of it; the report last.

        Returns:
            The job's result: what ``--json`` prints.

        Raises:
            Interrupted: Somebody asked.
            ArtClassError: It cannot be done.
        """
        control = self._control
        self._stage("pack")
        samples, side = material.validation, self._config.image_size
        temperature = calibrate.temperature(fit.logits(parts.learner, samples), samples.labels)
        check(control)
        export.keras_file(parts, self._run.keras_path, image_size=side, temperature=temperature)
        model = export.litert(parts, image_size=side, temperature=temperature)
        check(control)
        self._stage("measure")
        packed = Package(info=self._info(material.dataset, temperature), model=model)
        predictor = Predictor(packed)
        validation = self._measure(predictor, material.dataset.validation, material.dataset, control)
        test = self._measure(predictor, material.dataset.test, material.dataset, control)
        report = self._report(fitting, material.dataset, temperature, validation.evaluation, test)
        self._write(packed, report, _predictions(material.dataset.test, test))
        return _result(report)

    def _measure(self, predictor: Predictor, pictures: Sequence[Picture], pool: Dataset, control: Control) -> Measured:
        known = [Known(picture.path, picture.label, pool.known_makers.get(picture.sha256)) for picture in pictures]
        for picture in pictures:
            folder = dataset.vanished_source(pool, picture.path)
            if folder is not None:
                raise dataset.gone(folder)
        return evaluate.measure(predictor, known, pool.classes, emit=self._emit, control=control)

    def _info(self, pool: Dataset, temperature: float) -> PackageInfo:
        return PackageInfo(
            format=package.FORMAT,
            name=self._run.name,
            classes=pool.classes,
            image_size=self._config.image_size,
            decode=DECODE_SPEC,
            architecture=self._config.architecture,
            version=__version__,
            created=_now(),
            temperature=temperature,
            seen=tuple(sorted(picture.sha256 for picture in pool.training + pool.validation)),
        )

    def _report(
        self, fitting: Fit, pool: Dataset, temperature: float, validation: Evaluation, test: Measured
    ) -> Report:
        state = fitting.state
        return Report(
            run=self._run.name,
            architecture=self._config.architecture,
            config=self._config,
            classes=pool.classes,
            images={"training": len(pool.training), "validation": len(pool.validation), "test": len(pool.test)},
            validation=validation,
            test=test.evaluation,
            makers=test.makers,
            temperature=temperature,
            epochs_trained=state.epoch,
            best_epoch=state.best_epoch,
            stopped_early=state.epoch < self._config.epochs,
            wall_seconds=round(fitting.elapsed(), 2),
            started=state.started,
            finished=_now(),
            device=self._device(),
            version=__version__,
        )

    def _device(self) -> str:
        devices = [event.device for event in self._run.events() if isinstance(event, Started)]
        return (devices[-1] if devices else None) or ""

    def _write(self, packed: Package, report: Report, predictions: tuple[TestPrediction, ...]) -> None:
        text = card.write(report)
        info = msgspec.structs.replace(packed.info, validation=_figures(report.validation), test=_figures(report.test))
        package.write(self._run.package_path, Package(info=info, model=packed.model, card=text))
        files.write(self._run.predictions_path, msgspec.json.encode(predictions))
        files.write(self._run.card_path, text.encode())
        files.write(self._run.report_path, msgspec.json.format(msgspec.json.encode(report), indent=2))
        shutil.rmtree(self._run.checkpoint, ignore_errors=True)


def _predictions(pictures: Sequence[Picture], measured: Measured) -> tuple[TestPrediction, ...]:
    return tuple(
        TestPrediction(
            sha256=pictures[index].sha256,
            path=str(pictures[index].path),
            label=pictures[index].label,
            predicted=prediction.label or "",
            confidence=prediction.confidence or 0.0,
            probabilities=prediction.probabilities,
        )
        for index, prediction in measured.answers
    )


def _figures(evaluation: Evaluation) -> Figures:
    return Figures(accuracy=evaluation.accuracy, interval=evaluation.interval, images=evaluation.images)


def _result(report: Report) -> dict[str, Any]:
    return {
        "run": report.run,
        "architecture": report.architecture,
        "validation_accuracy": report.validation.accuracy,
        "validation_images": report.validation.images,
        "test_accuracy": report.test.accuracy,
        "test_interval": list(report.test.interval),
        "test_images": report.test.images,
        "test_balanced_accuracy": report.test.balanced_accuracy,
        "epochs_trained": report.epochs_trained,
        "best_epoch": report.best_epoch,
        "wall_seconds": report.wall_seconds,
        "test_makers": msgspec.to_builtins(report.makers),
    }


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
