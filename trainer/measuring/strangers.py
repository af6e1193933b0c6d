"""Made pictures that are of no class of anybody's: whether a model notices that, before it is said to know its own classes.

A network that learnt from few pictures alone may take pages of text for engravings, whatever its threshold is. Held-out pictures
cannot tell: they are all of the classes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from trainer.predicting.predictor import Predictor

ENOUGH = 0.5
"""Of the made strangers: a model that notices fewer is not said to know what is none of its classes."""
EACH = 8
_SIZE = (500, 400)
_PAPER, _INK = "white", "black"
_WORDS = ("museum", "list", "works", "loans", "and", "dates", "of", "prices", "rooms", "for", "invoices")


class Kind(NamedTuple):
    """A kind of strangers, and what draws another one of them each time."""

    name: str
    draw: Callable[[np.random.Generator], Image.Image]


def told(predictor: Predictor, threshold: float, *, between: Callable[[], None] = lambda: None) -> float:
    """The share of made strangers (0 to 1) that lie further from the training pictures than a threshold.

    Args:
        predictor: The model; one that tells distances.
        threshold: As `trainer.measuring.novelty.threshold` found it.
        between: Called between pictures; what it raises ends the work.
    """
    far = []
    for picture in made(EACH):
        between()
        distance = predictor.answer(_file(picture), "stranger.png").distance
        far.append(distance is not None and distance > threshold)
    return sum(far) / len(far)


def made(each: int) -> Iterator[Image.Image]:
    """So many of each kind, always the same ones."""
    for kind in KINDS:
        yield from drawn(kind, each)


def drawn(kind: Kind, count: int) -> Iterator[Image.Image]:
    """So many strangers of one kind, always the same ones."""
    chance = np.random.default_rng(3)
    for _ in range(count):
        yield kind.draw(chance)


def _file(picture: Image.Image) -> io.BytesIO:
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    stream.seek(0)
    return stream


def _text(chance: np.random.Generator) -> Image.Image:
    """A page of text."""
    page = Image.new("RGB", (600, 800), _PAPER)
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(16)
    for line in range(30):
        words = " ".join(chance.choice(_WORDS, chance.integers(4, 9)))
        pen.text((40, 40 + 24 * line), words, fill=_INK, font=font)
    return page


def _noise(chance: np.random.Generator) -> Image.Image:
    """Every pixel of a colour of its own."""
    return Image.fromarray(chance.integers(0, 256, (*_SIZE[::-1], 3), np.uint8))


def _patches(chance: np.random.Generator) -> Image.Image:
    """A few colours that run into each other."""
    few = Image.fromarray(chance.integers(0, 256, (3, 4, 3), np.uint8))
    return few.resize(_SIZE, Image.Resampling.BICUBIC)


def _chart(chance: np.random.Generator) -> Image.Image:
    """Bars of different colours on an axis."""
    sheet = Image.new("RGB", (640, 480), _PAPER)
    pen = ImageDraw.Draw(sheet)
    for left in range(60, 620, 70):
        red, green, blue = (int(value) for value in chance.integers(0, 256, 3))
        pen.rectangle((left, 440 - int(chance.integers(30, 400)), left + 50, 440), fill=(red, green, blue))
    pen.line((40, 440, 620, 440), fill=_INK, width=2)
    return sheet


KINDS = (Kind("text", _text), Kind("noise", _noise), Kind("blurred patches", _patches), Kind("charts", _chart))
