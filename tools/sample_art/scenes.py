"""What the painter sees outdoors: seas, mountains, fields, woods, villages and nights, in flat colours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from tools.sample_art.kit import Colour, Field, Random, Size, gradient, grid, jitter, noise, pick, ridge, shade

Stops = tuple[tuple[float, Colour], ...]


@dataclass(frozen=True)
class Mood:
    """The colours of an hour and a season."""

    sky: Stops
    far: Colour
    near: Colour
    ground: Colour
    leaves: tuple[Colour, ...]
    light: Colour
    water: Colour

    def daylight(self) -> float:
        """How bright things are that give no light of their own, up to 1."""
        return min(1.0, 0.25 + sum(self.sky[-1][1]) / 800)


MOODS = (
    Mood(((0, (70, 92, 140)), (0.45, (214, 150, 110)), (0.62, (250, 206, 132))), (132, 104, 130), (60, 58, 78),
         (92, 76, 58), ((66, 62, 48), (92, 70, 44)), (255, 232, 170), (150, 122, 122)),
    Mood(((0, (84, 140, 196)), (0.5, (170, 204, 222)), (0.65, (232, 232, 214))), (120, 144, 168), (70, 104, 92),
         (122, 140, 66), ((66, 108, 52), (94, 130, 60), (48, 84, 50)), (255, 250, 226), (90, 140, 170)),
    Mood(((0, (142, 150, 156)), (0.5, (190, 190, 182)), (0.65, (214, 206, 186))), (130, 134, 136), (84, 88, 82),
         (120, 104, 72), ((150, 96, 40), (176, 124, 50), (112, 70, 38)), (240, 232, 210), (124, 134, 138)),
    Mood(((0, (16, 24, 58)), (0.5, (38, 58, 104)), (0.68, (84, 106, 140))), (40, 52, 88), (22, 30, 50),
         (26, 34, 44), ((22, 38, 44), (30, 48, 50)), (250, 244, 206), (40, 62, 104)),
    Mood(((0, (58, 54, 60)), (0.4, (108, 100, 98)), (0.62, (190, 168, 128))), (92, 86, 84), (54, 50, 48),
         (72, 62, 46), ((52, 56, 40), (70, 66, 40)), (244, 220, 160), (84, 92, 92)),
    Mood(((0, (150, 190, 206)), (0.5, (226, 214, 202)), (0.65, (250, 220, 196))), (176, 160, 176), (112, 128, 110),
         (186, 168, 92), ((126, 148, 80), (160, 160, 86), (204, 132, 120)), (255, 244, 220), (160, 184, 190)),
)  # fmt: skip


class Sketch:
    """A sheet on which flat shapes are laid; places go from 0 to 1 in both directions."""

    def __init__(self, rng: Random, size: Size, mood: Mood) -> None:
        self.rng = rng
        self.size = size
        self.mood = mood
        self.field = gradient(size, mood.sky)
        self._clouds()
        self._open()

    def _open(self) -> None:
        self.image = Image.fromarray(np.clip(self.field, 0, 255).astype(np.uint8))
        self.draw = ImageDraw.Draw(self.image)

    def _clouds(self) -> None:
        _, y = grid(self.size)
        puffs = noise(self.rng, (self.size[0], self.size[1] * 2), self.size[0] / 2.6, 5)[::2]
        mask = np.clip((puffs - self.rng.uniform(0.0, 0.9)) * 0.45, 0, 0.8) * np.clip(
            1.1 - y / self.size[1] * 1.6, 0, 1
        )
        glow = np.asarray(self.mood.light, np.float32) * 0.96
        self.field = self.field + (glow - self.field) * mask[..., None]

    def xy(self, x: float, y: float) -> tuple[float, float]:
        """A place in pixels."""
        return x * self.size[0], y * self.size[1]

    def shape(self, points: list[tuple[float, float]], colour: Colour) -> None:
        """A filled polygon."""
        self.draw.polygon([self.xy(x, y) for x, y in points], fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: Colour, flat: float = 1.0) -> None:
        """A filled circle; ``radius`` as a part of the width."""
        (cx, cy), r = self.xy(x, y), radius * self.size[0]
        self.draw.ellipse((cx - r, cy - r * flat, cx + r, cy + r * flat), fill=colour)

    def line(self, points: list[tuple[float, float]], colour: Colour, width: float) -> None:
        """A line; ``width`` as a part of the picture's width."""
        pixels = max(1, round(width * self.size[0]))
        self.draw.line([self.xy(x, y) for x, y in points], fill=colour, width=pixels, joint="curve")

    def hills(self, level: float, rise: float, colour: Colour, roughness: float = 0.5) -> None:
        """A range whose crest runs at ``level``."""
        line = level - rise * ridge(self.rng, 90, roughness)
        crest = [(k / 89, float(y)) for k, y in enumerate(line)]
        self.shape([(0, 1), *crest, (1, 1)], colour)

    def tree(self, x: float, foot: float, tall: float) -> None:
        """A leafy tree, lit from one side."""
        trunk = jitter(self.rng, (70, 52, 38), 8)
        self.line([(x, foot), (x + self.rng.normal(0, 0.01), foot - tall * 0.55)], trunk, tall * 0.07)
        aspect = self.size[0] / self.size[1]
        for layer in range(34):
            angle, reach = self.rng.uniform(0, 2 * np.pi), np.sqrt(self.rng.random()) * tall * 0.34
            up = np.sin(angle) * reach
            leaf = shade(pick(self.rng, self.mood.leaves), 0.62 + 0.012 * layer + 0.9 * up / tall)
            place = (x + np.cos(angle) * reach / aspect, foot - tall * 0.68 - up)
            self.disc(*place, tall * 0.11 * self.rng.uniform(0.6, 1.1) / aspect, jitter(self.rng, leaf, 6), 0.8)

    def poplar(self, x: float, foot: float, tall: float) -> None:
        """A tall, narrow tree, or a cypress."""
        for layer in range(26):
            part = layer / 25
            wide = 0.07 * tall * np.sin(np.pi * (0.12 + 0.86 * part)) + 0.008
            leaf = jitter(self.rng, shade(pick(self.rng, self.mood.leaves), 0.7 + 0.3 * part), 8)
            self.disc(x + self.rng.normal(0, 0.006), foot - tall * part, wide, leaf, 1.5)

    def house(self, x: float, foot: float, wide: float) -> None:
        """A cottage with a red roof and a window."""
        tall = wide * 0.62
        wall = jitter(self.rng, shade((226, 208, 178), self.mood.daylight()), 8)
        roof = jitter(self.rng, (152, 74, 52), 12)
        self.shape([(x, foot), (x, foot - tall), (x + wide, foot - tall), (x + wide, foot)], wall)
        self.shape(
            [(x, foot), (x, foot - tall), (x + wide * 0.3, foot - tall), (x + wide * 0.3, foot)], shade(wall, 0.74)
        )
        self.shape([(x - 0.02, foot - tall), (x + wide * 0.2, foot - tall * 1.75), (x + wide * 0.86, foot - tall * 1.75),
                    (x + wide + 0.02, foot - tall)], roof)  # fmt: skip
        dark = (66, 52, 46) if sum(self.mood.sky[0][1]) > 200 else (250, 206, 104)
        for k in (0.42, 0.7):
            left = x + wide * k
            self.shape([(left, foot - tall * 0.3), (left, foot - tall * 0.68), (left + wide * 0.13, foot - tall * 0.68),
                        (left + wide * 0.13, foot - tall * 0.3)], dark)  # fmt: skip

    def ship(self, x: float, foot: float, tall: float) -> None:
        """A sailing ship."""
        hull = (54, 38, 32)
        sail = jitter(self.rng, pick(self.rng, ((248, 244, 232), (226, 196, 150), (176, 84, 60))), 5)
        self.shape([(x - tall * 0.42, foot - tall * 0.12), (x + tall * 0.48, foot - tall * 0.14), (x + tall * 0.36, foot),
                    (x - tall * 0.32, foot)], hull)  # fmt: skip
        for mast, high in ((-0.16, 0.82), (0.14, 1.0)):
            at = x + mast * tall
            self.line([(at, foot - tall * 0.1), (at, foot - tall * high)], hull, 0.006)
            for low, up, wide in ((0.18, 0.5, 0.15), (0.52, 0.76, 0.11)):
                if up < high:
                    self.shape([(at - wide * tall, foot - tall * low), (at - wide * 0.7 * tall, foot - tall * up),
                                (at + wide * 0.8 * tall, foot - tall * up), (at + wide * 1.2 * tall, foot - tall * low)],
                               shade(sail, 1.0 if mast > 0 else 0.8))  # fmt: skip

    def water(self, level: float) -> None:
        """A lake or sea from ``level`` down that mirrors what stands above it."""
        field = np.asarray(self.image, np.float32)
        top = int(level * self.size[1])
        rows = np.arange(self.size[1] - top)
        mirrored = field[np.clip(top - 1 - rows, 0, top - 1)]
        shift = (noise(self.rng, (self.size[0], len(rows)), 9, 2) * (1 + rows / 26)[:, None]).astype(int)
        columns = np.clip(np.arange(self.size[0])[None, :] + shift, 0, self.size[0] - 1)
        mirrored = mirrored[np.arange(len(rows))[:, None], columns]
        waves = 1 + 0.06 * noise(self.rng, (self.size[0], len(rows)), 16, 3)[:, ::1]
        depth = (0.35 + 0.35 * rows / max(1, len(rows)))[:, None, None]
        wet = mirrored * (1 - depth) + np.asarray(self.mood.water, np.float32) * depth
        field = field.copy()
        field[top:] = wet * waves[..., None]
        self.field = field
        self._open()

    def sun(self, x: float, y: float, radius: float) -> None:
        """Sun or moon with its glow."""
        gx, gy = grid(self.size)
        away = np.hypot(gx - x * self.size[0], gy - y * self.size[1]) / self.size[0]
        glow = 0.75 * np.exp(-((away / (radius * 3.6)) ** 1.3))
        field = np.asarray(self.image, np.float32)
        self.field = field + (np.asarray(self.mood.light, np.float32) - field) * glow[..., None]
        self._open()
        self.disc(x, y, radius, self.mood.light)

    def meadow(self, level: float) -> None:
        """Ground from ``level`` down, with tufts and flowers that grow towards the viewer."""
        self.hills(level, 0.012, self.mood.ground)
        flowers = self.rng.choice([0.0, 0.0, 0.03])
        for _ in range(420):
            y = level + (1 - level) * self.rng.random()
            near = (y - level) / (1 - level)
            tuft = shade(jitter(self.rng, self.mood.ground, 5), self.rng.uniform(0.8, 1.18))
            if self.rng.random() < flowers:
                tuft = pick(self.rng, ((220, 90, 80), (240, 226, 150), (230, 230, 236)))
            self.disc(self.rng.random(), y, 0.006 + 0.02 * near, tuft, 0.5)

    def done(self) -> Field:
        """The colours, shape (height, width, 3), 0 to 255."""
        return np.asarray(self.image, np.float32)


def sea(rng: Random, size: Size) -> Field:
    """A sea with ships before a low sun or a moon."""
    sketch = Sketch(rng, size, pick(rng, MOODS))
    level = rng.uniform(0.5, 0.66)
    sketch.sun(rng.uniform(0.2, 0.8), level - rng.uniform(0.08, 0.3), rng.uniform(0.03, 0.06))
    if rng.random() < 0.6:
        sketch.hills(level - 0.03, 0.03, sketch.mood.far)
    sketch.ship(rng.uniform(0.2, 0.8), level, rng.uniform(0.34, 0.5))
    sketch.water(level)
    if rng.random() < 0.5:
        sketch.ship(rng.uniform(0.1, 0.9), level + 0.18, rng.uniform(0.34, 0.46))
    return sketch.done()


def mountains(rng: Random, size: Size) -> Field:
    """Mountains behind a lake with trees on its shore."""
    sketch = Sketch(rng, size, pick(rng, MOODS))
    level = rng.uniform(0.56, 0.7)
    sketch.hills(level - 0.24, 0.09, shade(sketch.mood.far, 1.12), 0.62)
    sketch.hills(level - 0.13, 0.06, sketch.mood.far, 0.55)
    sketch.hills(level - 0.03, 0.03, sketch.mood.near)
    for _ in range(int(rng.integers(2, 7))):
        sketch.poplar(rng.random(), level, rng.uniform(0.08, 0.2))
    sketch.water(level)
    if rng.random() < 0.7:
        sketch.meadow(rng.uniform(0.84, 0.92))
        sketch.tree(pick(rng, (0.12, 0.86)), 0.94, rng.uniform(0.5, 0.75))
    return sketch.done()


def field(rng: Random, size: Size) -> Field:
    """A wide field with a path, ricks and a few trees."""
    sketch = Sketch(rng, size, pick(rng, MOODS))
    level = rng.uniform(0.48, 0.62)
    sketch.hills(level - 0.03, 0.03, sketch.mood.far)
    sketch.meadow(level)
    bend = rng.uniform(-0.3, 0.3)
    path = shade((206, 178, 130), sketch.mood.daylight())
    sketch.shape(
        [(0.5 + bend, level + 0.01), (0.51 + bend, level + 0.01), (0.5, 0.75), (0.78, 1), (0.3, 1), (0.38, 0.75)], path
    )
    for _ in range(int(rng.integers(1, 4))):
        x, y, wide = rng.uniform(0.05, 0.95), rng.uniform(level + 0.1, 0.85), rng.uniform(0.07, 0.13)
        straw = jitter(rng, shade((216, 170, 82), sketch.mood.daylight()), 8)
        sketch.disc(x + wide * 0.5, y + wide * 0.95, wide * 1.1, shade(sketch.mood.ground, 0.62), 0.25)
        sketch.disc(x, y, wide, shade(straw, 0.78), 0.85)
        sketch.disc(x - wide * 0.2, y - wide * 0.1, wide * 0.76, straw, 0.85)
    for _ in range(int(rng.integers(1, 5))):
        y = rng.uniform(level + 0.02, level + 0.12)
        sketch.tree(rng.random(), y, rng.uniform(0.18, 0.42))
    return sketch.done()


def village(rng: Random, size: Size) -> Field:
    """Cottages among trees."""
    sketch = Sketch(rng, size, pick(rng, MOODS))
    level = rng.uniform(0.55, 0.66)
    sketch.hills(level - 0.1, 0.06, sketch.mood.far)
    sketch.hills(level - 0.02, 0.02, sketch.mood.near)
    sketch.meadow(level)
    for x in sorted(rng.uniform(0.02, 0.75, int(rng.integers(2, 5)))):
        foot = level + rng.uniform(0.03, 0.16)
        if rng.random() < 0.5:
            sketch.poplar(float(x), foot, rng.uniform(0.25, 0.42))
        sketch.house(float(x), foot, rng.uniform(0.16, 0.26))
    if rng.random() < 0.5:
        sketch.water(rng.uniform(0.8, 0.86))
    sketch.tree(pick(rng, (0.06, 0.94)), 0.92, rng.uniform(0.4, 0.7))
    return sketch.done()


def wood(rng: Random, size: Size) -> Field:
    """Trunks with light between them."""
    sketch = Sketch(rng, size, pick(rng, MOODS))
    level = rng.uniform(0.6, 0.72)
    sketch.hills(level - 0.16, 0.04, shade(pick(rng, sketch.mood.leaves), 1.1), 0.7)
    sketch.hills(level - 0.06, 0.03, shade(pick(rng, sketch.mood.leaves), 0.8), 0.7)
    sketch.meadow(level)
    birch = rng.random() < 0.5
    for number in range(int(rng.integers(5, 10))):
        x, near = rng.random(), number / 9
        bark = jitter(rng, (216, 212, 200) if birch else (78, 60, 46), 10)
        foot = level + 0.02 + near * 0.22
        thick = 0.012 + 0.03 * near
        sketch.line([(x, foot), (x + rng.normal(0, 0.03), -0.02)], bark, thick)
        sketch.line(
            [(x + thick * 0.3, foot), (x + thick * 0.3 + rng.normal(0, 0.02), -0.02)], shade(bark, 0.6), thick * 0.35
        )
        for _ in range(16):
            leaf = jitter(rng, shade(pick(rng, sketch.mood.leaves), rng.uniform(0.7, 1.5)), 8)
            sketch.disc(x + rng.normal(0, 0.1), rng.uniform(-0.02, 0.3), rng.uniform(0.02, 0.06), leaf, 0.7)
    return sketch.done()


LANDSCAPES = (sea, mountains, field, village, wood)
