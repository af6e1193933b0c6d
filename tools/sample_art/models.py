"""What stands before the sculptor and the painter: busts, figures, animals, vessels and fruit, as solids."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tools.sample_art.kit import Colour, Random, jitter, pick, shade, smooth
from tools.sample_art.solids import Distance, Solid, Vector, ball, block, limb, ring, turned

Model = Callable[[Random], list[Solid]]
STONE: Colour = (235, 230, 220)


def _all(parts: list[Distance], soft: float = 0.06, colour: Colour = STONE) -> list[Solid]:
    return [Solid(part, colour, soft) for part in parts]


def pedestal(rng: Random, top: float, radius: float = 0.34) -> list[Solid]:
    """A plinth of one of three kinds whose upper side is at ``top``."""
    kind = rng.integers(3)
    if kind == 0:
        part = block((0, top / 2, 0), (radius, top / 2, radius), 0.015)
    elif kind == 1:
        part = turned([(0, radius * 1.15), (top * 0.25, radius * 1.1), (top * 0.3, radius * 0.8), (top, radius * 0.85)])
    else:
        part = turned([(0, radius), (top * 0.5, radius), (top * 0.55, radius * 0.85), (top, radius * 0.85)])
    return [Solid(part, STONE, 0.015)]


def _curls(rng: Random, at: Vector, spread: Vector, count: int, size: float) -> list[Distance]:
    curls = []
    for _ in range(count):
        way = rng.normal(size=3)
        x, y, z = np.asarray(at) + way / np.linalg.norm(way) * spread
        curls.append(ball((float(x), float(y), float(z)), size * rng.uniform(0.75, 1.25)))
    return curls


def _face(y: float, scale: float) -> list[Distance]:
    s = scale
    return [
        ball((0, y, 0), (0.25 * s, 0.33 * s, 0.28 * s)),
        ball((0, y - 0.17 * s, 0.06 * s), (0.17 * s, 0.2 * s, 0.2 * s)),
        limb((0, y + 0.06 * s, 0.27 * s), (0, y - 0.08 * s, 0.34 * s), 0.025 * s, 0.045 * s),
        ball((-0.1 * s, y + 0.09 * s, 0.22 * s), (0.08 * s, 0.03 * s, 0.06 * s)),
        ball((0.1 * s, y + 0.09 * s, 0.22 * s), (0.08 * s, 0.03 * s, 0.06 * s)),
        ball((0, y - 0.17 * s, 0.25 * s), (0.07 * s, 0.022 * s, 0.04 * s)),
        ball((0, y - 0.3 * s, 0.2 * s), (0.06 * s, 0.05 * s, 0.05 * s)),
        ball((-0.25 * s, y - 0.01 * s, 0), (0.04 * s, 0.08 * s, 0.06 * s)),
        ball((0.25 * s, y - 0.01 * s, 0), (0.04 * s, 0.08 * s, 0.06 * s)),
    ]


def bust(rng: Random) -> list[Solid]:
    """A head with shoulders on a foot: bald, curled, bearded, with a bun or with laurels."""
    y = 1.5
    parts = [
        limb((0, 0.95, -0.02), (0, 1.3, 0), 0.15, 0.13),
        ball((0, 0.78, -0.02), (0.5 * rng.uniform(0.85, 1.1), 0.22, 0.24)),
        ball((0, 0.62, 0.04), (0.34, 0.24, 0.22)),
    ]
    solids = _all([*parts, *_face(y, 1.0)], 0.05)
    hair = pick(rng, ("curls", "bald", "bun", "cap", "laurel"))
    if hair == "curls":
        solids += _all(_curls(rng, (0, y + 0.12, -0.06), (0.24, 0.26, 0.24), 46, 0.075), 0.02)
    elif hair == "bun":
        solids += _all([ball((0, y + 0.12, -0.05), (0.28, 0.27, 0.28)), ball((0, y + 0.2, -0.36), 0.14)], 0.03)
    elif hair == "cap":
        solids += _all([ball((0, y + 0.13, -0.06), (0.29, 0.26, 0.29))], 0.02)
    elif hair == "laurel":
        solids += _all([ring((0, y + 0.16, -0.02), 0.27, 0.045, lean=np.pi / 2)], 0.02)
        solids += _all(_curls(rng, (0, y + 0.17, -0.03), (0.29, 0.03, 0.3), 22, 0.05), 0.01)
    if rng.random() < 0.35:
        solids += _all(_curls(rng, (0, y - 0.28, 0.1), (0.15, 0.14, 0.16), 26, 0.065), 0.03)
    return [*solids, *pedestal(rng, 0.42, 0.26)]


def figure(rng: Random) -> list[Solid]:
    """A standing person, sometimes in a long dress, with arms that do something."""
    hip, lean = 1.02, rng.uniform(-0.1, 0.1)
    shoulder, head = 1.52, 1.82
    parts = [
        ball((0, hip, 0), (0.17, 0.14, 0.13)),
        limb((0, hip, 0), (lean, shoulder - 0.08, 0), 0.13, 0.17),
        limb((lean - 0.17, shoulder, 0), (lean + 0.17, shoulder, 0), 0.075),
        limb((lean, shoulder, 0), (lean * 1.2, head - 0.1, 0), 0.06),
        ball((lean * 1.3, head, 0.02), (0.105, 0.14, 0.12)),
        ball((lean * 1.3, head + 0.04, -0.03), (0.12, 0.12, 0.13)),
        ball((lean * 1.3, head + 0.05, -0.15), rng.uniform(0.03, 0.08)),
        limb((lean * 1.3, head + 0.02, 0.12), (lean * 1.3, head - 0.03, 0.16), 0.012, 0.02),
    ]
    for side in (-1.0, 1.0):
        step = rng.uniform(-0.14, 0.14)
        knee = (side * 0.12, 0.68, 0.06 + step)
        parts += [limb((side * 0.09, hip - 0.04, 0), knee, 0.105, 0.075)]
        parts += [limb(knee, (side * 0.13, 0.32, step), 0.075, 0.045)]
        parts += [ball((side * 0.13, 0.29, step + 0.06), (0.05, 0.04, 0.11))]
        reach = rng.uniform(-1.3, 1.35)
        elbow = (lean + side * (0.25 + 0.12 * np.cos(reach)), shoulder + 0.26 * np.sin(reach), 0.03)
        hand = (elbow[0] + side * rng.uniform(-0.16, 0.14), elbow[1] + rng.uniform(-0.05, 0.28), 0.18)
        parts += [limb((lean + side * 0.19, shoulder, 0), elbow, 0.06, 0.048), limb(elbow, hand, 0.048, 0.034)]
    solids = _all(parts, 0.05)
    if rng.random() < 0.5:
        width = rng.uniform(0.3, 0.42)
        solids += _all([turned([(0.3, width), (0.6, width * 0.8), (hip, 0.16), (hip + 0.1, 0.14)])], 0.06)
        solids += _all([limb((0.1 * k - 0.25, 0.3, 0.22), (0.03 * k - 0.07, hip, 0.1), 0.05, 0.02) for k in range(6)])
    return [*solids, *pedestal(rng, 0.28, 0.4)]


def cat(rng: Random) -> list[Solid]:
    """A sitting cat; with long ears it is a hare."""
    ears = rng.uniform(0.34, 0.46) if rng.random() < 0.4 else 0.16
    side = pick(rng, (-1.0, 1.0))
    parts = [
        ball((0, 0.72, -0.14), (0.34, 0.42, 0.4)),
        ball((0, 0.95, 0.06), (0.23, 0.34, 0.24), lean=0.0),
        ball((0, 1.4, 0.14), (0.23, 0.2, 0.21)),
        ball((0, 1.34, 0.32), (0.11, 0.08, 0.09)),
        limb((-0.12, 1.5, 0.1), (-0.2, 1.56 + ears, 0.06), 0.085, 0.02 if ears < 0.2 else 0.05),
        limb((0.12, 1.5, 0.1), (0.2, 1.56 + ears, 0.06), 0.085, 0.02 if ears < 0.2 else 0.05),
        limb((-0.12, 0.85, 0.2), (-0.12, 0.36, 0.28), 0.09, 0.07),
        limb((0.12, 0.85, 0.2), (0.12, 0.36, 0.28), 0.09, 0.07),
        ball((-0.12, 0.34, 0.34), (0.09, 0.06, 0.12)),
        ball((0.12, 0.34, 0.34), (0.09, 0.06, 0.12)),
        ball((-0.3, 0.45, 0.0), (0.15, 0.18, 0.28)),
        ball((0.3, 0.45, 0.0), (0.15, 0.18, 0.28)),
    ]
    if ears < 0.2:
        parts += [limb((side * 0.25, 0.36, -0.4), (side * 0.56, 0.38, -0.1), 0.07, 0.065)]
        parts += [limb((side * 0.56, 0.38, -0.1), (side * 0.5, 0.36, 0.24), 0.065, 0.04)]
    return [*_all(parts, 0.07), *pedestal(rng, 0.3, 0.52)]


def beast(rng: Random) -> list[Solid]:
    """A walking animal seen from its side: horse, bull, hound or big cat by its measures."""
    long, neck = rng.uniform(0.36, 0.46), rng.uniform(0.1, 0.52)
    top, thick = rng.uniform(0.95, 1.15), rng.uniform(0.15, 0.22)
    nose = rng.uniform(0.16, 0.28)
    head = (-long - 0.3 - neck * 0.2, top + neck, 0.0)
    parts = [
        limb((-long, top, 0), (long, top, 0), thick * 1.15, thick),
        ball((-long, top, 0), (thick * 1.2, thick * 1.3, thick)),
        ball((long, top, 0), (thick * 1.2, thick * 1.25, thick)),
        limb((-long - 0.05, top + 0.05, 0), head, thick * 0.85, thick * 0.5),
        limb(head, (head[0] - nose, head[1] - nose * 0.7, 0), thick * 0.55, thick * 0.32),
        limb((head[0] + 0.04, head[1] + 0.05, -0.06), (head[0] + 0.06, head[1] + 0.17, -0.08), 0.04, 0.015),
        limb((head[0] + 0.04, head[1] + 0.05, 0.06), (head[0] + 0.06, head[1] + 0.17, 0.08), 0.04, 0.015),
        limb((long + 0.1, top + 0.08, 0), (long + 0.38, top - 0.1, 0), 0.05, 0.035),
        limb((long + 0.38, top - 0.1, 0), (long + 0.42, top - 0.42, 0), 0.035, 0.05),
    ]
    for x in (-long, long):
        for z in (-0.12, 0.12):
            swing = rng.uniform(-0.2, 0.2)
            knee = (x + swing * 0.6, top - 0.38, z)
            parts += [
                limb((x, top - 0.05, z), knee, thick * 0.72, 0.065),
                limb(knee, (x + swing, 0.3, z), 0.065, 0.045),
            ]
            parts += [ball((x + swing - 0.04, 0.28, z), (0.08, 0.05, 0.06))]
    base = [Solid(block((0, 0.12, 0), (0.78, 0.12, 0.3), 0.02), STONE, 0.01)]
    return [*_all(parts, 0.06), *base]


def bird(rng: Random) -> list[Solid]:
    """A polished bird in flight, all one rising curve."""
    bend = rng.uniform(-0.22, 0.22)
    heights = np.linspace(0.5, 2.0, 9)
    radii = 0.04 + 0.15 * np.sin(np.linspace(0.15, 2.95, 9)) ** 1.2
    centres = [(float(bend * np.sin(k * 0.36)), float(h), 0.0) for k, h in enumerate(heights)]
    parts = [limb(centres[k], centres[k + 1], float(radii[k]), float(radii[k + 1])) for k in range(8)]
    parts += [limb((0, 0.38, 0), centres[0], 0.09, 0.04)]
    return [*_all(parts, 0.1), *pedestal(rng, 0.36, 0.24)]


def rings(rng: Random) -> list[Solid]:
    """An abstract piece: an opened form that the light passes through."""
    parts = [ring((0, 1.15, 0), rng.uniform(0.32, 0.42), rng.uniform(0.11, 0.17), turn=rng.uniform(0, 3), lean=0.5)]
    parts += [ring((rng.uniform(-0.2, 0.2), 1.5, 0), 0.2, 0.09, lean=rng.uniform(0, 1.5))]
    parts += [ball((rng.uniform(-0.2, 0.2), 0.72, 0), (0.34, 0.24, 0.22), turn=rng.uniform(-0.5, 0.5))]
    parts += [limb((0.3, 0.75, 0), (rng.uniform(-0.1, 0.5), 1.4, 0.1), 0.13, 0.07)]
    return [*_all(parts, 0.16), *pedestal(rng, 0.5, 0.34)]


def stones(rng: Random) -> list[Solid]:
    """Boulders in balance on one another."""
    parts, y = [], 0.42
    for number in range(int(rng.integers(3, 6))):
        tall, wide = rng.uniform(0.12, 0.21), rng.uniform(0.2, 0.42) * (1 - 0.1 * number)
        y += tall
        parts.append(ball((rng.uniform(-0.06, 0.06), y, 0), (wide, tall, wide * 0.8), turn=rng.uniform(-0.2, 0.2)))
        y += tall * 0.96
    return [*_all(parts, 0.015), *pedestal(rng, 0.42, 0.36)]


def owl(rng: Random) -> list[Solid]:
    """An owl with large eyes."""
    wide = rng.uniform(0.36, 0.46)
    parts = [ball((0, 0.88, 0), (wide, 0.56, 0.34)), ball((0, 1.42, 0.04), (wide * 0.85, 0.3, 0.3))]
    for side in (-1.0, 1.0):
        parts += [ring((side * 0.15, 1.45, 0.26), 0.11, 0.035), ball((side * 0.15, 1.45, 0.27), 0.06)]
        parts += [limb((side * 0.2, 1.62, 0.08), (side * 0.3, 1.84, 0.06), 0.07, 0.015)]
        parts += [ball((side * wide * 0.92, 0.86, 0.0), (0.12, 0.46, 0.24), turn=side * 0.14)]
        parts += [ball((side * 0.14, 0.36, 0.26), (0.1, 0.07, 0.12))]
    parts += [limb((0, 1.38, 0.32), (0, 1.28, 0.38), 0.05, 0.015)]
    feathers = [
        ball((0.11 * (k - 2), 1.06 - 0.13 * row, 0.3 - 0.02 * abs(k - 2)), (0.055, 0.07, 0.05))
        for row in range(4)
        for k in range(5)
    ]
    return [*_all(parts, 0.05), *_all(feathers, 0.015), *pedestal(rng, 0.32, 0.36)]


def reclining(rng: Random) -> list[Solid]:
    """A lying figure of few, large, rounded forms."""
    side = pick(rng, (-1.0, 1.0))
    knee = rng.uniform(0.95, 1.2)
    parts = [
        limb((side * 0.5, 0.55, 0), (side * 0.05, 0.58, 0), 0.2, 0.17),
        limb((side * 0.55, 0.7, 0), (side * 0.6, 1.12, 0), 0.16, 0.1),
        ball((side * 0.62, 1.36, 0.02), (0.14, 0.18, 0.15)),
        limb((0, 0.6, 0.1), (-side * 0.35, knee, 0.1), 0.14, 0.1),
        limb((-side * 0.35, knee, 0.1), (-side * 0.62, 0.45, 0.12), 0.1, 0.07),
        limb((0, 0.55, -0.12), (-side * 0.75, 0.5, -0.05), 0.15, 0.08),
        limb((side * 0.6, 1.02, 0.1), (side * 0.86, 0.72, 0.16), 0.09, 0.07),
        limb((side * 0.86, 0.72, 0.16), (side * 0.78, 0.42, 0.2), 0.07, 0.06),
    ]
    return [*_all(parts, 0.12), Solid(block((0, 0.18, 0), (0.95, 0.18, 0.4), 0.02), STONE, 0.01)]


def amphora(rng: Random, colour: Colour = STONE, x: float = 0.0, scale: float = 1.0) -> list[Solid]:
    """A vessel, by chance with handles, standing at ``x``."""
    belly, neck = rng.uniform(0.3, 0.46) * scale, rng.uniform(0.09, 0.17) * scale
    tall = rng.uniform(1.35, 1.75) * scale
    profile = [(0, 0.2), (0.05, 0.19), (0.09, 0.11), (0.4, 0.86), (0.58, 1.0), (0.72, 0.8)]
    shape = [(h * tall, r * belly) for h, r in profile]
    shape += [(0.82 * tall, neck * 1.05), (0.93 * tall, neck), (0.97 * tall, neck * 1.5), (tall, neck * 1.55)]
    solids = [Solid(turned(smooth(shape, 6), (x, 0.0)), colour, 0.02)]
    if rng.random() < 0.6:
        for side in (-1.0, 1.0):
            out = x + side * belly * 0.95
            solids += [Solid(limb((x + side * neck, 0.9 * tall, 0), (out, 0.86 * tall, 0), 0.035), colour, 0.03)]
            solids += [
                Solid(limb((out, 0.86 * tall, 0), (x + side * belly * 0.8, 0.68 * tall, 0), 0.035), colour, 0.03)
            ]
    return solids


FRUIT: tuple[Colour, ...] = ((190, 44, 36), (214, 148, 40), (226, 196, 70), (134, 152, 52), (96, 40, 70), (206, 96, 40))
VESSELS: tuple[Colour, ...] = ((72, 98, 132), (176, 150, 110), (120, 66, 44), (222, 214, 196), (62, 88, 74))


def still_life(rng: Random) -> list[Solid]:
    """A vessel, a cloth and fruit on a table."""
    solids = amphora(rng, pick(rng, VESSELS), rng.uniform(-0.55, 0.55), rng.uniform(0.72, 0.9))
    for _ in range(int(rng.integers(5, 9))):
        x, z, size = rng.uniform(-1.05, 1.05), rng.uniform(0.3, 0.85), rng.uniform(0.15, 0.23)
        skin = jitter(rng, pick(rng, FRUIT), 14)
        kind = rng.integers(3)
        solids += [Solid(ball((x, size * 0.95, z), (size, size * 0.94, size)), skin, 0.012)]
        if kind == 0:
            solids += [Solid(limb((x, size, z), (x + 0.06, size * 2.5, z), size * 0.75, size * 0.3), skin, 0.08)]
        solids += [Solid(limb((x, size * 1.85, z), (x + 0.04, size * 2.3, z), 0.016), (70, 48, 30), 0.01)]
    cloth = pick(rng, ((228, 222, 208), (150, 60, 52), (86, 104, 120)))
    edge = rng.uniform(-0.6, 0.4)
    folds = [limb((edge + 0.14 * k, 0.0, 0.35), (edge + 0.22 * k, 0.0, 1.2), 0.07, 0.09) for k in range(5)]
    return [*solids, *[Solid(fold, cloth, 0.05) for fold in folds]]


def sitter(rng: Random) -> list[Solid]:
    """A person for a portrait, in colours, from the waist up."""
    y = 1.5
    skin = pick(rng, ((226, 178, 146), (206, 152, 116), (150, 100, 72), (236, 196, 168)))
    coat = jitter(rng, pick(rng, ((112, 28, 30), (36, 48, 74), (40, 38, 36), (70, 84, 58), (150, 112, 60))), 8)
    hair = pick(rng, ((40, 28, 22), (92, 60, 34), (150, 112, 66), (120, 116, 110), (24, 22, 24)))
    solids = [Solid(part, skin, 0.05) for part in [*_face(y, 1.05), limb((0, 0.95, 0), (0, 1.3, 0), 0.14, 0.12)]]
    solids += [Solid(ball((0, 0.52, -0.05), (0.66, 0.5, 0.34)), coat, 0.03)]
    solids += [Solid(limb((side * 0.6, 0.6, 0), (side * 0.5, -0.1, 0.3), 0.2, 0.17), coat, 0.05) for side in (-1, 1)]
    solids += [Solid(ring((0, 0.98, 0.02), 0.19, 0.055, lean=np.pi / 2), shade((235, 228, 214), 1.0), 0.02)]
    solids += [Solid(ball((0, y + 0.14, -0.08), (0.3, 0.29, 0.3)), hair, 0.02)]
    if rng.random() < 0.5:
        solids += [Solid(ball((s * 0.25, y - 0.16, -0.08), (0.12, 0.36, 0.18)), hair, 0.03) for s in (-1, 1)]
    elif rng.random() < 0.6:
        solids += [Solid(part, hair, 0.02) for part in _curls(rng, (0, y - 0.27, 0.12), (0.14, 0.1, 0.15), 18, 0.06)]
    dark = (44, 30, 26)
    solids += [Solid(ball((s * 0.1, y + 0.045, 0.262), (0.045, 0.02, 0.03)), dark, 0.008) for s in (-1, 1)]
    solids += [Solid(ball((s * 0.1, y + 0.115, 0.268), (0.08, 0.016, 0.03)), hair, 0.01) for s in (-1, 1)]
    return [*solids, Solid(ball((0, y - 0.185, 0.285), (0.07, 0.02, 0.03)), (168, 74, 66), 0.012)]


SCULPTURES: tuple[Model, ...] = (
    bust, figure, cat, beast, bird, rings, stones, owl, reclining, bust, figure, amphora,
)  # fmt: skip
