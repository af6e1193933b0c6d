"""The networks are the ones they are said to be, and the deployed graph answers as the trained one does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from trainer import architectures, device, keras_cache, weights
from trainer.config import TrainConfig, default_config
from trainer.errors import WeightsError
from trainer.package import Package, PackageInfo
from trainer.pixels import DECODE_SPEC
from trainer.predicting.predictor import Predictor

device.prepare()
import keras  # noqa: E402

from trainer.exporting import export  # noqa: E402
from trainer.learning import backbones, heads, networks  # noqa: E402

PRETRAINED = [row.name for row in architectures.ARCHITECTURES if row.pretrained]
SMALLEST = {"inception_v3": 75}


def small(name: str, **changes: object) -> TrainConfig:
    return default_config(name, image_size=SMALLEST.get(name, 32), weights="random", **changes)


@pytest.mark.parametrize("name", PRETRAINED)
def test_scaling_inside_the_graph_is_kerass_own(name: str) -> None:
    row = architectures.find(name)
    side = 8
    pictures = np.random.default_rng(1).integers(0, 256, (2, side, side, 3), np.uint8)
    given = keras.Input((side, side, 3), dtype="uint8")
    assert row.keras_name is not None
    model = keras.Model(given, backbones.scaled(given, row.scaling))
    module = {"MobileNetV2": "mobilenet_v2", "EfficientNetV2B0": "efficientnet_v2", "InceptionV3": "inception_v3"}.get(
        row.keras_name, row.keras_name.lower()
    )
    expected = getattr(keras.applications, module).preprocess_input(pictures.astype(np.float32))
    np.testing.assert_allclose(np.asarray(model(pictures)), expected, atol=1e-4)


def deployed_pair(config: TrainConfig) -> tuple[object, Predictor]:
    parts = networks.build(config, 3)
    info = PackageInfo(
        format=1,
        name="test",
        classes=("a", "b", "c"),
        image_size=config.image_size,
        decode=DECODE_SPEC,
        architecture=config.architecture,
        version="0",
        created="",
        temperature=1.7,
    )
    model = export.litert(parts, image_size=config.image_size, temperature=1.7)
    return networks.deployed(parts, config.image_size, 1.7), Predictor(Package(info=info, model=model), threads=1)


@pytest.mark.parametrize(
    "config",
    [
        small("mobilenet_v2"),
        small("vgg16", head="article"),
        small("deep_cnn"),
        small("shallow_cnn"),
        *(pytest.param(small(name), marks=pytest.mark.soak) for name in PRETRAINED if name != "mobilenet_v2"),
    ],
    ids=lambda config: f"{config.architecture}-{config.head}",
)
def test_litert_answers_as_keras_does(config: TrainConfig) -> None:
    deployed, predictor = deployed_pair(config)
    side = config.image_size
    pictures = np.random.default_rng(1).integers(0, 256, (4, side, side, 3), np.uint8)
    expected = np.asarray(deployed(pictures))  # type: ignore[operator]
    answers = np.stack([predictor.probabilities(picture) for picture in pictures])
    np.testing.assert_allclose(answers, expected, atol=1e-3)
    np.testing.assert_allclose(answers.sum(axis=1), 1, atol=1e-5)


def test_the_articles_head_has_six_layers() -> None:
    head = heads.article_head((4, 4, 512), 5)
    assert [type(layer).__name__ for layer in head.layers] == [
        "Flatten", "Dense", "Dropout", "Dense", "Dropout", "Dense",
    ]  # fmt: skip


def test_the_same_seed_gives_the_same_network() -> None:
    first, second = (networks.build(small("vgg16", seed=4), 3) for _ in range(2))
    assert networks.fingerprint(first.backbone) == networks.fingerprint(second.backbone)
    other = networks.build(small("vgg16", seed=5), 3)
    assert networks.fingerprint(first.backbone) != networks.fingerprint(other.backbone)


def test_missing_weights_are_told_with_their_file_and_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(_address: str) -> None:
        raise OSError("no route to host")

    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(weights, "_reach", no_network)
    row = architectures.find("vgg16")
    assert not keras_cache.available(row)
    with pytest.raises(WeightsError) as caught:
        networks.build(default_config("vgg16", image_size=32), 3)
    sentence = str(caught.value)
    assert "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5" in sentence
    assert str(tmp_path / "models") in sentence
    assert "--weights FILE" in sentence


def test_weights_from_a_file_are_taken_or_refused_in_words(tmp_path: Path) -> None:
    trained = networks.build(small("vgg16", seed=8), 3)
    file = tmp_path / "mine.weights.h5"
    next(layer for layer in trained.backbone.layers if layer.name.startswith("vgg16")).save_weights(file)
    again = networks.build(default_config("vgg16", image_size=32, weights=str(file)), 3)
    assert networks.fingerprint(again.backbone) == networks.fingerprint(trained.backbone)
    with pytest.raises(WeightsError, match="does not hold the weights of VGG19"):
        networks.build(default_config("vgg19", image_size=32, weights=str(file)), 3)
    file.write_bytes(b"nothing of the kind")
    with pytest.raises(WeightsError, match="damaged"):
        networks.build(default_config("vgg16", image_size=32, weights=str(file)), 3)


def test_a_download_is_told_and_one_that_brings_nothing_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, told = architectures.find("vgg16"), []
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(weights, "_reach", lambda _address: None)
    monkeypatch.setattr(weights, "_download", lambda _architecture: None)
    with pytest.raises(WeightsError, match=r"could not be downloaded.*Advanced settings, Starting weights"):
        weights.settled(row, "imagenet", on_download=lambda: told.append(1))
    place = keras_cache.cached_file(row)
    assert place is not None

    def download(_architecture: object) -> None:
        place.parent.mkdir(parents=True)
        place.write_bytes(b"weights")

    monkeypatch.setattr(weights, "_download", download)
    for _ in range(2):
        assert weights.settled(row, "imagenet", on_download=lambda: told.append(2)) == "imagenet"
    assert told == [1, 2]


def test_the_table_tells_the_true_number_of_parameters() -> None:
    for row in architectures.ARCHITECTURES:
        parts = networks.build(default_config(row.name, weights="random"), 5)
        counted = sum(model.count_params() for model in parts if model is not None)
        assert round(counted / 1e6, 1) == row.parameters, row.name
