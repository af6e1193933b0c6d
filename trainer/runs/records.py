"""What a run writes down of itself: the report, what it said of held-out pictures, and what a person notes. Light."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from trainer.config import TrainConfig
from trainer.measuring.metrics import Evaluation, Makers
from trainer.measuring.reliability import Calibration

State = Literal["running", "finished", "stopped", "failed", "interrupted"]
Status = Literal["running", "finished", "paused", "stopped", "failed", "interrupted"]
"""A state as people call it: who has stopped and can go on is paused. What commands say, with ``--json`` too.

running: some process works on it; finished: it has its figures and a model, also where it was stopped early; paused: it was
asked to leave, and goes on with ``resume``; stopped: it was asked to end and has nothing to go on from; failed: it has said
why; interrupted: it was cut off, as by a power cut. What has failed or was interrupted may go on as well (``resumable``).
"""
HeldOut = Literal["validation", "test"]
"""The splits that a model is measured on."""


class ClassCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many pictures of a class were in each split."""

    name: str
    training: int
    validation: int
    test: int


class Data(msgspec.Struct, frozen=True, kw_only=True):
    """What a run learned from, without names of places or persons.

    Attributes:
        classes: Pictures by class and split.
        fingerprint: A name for the training and validation pictures with their classes (`Dataset.fingerprint`).
        sources: How many sources of each kind ("folder", "archive", "table") the pictures came from.
        test_fingerprint: A name for the test pictures; another one means that the splits were drawn anew since.
    """

    classes: tuple[ClassCounts, ...]
    fingerprint: str
    sources: Mapping[str, int] = {}
    test_fingerprint: str = ""


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """What a run was computed with and what it took; None where it is not known.

    Attributes:
        engine, precision: What the frozen part ran in, and with which numbers.
        agreement: Share of ``compared`` pictures on which that engine names the same class as TensorFlow in float32; None
            where it is that, or was not compared.
        measured_earlier: The engine was measured and compared before this run, perhaps with other pictures.
        cores: Of the processor, in use.
        peak_memory_mb: Most memory that the training's process held.
        joules: Energy that the processor took while the run was worked on, by its own counter.
        energy_remark: Why ``joules`` is not known, or what it leaves out.
    """

    engine: str | None = None
    precision: str | None = None
    agreement: float | None = None
    compared: int = 0
    measured_earlier: bool = False
    cores: int | None = None
    peak_memory_mb: float | None = None
    joules: float | None = None
    energy_remark: str = ""


class EstimateFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds that were told before the run began, with their band."""

    total: float
    low: float
    high: float


class TestReading(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be known about the measuring on the test pictures.

    Attributes:
        when: Its time (ISO 8601).
        looks: How often the project's test pictures had been looked at then, this time included.
        fingerprint: A name for the test pictures that were measured on (`Dataset.test_fingerprint`).
        remarks: What weakens the figures, each a sentence.
    """

    __test__ = False  # pytest: no test class

    when: str
    looks: int
    fingerprint: str = ""
    remarks: tuple[str, ...] = ()


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a finished run knows of itself (``report.json``).

    Accuracies come with their numbers of pictures in ``validation`` and ``test``. The test pictures are read only
    when the person pins the run: until then ``test`` is None. ``temperature`` was fitted on validation; ``calibration``
    is of the validation pictures, each by a temperature that was fitted on others, ``test_calibration`` of the test
    pictures. ``makers`` has the test figures for known and for new artists or series, where these are told apart, and
    ``validation_makers`` those on validation.
    """

    run: str
    architecture: str
    config: TrainConfig
    classes: tuple[str, ...]
    images: dict[str, int]
    validation: Evaluation
    temperature: float
    epochs_trained: int
    best_epoch: int
    stopped_early: bool
    wall_seconds: float
    started: str
    finished: str
    device: str
    version: str
    test: Evaluation | None = None
    makers: Makers | None = None
    validation_makers: Makers | None = None
    reading: TestReading | None = None
    calibration: Calibration | None = None
    test_calibration: Calibration | None = None
    data: Data | None = None
    machine: Machine | None = None
    estimate: EstimateFigures | None = None

    def evaluation(self, split: HeldOut) -> Evaluation | None:
        """The figures of one split; None where it was not measured on."""
        return self.validation if split == "validation" else self.test

    @property
    def best_known(self) -> Evaluation:
        """The test figures where there are some, else those of validation."""
        return self.test or self.validation


class HeldOutPrediction(msgspec.Struct, frozen=True, kw_only=True):
    """What the finished model said of one picture that it did not learn from.

    ``distance`` is how far it lies from the training pictures (`trainer.measuring.novelty`); None in older runs.
    """

    sha256: str
    path: str
    label: str
    predicted: str
    confidence: float
    probabilities: tuple[float, ...]
    distance: float | None = None

    @property
    def right(self) -> bool:
        """Whether it was told rightly."""
        return self.predicted == self.label


class Predictions(msgspec.Struct, frozen=True, kw_only=True):
    """All that a finished model said of held-out pictures (``predictions.json``), in the catalog's order."""

    validation: tuple[HeldOutPrediction, ...] = ()
    test: tuple[HeldOutPrediction, ...] = ()

    def of(self, split: HeldOut) -> tuple[HeldOutPrediction, ...]:
        """Those of one split."""
        return self.validation if split == "validation" else self.test


class Notes(msgspec.Struct, frozen=True, kw_only=True):
    """What is noted beside a run (``run.json``).

    Attributes:
        title, note: What the person calls it and has to say of it.
        pinned: It is marked as one to keep in mind, and measured on the test pictures.
        pin_when_finished: It is to be pinned as soon as it has a result.
        experiment: Name of the ladder that it is a rung of.
    """

    title: str | None = None
    note: str = ""
    pinned: bool = False
    pin_when_finished: bool = False
    experiment: str | None = None
