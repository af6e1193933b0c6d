"""Pictures varied by chance while they are learnt from: mirrored, turned, zoomed, slanted, brighter, richer in contrast."""

from __future__ import annotations

import math
from typing import Any

import tensorflow as tf

from trainer.config import Variation

_WHITE = 255.0


def augmented(pictures: Any, seed: Any, variation: Variation) -> Any:
    """Vary each picture by chance, as far as ``variation`` says; runs in a graph or without one.

    Args:
        pictures: (b, S, S, 3), any number type, 0 to 255.
        seed: Two integers; the same ones give the same result.
        variation: How far.

    Returns:
        (b, S, S, 3) float32, 0 to 255; what comes in from outside a picture is its mirror image.
    """
    chance = tf.random.stateless_uniform((6, tf.shape(pictures)[0]), seed, -1.0, 1.0)
    numbers = tf.cast(pictures, tf.float32)
    if variation.mirror or variation.turn or variation.zoom or variation.shear:
        numbers = _moved(numbers, chance, variation)
    if variation.brightness or variation.contrast:
        numbers = _lit(numbers, chance, variation)
    return numbers


def _moved(pictures: Any, chance: Any, variation: Variation) -> Any:
    """Where each place of the result lies in the picture: one affine transform about the middle."""
    side = tf.cast(tf.shape(pictures)[1], tf.float32)
    nothing = tf.zeros_like(chance[0])
    mirror = tf.where(chance[0] < 0, -1.0, 1.0) if variation.mirror else nothing + 1.0
    angle, slant = chance[1] * math.radians(variation.turn), tf.tan(chance[3] * math.radians(variation.shear))
    scale = 1 + chance[2] * variation.zoom
    cos, sin, middle = tf.cos(angle) * scale, tf.sin(angle) * scale, (side - 1) / 2
    a, b = cos * mirror, cos * slant - sin
    d, e = sin * mirror, sin * slant + cos
    c, f = middle - (a + b) * middle, middle - (d + e) * middle
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=pictures,
        transforms=tf.stack([a, b, c, d, e, f, nothing, nothing], axis=1),
        output_shape=tf.shape(pictures)[1:3],
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="REFLECT",
    )


def _lit(pictures: Any, chance: Any, variation: Variation) -> Any:
    """Contrast about each picture's own mean, then brightness."""
    brighter = 1 + chance[4][:, None, None, None] * variation.brightness
    richer = 1 + chance[5][:, None, None, None] * variation.contrast
    mean = tf.reduce_mean(pictures, axis=(1, 2, 3), keepdims=True)
    return tf.clip_by_value((mean + (pictures - mean) * richer) * brighter, 0.0, _WHITE)
