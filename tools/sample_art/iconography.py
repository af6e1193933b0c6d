"""Iconography: frontal, haloed figures in strong flat colours on a gold ground, on old panels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from tools.sample_art.kit import Colour, Field, Point, Random, Size, grid, jitter, noise, pick, shade, smooth

SIZES: tuple[Size, ...] = ((192, 256), (200, 256), (208, 256), (176, 256), (224, 256))
FINER = 3
ROBES: tuple[tuple[Colour, Colour], ...] = (
    ((142, 32, 34), (34, 62, 104)), ((44, 72, 116), (152, 42, 36)), ((92, 34, 58), (46, 92, 86)),
    ((60, 84, 52), (166, 60, 38)), ((122, 66, 34), (44, 70, 100)), ((176, 74, 40), (50, 82, 68)),
    ((222, 206, 176), (138, 40, 38)), ((58, 40, 60), (176, 130, 60)),
)  # fmt: skip
GOLDS: tuple[Colour, ...] = ((214, 168, 70), (226, 184, 92), (198, 148, 58), (188, 150, 84), (222, 190, 120))
SKINS: tuple[Colour, ...] = ((196, 140, 90), (168, 112, 68), (214, 166, 120), (136, 88, 54))
INK: Colour = (48, 28, 22)


@dataclass(frozen=True)
class Saint:
    """One figure: where the head is, how large (its half height; all in parts of the panel's width), what it wears."""

    x: float
    y: float
    head: float
    robe: Colour
    cloak: Colour
    skin: Colour
    turn: float = 0.0
    veil: bool = False
    beard: bool = False
    white_hair: bool = False
    wings: bool = False
    foot: float = 2.0


class Panel:
    """A panel that is painted on; places in parts of its width, y from the top."""

    def __init__(self, rng: Random, size: Size) -> None:
        self.rng = rng
        self.unit = size[0] * FINER
        self.tall = size[1] / size[0]
        self.image = Image.new("RGB", (size[0] * FINER, size[1] * FINER))
        self.draw = ImageDraw.Draw(self.image)

    def pixels(self, points: list[Point]) -> list[Point]:
        """The same places in pixels."""
        return [(x * self.unit, y * self.unit) for x, y in points]

    def shape(self, points: list[Point], colour: Colour, outline: Colour | None = None, width: float = 0.006) -> None:
        """A soft closed form through ``points``."""
        curve = self.pixels(smooth([*points, points[0]]))
        self.draw.polygon(curve, fill=colour)
        if outline is not None:
            self.draw.line(curve, fill=outline, width=max(1, round(width * self.unit)), joint="curve")

    def line(self, points: list[Point], colour: Colour, width: float = 0.006) -> None:
        """A soft line."""
        self.draw.line(self.pixels(smooth(points)), fill=colour, width=max(1, round(width * self.unit)), joint="curve")

    def disc(self, x: float, y: float, radius: float, colour: Colour, tall: float = 1.0) -> None:
        """A filled ellipse."""
        cx, cy, r = x * self.unit, y * self.unit, radius * self.unit
        self.draw.ellipse((cx - r, cy - r * tall, cx + r, cy + r * tall), fill=colour)

    def ring(self, x: float, y: float, radius: float, colour: Colour, width: float) -> None:
        """A circle's line."""
        cx, cy, r = x * self.unit, y * self.unit, radius * self.unit
        self.draw.ellipse((cx - r, cy - r, cx + r, cy + r), outline=colour, width=max(1, round(width * self.unit)))

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        """A filled rectangle."""
        self.draw.rectangle(tuple(value * self.unit for value in (left, top, right, bottom)), fill=colour)


def draw(rng: Random, number: int) -> Field:
    """One icon; ``number`` walks through its kinds."""
    size = pick(rng, SIZES)
    panel = Panel(rng, size)
    gold = jitter(rng, pick(rng, GOLDS), 6)
    _ground(panel, gold)
    kinds = (_half_figure, _mother_and_child, _half_figure, _standing, _angel, _three, _half_figure, _mother_and_child)
    kinds[number % len(kinds)](panel, gold)
    _letters(panel)
    _frame(panel)
    return _aged(rng, panel.image.resize(size, Image.Resampling.LANCZOS))


def _ground(panel: Panel, gold: Colour) -> None:
    panel.box(0, 0, 1, panel.tall, gold)
    if panel.rng.random() < 0.35:
        earth = pick(panel.rng, ((92, 104, 62), (70, 92, 82), (120, 84, 52)))
        panel.box(0, panel.tall * 0.82, 1, panel.tall, earth)


def _saint(panel: Panel, **changes: object) -> Saint:
    rng = panel.rng
    robe, cloak = pick(rng, ROBES)
    values: dict[str, object] = {"x": 0.5, "y": 0.45, "head": 0.14, "robe": jitter(rng, robe, 7)}
    values |= {"cloak": jitter(rng, cloak, 7), "skin": jitter(rng, pick(rng, SKINS), 6)}
    return Saint(**(values | changes))  # type: ignore[arg-type]


def _half_figure(panel: Panel, gold: Colour) -> None:
    rng = panel.rng
    veil = bool(rng.random() < 0.3)
    saint = _saint(panel, y=panel.tall * rng.uniform(0.34, 0.39), head=rng.uniform(0.13, 0.165), veil=veil,
                   beard=not veil and rng.random() < 0.75, white_hair=rng.random() < 0.4,
                   turn=rng.uniform(-0.25, 0.25))  # fmt: skip
    _halo(panel, saint, gold)
    _body(panel, saint)
    _head(panel, saint)
    if rng.random() < 0.7:
        _book(panel, saint)
    _hand(panel, saint, -1.0)


def _mother_and_child(panel: Panel, gold: Colour) -> None:
    side = pick(panel.rng, (-1.0, 1.0))
    mother = _saint(panel, x=0.5 - side * 0.06, y=panel.tall * 0.33, head=0.145, veil=True, turn=side * 0.3,
                    cloak=jitter(panel.rng, pick(panel.rng, ((112, 28, 34), (74, 26, 40), (30, 44, 84))), 6))  # fmt: skip
    child = _saint(panel, x=0.5 + side * 0.17, y=panel.tall * 0.33 + 0.27, head=0.085, turn=-side * 0.3,
                   cloak=jitter(panel.rng, (206, 142, 56), 8), skin=mother.skin, foot=0.36)  # fmt: skip
    _halo(panel, mother, gold)
    _body(panel, mother)
    _head(panel, mother)
    _halo(panel, child, gold)
    _body(panel, child)
    _head(panel, child)
    _hand(panel, child, side * -0.6)


def _standing(panel: Panel, gold: Colour) -> None:
    rng = panel.rng
    saint = _saint(panel, y=panel.tall * 0.2, head=0.085, beard=rng.random() < 0.6, white_hair=rng.random() < 0.4,
                   foot=panel.tall * 0.9, veil=rng.random() < 0.25)  # fmt: skip
    _halo(panel, saint, gold)
    _body(panel, saint)
    _head(panel, saint)
    _hand(panel, saint, -1.0)
    _book(panel, saint)


def _angel(panel: Panel, gold: Colour) -> None:
    saint = _saint(panel, y=panel.tall * 0.31, head=0.12, wings=True, turn=panel.rng.uniform(-0.4, 0.4))
    _wings(panel, saint)
    _halo(panel, saint, gold)
    _body(panel, saint)
    _head(panel, saint)
    staff = saint.x + 0.3
    panel.line([(staff, panel.tall * 0.2), (staff, panel.tall)], (122, 70, 34), 0.012)
    _hand(panel, saint, 1.0)


def _three(panel: Panel, gold: Colour) -> None:
    places = ((0.23, 0.3, 0.07), (0.77, 0.3, 0.07), (0.5, 0.24, 0.082))
    for x, y, head in places:
        saint = _saint(panel, x=x, y=panel.tall * y, head=head, turn=(0.5 - x), veil=panel.rng.random() < 0.35,
                       beard=panel.rng.random() < 0.4, foot=panel.tall * 0.92)  # fmt: skip
        _halo(panel, saint, gold)
        _body(panel, saint)
        _head(panel, saint)


def _halo(panel: Panel, saint: Saint, gold: Colour) -> None:
    radius = saint.head * 1.75
    panel.disc(saint.x, saint.y, radius, shade(gold, 1.13))
    panel.ring(saint.x, saint.y, radius, pick(panel.rng, ((150, 40, 30), (110, 70, 24), shade(gold, 0.6))), 0.011)
    if panel.rng.random() < 0.5:
        for k in range(26):
            angle = k / 26 * 2 * np.pi
            x, y = saint.x + radius * 0.87 * np.cos(angle), saint.y + radius * 0.87 * np.sin(angle)
            panel.disc(float(x), float(y), 0.008, shade(gold, 0.72))


def _wings(panel: Panel, saint: Saint) -> None:
    colour = jitter(panel.rng, pick(panel.rng, ((150, 92, 50), (92, 58, 40), (176, 140, 90))), 6)
    for side in (-1.0, 1.0):
        x, y, h = saint.x, saint.y, saint.head
        panel.shape([(x + side * h * 1.4, y + h * 1.6), (x + side * h * 3.1, y - h * 0.3), (x + side * h * 3.6, y + h * 2.4),
                     (x + side * h * 2.7, y + h * 5.4), (x + side * h * 1.8, y + h * 3.4)], colour, INK)  # fmt: skip
        for k in range(6):
            start = (x + side * h * (1.9 + 0.22 * k), y + h * (1.0 - 0.1 * k))
            panel.line([start, (x + side * h * (2.5 + 0.14 * k), y + h * (4.6 - 0.35 * k))], shade(colour, 1.5), 0.005)


def _body(panel: Panel, saint: Saint) -> None:
    x, y, h = saint.x, saint.y, saint.head
    foot = (
        min(panel.tall + 0.1, y + saint.foot)
        if saint.foot < 1
        else max(panel.tall + 0.1, 0)
        if saint.foot == 2
        else saint.foot
    )
    wide = h * 2.25
    standing = saint.foot != 2.0
    hem = wide * (0.8 if standing else 1.35)
    panel.shape([(x - h * 0.5, y + h * 1.0), (x - wide, y + h * 2.0), (x - hem, foot), (x, foot + 0.02), (x + hem, foot),
                 (x + wide, y + h * 2.0), (x + h * 0.5, y + h * 1.0)], saint.cloak, INK)  # fmt: skip
    panel.shape([(x - h * 0.45, y + h * 1.05), (x - h * 0.9, y + h * 2.6), (x - h * 0.55, foot), (x + h * 0.55, foot),
                 (x + h * 0.9, y + h * 2.6), (x + h * 0.45, y + h * 1.05)], saint.robe, INK)  # fmt: skip
    _folds(panel, saint, foot, wide)
    panel.shape([(x - h * 0.42, y + h * 0.7), (x - h * 0.4, y + h * 1.25), (x, y + h * 1.45), (x + h * 0.4, y + h * 1.25),
                 (x + h * 0.42, y + h * 0.7)], shade(saint.skin, 0.86))  # fmt: skip
    if panel.rng.random() < 0.4:
        trim = (226, 186, 92)
        panel.line([(x - h * 0.5, y + h * 1.2), (x, y + h * 1.62), (x + h * 0.5, y + h * 1.2)], trim, h * 0.11)


def _folds(panel: Panel, saint: Saint, foot: float, wide: float) -> None:
    x, y, h = saint.x, saint.y, saint.head
    for side in (-1.0, 1.0):
        for k in range(5):
            light = shade(saint.cloak, 1.5 if k % 2 else 0.6)
            start = (x + side * (wide * 0.5 + h * 0.22 * k), y + h * (1.6 + 0.16 * k))
            bend = (x + side * (wide * 0.62 + h * 0.12 * k), y + h * (3.0 + 0.2 * k))
            if bend[1] < foot:
                panel.line(
                    [start, bend, (x + side * (wide * 0.45 + h * 0.12 * k), min(foot, bend[1] + h * 2.5))], light, 0.006
                )
    for k in range(4):
        at = x + h * (k - 1.5) * 0.33
        panel.line(
            [(at, y + h * 2.0), (at + h * 0.05, (y + foot) / 2), (at, foot)],
            shade(saint.robe, 1.5 if k % 2 else 0.62),
            0.005,
        )


def _head(panel: Panel, saint: Saint) -> None:
    x, y, h, turn = saint.x, saint.y, saint.head, saint.turn
    hair = (206, 200, 188) if saint.white_hair else (64, 38, 26)
    if saint.veil:
        panel.shape([(x, y - h * 1.32), (x - h * 0.98, y - h * 0.6), (x - h * 1.15, y + h * 0.7), (x - h * 1.5, y + h * 1.9),
                     (x, y + h * 1.75), (x + h * 1.5, y + h * 1.9), (x + h * 1.15, y + h * 0.7), (x + h * 0.98, y - h * 0.6)],
                    saint.cloak, INK)  # fmt: skip
        panel.disc(x, y - h * 0.98, h * 0.07, (236, 200, 110))
    else:
        panel.disc(x, y - h * 0.12, h * 0.92, hair, 1.12)
        panel.disc(x, y + h * 0.3, h * 0.86, hair, 1.0)
    panel.disc(x + turn * h * 0.3, y, h * 0.72, saint.skin, 1.32)
    panel.disc(x + turn * h * 0.45, y - h * 0.1, h * 0.55, shade(saint.skin, 1.16), 1.2)
    if saint.beard:
        panel.shape([(x - h * 0.7, y + h * 0.2), (x - h * 0.62, y + h * 0.9), (x, y + h * 1.5), (x + h * 0.62, y + h * 0.9),
                     (x + h * 0.7, y + h * 0.2), (x + h * 0.32, y + h * 0.36), (x, y + h * 0.3), (x - h * 0.32, y + h * 0.36)],
                    hair)  # fmt: skip
        for k in range(-3, 4):
            panel.line([(x + k * h * 0.13, y + h * 0.55), (x + k * h * 0.08, y + h * 1.25)], shade(hair, 1.4), 0.004)
    _features(panel, x + turn * h * 0.45, y, h, saint.skin)


def _features(panel: Panel, x: float, y: float, h: float, skin: Colour) -> None:
    dark, light = shade(skin, 0.45), shade(skin, 1.4)
    panel.line(
        [(x - h * 0.04, y - h * 0.2), (x - h * 0.09, y + h * 0.28), (x + h * 0.07, y + h * 0.34)], dark, h * 0.07
    )
    panel.line([(x + h * 0.03, y - h * 0.15), (x + h * 0.03, y + h * 0.22)], light, h * 0.06)
    for side in (-1.0, 1.0):
        eye = x + side * h * 0.3
        panel.line([(eye - h * 0.2, y - h * 0.27), (eye, y - h * 0.38), (eye + h * 0.2, y - h * 0.27)], dark, h * 0.075)
        panel.shape([(eye - h * 0.18, y - h * 0.08), (eye, y - h * 0.19), (eye + h * 0.18, y - h * 0.08), (eye, y - h * 0.01)],
                    (238, 226, 206), dark, h * 0.045)  # fmt: skip
        panel.disc(eye, y - h * 0.095, h * 0.08, INK)
        panel.disc(x + side * h * 0.38, y + h * 0.2, h * 0.12, shade(skin, 1.22))
    panel.line([(x - h * 0.17, y + h * 0.5), (x, y + h * 0.54), (x + h * 0.17, y + h * 0.5)], (142, 58, 44), h * 0.1)


def _hand(panel: Panel, saint: Saint, side: float) -> None:
    x, y, h = saint.x + side * saint.head * 1.25, saint.y + saint.head * 2.75, saint.head
    way = 1 if side > 0 else -1
    panel.shape([(x + way * h * 0.9, y + h * 1.4), (x + way * h * 0.2, y + h * 0.5), (x - way * h * 0.15, y + h * 0.7),
                 (x + way * h * 0.1, y + h * 1.7)], shade(saint.robe, 1.15), INK)  # fmt: skip
    panel.disc(x, y + h * 0.35, h * 0.27, saint.skin, 1.25)
    for k in range(4):
        tip = (x + (k - 1.5) * h * 0.13, y - h * (0.62 if k in (1, 2) else 0.35))
        panel.line([(x + (k - 1.5) * h * 0.1, y + h * 0.3), tip], saint.skin, h * 0.12)
    panel.line([(x - way * h * 0.2, y + h * 0.4), (x - way * h * 0.42, y + h * 0.05)], saint.skin, h * 0.12)


def _book(panel: Panel, saint: Saint) -> None:
    x, y, h = saint.x + saint.head * 0.45, saint.y + saint.head * 2.9, saint.head
    cover = pick(panel.rng, ((150, 40, 34), (46, 74, 70), (202, 152, 62)))
    panel.box(x, y, x + h * 1.25, y + h * 1.6, INK)
    panel.box(x + 0.006, y + 0.006, x + h * 1.25 - 0.006, y + h * 1.6 - 0.006, cover)
    panel.box(x + h * 0.54, y + h * 0.25, x + h * 0.7, y + h * 1.35, (232, 196, 106))
    panel.box(x + h * 0.25, y + h * 0.55, x + h * 1.0, y + h * 0.72, (232, 196, 106))
    panel.disc(x + h * 1.22, y + h * 1.0, h * 0.2, saint.skin, 1.4)


def _letters(panel: Panel) -> None:
    colour = pick(panel.rng, ((140, 34, 28), (60, 36, 24)))
    for left in (0.13, 0.8):
        for k in range(int(panel.rng.integers(2, 4))):
            x, y, s = left + k * 0.045 - 0.02, panel.tall * 0.14, 0.035
            strokes = [((x, y), (x, y + s)), ((x, y), (x + s * 0.6, y)), ((x + s * 0.6, y), (x + s * 0.6, y + s)),
                       ((x, y + s * 0.5), (x + s * 0.6, y + s * 0.5)), ((x, y + s), (x + s * 0.6, y))]  # fmt: skip
            for index in panel.rng.choice(5, 3, replace=False):
                panel.draw.line([(px * panel.unit, py * panel.unit) for px, py in strokes[index]], fill=colour, width=3)


def _frame(panel: Panel) -> None:
    wood = jitter(panel.rng, pick(panel.rng, ((116, 40, 30), (142, 92, 50), (88, 60, 40), (172, 126, 60))), 8)
    wide = panel.rng.uniform(0.03, 0.07)
    for box in (
        (0, 0, 1, wide),
        (0, panel.tall - wide, 1, panel.tall),
        (0, 0, wide, panel.tall),
        (1 - wide, 0, 1, panel.tall),
    ):
        panel.box(box[0], box[1], box[2], box[3], wood)
    line = shade(wood, 1.6)
    left, right = wide * panel.unit, (1 - wide) * panel.unit
    panel.draw.rectangle((left, left, right, panel.tall * panel.unit - left), outline=line, width=4)
    if panel.rng.random() < 0.35:
        for side in (0, 1):
            corner = 0.0 if side == 0 else 1.0
            inner = wide if side == 0 else 1 - wide
            reach = 0.36 if side == 0 else 0.64
            curve = smooth(
                [(inner, panel.tall * 0.27), (inner + (reach - inner) * 0.35, panel.tall * 0.1), (reach, wide)]
            )
            panel.draw.polygon(panel.pixels([(corner, 0), (inner, panel.tall * 0.27), *curve, (reach, 0)]), fill=wood)


def _aged(rng: Random, image: Image.Image) -> Field:
    """Cracks, worn places, a darkened varnish."""
    field = np.asarray(image, np.float32)
    size = image.size
    cracks = np.abs(noise(rng, size, 26, 4))
    field = field * (1 - rng.uniform(0.1, 0.3) * np.exp(-cracks * 22))[..., None]
    wear = np.clip((noise(rng, size, 40, 6) - rng.uniform(1.9, 2.8)) * 1.2, 0, 0.35)[..., None]
    field = field + (np.asarray((196, 168, 128), np.float32) - field) * wear
    x, y = grid(size)
    shine = 1 + 0.1 * np.sin((x + y * 0.6) / size[0] * 3 + rng.uniform(0, 6)) + 0.03 * noise(rng, size, 3, 2)
    away = np.hypot(x / size[0] - 0.5, y / size[1] - 0.5)
    dark = rng.uniform(0.78, 1.04)
    varnish = np.asarray((1.0, 0.97, 0.9), np.float32) ** rng.uniform(0, 1.6)
    return field * (shine * (1 - 0.22 * away**2) * dark)[..., None] * varnish
