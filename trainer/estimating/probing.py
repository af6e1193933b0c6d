"""A few real steps of one architecture, timed. Heavy: this imports TensorFlow; in a child process of its own only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import keras
import msgspec
import numpy as np
import numpy.typing as npt
import psutil

from trainer import architectures, keras_cache, presets, weights
from trainer.channel import Control
from trainer.config import FineTuning, TrainConfig
from trainer.dataset import Dataset
from trainer.estimating import sizes
from trainer.estimating.clock import once, timed
from trainer.estimating.packing import Packed, packed
from trainer.estimating.sampling import sample
from trainer.estimating.values import Speed, Tuning
from trainer.learning import networks, phases, steps
from trainer.learning.engines import choosing
from trainer.learning.engines.choosing import see_all
from trainer.learning.engines.engine import Engine
from trainer.learning.engines.flow import TensorFlowEngine
from trainer.learning.networks import Parts
from trainer.learning.phases import Phase
from trainer.measuring import machine
from trainer.pace import check
from trainer.pixels import Pixels

_Given = Callable[[int], npt.NDArray[Any]]
_LOOKING = 2.0  # seconds for timing an engine
_HEAD = (8, 32)  # batch sizes at which steps are timed
_PICTURES = (4, 12)
_TUNING = (4, 8)
_MEASURED = 64  # pictures at once in the validation of an epoch


def speed(name: str, pictures: Dataset, *, control: Control) -> Speed:
    """Measure an architecture with the settings of its default preset, on the engine that is the best for it here.

    The choice of the engine is kept for the runs to come, which need not make it then.

    Args:
        name: The architecture.
        pictures: What is to be learnt from.
        control: Looked at between measurements.

    Raises:
        Interrupted: Somebody asked.
    """
    probe = _Probe(name, pictures, control)
    return probe.pretrained() if probe.row.pretrained else probe.scratch()


def quick(name: str, pictures: Dataset, *, control: Control) -> Speed:
    """Measure what a first answer needs of an architecture: building, looking, learning at very small batches.

    Args and Raises as `speed`; what is not measured (converting, fine-tuning) is 0 or guessed from building.
    """
    probe = _Probe(name, pictures, control, tuned=False)
    return (
        probe.scratch(batches=(2, 6), pack=True)
        if not probe.row.pretrained
        else probe.pretrained(choose=False, pack=False)
    )


class _Probe:
    """The measuring of one architecture, part by part."""

    def __init__(self, name: str, pictures: Dataset, control: Control, *, tuned: bool = True) -> None:
        self.row = architectures.find(name)
        self._dataset = pictures
        self._classes = len(pictures.classes)
        self._control = control
        self._config = _config(name, tuned=tuned)
        self._squares = sample(pictures, self._config.image_size)
        built: list[tuple[Parts, ...]] = []
        self._build_seconds = once(lambda: built.append(networks.stages(self._config, self._classes)))
        self._phases = phases.of(self._config, built[0])
        self._base = _resident()

    def scratch(self, *, batches: tuple[int, int] = _PICTURES, pack: bool = True) -> Speed:
        """A network that learns from the pictures alone."""
        learning = _Learning(self._phases[0], self._classes, self._pictures, self._control)
        step, picture = learning.line(batches)
        parameters = _trainable(learning.learner)
        picture_mb = max(0.0, _peak() - self._base - 16 * parameters) / batches[1]
        return self._speed(
            pack=pack,
            forward_seconds=0.0,
            step_seconds=step,
            picture_seconds=picture,
            measure_seconds=learning.measure(_MEASURED),
            start_seconds=learning.start,
            features=0,
            parameters=parameters,
            picture_mb=picture_mb,
            look_mb=_peak() - self._base,
        )

    def pretrained(self, *, choose: bool = True, pack: bool = True) -> Speed:
        """A head on a frozen backbone, and the last blocks of it."""
        head = self._phases[0]
        looking = self._looking(head.parts.backbone, choose=choose)
        look_mb = _peak() - self._base
        width = head.parts.learner.input_shape[1:]
        learning = _Learning(head, self._classes, lambda n: _noise((n, *width)), self._control)
        step, picture = learning.line(_HEAD)
        return self._speed(
            pack=pack,
            choose_seconds=2 * choosing.COMPARED * looking.picture + looking.engine,  # two engines at least are tried
            engine_seconds=looking.engine,
            forward_seconds=looking.picture,
            step_seconds=step,
            picture_seconds=picture,
            measure_seconds=learning.measure(_MEASURED),
            start_seconds=learning.start,
            features=int(np.prod(width)) // (1 + len(self._config.sizes)),
            parameters=_trainable(learning.learner),
            picture_mb=0.1,
            look_mb=look_mb,
            tuning=self._tuning(looking),
        )

    def _speed(self, *, pack: bool, **learnt: Any) -> Speed:
        """The whole of it: what was measured of learning, by the fields of `Speed`, and what packing takes."""
        before, looked = _resident(), learnt.get("forward_seconds", 0.0)
        packing = self._packing() if pack else Packed(0.0, looked, 0.0)
        return Speed(
            name=self.row.name,
            image_size=self._config.image_size,
            gmacs=sizes.forward_gmacs(self._config) if self.row.pretrained else 0.0,
            build_seconds=self._build_seconds,
            pack_seconds=packing.seconds,
            predict_seconds=packing.picture,
            base_mb=self._base,
            pack_mb=max(0.0, _peak() - before) + max(0.0, before - self._base) / 2,
            model_mb=packing.megabytes,
            **learnt,
        )

    def _packing(self) -> Packed:
        check(self._control)
        return packed(self._phases[-1].parts, self._config, self._classes, self._squares[0])

    def _pictures(self, count: int) -> Pixels:
        return np.stack([self._squares[number % len(self._squares)] for number in range(count)])

    def _looking(self, backbone: Any, *, choose: bool = True) -> _Looking:
        """Bring a frozen network to its engine (TensorFlow, if no choice is wanted) and see how fast it is."""
        check(self._control)
        engines: list[Engine] = []
        make = self._choice(backbone) if choose else (lambda: TensorFlowEngine(backbone, device=""))
        seconds = once(lambda: engines.append(make()))
        engine = engines[0]
        batch = self._pictures(engine.chunk * engine.lanes)
        see_all(engine, batch)
        check(self._control)
        return _Looking(seconds, timed(lambda: see_all(engine, batch), seconds=_LOOKING) / len(batch))

    def _choice(self, backbone: Any) -> Callable[[], Engine]:
        """What brings a backbone to its engine, which is chosen and remembered first if it was not before."""

        def choose() -> Callable[[], Engine]:
            return choosing.choice(
                backbone,
                self._config,
                lambda: choosing.trial(self._dataset, self._config.image_size),
                record=None,
                check=lambda: check(self._control),
            )[1]

        choose()
        return choose()  # the first one may hand out what it has made while choosing

    def _tuning(self, whole: _Looking) -> tuple[Tuning, ...]:
        """Fine-tuning; how a look is shared out between the frozen part and the rest is seen in TensorFlow."""
        if len(self._phases) < 2 or self._config.fine_tuning is None:
            return ()
        parts = self._phases[1].parts
        before = _peak()
        stem = self._looking(parts.backbone, choose=False).picture if parts.backbone is not None else 0.0
        width = parts.learner.input_shape[1:]
        given = (lambda n: _noise((n, *width))) if parts.backbone is not None else self._pictures
        learning = _Learning(self._phases[1], self._classes, given, self._control)
        step, picture = learning.line(_TUNING)
        measure, parameters = learning.measure(_TUNING[1]), _trainable(learning.learner)
        share = measure / (measure + stem)
        return (
            Tuning(
                blocks=self._config.fine_tuning.blocks,
                share=share,
                engine_seconds=whole.engine,
                stem_seconds=whole.picture * (1 - share),
                numbers=int(np.prod(width)) if parts.backbone is not None else 0,
                start_seconds=learning.start,
                step_seconds=step,
                picture_seconds=picture,
                measure_seconds=measure,
                picture_mb=max(0.0, _peak() - before - 16 * parameters) / _TUNING[1],
                parameters=parameters,
            ),
        )


class _Looking(NamedTuple):
    """Seconds to bring a network to its engine, and of one picture through it."""

    engine: float
    picture: float


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
        self.start = 0.0
        """Seconds of getting the steps ready, for two sizes of batches each: an epoch's last one is smaller."""

    def line(self, batches: tuple[int, int]) -> tuple[float, float]:
        """Seconds of a step, and of each picture in it, through two measured points."""
        small, large = (self._step(batch) for batch in batches)
        picture = max((large - small) / (batches[1] - batches[0]), 0.1 * large / batches[1])
        return max(0.0, large - picture * batches[1]), picture

    def measure(self, batch: int) -> float:
        """Seconds of a picture in the validation."""
        check(self._control)
        pictures, labels = self._given(batch), np.zeros(batch, np.int64)
        self.start += 2 * once(lambda: self._steps.measure(pictures, labels))
        return timed(lambda: self._steps.measure(pictures, labels)) / batch

    def _step(self, batch: int) -> float:
        check(self._control)
        pictures, labels = self._given(batch), np.zeros(batch, np.int64)

        def learn() -> object:
            return self._steps.learn(self._steps.prepare(pictures, (1, 0)), labels)

        self.start += once(learn)
        check(self._control)
        return timed(learn, most=8)


def _config(name: str, *, tuned: bool) -> TrainConfig:
    """The default settings, with weights only where they are here already.

    ``tuned``: with fine-tuning where there can be any; without it, with pictures of the network's own size alone.
    """
    row = architectures.find(name)
    config = presets.config(name)
    if not row.pretrained:
        return config
    given = weights.IMAGENET if keras_cache.available(row) else weights.RANDOM
    config = msgspec.structs.replace(config, weights=given)
    if not tuned:
        return msgspec.structs.replace(config, image_size=row.image_size, sizes=(), fine_tuning=None)
    tuning = config.fine_tuning or FineTuning(blocks=min(3, len(row.blocks)))
    return msgspec.structs.replace(config, fine_tuning=tuning if row.blocks else None)


def _trainable(learner: Any) -> float:
    return float(sum(np.prod(variable.shape) for variable in learner.trainable_variables)) / 1e6


def _noise(shape: tuple[int, ...]) -> npt.NDArray[np.float32]:
    return np.random.default_rng(1).random(shape, np.float32)


def _resident() -> float:
    return float(psutil.Process().memory_info().rss) / 1e6


def _peak() -> float:
    """The most memory that this process has had so far, in MB; what it has now where the system does not tell."""
    return machine.peak_memory_mb() or _resident()
