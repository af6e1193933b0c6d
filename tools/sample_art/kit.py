"""What all the kinds of pictures are drawn with: noise, curves, tones and paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Field = NDArray[np.floating[Any]]
Random = np.random.Generator
Colour = tuple[int, int, int]
Size = tuple[int, int]
Point = tuple[float, float]
_T = TypeVar("_T")


def pick(rng: Random, choices: Sequence[_T]) -> _T:
    """One of ``choices``, each as likely as the others."""
    return choices[int(rng.integers(len(choices)))]


def noise(rng: Random, size: Size, grain: float, octaves: int = 3) -> Field:
    """Smooth noise of mean 0 and spread about 1, shape (height, width); ``grain`` is the largest blob in pixels."""
    width, height = size
    total = np.zeros((height, width), np.float32)
    for octave in range(octaves):
        step = max(1.0, grain / 2**octave)
        cells = (max(2, int(width / step) + 2), max(2, int(height / step) + 2))
        layer = Image.fromarray(rng.standard_normal(cells[::-1]).astype(np.float32))
        total += np.asarray(layer.resize(size, Image.Resampling.BICUBIC)) / 2**octave
    return (total - total.mean()) / (total.std() + 1e-6)


def ridge(rng: Random, count: int, roughness: float = 0.55) -> Field:
    """A line of hills: ``count`` heights of mean 0 and spread about 1; a higher roughness is more jagged."""
    total = np.zeros(count, np.float32)
    positions = np.linspace(0, 1, count)
    for octave in range(7):
        knots = 3 * 2**octave + 1
        total += roughness**octave * np.interp(positions, np.linspace(0, 1, knots), rng.standard_normal(knots))
    return (total - total.mean()) / (total.std() + 1e-6)


def smooth(points: Sequence[Point], per_piece: int = 12) -> list[Point]:
    """A soft curve through ``points`` (Catmull and Rom, 1974)."""
    known = np.asarray([points[0], *points, points[-1]], np.float64)
    t = np.linspace(0, 1, per_piece, endpoint=False)[:, None]
    curve = []
    for a, b, c, d in zip(known, known[1:], known[2:], known[3:], strict=False):
        curve.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return [(float(x), float(y)) for x, y in np.vstack([*curve, known[-1:]])]


def polygon(size: Size, points: Sequence[Point], scale: int = 3) -> Field:
    """A filled shape as a soft-edged mask of 0 to 1, shape (height, width)."""
    mask = Image.new("L", (size[0] * scale, size[1] * scale))
    ImageDraw.Draw(mask).polygon([(x * scale, y * scale) for x, y in points], fill=255)
    return np.asarray(mask.resize(size, Image.Resampling.LANCZOS), np.float32) / 255


def mixed(under: Field, over: Colour | Field, mask: Field) -> Field:
    """``over`` laid upon the RGB field ``under`` where ``mask`` (0 to 1) says so."""
    return under + (np.asarray(over, np.float32) - under) * mask[..., None]


def gradient(size: Size, stops: Sequence[tuple[float, Colour]]) -> Field:
    """Colours running from the top to the bottom, shape (height, width, 3), 0 to 255."""
    rows = np.linspace(0, 1, size[1])
    places = [place for place, _ in stops]
    bands = [np.interp(rows, places, [colour[channel] for _, colour in stops]) for channel in range(3)]
    return np.repeat(np.stack(bands, axis=-1)[:, None, :], size[0], axis=1).astype(np.float32)


def shade(colour: Colour, factor: float) -> Colour:
    """The colour made lighter (factor above 1) or darker."""
    red, green, blue = (int(min(255, max(0, part * factor))) for part in colour)
    return red, green, blue


def jitter(rng: Random, colour: Colour, spread: float) -> Colour:
    """Nearly the same colour."""
    red, green, blue = (int(np.clip(part + rng.normal(0, spread), 0, 255)) for part in colour)
    return red, green, blue


def grid(size: Size) -> tuple[Field, Field]:
    """The x and y of every pixel."""
    x, y = np.meshgrid(np.arange(size[0], dtype=np.float32), np.arange(size[1], dtype=np.float32))
    return x, y


def blurred(field: Field, radius: float) -> Field:
    """A soft copy of a one-channel field."""
    small = (max(1, round(field.shape[1] / radius)), max(1, round(field.shape[0] / radius)))
    image = Image.fromarray(field.astype(np.float32)).resize(small, Image.Resampling.BOX)
    return np.asarray(image.resize((field.shape[1], field.shape[0]), Image.Resampling.BICUBIC))


def paper(rng: Random, size: Size, colour: Colour) -> Field:
    """A sheet with fibres, stains and slightly darker edges, shape (height, width, 3)."""
    x, y = grid(size)
    edge = np.minimum(np.minimum(x, size[0] - x) / size[0], np.minimum(y, size[1] - y) / size[1])
    light = 1 + 0.012 * noise(rng, size, 3) + 0.018 * noise(rng, size, 120) - 0.10 * np.exp(-edge * 18)
    return np.asarray(colour, np.float32) * light[..., None]


def finished(field: Field) -> Image.Image:
    """The picture of an RGB field of 0 to 255."""
    return Image.fromarray(np.clip(field, 0, 255).astype(np.uint8))


def luminance(field: Field) -> Field:
    """How light an RGB field is, 0 to 1, shape (height, width)."""
    return (field @ np.asarray([0.299, 0.587, 0.114], np.float32) / 255).astype(np.float32)


Subject = Callable[[Random, Size], Field]
