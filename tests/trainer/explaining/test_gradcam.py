"""The heat map lies where the deciding part of the picture is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

from trainer import device

device.prepare()
import keras  # noqa: E402
from keras import layers  # noqa: E402

from trainer.explaining import heat  # noqa: E402
from trainer.explaining.gradcam import Explainer  # noqa: E402

SIDE = 64


def red_filters() -> Any:
    """Filters that see red and nothing else, as an inner model of its own."""
    given = keras.Input((SIDE, SIDE, 3))
    conv = layers.Conv2D(2, 3, padding="same", activation="relu", name="colours")
    model = keras.Model(given, layers.MaxPooling2D(4)(conv(given)), name="inner")
    kernel = np.zeros((3, 3, 3, 2), np.float32)
    kernel[1, 1, :, 0] = 1, -1, -1
    kernel[1, 1, :, 1] = -1, -1, 1
    conv.set_weights([kernel, np.zeros(2, np.float32)])
    return model


def flat(maps: Any) -> Any:
    return layers.Dense(2, use_bias=False, name="out")(layers.Flatten()(maps))


def pooled(maps: Any) -> Any:
    """As a pooled head reads a backbone: means and deviations over places."""
    mean, deviation = keras.ops.mean(maps, axis=(1, 2)), keras.ops.sqrt(keras.ops.var(maps, axis=(1, 2)) + 1e-6)
    return layers.Dense(2, use_bias=False, name="out")(layers.Concatenate()([mean, deviation]))


def deployed(head: Callable[[Any], Any]) -> Any:
    """A network that says "red" (0) where there is red, and "blue" (1) where there is blue."""
    pictures = keras.Input((SIDE, SIDE, 3), dtype="uint8", name="pictures")
    logits = head(red_filters()(layers.Rescaling(1 / 255)(pictures)))
    cooled = layers.Rescaling(0.5, name="temperature")(logits)
    model = keras.Model(pictures, layers.Softmax()(cooled))
    shape = model.get_layer("out").kernel.shape
    kernel = np.zeros(shape, np.float32)
    kernel[0::2, 0], kernel[1::2, 1] = 1, 1
    model.get_layer("out").set_weights([kernel])
    return model


def picture(red: tuple[int, int], blue: tuple[int, int]) -> Any:
    square = np.full((SIDE, SIDE, 3), 128, np.uint8)
    square[red[0] : red[0] + 16, red[1] : red[1] + 16] = 250, 10, 10
    square[blue[0] : blue[0] + 10, blue[1] : blue[1] + 10] = 10, 10, 250
    return square


@pytest.mark.parametrize("head", [flat, pooled])
@pytest.mark.parametrize(("red", "blue"), [((4, 4), (44, 40)), ((44, 40), (4, 8))])
def test_the_hottest_place_is_what_speaks_for_the_class(
    head: Callable[[Any], Any], red: tuple[int, int], blue: tuple[int, int]
) -> None:
    explainer = Explainer(deployed(head))
    square = picture(red, blue)
    for number, place, side in ((None, red, 16), (1, blue, 10)):
        seen = explainer.explain(square, number)
        assert seen.number == (number or 0)
        assert seen.probabilities.argmax() == 0
        hot = heat.enlarged(seen.heat, (SIDE, SIDE)) > 0.5
        inside = np.zeros_like(hot)
        inside[place[0] : place[0] + side, place[1] : place[1] + side] = True
        assert hot[inside].mean() > 0.7
        assert hot[~inside].mean() < 0.05


def test_what_speaks_for_nothing_is_dark() -> None:
    seen = Explainer(deployed(flat)).explain(np.full((SIDE, SIDE, 3), 128, np.uint8))
    assert seen.heat.max() == 0


def test_a_model_without_places_is_told() -> None:
    given = keras.Input((8, 8, 3), dtype="uint8")
    with pytest.raises(ValueError, match="places"):
        Explainer(keras.Model(given, layers.Dense(2)(layers.Flatten()(layers.Rescaling(1.0)(given)))))


def test_the_picture_is_bright_where_the_map_is() -> None:
    map_ = np.zeros((4, 4), np.float32)
    map_[0, 0] = 1
    shown = np.asarray(heat.over(Image.new("RGB", (80, 40), (200, 200, 200)), map_), np.int64)
    assert shown.shape == (40, 80, 3)
    assert shown[3, 5].sum() > 2 * shown[35, 70].sum()
    assert len({*shown[35, 70]}) == 1  # grey
