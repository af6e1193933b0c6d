"""What is drawn and engraved: forms and views as tones, 0 for black to 1 for white."""

from __future__ import annotations

import numpy as np
from PIL import Image

from tools.sample_art import models, scenes
from tools.sample_art.kit import Field, Random, Size, luminance, pick
from tools.sample_art.solids import Light, View, render

FORMS: tuple[models.Model, ...] = (
    models.bust, models.cat, models.sitter, models.beast, models.figure, models.still_life, models.owl, models.sitter,
    models.reclining, models.amphora,
)  # fmt: skip
TALL: tuple[Size, ...] = ((192, 256), (200, 256), (208, 256))
WIDE: tuple[Size, ...] = ((256, 192), (256, 180), (256, 208))
LYING = (models.beast, models.still_life, models.reclining)


def form(rng: Random, number: int, floor: bool) -> Field:
    """A form in light and shade; without a ``floor`` it stands on white."""
    model = FORMS[number % len(FORMS)]
    size = pick(rng, WIDE if model in LYING else TALL)
    light = Light((pick(rng, (-0.9, 0.9)), rng.uniform(0.5, 0.9), 0.6), 0.3, 0.05)
    stands = floor or model is models.still_life
    low, high = (1.8, 0.65) if model is models.still_life else (1.75, 1.2) if model is models.sitter else (2.2, 0.98)
    yaw = 0.0 if model is models.still_life else rng.uniform(-0.6, 0.6)
    view = View(yaw=yaw, pitch=rng.uniform(0.05, 0.2), height=low, middle=high, floor=stands)
    picture = render(model(rng), size, view, light, (255, 255, 255) if not stands else (226, 224, 220), finer=1.0)
    return _stretched(luminance(picture))


def view(rng: Random, number: int) -> Field:
    """A landscape in tones."""
    picture = scenes.LANDSCAPES[number % len(scenes.LANDSCAPES)](rng, pick(rng, WIDE))
    return _stretched(luminance(picture))


def _stretched(tone: Field) -> Field:
    low, high = np.percentile(tone, (1, 98))
    return np.clip((tone - low) / (high - low + 1e-6), 0, 1).astype(np.float32)


def enlarged(tone: Field, finer: int) -> Field:
    """The same tones with ``finer`` times as many pixels a side."""
    size = (tone.shape[1] * finer, tone.shape[0] * finer)
    return np.asarray(Image.fromarray(tone).resize(size, Image.Resampling.BICUBIC))
