"""A few real steps of one architecture, timed. Heavy: this imports TensorFlow; in a child process of its own only."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import keras
import msgspec
import numpy as np
import numpy.typing as npt
import psutil
import tensorflow as tf

from trainer import __version__, architectures, keras_cache, package, parallel, presets, weights
from trainer.channel import Control
from trainer.config import FineTuning, TrainConfig
from trainer.estimating.clock import once, timed
from trainer.estimating.values import Speed, Tuning
from trainer.exporting import export
from trainer.learning import networks, phases, steps
from trainer.learning.networks import Parts
from trainer.learning.phases import Phase
from trainer.measuring import machine
from trainer.pace import check
from trainer.package import Package, PackageInfo
from trainer.pixels import DECODE_SPEC, Pixels
from trainer.predict import Predictor

_Given = Callable[[int], npt.NDArray[Any]]
_FORWARD = 32  # pictures at once, as `trainer.learning.features` does it
_HEAD = (8, 32)  # batch sizes at which steps are timed
_PICTURES = (4, 12)
_TUNING = (4, 8)
_MEASURED = 64  # pictures at once in the validation of an epoch


def speed(name: str, classes: int, squares: Sequence[Pixels], *, control: Control) -> Speed:
    """Measure an architecture with the settings of its default preset.

    Args:
        name: The architecture.
        classes: How many classes there are.
        squares: A few pictures at its default size, each (S, S, 3).
        control: Looked at between measurements.

    Raises:
        Interrupted: Somebody asked.
    """
    probe = _Probe(name, classes, squares, control)
    return probe.scratch() if not probe.row.pretrained else probe.pretrained()


def quick(name: str, classes: int, squares: Sequence[Pixels], *, control: Control) -> Speed:
    """Measure what a first answer needs of an architecture: building, looking, learning at very small batches.

    Args and Raises as `speed`; what is not measured (converting, fine-tuning) is 0 or guessed from building.
    """
    probe = _Probe(name, classes, squares, control, tuned=False)
    return (
        probe.scratch(batches=(2, 6), pack=True)
        if not probe.row.pretrained
        else probe.pretrained(at_once=8, pack=False)
    )


class _Probe:
    """The measuring of one architecture, part by part."""

    def __init__(
        self, name: str, classes: int, squares: Sequence[Pixels], control: Control, *, tuned: bool = True
    ) -> None:
        self.row = architectures.find(name)
        self._classes = classes
        self._squares = squares
        self._control = control
        self._config = _config(name, tuned=tuned)
        built: list[tuple[Parts, ...]] = []
        self._build_seconds = once(lambda: built.append(networks.stages(self._config, classes)))
        self._phases = phases.of(self._config, built[0])
        self._base = _resident()

    def scratch(self, *, batches: tuple[int, int] = _PICTURES, pack: bool = True) -> Speed:
        """A network that learns from the pictures alone."""
        learning = _Learning(self._phases[0], self._classes, self._pictures, self._control)
        step, picture = learning.line(batches)
        parameters = _trainable(learning.learner)
        picture_mb = max(0.0, _peak() - self._base - 16 * parameters) / batches[1]
        return self._speed(
            forward=0.0,
            step=step,
            picture=picture,
            measure=learning.measure(batches[1]),
            parameters=parameters,
            picture_mb=picture_mb,
            look_mb=_peak() - self._base,
            pack=pack,
        )

    def pretrained(self, *, at_once: int = _FORWARD, pack: bool = True) -> Speed:
        """A head on a frozen backbone, and the last blocks of it."""
        head = self._phases[0]
        forward = self._forward(head.parts.backbone, at_once)
        look_mb = _peak() - self._base
        width = head.parts.learner.input_shape[1:]
        learning = _Learning(head, self._classes, lambda n: _noise((n, *width)), self._control)
        step, picture = learning.line(_HEAD)
        return self._speed(
            forward=forward,
            step=step,
            picture=picture,
            measure=learning.measure(_MEASURED),
            parameters=_trainable(learning.learner),
            features=int(np.prod(width)),
            picture_mb=0.1,
            look_mb=look_mb,
            tuning=self._tuning(forward),
            pack=pack,
        )

    def _speed(
        self,
        *,
        forward: float,
        step: float,
        picture: float,
        measure: float,
        parameters: float,
        picture_mb: float,
        look_mb: float,
        pack: bool,
        features: int = 0,
        tuning: tuple[Tuning, ...] = (),
    ) -> Speed:
        before = _resident()
        pack_seconds, predict, model_mb = self._packing() if pack else (0.0, forward, 0.0)
        return Speed(
            name=self.row.name,
            image_size=self._config.image_size,
            build_seconds=self._build_seconds,
            forward_seconds=forward,
            step_seconds=step,
            picture_seconds=picture,
            measure_seconds=measure,
            pack_seconds=pack_seconds,
            predict_seconds=predict,
            features=features,
            parameters=parameters,
            base_mb=self._base,
            look_mb=look_mb,
            picture_mb=picture_mb,
            pack_mb=max(0.0, _peak() - before) + max(0.0, before - self._base) / 2,
            model_mb=model_mb,
            tuning=tuning,
        )

    def _pictures(self, count: int) -> Pixels:
        return np.stack([self._squares[number % len(self._squares)] for number in range(count)])

    def _forward(self, backbone: Any, at_once: int = _FORWARD) -> float:
        """Seconds a picture through a frozen network."""
        check(self._control)
        batch = self._pictures(at_once)
        see = tf.function(
            lambda pictures: backbone(pictures, training=False), input_signature=[tf.TensorSpec(batch.shape, tf.uint8)]
        )
        see(batch)
        check(self._control)
        return timed(lambda: np.asarray(see(batch)), seconds=2.0) / at_once

    def _tuning(self, forward: float) -> tuple[Tuning, ...]:
        if len(self._phases) < 2 or self._config.fine_tuning is None:
            return ()
        parts = self._phases[1].parts
        before = _peak()
        stem = self._forward(parts.backbone) if parts.backbone is not None else 0.0
        width = parts.learner.input_shape[1:]
        given = (lambda n: _noise((n, *width))) if parts.backbone is not None else self._pictures
        learning = _Learning(self._phases[1], self._classes, given, self._control)
        step, picture = learning.line(_TUNING)
        parameters = _trainable(learning.learner)
        return (
            Tuning(
                blocks=self._config.fine_tuning.blocks,
                share=min(1.0, max(0.0, 1 - stem / forward)),
                numbers=int(np.prod(width)) if parts.backbone is not None else 0,
                step_seconds=step,
                picture_seconds=picture,
                measure_seconds=learning.measure(_TUNING[1]),
                picture_mb=max(0.0, _peak() - before - 16 * parameters) / _TUNING[1],
                parameters=parameters,
            ),
        )

    def _packing(self) -> tuple[float, float, float]:
        """Seconds of converting and writing, seconds a picture through the result, and its size in MB."""
        check(self._control)
        parts, side = self._phases[-1].parts, self._config.image_size
        models: list[bytes] = []
        with tempfile.TemporaryDirectory() as place:
            path = Path(place, "model.keras")
            pack = once(lambda: export.keras_file(parts, path, image_size=side, temperature=1.0))
            check(self._control)
            pack += once(lambda: models.append(export.litert(parts, image_size=side, temperature=1.0)))
            megabytes = (path.stat().st_size + len(models[0])) / 1e6
        return pack, self._predicting(models[0]), megabytes

    def _predicting(self, model: bytes) -> float:
        check(self._control)
        names = tuple(str(number) for number in range(self._classes))
        info = PackageInfo(
            format=package.FORMAT,
            name=self.row.name,
            classes=names,
            image_size=self._config.image_size,
            decode=DECODE_SPEC,
            architecture=self.row.name,
            version=__version__,
            created="",
            temperature=1.0,
            seen=(),
        )
        predictor = Predictor(Package(info=info, model=model))
        square = self._pictures(1)[0]
        return timed(lambda: predictor.probabilities(square), most=20) / parallel.usable_cores()


class _Learning:
    """The steps of a phase, timed at small batch sizes."""

    def __init__(self, phase: Phase, classes: int, given: _Given, control: Control) -> None:
        self.learner = phase.learner()
        optimizer = keras.optimizers.Adam(1e-4)
        optimizer.build(self.learner.trainable_variables)
        aim = steps.goal(np.zeros(1, np.int64), classes, weighted=False, smoothing=0.0)
        self._steps = steps.compiled(self.learner, optimizer, aim, variation=phase.variation)
        self._given = given
        self._control = control

    def line(self, batches: tuple[int, int]) -> tuple[float, float]:
        """Seconds of a step, and of each picture in it, through two measured points."""
        small, large = (self._step(batch) for batch in batches)
        picture = max((large - small) / (batches[1] - batches[0]), 0.1 * large / batches[1])
        return max(0.0, large - picture * batches[1]), picture

    def measure(self, batch: int) -> float:
        """Seconds of a picture in the validation."""
        check(self._control)
        pictures, labels = self._given(batch), np.zeros(batch, np.int64)
        self._steps.measure(pictures, labels)
        return timed(lambda: self._steps.measure(pictures, labels)) / batch

    def _step(self, batch: int) -> float:
        check(self._control)
        pictures, labels = self._given(batch), np.zeros(batch, np.int64)

        def learn() -> object:
            return self._steps.learn(self._steps.prepare(pictures, (1, 0)), labels)

        learn()
        check(self._control)
        return timed(learn, most=8)


def _config(name: str, *, tuned: bool) -> TrainConfig:
    """The default settings, with fine-tuning where there can be any, and weights only where they are here already."""
    row = architectures.find(name)
    config = presets.config(name)
    if not row.pretrained:
        return config
    given = weights.IMAGENET if keras_cache.available(row) else weights.RANDOM
    tuning = config.fine_tuning or FineTuning(blocks=min(3, len(row.blocks)))
    return msgspec.structs.replace(config, weights=given, fine_tuning=tuning if row.blocks and tuned else None)


def _trainable(learner: Any) -> float:
    return float(sum(np.prod(variable.shape) for variable in learner.trainable_variables)) / 1e6


def _noise(shape: tuple[int, ...]) -> npt.NDArray[np.float32]:
    return np.random.default_rng(1).random(shape, np.float32)


def _resident() -> float:
    return float(psutil.Process().memory_info().rss) / 1e6


def _peak() -> float:
    """The most memory that this process has had so far, in MB; what it has now where the system does not tell."""
    return machine.peak_memory_mb() or _resident()
