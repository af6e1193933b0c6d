"""Sculptures: one lit form of marble, bronze, clay, plaster, wood or granite before a quiet ground."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tools.sample_art import models
from tools.sample_art.kit import Colour, Field, Random, Size, blurred, gradient, grid, jitter, noise, pick
from tools.sample_art.solids import Light, Solid, View, render

SIZES: tuple[Size, ...] = ((192, 256), (200, 256), (224, 256), (208, 256), (176, 256))


@dataclass(frozen=True)
class Material:
    """What a form is made of: colour, gloss, and how much veins and grain show."""

    colour: Colour
    gloss: float
    sharpness: float
    grain: float


MATERIALS = (
    Material((240, 236, 228), 0.16, 14, 0.015),  # marble
    Material((240, 236, 228), 0.16, 14, 0.015),
    Material((112, 76, 42), 0.62, 22, 0.05),  # bronze
    Material((70, 86, 76), 0.42, 18, 0.09),  # bronze with verdigris
    Material((192, 112, 76), 0.06, 8, 0.05),  # fired clay
    Material((222, 214, 198), 0.04, 6, 0.02),  # plaster
    Material((128, 124, 122), 0.12, 16, 0.13),  # granite
    Material((142, 92, 52), 0.20, 14, 0.08),  # wood
    Material((206, 158, 62), 0.70, 26, 0.03),  # gilded
)

GROUNDS: tuple[Colour, ...] = (
    (172, 170, 166), (132, 134, 138), (206, 202, 196), (92, 94, 100), (58, 58, 62), (176, 164, 150), (140, 150, 160),
)  # fmt: skip


def draw(rng: Random, number: int) -> Field:
    """One sculpture; ``number`` walks through the kinds of forms."""
    model = models.SCULPTURES[number % len(models.SCULPTURES)]
    size = (256, 208) if model in (models.beast, models.reclining) else pick(rng, SIZES)
    material = pick(rng, MATERIALS)
    colour = jitter(rng, material.colour, 5)
    solids = [replace(solid, colour=colour) for solid in model(rng)]
    side = pick(rng, (-1.0, 1.0))
    light = Light(
        (side * rng.uniform(0.55, 1.0), rng.uniform(0.5, 0.9), rng.uniform(0.35, 0.8)),
        rng.uniform(0.16, 0.3), material.gloss, material.sharpness,
    )  # fmt: skip
    yaw = rng.uniform(-0.4, 0.4) if model in (models.beast, models.reclining) else rng.uniform(-0.75, 0.75)
    outdoors = rng.random() < 0.18
    view = View(yaw=yaw, pitch=rng.uniform(0.06, 0.22), height=_height(size), floor=not outdoors)
    picture = render(solids, size, view, light, jitter(rng, pick(rng, GROUNDS), 3))
    if outdoors:
        picture = _in_a_park(rng, picture, solids, size, view)
    return _with_grain(rng, picture, material)


def _height(size: Size) -> float:
    return 2.1 if size[0] > size[1] else 2.3


def _in_a_park(rng: Random, picture: Field, solids: list[Solid], size: Size, view: View) -> Field:
    """The same form before trees out of focus."""
    bare = render(solids, size, view, Light(ambient=1.0, gloss=0), (255, 0, 255))
    empty = (np.abs(bare - np.asarray((255, 0, 255))).sum(axis=-1) < 1).astype(np.float32)
    park = gradient(size, [(0, (176, 200, 222)), (0.45, (206, 216, 214)), (0.62, (112, 138, 84)), (1, (132, 148, 88))])
    _, y = grid(size)
    leaves = blurred(noise(rng, size, 60, 4), 5)
    trees = np.clip((leaves + 1.1 - np.abs(y / size[1] - 0.42) * 5) * 1.1, 0, 1) * np.clip(
        (0.63 - y / size[1]) * 14, 0, 1
    )
    green = np.asarray((72, 98, 58), np.float32) * (1 + 0.28 * blurred(noise(rng, size, 22, 3), 4))[..., None]
    park = park + (green - park) * trees[..., None]
    mask = blurred(empty, 1.2)[..., None]
    return picture * (1 - mask) + park * mask


def _with_grain(rng: Random, picture: Field, material: Material) -> Field:
    size = (picture.shape[1], picture.shape[0])
    x, y = grid(size)
    away = np.hypot(x / size[0] - 0.5, y / size[1] - 0.5)
    grain = 1 + material.grain * (0.6 * noise(rng, size, 2.5, 1) + 0.6 * noise(rng, size, 26, 4))
    return picture * (grain * (1.04 - 0.24 * away**2))[..., None]
