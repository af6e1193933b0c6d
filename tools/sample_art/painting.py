"""Paintings: landscapes, still lifes and portraits laid on in dabs of a brush, large ones first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from tools.sample_art import models, scenes
from tools.sample_art.kit import Field, Random, Size, blurred, grid, luminance, noise, pick
from tools.sample_art.solids import Light, View, render

SIZES: tuple[Size, ...] = ((256, 192), (256, 176), (256, 208), (200, 256), (216, 256))


@dataclass(frozen=True)
class Manner:
    """How somebody paints: brushes from large to small in pixels, how long a dab is, how colours stray."""

    brushes: tuple[float, ...]
    length: float
    stray: float
    detail: float


MANNERS = (
    Manner((14, 7, 3.5), 2.2, 6, 1.0),
    Manner((12, 6, 3.5), 3.0, 7, 0.9),
    Manner((16, 8, 3, 2), 1.6, 5, 1.4),
    Manner((9, 5, 3), 1.2, 9, 0.9),
)
FINER = 2


def draw(rng: Random, number: int) -> Field:
    """One painting; ``number`` decides between landscape, still life and portrait."""
    kind = number % 8
    if kind in (3, 7):
        colours, size = _still_life(rng)
    elif kind in (1, 5):
        colours, size = _portrait(rng)
    else:
        size = SIZES[int(rng.integers(3))]
        colours = scenes.LANDSCAPES[(number // 2 + number // 8) % 5](rng, (size[0] * FINER, size[1] * FINER))
    painted = dabs(rng, colours, pick(rng, MANNERS))
    return _on_canvas(rng, painted, size)


def _still_life(rng: Random) -> tuple[Field, Size]:
    size = pick(rng, ((256, 200), (256, 216)))
    light = Light((pick(rng, (-0.9, 0.9)), 0.7, 0.6), 0.2, 0.32, 26)
    ground = pick(rng, ((96, 72, 50), (66, 58, 54), (110, 92, 74), (74, 84, 80)))
    view = View(yaw=0.0, pitch=rng.uniform(0.2, 0.34), height=1.9, middle=0.62)
    return _enlarged(render(models.still_life(rng), size, view, light, ground, finer=1.0), size), size


def _portrait(rng: Random) -> tuple[Field, Size]:
    size = pick(rng, ((200, 256), (208, 256), (192, 256)))
    light = Light((pick(rng, (-0.8, 0.8)), 0.55, 0.75), 0.24, 0.1, 14)
    ground = pick(rng, ((62, 48, 38), (48, 46, 44), (84, 70, 52), (58, 66, 62)))
    view = View(yaw=rng.uniform(-0.6, 0.6), pitch=0.02, height=1.75, middle=1.2, floor=False)
    colours = render(models.sitter(rng), size, view, light, ground, finer=1.0)
    x, y = grid(size)
    glow = 0.75 + 0.5 * np.exp(-(((x / size[0] - 0.35) ** 2 + (y / size[1] - 0.35) ** 2) * 5))
    return _enlarged(colours * glow[..., None], size), size


def _enlarged(field: Field, size: Size) -> Field:
    image = Image.fromarray(np.clip(field, 0, 255).astype(np.uint8))
    return np.asarray(image.resize((size[0] * FINER, size[1] * FINER), Image.Resampling.BICUBIC), np.float32)


def dabs(rng: Random, colours: Field, manner: Manner) -> Field:
    """The colours laid on in layers of dabs that follow the forms (after Hertzmann, 1998)."""
    size = (colours.shape[1], colours.shape[0])
    ground = np.asarray(pick(rng, ((150, 116, 78), (120, 100, 84), (168, 150, 120))), np.float32)
    image = Image.fromarray(np.clip(colours * 0.6 + ground * 0.4, 0, 255).astype(np.uint8))
    for brush in manner.brushes:
        _layer(rng, image, colours, brush * FINER, manner)
    return np.asarray(image, np.float32) * _relief(rng, np.asarray(image, np.float32), size)[..., None]


def _layer(rng: Random, image: Image.Image, colours: Field, brush: float, manner: Manner) -> None:
    size = image.size
    soft = np.stack([blurred(colours[..., channel], max(2, brush / 2)) for channel in range(3)], axis=-1)
    angles = _angles(rng, blurred(luminance(colours), max(3, brush)), size)
    gap = np.abs(np.asarray(image, np.float32) - soft).sum(axis=-1)
    spacing = brush * 0.62
    places = _places(rng, size, spacing)
    draw_on = ImageDraw.Draw(image)
    threshold = 0 if brush >= manner.brushes[0] * FINER else 26 / manner.detail
    for x, y in places:
        if gap[y, x] < threshold:
            continue
        colour = soft[y, x] * (1 + rng.normal(0, manner.stray / 160)) + rng.normal(0, manner.stray / 2, 3)
        _dab(draw_on, (x, y), float(angles[y, x] + rng.normal(0, 0.2)), (brush, manner.length), colour)


def _places(rng: Random, size: Size, spacing: float) -> list[tuple[int, int]]:
    xs, ys = np.meshgrid(np.arange(0, size[0], spacing), np.arange(0, size[1], spacing))
    places = np.stack([xs.ravel(), ys.ravel()], axis=-1) + rng.normal(0, spacing * 0.4, (xs.size, 2))
    places = np.clip(places, 0, np.asarray(size) - 1).astype(int)
    return [(int(x), int(y)) for x, y in rng.permutation(places)]


def _angles(rng: Random, tone: Field, size: Size) -> Field:
    """Along the edges where there are some, in slow waves elsewhere; radians."""
    down, right = np.gradient(tone)
    along = np.arctan2(down, right) + np.pi / 2
    drift = 0.5 * noise(rng, size, size[0] / 2, 2) + rng.uniform(-0.4, 0.4)
    strength = np.hypot(down, right)
    return np.where(strength > np.percentile(strength, 55), along, drift)


def _dab(
    draw_on: ImageDraw.ImageDraw, at: tuple[int, int], angle: float, brush: tuple[float, float], colour: Field
) -> None:
    wide, half = brush[0], brush[0] * brush[1] / 2
    dx, dy = np.cos(angle) * half, np.sin(angle) * half
    ink = tuple(int(part) for part in np.clip(colour, 0, 255))
    x, y, r = at[0], at[1], wide / 2
    draw_on.line((x - dx, y - dy, x + dx, y + dy), fill=ink, width=max(1, round(wide)))
    for end in (-1, 1):
        cx, cy = x + end * dx, y + end * dy
        draw_on.ellipse((cx - r, cy - r, cx + r, cy + r), fill=ink)


def _relief(rng: Random, painted: Field, size: Size) -> Field:
    """Thick paint catches the light at its edges."""
    tone = luminance(painted) + 0.02 * noise(rng, size, 5, 2)
    down, right = np.gradient(tone)
    return 1 + np.clip((down + right) * -0.9, -0.13, 0.13)


def _on_canvas(rng: Random, painted: Field, size: Size) -> Field:
    image = Image.fromarray(np.clip(painted, 0, 255).astype(np.uint8)).resize(size, Image.Resampling.LANCZOS)
    x, y = grid(size)
    weave = 0.012 * (np.sin(x * 2.1) + np.sin(y * 2.1))
    away = np.hypot(x / size[0] - 0.5, y / size[1] - 0.5)
    varnish = np.asarray((1.0, 0.975, 0.92), np.float32) if rng.random() < 0.5 else np.ones(3, np.float32)
    return np.asarray(image, np.float32) * (1 + weave - 0.2 * away**2)[..., None] * varnish
