"""A packaged model gives features of unit length, the same ones that its reference pictures were told, and answers as before."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tests.trainer import making
from trainer import device, package, pixels
from trainer.config import FineTuning, Layers, TrainConfig, default_config
from trainer.package import Package, PackageInfo
from trainer.pixels import DECODE_SPEC
from trainer.predicting.interpreter import Interpreter, Output

device.prepare()
from trainer.exporting import export  # noqa: E402
from trainer.learning import embedding, networks  # noqa: E402
from trainer.learning.networks import Parts  # noqa: E402
from trainer.learning.samples import Samples  # noqa: E402

SIDE, EACH = 32, 12
LABELS = np.repeat(np.arange(3), EACH)


def config(name: str, **changes: Any) -> TrainConfig:
    return default_config(name, image_size=SIDE, weights="random", seed=3, **changes)


def squares() -> npt.NDArray[np.uint8]:
    """Pictures of three colours, (36, 32, 32, 3)."""
    made = [
        pixels.to_square(pixels.open_picture(_stream(label, number), at_least=SIDE, name="a.png"), SIDE)
        for label in making.COLOURS
        for number in range(EACH)
    ]
    return np.stack(made)


def _stream(label: str, number: int) -> io.BytesIO:
    return io.BytesIO(making.picture(label, number))


def samples(parts: Parts, pictures: npt.NDArray[np.uint8]) -> Samples:
    """Pictures as the learner takes them."""
    rows = pictures if parts.backbone is None else np.asarray(parts.backbone(pictures, training=False))
    return Samples((rows,), (np.arange(len(rows)),), LABELS[: len(rows)])


def packaged(parts: Parts, fitted: embedding.Embedding) -> Interpreter:
    """The model as everybody will run it."""
    info = PackageInfo(
        format=package.FORMAT, name="test", classes=tuple(making.COLOURS), image_size=SIDE, decode=DECODE_SPEC,
        architecture="custom_cnn", version="0", created="", temperature=1.7, embedding=fitted.dimensions,
    )  # fmt: skip
    model = export.litert(parts, image_size=SIDE, temperature=1.7, features=fitted)
    return Interpreter(Package(info=info, model=model))


ARTICLE = {"head": "article"}


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param(config("vgg16"), id="frozen"),
        pytest.param(config("vgg16", fine_tuning=FineTuning(blocks=1)), id="tuned"),
        pytest.param(config("vgg16", **ARTICLE, fine_tuning=FineTuning(blocks=5)), id="article, all tuned"),
        pytest.param(config("deep_cnn"), id="scratch"),
        pytest.param(config("custom_cnn", layers=Layers(blocks=1, filters=8, dense=(), dropout=0.2)), id="no dense"),
        pytest.param(config("vgg16", **ARTICLE), id="article", marks=pytest.mark.soak),
        pytest.param(config("mobilenet_v2"), id="frozen mobilenet", marks=pytest.mark.soak),
        pytest.param(
            config("mobilenet_v2", fine_tuning=FineTuning(blocks=2)), id="tuned mobilenet", marks=pytest.mark.soak
        ),
    ],
)
def test_the_features_are_those_of_the_reference_and_the_answer_is_the_same(settings: TrainConfig) -> None:
    pictures, parts = squares(), networks.stages(settings, 3)[-1]
    fitted = embedding.fit(parts, samples(parts, pictures), seed=1)
    assert fitted is not None
    assert fitted.dimensions <= embedding.DIMENSIONS
    assert fitted.reference.shape == (len(pictures), fitted.dimensions)
    interpreter = packaged(parts, fitted)
    said = [interpreter.run(picture) for picture in pictures[::5]]
    features = np.stack([one.embedding for one in said]).astype(np.float32)
    np.testing.assert_allclose(np.linalg.norm(features, axis=1), 1, atol=2e-3)
    likeness = (features * fitted.reference[::5].astype(np.float32)).sum(axis=1)
    np.testing.assert_allclose(likeness, 1, atol=5e-3)
    expected = np.asarray(networks.deployed(parts, SIDE, 1.7)(pictures[::5]))
    np.testing.assert_allclose(np.stack([one.probabilities for one in said]), expected, atol=1e-3)


def test_pictures_that_look_alike_are_near_to_each_other() -> None:
    pictures, parts = squares(), networks.build(config("deep_cnn"), 3)
    fitted = embedding.fit(parts, samples(parts, pictures), seed=1)
    assert fitted is not None
    rows = fitted.reference.astype(np.float32)
    likeness = rows @ rows.T - 3 * np.eye(len(rows))
    np.testing.assert_array_equal(LABELS[likeness.argmax(axis=1)], LABELS)


def test_of_many_pictures_a_part_is_kept_and_of_rare_classes_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "MOST", 12)
    labels = np.array([0] * 24 + [1] * 10 + [2] * 2)
    pictures, parts = squares(), networks.build(config("deep_cnn"), 3)
    fitted = embedding.fit(parts, Samples((pictures,), (np.arange(36),), labels), seed=1)
    assert fitted is not None
    assert len(fitted.reference) == 12
    again = embedding.fit(parts, Samples((pictures,), (np.arange(36),), labels), seed=1)
    assert again is not None
    np.testing.assert_array_equal(again.reference, fitted.reference)
    chosen = embedding._chosen(labels, 1)
    assert np.bincount(labels[chosen]).tolist() == [5, 5, 2]


def test_of_pictures_that_are_all_the_same_there_are_no_features() -> None:
    pictures, parts = np.zeros((6, SIDE, SIDE, 3), np.uint8), networks.build(config("deep_cnn"), 3)
    assert embedding.fit(parts, samples(parts, pictures), seed=1) is None
    assert embedding.fit(parts, samples(parts, squares()[:1]), seed=1) is None
    without = export.litert(parts, image_size=SIDE, temperature=1.7)
    info = PackageInfo(
        format=package.FORMAT, name="test", classes=tuple(making.COLOURS), image_size=SIDE, decode=DECODE_SPEC,
        architecture="deep_cnn", version="0", created="", temperature=1.7,
    )  # fmt: skip
    said: Output = Interpreter(Package(info=info, model=without)).run(pictures[0])
    assert said.embedding.shape == (0,)
