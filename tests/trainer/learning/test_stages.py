"""Fine-tuning goes on where the head stopped, from a network that is cut at any of its blocks; all that is deployed agrees."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from trainer import architectures, device
from trainer.config import FineTuning, TrainConfig, default_config

device.prepare()
import keras  # noqa: E402
import tensorflow as tf  # noqa: E402

from trainer.exporting import export  # noqa: E402
from trainer.learning import backbones, networks  # noqa: E402

PRETRAINED = [row.name for row in architectures.ARCHITECTURES if row.pretrained]
SMALLEST = {"inception_v3": 75}


def small(name: str, blocks: int = 2, **changes: object) -> TrainConfig:
    tuning = FineTuning(blocks=blocks)
    changes = {"image_size": SMALLEST.get(name, 32), "weights": "random", "fine_tuning": tuning, **changes}
    return default_config(name, **changes)


def some_pictures(config: TrainConfig, count: int = 4) -> np.ndarray:
    side = config.image_size
    return np.random.default_rng(1).integers(0, 256, (count, side, side, 3), np.uint8)


def logits(parts: networks.Parts, pictures: np.ndarray) -> np.ndarray:
    rows = pictures if parts.backbone is None else parts.backbone(pictures, training=False)
    return np.asarray(parts.learner(rows, training=False))


def tell_apart(parts: networks.Parts, pictures: np.ndarray) -> None:
    """Let a head of chance answer differently about different pictures, as a trained one does."""
    kernel = parts.learner.layers[-1].kernel
    kernel.assign(kernel * (0.2 / logits(parts, pictures).std(axis=0).max()))


@pytest.mark.parametrize(
    "config",
    [
        small("mobilenet_v2"),
        pytest.param(small("mobilenet_v2", blocks=5, image_size=64, sizes=(48, 32)), marks=pytest.mark.soak),
        small("mobilenet_v2", blocks=99),
        small("vgg16", head="article", sizes=(32,), image_size=70),
        *(pytest.param(small(name), marks=pytest.mark.soak) for name in PRETRAINED if name != "mobilenet_v2"),
    ],
    ids=lambda config: f"{config.architecture}-{config.head}-{config.fine_tuning.blocks}-{len(config.sizes)}",
)
def test_fine_tuning_begins_with_the_answers_of_the_head_and_litert_gives_the_same(config: TrainConfig) -> None:
    pictures = some_pictures(config)
    first, second = networks.stages(config, 3)
    tell_apart(first, pictures)
    np.testing.assert_allclose(logits(second, pictures), logits(first, pictures), atol=0.01)
    for parts in (first, second) if config.sizes else (second,):  # more of the first in test_networks
        answers = np.asarray(networks.deployed(parts, config.image_size, 1.3)(pictures))
        interpreter = tf.lite.Interpreter(
            model_content=export.litert(parts, image_size=config.image_size, temperature=1.3)
        )
        interpreter.allocate_tensors()
        (given,), (answer,) = interpreter.get_input_details(), interpreter.get_output_details()
        for picture, probabilities in zip(pictures, answers, strict=True):
            interpreter.set_tensor(given["index"], picture[None])
            interpreter.invoke()
            np.testing.assert_allclose(interpreter.get_tensor(answer["index"])[0], probabilities, atol=1e-3)


@pytest.mark.parametrize("name", PRETRAINED)
def test_every_block_is_an_end_that_nothing_reaches_around(name: str) -> None:
    row = architectures.find(name)
    pretrained = backbones.load(row, small(name))
    names = [layer.name for layer in pretrained.network.layers]
    assert [names.index(block) for block in row.blocks] == sorted(names.index(block) for block in row.blocks)
    assert row.blocks[-1] == names[-1]
    for block in row.blocks[:-1]:
        keras.Model(pretrained.tensor(block), pretrained.network.output)
    for blocks in range(1, len(row.blocks)):
        layer = backbones.boundary(row, blocks)
        assert layer == row.blocks[len(row.blocks) - 1 - blocks]
    assert backbones.boundary(row, len(row.blocks)) is None


def test_learning_in_the_second_stage_changes_the_blocks_and_the_head_but_not_the_first_backbone() -> None:
    config = small("mobilenet_v2")
    pictures = some_pictures(config)
    first, second = networks.stages(config, 3)
    frozen, kept = first.backbone(pictures), networks.fingerprint(second.backbone)
    rows = second.backbone(pictures)
    before = [variable.numpy() for variable in second.learner.variables]
    with tf.GradientTape() as tape:
        loss = 1e6 * tf.reduce_sum(second.learner(rows, training=True))  # weights of chance pass little back
    gradients = tape.gradient(loss, second.learner.trainable_variables)
    keras.optimizers.SGD(0.1).apply(gradients, second.learner.trainable_variables)
    changed = {
        variable.path
        for variable, old in zip(second.learner.variables, before, strict=True)
        if not np.array_equal(variable.numpy(), old)
    }
    assert any("block_16_expand" in path for path in changed)
    assert any("dense" in path for path in changed)
    assert not any("moving" in path for path in changed)
    np.testing.assert_array_equal(first.backbone(pictures), frozen)
    assert networks.fingerprint(second.backbone) == kept


def test_a_row_of_mixed_sizes_holds_each_size_and_smaller_ones_say_something_else() -> None:
    plain = networks.build(small("mobilenet_v2", image_size=64, fine_tuning=None), 3)
    mixed = networks.build(small("mobilenet_v2", image_size=64, fine_tuning=None, sizes=(32, 32)), 3)
    pictures = some_pictures(small("mobilenet_v2", image_size=64))
    width = plain.backbone.output_shape[1]
    features = np.asarray(mixed.backbone(pictures))
    assert features.shape[1] == 2 * width
    np.testing.assert_allclose(features[:, :width], plain.backbone(pictures), rtol=1e-4, atol=1e-4)
    assert not np.allclose(features[:, :width], features[:, width:], rtol=1e-2)


def test_a_kept_network_of_mixed_sizes_answers_the_same_when_it_is_loaded(tmp_path: Path) -> None:
    config = small("mobilenet_v2", image_size=64, sizes=(32,))
    _, second = networks.stages(config, 3)
    export.keras_file(second, tmp_path / "model.keras", image_size=64, temperature=1.0)
    loaded = keras.models.load_model(tmp_path / "model.keras")
    pictures = some_pictures(config)
    np.testing.assert_allclose(loaded(pictures), networks.deployed(second, 64, 1.0)(pictures), atol=1e-5)
