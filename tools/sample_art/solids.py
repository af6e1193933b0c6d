"""Forms in space as distance fields, and the light on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tools.sample_art.kit import Colour, Field, Size

Points = Field
Distance = Callable[[Points], Field]
Vector = tuple[float, float, float]


@dataclass(frozen=True)
class Solid:
    """A form: how far every point (…, 3) is from it, its colour, and how softly it melts into its neighbours."""

    distance: Distance
    colour: Colour = (235, 230, 220)
    soft: float = 0.05


@dataclass(frozen=True)
class Light:
    """Where the light comes from, and how much of it is everywhere."""

    towards: Vector = (-0.6, 0.75, 0.6)
    ambient: float = 0.28
    gloss: float = 0.15
    sharpness: float = 18.0


def ball(centre: Vector, radii: Vector | float, *, turn: float = 0.0, lean: float = 0.0) -> Distance:
    """An ellipsoid; ``turn`` rotates it in the picture plane and ``lean`` away from it, in radians."""
    middle = np.asarray(centre, np.float32)
    size = np.broadcast_to(np.asarray(radii, np.float32), (3,))
    frame = _rotation(turn, lean)

    def distance(points: Points) -> Field:
        local = (points - middle) @ frame
        k0 = np.linalg.norm(local / size, axis=-1)
        k1 = np.linalg.norm(local / size**2, axis=-1)
        return np.asarray(k0 * (k0 - 1) / (k1 + 1e-6), np.float32)

    return distance


def limb(start: Vector, end: Vector, thick: float, thin: float | None = None) -> Distance:
    """A rounded limb from ``start`` to ``end`` whose radius goes from ``thick`` to ``thin``."""
    a, b = np.asarray(start, np.float32), np.asarray(end, np.float32)
    last = thick if thin is None else thin

    def distance(points: Points) -> Field:
        along = np.clip(((points - a) @ (b - a)) / float((b - a) @ (b - a)), 0, 1)
        gap = np.linalg.norm(points - a - along[..., None] * (b - a), axis=-1)
        return np.asarray(gap - (thick + (last - thick) * along), np.float32)

    return distance


def block(centre: Vector, half: Vector, round_off: float = 0.02) -> Distance:
    """A box with rounded edges."""
    middle, size = np.asarray(centre, np.float32), np.asarray(half, np.float32) - round_off

    def distance(points: Points) -> Field:
        q = np.abs(points - middle) - size
        outside = np.linalg.norm(np.maximum(q, 0), axis=-1)
        return np.asarray(outside + np.minimum(q.max(axis=-1), 0) - round_off, np.float32)

    return distance


def turned(profile: Sequence[tuple[float, float]], centre: tuple[float, float] = (0.0, 0.0)) -> Distance:
    """What a potter's wheel makes: (height, radius) pairs from the foot to the rim, around (x, z)."""
    heights = np.asarray([height for height, _ in profile], np.float32)
    radii = np.asarray([radius for _, radius in profile], np.float32)

    def distance(points: Points) -> Field:
        across = np.hypot(points[..., 0] - centre[0], points[..., 2] - centre[1])
        side = (across - np.interp(points[..., 1], heights, radii)) * 0.7
        ends = np.maximum(heights[0] - points[..., 1], points[..., 1] - heights[-1])
        return np.asarray(np.maximum(side, ends), np.float32)

    return distance


def ring(centre: Vector, radius: float, thick: float, *, turn: float = 0.0, lean: float = 0.0) -> Distance:
    """A torus that faces the viewer when neither turned nor leaned."""
    middle = np.asarray(centre, np.float32)
    frame = _rotation(turn, lean)

    def distance(points: Points) -> Field:
        local = (points - middle) @ frame
        across = np.hypot(local[..., 0], local[..., 1]) - radius
        return np.asarray(np.hypot(across, local[..., 2]) - thick, np.float32)

    return distance


def _rotation(turn: float, lean: float) -> Field:
    c, s, cl, sl = np.cos(turn), np.sin(turn), np.cos(lean), np.sin(lean)
    around_z = np.asarray([[c, -s, 0], [s, c, 0], [0, 0, 1]])
    around_x = np.asarray([[1, 0, 0], [0, cl, -sl], [0, sl, cl]])
    return np.asarray(around_z @ around_x, np.float32)


def _upright(yaw: float) -> Field:
    c, s = np.cos(yaw), np.sin(yaw)
    return np.asarray([[c, 0, s], [0, 1, 0], [-s, 0, c]], np.float32)


def _melt(near: Field, other: Field, soft: float) -> Field:
    """The polynomial smooth minimum (Quilez)."""
    h = np.clip(0.5 + 0.5 * (other - near) / soft, 0, 1)
    return np.asarray(other + (near - other) * h - soft * h * (1 - h), np.float32)


def _scene(solids: Sequence[Solid], points: Points) -> Field:
    total = solids[0].distance(points)
    for solid in solids[1:]:
        total = _melt(total, solid.distance(points), solid.soft)
    return total


def _backdrop(points: Points) -> Field:
    """The floor that bends up into a wall behind, as in a photographer's studio."""
    return _melt(points[..., 1], points[..., 2] + 1.6, 0.9)


@dataclass(frozen=True)
class View:
    """How the forms are looked at.

    Attributes:
        yaw: Turns the forms around the upright axis, in radians.
        pitch: Looks down on them, in radians.
        height: How much of the space the picture shows from its lower to its upper edge.
        middle: The height in space of the picture's middle.
        floor: Whether they stand on a floor before a wall.
    """

    yaw: float = 0.0
    pitch: float = 0.16
    height: float = 2.5
    middle: float = 0.98
    floor: bool = True


def render(
    solids: Sequence[Solid], size: Size, view: View, light: Light, ground: Colour, *, finer: float = 1.5
) -> Field:
    """The lit picture of the forms, shape (height, width, 3), 0 to 255; drawn ``finer`` times larger for soft edges."""
    large = _render(solids, (round(size[0] * finer), round(size[1] * finer)), view, light, ground)
    image = Image.fromarray(np.clip(large, 0, 255).astype(np.uint8))
    return np.asarray(image.resize(size, Image.Resampling.BOX if finer == 1 else Image.Resampling.LANCZOS), np.float32)


def _render(solids: Sequence[Solid], size: Size, view: View, light: Light, ground: Colour) -> Field:
    position, forward = _rays(size, view)
    turn = _upright(view.yaw)
    towards = np.asarray(light.towards, np.float32)
    towards /= np.linalg.norm(towards)

    def distance(points: Points) -> Field:
        forms = _scene(solids, points @ turn)
        return np.minimum(forms, _backdrop(points)) if view.floor else forms

    hit, points = _march(distance, position, forward)
    normals = _normals(distance, points)
    lit = np.clip(normals @ towards, 0, 1) * _shadow(distance, points + normals * 0.02, towards)
    halfway = towards - forward
    halfway /= np.linalg.norm(halfway)
    gleam = np.clip(normals @ halfway, 0, 1) ** light.sharpness * light.gloss * (lit > 0)
    is_form = _scene(solids, points @ turn) < (_backdrop(points) if view.floor else np.inf)
    gleam = gleam * is_form
    energy = (light.ambient * (0.55 + 0.45 * normals[..., 1]) + (1 - light.ambient) * lit) * _openness(
        distance, points, normals
    )
    albedo = np.where(is_form[:, None], _albedo(solids, points @ turn), np.asarray(ground, np.float32))
    colour = albedo * energy[:, None] * 1.3 + 255 * gleam[:, None]
    picture = np.empty((size[1] * size[0], 3), np.float32)
    picture[:] = ground
    picture[hit] = colour
    return picture.reshape(size[1], size[0], 3)


def _rays(size: Size, view: View) -> tuple[Points, Field]:
    width, height = size
    x = (np.arange(width) + 0.5 - width / 2) / height * view.height
    y = view.middle + (height / 2 - np.arange(height) - 0.5) / height * view.height
    up = np.asarray([0, np.cos(view.pitch), -np.sin(view.pitch)])
    forward = np.asarray([0, -np.sin(view.pitch), -np.cos(view.pitch)], np.float32)
    middle = np.asarray([0, view.middle, 0])
    start = x[None, :, None] * np.asarray([1, 0, 0]) + (y[:, None, None] - view.middle) * up + middle - 3.2 * forward
    return start.reshape(-1, 3).astype(np.float32), forward


def _march(distance: Distance, start: Points, forward: Field) -> tuple[NDArray[np.bool_], Points]:
    points = start.copy()
    active = np.arange(len(points))
    travelled = np.zeros(len(points), np.float32)
    hit = np.zeros(len(points), bool)
    for _ in range(90):
        step = distance(points[active])
        near = step < 0.004
        hit[active[near]] = True
        travelled[active] += step * 0.9
        points[active] += forward * (step * 0.9)[:, None]
        active = active[~near & (travelled[active] < 9)]
        if not len(active):
            break
    hit[active] = distance(points[active]) < 0.03
    return hit, points[hit]


def _normals(distance: Distance, points: Points) -> Field:
    total = np.zeros_like(points)
    for corner in np.asarray([[1, -1, -1], [-1, -1, 1], [-1, 1, -1], [1, 1, 1]], np.float32):
        total += corner * distance(points + corner * 0.006)[:, None]
    return total / (np.linalg.norm(total, axis=-1, keepdims=True) + 1e-6)


def _shadow(distance: Distance, points: Points, towards: Field) -> Field:
    light = np.ones(len(points), np.float32)
    along = np.full(len(points), 0.03, np.float32)
    for _ in range(22):
        gap = distance(points + towards * along[:, None])
        light = np.minimum(light, np.clip(9 * gap / along, 0, 1))
        along += np.clip(gap, 0.02, 0.25)
    return np.asarray(light * light * (3 - 2 * light), np.float32)


def _openness(distance: Distance, points: Points, normals: Field) -> Field:
    closed = np.zeros(len(points), np.float32)
    for number, reach in enumerate((0.05, 0.13, 0.26)):
        closed += (reach - distance(points + normals * reach)) / reach * 0.42 * 0.75**number
    return np.clip(1 - closed * 0.75, 0.25, 1)


def _albedo(solids: Sequence[Solid], points: Points) -> Field:
    distances = np.stack([solid.distance(points) for solid in solids])
    colours = np.asarray([solid.colour for solid in solids], np.float32)
    weights = np.exp(-np.clip(distances - distances.min(axis=0), 0, 0.2) * 90)
    return np.asarray((weights / weights.sum(axis=0)).T @ colours, np.float32)
