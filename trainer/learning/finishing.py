"""From the best weights to a finished run: packed, measured on validation, written down. Heavy: this imports TensorFlow."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Sequence, Set
from typing import Any

import numpy as np
from msgspec.structs import replace

from trainer import __version__, dataset, dates, package
from trainer.catalog.records import SPLITS
from trainer.catalog.store import Catalog
from trainer.channel import Control, Emit, Request
from trainer.config import TrainConfig
from trainer.dataset import Dataset
from trainer.errors import ArtClassError
from trainer.events import Notice, Started
from trainer.exporting import export
from trainer.learning import embedding, fit
from trainer.learning.features import Material
from trainer.learning.fit import Fit
from trainer.learning.networks import Parts
from trainer.measuring import calibrate, evaluate, keeping, machine, novelty, pinning, strangers
from trainer.measuring.evaluate import Known, Measured
from trainer.pace import Interrupted, check
from trainer.package import Package, PackageInfo
from trainer.pixels import DECODE_SPEC
from trainer.predicting.predictor import Predictor
from trainer.project import Project
from trainer.running import moments
from trainer.runs import ClassCounts, Data, HeldOutPrediction, Predictions, Report, Run

_UNAWARE = (
    "This model cannot tell pictures that are none of its classes: of made pages of text, noise, blurred patches and charts it "
    "noticed {0}. A pretrained network notices them."
)


class Unstoppable(Control):
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

    The model is measured on the validation pictures; on the test pictures only where the person has asked for that.

    Args:
        run: The run folder, which this process holds.
        config: The run's settings.
        seen: The sha256 of pictures that the run has seen besides those that it is measured with.
        stage: Told the name of each stage that begins: "pack", "measure".
        emit: Told progress, problems and notices.
        control: Looked at between pictures; "stop" has been obeyed already and is no longer heard.
    """

    def __init__(
        self,
        run: Run,
        config: TrainConfig,
        *,
        seen: Set[str] = frozenset(),
        stage: Callable[[str], None],
        emit: Emit,
        control: Control,
    ) -> None:
        self._run = run
        self._config = config
        self._seen = seen
        self._stage = stage
        self._emit = emit
        self._control = Unstoppable(control)

    def finish(self, parts: Parts, fitting: Fit, material: Material) -> dict[str, Any]:
        """Pack the best weights, measure the package, and write down what came of it; the report last.

        Returns:
            The job's result: what ``--json`` prints.

        Raises:
            Interrupted: Somebody asked.
            ArtClassError: It cannot be done.
        """
        self._stage("pack")
        temperature = self._temperature(parts, material)
        packed = self._packed(parts, material, temperature)
        moments.reached("pack")
        self._stage("measure")
        known = self._validation(material.dataset)
        predictor = Predictor(packed)
        measured = evaluate.measure(predictor, known, material.dataset.classes, emit=self._emit, control=self._control)
        report = self._report(fitting, material.dataset, temperature, measured)
        said = evaluate.predictions(known, measured)
        packed = self._told_apart(packed, predictor, said)
        report = replace(report, calibration=pinning.calibration_of(said, report, cross_fitted=True))
        moments.reached("before-report")
        keeping.keep(self._run, packed, report, Predictions(validation=said))
        shutil.rmtree(self._run.checkpoint, ignore_errors=True)
        if self._run.notes().pin_when_finished:
            report = self._pinned() or report
        return keeping.result(self._run, report)

    def _temperature(self, parts: Parts, material: Material) -> float:
        samples = material.validation
        return calibrate.temperature(fit.logits(parts.learner, samples), samples.labels)

    def _packed(self, parts: Parts, material: Material, temperature: float) -> Package:
        side = self._config.image_size
        check(self._control)
        export.keras_file(parts, self._run.keras_path, image_size=side, temperature=temperature)
        check(self._control)
        features = embedding.fit(parts, material.training, seed=self._config.seed, between=lambda: check(self._control))
        model = export.litert(parts, image_size=side, temperature=temperature, features=features)
        check(self._control)
        return Package(
            info=self._info(material.dataset, temperature, 0 if features is None else features.dimensions),
            model=model,
            reference=None if features is None else features.reference,
        )

    def _validation(self, pool: Dataset) -> Sequence[Known]:
        """The validation pictures; where their folder has vanished, that is said instead of each one's."""
        for picture in pool.validation:
            folder = dataset.vanished_source(pool, picture.path)
            if folder is not None:
                raise dataset.gone(folder)
        return [
            Known(picture.path, picture.label, pool.known_makers.get(picture.sha256), picture.sha256)
            for picture in pool.validation
        ]

    def _told_apart(self, packed: Package, predictor: Predictor, said: Sequence[HeldOutPrediction]) -> Package:
        """The package with a threshold for what is none of its classes, where the model notices such pictures at all."""
        if packed.reference is None:
            return packed
        distances = np.array([one.distance for one in said if one.distance is not None])
        found = novelty.threshold(distances, neighbours=novelty.Reference(packed.reference).neighbours)
        if found is not None:
            noticed = strangers.told(predictor, found.threshold, between=lambda: check(self._control))
            if noticed < strangers.ENOUGH:
                self._emit(Notice(message=_UNAWARE.format(f"{noticed:.0%}")))
                found = None
        return replace(packed, info=replace(packed.info, novelty=found))

    def _pinned(self) -> Report | None:
        """Measure on test too, as was asked for. The run is finished by now, whatever comes of this."""
        project = Project.open(self._run.folder.parent.parent)
        try:
            return pinning.pin_held(project, self._run, emit=self._emit, control=self._control, by="train").report
        except ArtClassError as error:
            self._emit(Notice(message=f"It could not be measured on the test pictures: {error}", level="warning"))
        except Interrupted:
            self._emit(Notice(message="It was not measured on the test pictures, for you asked to end."))
        return None

    def _info(self, pool: Dataset, temperature: float, dimensions: int) -> PackageInfo:
        seen = tuple(sorted({picture.sha256 for picture in pool.training + pool.validation} | self._seen))
        return PackageInfo(
            format=package.FORMAT,
            name=self._run.name,
            classes=pool.classes,
            image_size=self._config.image_size,
            decode=DECODE_SPEC,
            architecture=self._config.architecture,
            version=__version__,
            created=dates.now(),
            temperature=temperature,
            seen=seen,
            looks=self._looks(seen),
            embedding=dimensions,
        )

    def _looks(self, seen: Sequence[str]) -> tuple[str, ...]:
        with Catalog.open(Project.open(self._run.folder.parent.parent), readonly=True) as catalog:
            hashes = catalog.likeness.hashes()
        return tuple(hashes.get(key, b"").hex() for key in seen)

    def _report(self, fitting: Fit, pool: Dataset, temperature: float, measured: Measured) -> Report:
        state = fitting.state
        return Report(
            run=self._run.name,
            architecture=self._config.architecture,
            config=self._config,
            classes=pool.classes,
            images={"training": len(pool.training), "validation": len(pool.validation), "test": len(pool.test)},
            validation=measured.evaluation,
            validation_makers=measured.makers,
            temperature=temperature,
            epochs_trained=state.epoch,
            best_epoch=state.best_epoch,
            stopped_early=fitting.stopped_early,
            wall_seconds=round(fitting.elapsed(), 2),
            started=state.started,
            finished=dates.now(),
            device=self._device(),
            version=__version__,
            data=data_of(pool),
            machine=machine.of_this_process(self._run, self._config),
            estimate=self._run.estimate(),
        )

    def _device(self) -> str:
        devices = [event.device for event in self._run.events() if isinstance(event, Started)]
        return (devices[-1] if devices else None) or ""


def data_of(pool: Dataset) -> Data:
    """What a report tells of the pictures, without names of places."""
    counts = {split: Counter(picture.label for picture in pool.split(split)) for split in SPLITS}
    return Data(
        classes=tuple(
            ClassCounts(
                name=name,
                training=counts["training"][name],
                validation=counts["validation"][name],
                test=counts["test"][name],
            )
            for name in pool.classes
        ),
        fingerprint=pool.fingerprint(),
        sources=dict(pool.kinds),
        test_fingerprint=pool.test_fingerprint(),
    )
