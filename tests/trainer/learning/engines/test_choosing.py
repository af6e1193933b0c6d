"""The fastest engine that agrees is taken, remembered for this machine, and kept by the run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from trainer import cache, device, engines
from trainer.config import TrainConfig, default_config
from trainer.engines import EngineChoice
from trainer.errors import DiskError

device.prepare()

from trainer.learning import networks  # noqa: E402
from trainer.learning.engines import choosing, flow, lite  # noqa: E402
from trainer.learning.engines.choosing import Trial  # noqa: E402

Patch = pytest.MonkeyPatch
SIDE = 32


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: Patch) -> None:
    monkeypatch.setenv(cache.PLACE, str(tmp_path / "cache"))


def config(**changes: object) -> TrainConfig:
    return default_config("mobilenet_v2", image_size=SIDE, weights="random", **changes)


@pytest.fixture(scope="module")
def backbone() -> object:
    return networks.build(config(), 3).backbone


def trial(count: int = 200) -> Trial:
    chance = np.random.default_rng(1)
    labels = np.arange(count) % 2
    pictures = chance.integers(0, 120, (count, SIDE, SIDE, 3)) + labels[:, None, None, None] * 100
    return Trial(pictures.astype(np.uint8), labels.astype(np.int64))


class Fake:
    """An engine whose rows and speed are given."""

    chunk, lanes = 8, 1

    def __init__(self, name: str, rate: float, *, wrong: bool = False, precision: str = "float32") -> None:
        self.choice = EngineChoice(name=name, precision=precision)  # type: ignore[arg-type]
        self.rate = rate
        self._wrong = wrong

    def see(self, pictures: np.ndarray) -> np.ndarray:
        rows = pictures.reshape(len(pictures), -1)[:, :300].astype(np.float32)
        return rows[:, ::-1] * np.float32(-1) if self._wrong else rows


def among(monkeypatch: Patch, plain: Fake, *others: Fake) -> engines.Choice:
    def run(engine: Fake, pictures: np.ndarray, _check: Callable[[], None]) -> tuple[np.ndarray, float]:
        return engine.see(pictures), engine.rate

    monkeypatch.setattr(choosing, "_run", run)
    monkeypatch.setattr(choosing.flow, "TensorFlowEngine", lambda *_args, **_words: plain)
    monkeypatch.setattr(choosing, "_candidates", lambda *_args: iter(others))
    return choosing.measured(None, "auto", trial(), check=lambda: None)[0]


def test_the_fastest_that_agrees_is_taken_and_the_others_are_told_with_the_reason(monkeypatch: Patch) -> None:
    plain = Fake("tensorflow", 50)
    found = among(monkeypatch, plain, Fake("litert", 120), Fake("tensorflow", 300, wrong=True, precision="bfloat16"))
    assert found.taken.name == "litert"
    assert found.taken.agreement == 1
    assert found.taken.compared == 200
    assert [(other.precision, other.remark) for other in found.others] == [
        ("float32", "slower"),
        ("bfloat16", "answers differ"),
    ]
    assert among(monkeypatch, plain, Fake("litert", 40)).taken.name == "tensorflow"


@pytest.mark.soak
def test_a_run_keeps_its_engine_and_the_machine_remembers_it(backbone: object, tmp_path: Path) -> None:
    asked = []

    def give() -> Trial:
        asked.append(1)
        return trial(24)

    record = tmp_path / "engine.json"
    first, make = choosing.choice(backbone, config(), give, record=record, check=lambda: None)
    assert first.taken.pictures_per_second > 0
    assert engines.of_run(record) == {"backbone": first}
    again, _ = choosing.choice(backbone, config(), give, record=None, check=lambda: None)
    assert (again.taken, first.earlier, again.earlier) == (first.taken, False, True)
    assert asked == [1]
    other = EngineChoice(name="tensorflow" if first.taken.name == "litert" else "litert")
    engines.record(record, "backbone", engines.Choice(taken=other))
    kept, make = choosing.choice(backbone, config(), give, record=record, check=lambda: None)
    assert kept.taken == other
    assert make().choice.name == other.name
    assert asked == [1]


def test_what_was_measured_with_other_weights_is_measured_anew_and_said_beforehand(
    backbone: object, monkeypatch: Patch
) -> None:
    said, asked = [], []
    fast = EngineChoice(name="litert", pictures_per_second=9)
    monkeypatch.setattr(choosing, "measured", lambda *_args, **_words: (engines.Choice(taken=fast), Fake("litert", 9)))

    def choose(network: object) -> None:
        choosing.choice(
            network,
            config(),
            lambda: asked.append(1) or trial(24),
            record=None,
            check=lambda: None,
            begin=lambda: said.append(len(asked)),
        )

    choose(backbone)
    choose(backbone)
    assert (asked, said) == ([1], [1])
    other = networks.build(config(), 3).backbone
    other.set_weights([weights * 1.5 for weights in backbone.get_weights()])  # type: ignore[attr-defined]
    choose(other)
    assert said == [1, 2]


def test_with_too_few_pictures_nothing_is_measured_or_remembered(backbone: object) -> None:
    found, _ = choosing.choice(backbone, config(), lambda: trial(6), record=None, check=lambda: None)
    assert found.taken.name == "tensorflow"
    asked = []
    choosing.choice(backbone, config(), lambda: asked.append(1) or trial(6), record=None, check=lambda: None)
    assert asked == [1]


@pytest.mark.soak
def test_engines_give_tensorflows_rows_whatever_is_beside_a_picture(backbone: object) -> None:
    pictures = trial(13).pictures
    expected = np.asarray(backbone(pictures))  # type: ignore[operator]
    for engine in (flow.TensorFlowEngine(backbone, device=""), lite.LiteRTEngine(backbone)):
        rows = engine.see(pictures[: engine.chunk])
        np.testing.assert_allclose(rows, expected[: len(rows)], rtol=1e-3, atol=1e-5)
        for number in range(len(rows)):
            alone = engine.see(pictures[number : number + 1])
            np.testing.assert_array_equal(alone[0], rows[number])
        np.testing.assert_array_equal(engine.see(pictures[: engine.chunk][::-1]), rows[::-1])


def test_bfloat16_lowers_the_network_and_nothing_around_it(backbone: object) -> None:
    lowered = flow.lowered(backbone)
    pictures = trial(8).pictures
    expected, rows = np.asarray(backbone(pictures)), np.asarray(lowered(pictures))  # type: ignore[operator]
    assert rows.dtype == np.float32
    assert 0 < np.abs(rows - expected).max() < 0.1 * np.abs(expected).max()
    networks_inside = [layer for layer in lowered.layers if layer.name.startswith("mobilenet")]
    assert len(networks_inside) == 1
    assert lowered.output_shape == backbone.output_shape  # type: ignore[attr-defined]


def test_a_network_that_cannot_be_converted_runs_in_tensorflow(backbone: object, monkeypatch: Patch) -> None:
    def fail(_backbone: object) -> bytes:
        raise RuntimeError("no such operation")

    monkeypatch.setattr(lite, "_converted", fail)
    found, engine = choosing.measured(backbone, "float32", trial(20), check=lambda: None)
    assert found.taken.name == engine.choice.name == "tensorflow"


def test_a_full_disk_is_no_reason_to_remember_a_slower_engine(backbone: object, monkeypatch: Patch) -> None:
    def fail(_backbone: object) -> bytes:
        raise DiskError("The disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(lite, "_converted", fail)
        with pytest.raises(DiskError):
            choosing.choice(backbone, config(), lambda: trial(20), record=None, check=lambda: None)
    asked: list[int] = []
    choosing.choice(backbone, config(), lambda: asked.append(1) or trial(20), record=None, check=lambda: None)
    assert asked == [1]
