"""Drawings: contours searched for and shadows hatched with pencil, charcoal, chalk or pen, often left unfinished."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from tools.sample_art import studies
from tools.sample_art.kit import Colour, Field, Random, Size, blurred, grid, noise, paper, pick

FINER = 2


@dataclass(frozen=True)
class Medium:
    """What it is drawn with: colour, width of a stroke in pixels, how dark one stroke is, how much the tooth of
    the paper shows, and how much of the tone is rubbed in with a finger.
    """

    colour: Colour
    width: float
    strength: float
    tooth: float
    rubbed: float


MEDIA = (
    Medium((70, 70, 76), 1.1, 0.42, 0.55, 0.22),  # pencil
    Medium((70, 70, 76), 0.9, 0.5, 0.5, 0.1),  # pencil, sharper
    Medium((38, 36, 38), 2.4, 0.5, 0.8, 0.4),  # charcoal
    Medium((150, 70, 44), 1.5, 0.48, 0.7, 0.25),  # red chalk
    Medium((72, 48, 34), 0.8, 0.85, 0.05, 0.0),  # pen and brown ink
    Medium((30, 30, 40), 0.8, 0.85, 0.05, 0.14),  # pen and black ink, a little wash
    Medium((54, 70, 112), 1.2, 0.45, 0.6, 0.12),  # blue pencil
)
PAPERS: tuple[Colour, ...] = (
    (246, 243, 236),
    (238, 230, 212),
    (250, 249, 246),
    (214, 200, 174),
    (196, 192, 188),
    (226, 214, 190),
)


def draw(rng: Random, number: int) -> Field:
    """One drawing; two of three are forms, the others views."""
    tone = studies.view(rng, number // 3) if number % 3 == 0 else studies.form(rng, number, floor=False)
    tone = tone**0.7  # a drawing leaves light what an oil sketch would leave dim
    medium, sheet = pick(rng, MEDIA), pick(rng, PAPERS)
    height, width = tone.shape
    marks = _marks(rng, studies.enlarged(tone, FINER), medium)
    marks = np.asarray(Image.fromarray(marks).resize((width, height), Image.Resampling.BOX))
    return _on_paper(rng, tone, marks, medium, sheet)


def _marks(rng: Random, tone: Field, medium: Medium) -> Field:
    """How much of the medium lies where, 0 to 1."""
    size = (tone.shape[1], tone.shape[0])
    fade = _unfinished(rng, size)
    dark = np.clip((1 - tone) * 1.05 - 0.1, 0, 1) * fade
    bare = 1 - 0.55 * medium.rubbed * blurred(dark, 7)
    for way in range(3):
        bare = bare * (1 - _hatching(rng, dark, medium, way))
    for _ in range(2 if medium.tooth > 0.2 else 1):
        bare = bare * (1 - _contours(rng, tone, medium) * np.clip(fade * 1.6, 0, 1))
    tooth = 1 - medium.tooth * np.clip(0.5 + 0.5 * noise(rng, size, 3.2, 2), 0, 1)
    return np.clip((1 - bare) * tooth * (1 + medium.tooth * 0.6), 0, 1).astype(np.float32)


def _unfinished(rng: Random, size: Size) -> Field:
    """1 in the middle, falling to 0 where the artist stopped."""
    x, y = grid(size)
    away = np.hypot((x / size[0] - 0.5) * 1.05, (y / size[1] - 0.5) * 1.05)
    limit = rng.uniform(0.46, 0.75) + 0.06 * noise(rng, size, 90, 3)
    return np.clip((limit - away) * 9, 0, 1)


def _hatching(rng: Random, dark: Field, medium: Medium, way: int) -> Field:
    size = (dark.shape[1], dark.shape[0])
    layer = Image.new("L", size)
    draw_on = ImageDraw.Draw(layer)
    lean = -0.85 + 0.55 * way + rng.normal(0, 0.1)
    floor = (0.08, 0.38, 0.62)[way]
    pixels = max(1, round(medium.width * FINER))
    for _ in range(int(size[0] * size[1] / (34 * medium.width + 30))):
        x, y = rng.uniform(0, size[0] - 1), rng.uniform(0, size[1] - 1)
        wanted = dark[int(y), int(x)]
        if wanted < floor or rng.random() > wanted * 1.2:
            continue
        reach, angle = rng.uniform(5, 13) * FINER / 2, lean + rng.normal(0, 0.07)
        dx, dy = reach * np.cos(angle), reach * np.sin(angle)
        press = int(255 * medium.strength * rng.uniform(0.5, 1.0))
        draw_on.line(
            (x - dx, y - dy, x + rng.normal(0, 1), y + rng.normal(0, 1), x + dx, y + dy), fill=press, width=pixels
        )
    return np.asarray(layer, np.float32) / 255


def _contours(rng: Random, tone: Field, medium: Medium) -> Field:
    """The edges of forms, a little beside where they are, pressed more here than there."""
    size = (tone.shape[1], tone.shape[0])
    down, right = np.gradient(blurred(tone, 3.5))
    steep = np.hypot(down, right)
    x, y = grid(size)
    stray = 1.3 * FINER
    columns = np.clip(x + stray * noise(rng, size, 70, 2), 0, size[0] - 1).astype(int)
    rows = np.clip(y + stray * noise(rng, size, 70, 2), 0, size[1] - 1).astype(int)
    found = np.clip((steep[rows, columns] - 0.022) * 24 * medium.width**0.5, 0, 1)
    pressed = np.clip(0.72 + 0.3 * noise(rng, size, 60, 2), 0.2, 1)
    return found * pressed * min(1.0, medium.strength * 1.5)


def _on_paper(rng: Random, tone: Field, marks: Field, medium: Medium, sheet: Colour) -> Field:
    size = (tone.shape[1], tone.shape[0])
    field = paper(rng, size, sheet)
    field = field + (np.asarray(medium.colour, np.float32) - field) * marks[..., None]
    toned = sum(sheet) < 620
    if toned and rng.random() < 0.8:
        light = np.clip((tone - 0.72) * 2.2, 0, 0.6) * np.clip(noise(rng, size, 3, 2) * 0.3 + 0.6, 0, 1)
        inside = blurred((marks > 0.12).astype(np.float32), 18)
        field = (
            field + (np.asarray((252, 250, 244), np.float32) - field) * (light * np.clip(inside * 1.6, 0, 1))[..., None]
        )
    return field
