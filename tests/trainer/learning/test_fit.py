"""The learning of a run on numbers in memory: phases, the best of both, early stopping, a falling rate, going on anywhere."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import keras
import msgspec
import numpy as np
import pytest

from tests.trainer.making import Script
from trainer.config import FineTuning, TrainConfig, default_config
from trainer.errors import DatasetError
from trainer.events import Epoch, Progress
from trainer.learning import standing
from trainer.learning.features import Material, Samples
from trainer.learning.fit import Fit
from trainer.learning.networks import Parts

FROZEN = object()  # stands for a backbone: the rows are what it has said
TUNING = FineTuning(blocks=1, epochs=3, learning_rate=0.01, warmup=1.0)
CONFIG = default_config(
    "vgg16", epochs=4, batch_size=8, learning_rate=0.02, seed=4, weights="random", fine_tuning=TUNING, patience=20
)


def samples(count: int, seed: int) -> Samples:
    chance = np.random.default_rng(seed)
    labels = np.arange(count) % 3
    rows = (chance.normal(size=(count, 6)) + np.eye(3, 6)[labels] * 1.5).astype(np.float32)
    return Samples((rows,), (np.arange(count),), labels)


def material(fingerprint: str = "a") -> Material:
    dataset = SimpleNamespace(fingerprint=lambda: fingerprint, classes=("x", "y", "z"))
    return Material(dataset, samples(42, 1), samples(30, 2))  # type: ignore[arg-type]


def stages(config: TrainConfig) -> tuple[Parts, ...]:
    """A head with dropout, and the same head behind a layer that learns in the second phase."""
    keras.utils.set_random_seed(config.seed)
    layers = keras.layers
    given = keras.Input((6,))
    head = keras.Model(given, layers.Dense(3)(layers.Dropout(0.3)(layers.Dense(8, activation="relu")(given))))
    wider = keras.Input((6,))
    tuned = keras.Model(wider, head(layers.Dense(6, kernel_initializer="identity")(wider)))
    both = Parts(FROZEN, head), Parts(FROZEN, tuned)
    return both if config.fine_tuning else both[:1]


def fitting(place: Path, config: TrainConfig = CONFIG, script: Script | None = None) -> Fit:
    script = script or Script()
    place.mkdir(exist_ok=True)
    made = Fit(
        config,
        stages(config),
        folder=place / "checkpoint",
        engine=place / "engine.json",
        began=time.monotonic(),
        emit=script,
        control=script.control,
    )
    made.begin()
    return made


def learnt(fit: Fit) -> str:
    """Run what is left; how it ended."""
    ending = "done"
    while not fit.state.over and ending == "done":
        ending = fit.run(material())
    return ending


def weights(fit: Fit) -> list[bytes]:
    assert fit.take_best()
    return [np.asarray(weight).tobytes() for weight in fit.best_phase.parts.learner.weights]


def test_the_phases_follow_each_other_and_epochs_are_numbered_through(tmp_path: Path) -> None:
    script = Script()
    fit = fitting(tmp_path / "run", script=script)
    assert learnt(fit) == "done"
    told = script.of(Epoch)
    assert [(e.epoch, e.phase, e.epochs) for e in told] == [
        *((number, "head", 7) for number in (1, 2, 3, 4)),
        *((number, "tune", 7) for number in (5, 6, 7)),
    ]
    assert told[4].learning_rate == pytest.approx(TUNING.learning_rate)  # at the end of the warm-up
    assert told[6].learning_rate < told[5].learning_rate < told[4].learning_rate
    assert not fit.stopped_early
    assert {e.validation_images for e in told} == {30}
    assert all(e.validation_interval[0] <= e.validation_accuracy <= e.validation_interval[1] for e in told)


def test_fine_tuning_that_does_not_beat_the_head_is_not_taken(tmp_path: Path) -> None:
    ruinous = msgspec.structs.replace(CONFIG, fine_tuning=msgspec.structs.replace(TUNING, learning_rate=1.0))
    alone, ruined = fitting(tmp_path / "a", msgspec.structs.replace(CONFIG, fine_tuning=None)), Script()
    fit = fitting(tmp_path / "b", ruinous, ruined)
    assert learnt(alone) == learnt(fit) == "done"
    assert not any(event.best for event in ruined.of(Epoch) if event.phase == "tune")
    assert fit.best_phase.name == "head"
    assert weights(fit) == weights(alone)


def test_fine_tuning_that_beats_the_head_is_taken(tmp_path: Path) -> None:
    script = Script()
    fit = fitting(tmp_path / "run", msgspec.structs.replace(CONFIG, learning_rate=1e-4), script)
    learnt(fit)
    assert fit.best_phase.name == "tune"
    losses = [event.validation_loss for event in script.of(Epoch)]
    assert fit.state.best_loss == min(losses)
    assert fit.state.best_epoch == losses.index(min(losses)) + 1


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[bytes], list[Any]]:
    """Weights and epochs of a run that was never paused."""
    script = Script()
    fit = fitting(tmp_path_factory.mktemp("whole"), script=script)
    learnt(fit)
    return weights(fit), numbers(script)


def numbers(script: Script) -> list[Any]:
    return [(e.epoch, e.loss, e.validation_loss, e.learning_rate) for e in script.of(Epoch)]


@pytest.mark.parametrize("steps", [3, 20, 27, 40])
def test_paused_at_any_step_it_ends_where_it_would_have(
    steps: int, uninterrupted: tuple[list[bytes], list[Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainer.pace._BETWEEN", 0.0)  # every step is told
    seen, goes_on = [0], Script()

    def at_step(event: object) -> bool:
        seen[0] += isinstance(event, Progress) and event.done > 0
        return seen[0] == steps

    first = fitting(tmp_path / "b", script=Script("pause", at_step))
    assert learnt(first) == "pause"
    second = fitting(tmp_path / "b", script=goes_on)
    assert second.state.epoch == first.state.epoch
    assert second.state.step == first.state.step
    learnt(second)
    assert weights(second) == uninterrupted[0]
    assert numbers(goes_on) == uninterrupted[1][-len(numbers(goes_on)) :]


def test_patience_ends_the_head_and_fine_tuning_begins(tmp_path: Path) -> None:
    impatient = msgspec.structs.replace(CONFIG, epochs=200, learning_rate=0.2, patience=2, schedule="constant")
    script = Script()
    fit = fitting(tmp_path / "run", impatient, script)
    learnt(fit)
    told = script.of(Epoch)
    heads = [event for event in told if event.phase == "head"]
    assert len(heads) < 200
    assert heads[-1].epoch - max(event.epoch for event in heads if event.best) == 2
    assert next(event.epochs for event in told if event.phase == "tune") == len(heads) + TUNING.epochs
    assert fit.stopped_early


def test_a_plateau_lowers_the_rate(tmp_path: Path) -> None:
    config = msgspec.structs.replace(
        CONFIG, epochs=25, learning_rate=0.2, patience=9, schedule="plateau", fine_tuning=None
    )
    script = Script()
    learnt(fitting(tmp_path / "run", config, script))
    rates = [event.learning_rate for event in script.of(Epoch)]
    assert rates[0] == pytest.approx(0.2)
    assert rates[-1] <= 0.1
    assert rates == sorted(rates, reverse=True)


def test_checkpoints_fall_into_the_epoch_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(standing.EVERY, "0")
    script = Script("cancel", lambda event: isinstance(event, Progress) and event.done > 2)
    monkeypatch.setattr("trainer.pace._BETWEEN", 0.0)
    assert learnt(fitting(tmp_path / "run", script=script)) == "cancel"
    assert fitting(tmp_path / "run").state.step == 3  # cancel itself writes nothing


def test_the_engine_s_record_comes_back_with_the_checkpoint(tmp_path: Path) -> None:
    script = Script("pause", lambda event: isinstance(event, Epoch))
    fit = fitting(tmp_path / "run", script=script)
    (tmp_path / "run" / "engine.json").write_text('{"backbone": "litert"}')
    learnt(fit)
    (tmp_path / "run" / "engine.json").unlink()
    assert fitting(tmp_path / "run").state.cores > 0
    assert (tmp_path / "run" / "engine.json").read_text() == '{"backbone": "litert"}'


def test_other_pictures_are_refused(tmp_path: Path) -> None:
    script = Script("pause", lambda event: isinstance(event, Epoch))
    learnt(fitting(tmp_path / "run", script=script))
    with pytest.raises(DatasetError, match="have changed"):
        fitting(tmp_path / "run").run(material("b"))


def test_bfloat16_learns_and_gives_float32_weights_back(tmp_path: Path) -> None:
    fit: Any = fitting(tmp_path / "run", msgspec.structs.replace(CONFIG, precision="bfloat16"))
    learnt(fit)
    assert fit.state.precision == "bfloat16"
    assert weights(fit)
    assert {weight.dtype for weight in fit.best_phase.parts.learner.weights} == {"float32"}
    assert fit.state.best_loss < np.log(3)  # that of guessing
