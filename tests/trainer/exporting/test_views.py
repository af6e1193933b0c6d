"""Networks that see a picture at several sizes, fine-tuned ones too, say in ONNX and LiteRT what they say in Keras."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.trainer import making
from trainer import architectures, dataset, device, presets
from trainer.channel import Control
from trainer.config import FineTuning, TrainConfig
from trainer.dataset import Dataset
from trainer.exporting import loading

device.prepare()
import keras  # noqa: E402

from trainer.exporting import certify, convert, export, runtimes  # noqa: E402
from trainer.exporting.convert import Source  # noqa: E402
from trainer.learning import networks  # noqa: E402

FORMATS = ("litert", "onnx")
PRETRAINED = [row.name for row in architectures.ARCHITECTURES if row.pretrained]


def best(name: str, *, blocks: int | None = None, **changes: object) -> TrainConfig:
    """The preset Best, at the smallest sizes that the network takes, with weights of chance."""
    side = 75 if name == "inception_v3" else 32
    tuning = None if blocks is None else FineTuning(blocks=blocks)
    changes = {"image_size": 2 * side, "sizes": (side,), "weights": "random", "fine_tuning": tuning, **changes}
    return presets.config(name, "best", **changes)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """A few tiny pictures of three classes."""
    return dataset.load(making.project(tmp_path_factory.mktemp("views"), each=6))


def written(config: TrainConfig, path: Path) -> None:
    """Write the network as a run does; its answers differ from picture to picture, as those of a trained one do."""
    stages = networks.stages(config, 3)
    side = config.image_size
    given = np.random.default_rng(1).integers(0, 256, (4, side, side, 3), np.uint8)
    first = stages[0]
    kernel = first.learner.layers[-1].kernel  # the stages share it
    logits = np.asarray(first.learner(first.backbone(given, training=False), training=False))
    kernel.assign(kernel / logits.std(axis=0).max())
    export.keras_file(stages[-1], path, image_size=side, temperature=1.3)


@pytest.mark.parametrize(
    "config",
    [
        best("vgg16"),  # the one of few and large steps: the quickest to convert
        pytest.param(best("mobilenet_v2"), marks=pytest.mark.soak),
        pytest.param(best("mobilenet_v2", image_size=70, sizes=(48, 32)), marks=pytest.mark.soak),
        pytest.param(best("vgg16", head="article"), marks=pytest.mark.soak),
        *(pytest.param(best(name, blocks=2), marks=pytest.mark.soak) for name in PRETRAINED),
        pytest.param(best("mobilenet_v2", blocks=99), marks=pytest.mark.soak),
    ],
    ids=lambda config: "-".join(
        map(str, (config.architecture, config.head, len(config.sizes) + 1, getattr(config.fine_tuning, "blocks", 0)))
    ),
)
def test_every_view_says_the_same_in_other_programs(config: TrainConfig, pictures: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "model.keras"
    written(config, path)
    model = loading.keras_model(path)
    source = Source(path, model, pictures.classes, {}, list)
    for name in FORMATS:
        convert.write(name, source, tmp_path / name)
    exported = {name: runtimes.opened(name, tmp_path / name) for name in FORMATS}
    asked = certify.chosen(pictures, pictures.classes)
    made = certify.ask(model, exported, asked, emit=lambda _event: None, control=Control())
    for name in FORMATS:
        certificate = made(name, "views", tmp_path / name)
        assert certificate.passed
        assert certificate.pictures == len(asked.pictures)
        assert certificate.agreement == 1
        assert certificate.greatest_difference < 1e-3


def test_onnx_asks_for_nothing_but_pictures_where_colours_are_standardised(tmp_path: Path) -> None:
    pictures = keras.Input((8, 8, 3), dtype="uint8")
    colours = keras.layers.Normalization(mean=[100.0, 120.0, 140.0], variance=[4e3, 5e3, 6e3])
    maps = colours(keras.layers.Rescaling(1.0)(pictures))
    model = keras.Model(pictures, keras.layers.Softmax()(keras.ops.mean(maps, axis=(1, 2))))
    convert.write("onnx", Source(tmp_path, model, ("a", "b", "c"), {}, list), tmp_path / "model.onnx")
    picture = np.random.default_rng(2).integers(0, 256, (8, 8, 3), np.uint8)
    answer = runtimes.opened("onnx", tmp_path / "model.onnx")(picture)
    np.testing.assert_allclose(answer, np.asarray(model(picture[np.newaxis]))[0], atol=1e-5)
