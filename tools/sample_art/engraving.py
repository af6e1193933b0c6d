"""Engravings: tones turned into parallel lines that swell in the shadows and cross in the darkest places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from tools.sample_art import studies
from tools.sample_art.kit import Colour, Field, Random, blurred, grid, noise, paper, pick

FINER = 3
PAPERS: tuple[Colour, ...] = ((240, 234, 218), (232, 222, 196), (246, 244, 238), (222, 208, 178), (238, 228, 206))
INKS: tuple[Colour, ...] = ((28, 26, 26), (20, 20, 24), (64, 42, 30), (34, 34, 48), (48, 34, 28))


@dataclass(frozen=True)
class Burin:
    """How the plate is cut: the distance of lines in pixels, their angle, how they follow the form, how many cross."""

    gap: float
    angle: float
    follow: float
    crossings: int
    wobble: float


def draw(rng: Random, number: int) -> Field:
    """One engraving; every second one is a view, the others are forms."""
    tone = studies.view(rng, number // 2) if number % 2 else studies.form(rng, number // 2, floor=rng.random() < 0.6)
    woodcut = rng.random() < 0.2
    burin = Burin(
        gap=rng.uniform(4.6, 5.6) if woodcut else rng.uniform(3.0, 4.2),
        angle=pick(rng, (0.0, 0.0, 0.5, -0.5, 0.9)) + rng.normal(0, 0.08),
        follow=rng.uniform(0.8, 2.2),
        crossings=1 if woodcut else int(rng.integers(2, 4)),
        wobble=rng.uniform(0.15, 0.5),
    )
    return _printed(rng, _cut(rng, studies.enlarged(tone, FINER), burin))


def _cut(rng: Random, tone: Field, burin: Burin) -> Field:
    """How much ink lies where, 0 to 1, at the output's size."""
    dark = np.clip(1 - tone, 0, 1) ** 0.85
    ink = np.zeros_like(dark)
    for crossing in range(burin.crossings):
        angle = burin.angle + crossing * pick(rng, (0.9, 1.1, -1.0))
        depth = np.clip((dark - 0.06 - 0.3 * crossing) / (0.94 - 0.3 * crossing), 0, 1)
        ink = np.maximum(ink, _lines(rng, depth, angle, burin))
    ink = np.maximum(ink, _contours(tone))
    small = Image.fromarray(ink).resize((tone.shape[1] // FINER, tone.shape[0] // FINER), Image.Resampling.BOX)
    return np.asarray(small)


def _lines(rng: Random, depth: Field, angle: float, burin: Burin) -> Field:
    size = (depth.shape[1], depth.shape[0])
    x, y = grid(size)
    gap = burin.gap * FINER
    across = -x * np.sin(angle) + y * np.cos(angle)
    swell = burin.follow * gap * 2.2 * blurred(depth, 26) + burin.wobble * gap * noise(rng, size, 150, 2)
    place = np.abs(((across + swell) / gap) % 1.0 - 0.5) * 2
    width = np.where(depth > 0.02, 0.10 + 0.86 * depth, 0)
    width = width * (1 + 0.12 * noise(rng, size, 9, 2))
    return np.clip((width - place) * gap / 2.2, 0, 1).astype(np.float32)


def _contours(tone: Field) -> Field:
    soft = blurred(tone, 3)
    down, right = np.gradient(soft)
    steep = np.hypot(down, right)
    return np.clip((steep - 0.030) * 26, 0, 0.95).astype(np.float32)


def _printed(rng: Random, ink: Field) -> Field:
    """The plate printed upon a sheet with margins and, mostly, a line of writing."""
    height, width = ink.shape
    side, foot = int(width * rng.uniform(0.0, 0.07)), int(height * rng.uniform(0.0, 0.05))
    caption = 12 if side and rng.random() < 0.7 else 0
    inner = Image.fromarray(ink).resize((width - 2 * side, height - 2 * foot - caption), Image.Resampling.LANCZOS)
    sheet = np.zeros_like(ink)
    block = np.clip(np.asarray(inner), 0, 1).copy()
    if side:
        block[[0, -1], :] = block[:, [0, -1]] = 0.85
    sheet[foot : foot + block.shape[0], side : side + block.shape[1]] = block
    if caption:
        _caption(rng, sheet, foot + block.shape[0] + 3)
    worn = np.clip(1 - 0.12 * np.clip(noise(rng, (width, height), 60, 4), 0, 2), 0, 1)
    ground = paper(rng, (width, height), pick(rng, PAPERS))
    return ground + (np.asarray(pick(rng, INKS), np.float32) - ground) * (sheet * worn * 0.95)[..., None]


def _caption(rng: Random, sheet: Field, top: int) -> None:
    """Handwriting too small to be read."""
    width = sheet.shape[1]
    x, end = width * rng.uniform(0.2, 0.34), width * rng.uniform(0.62, 0.8)
    while x < end:
        for column in range(int(x), int(x + rng.uniform(6, 18))):
            row = top + 2 + int(1.5 * np.sin(column * 1.7) + rng.normal(0, 0.4))
            if 0 <= row < sheet.shape[0] and column < width:
                sheet[row, column] = 0.75
        x += rng.uniform(12, 24)
