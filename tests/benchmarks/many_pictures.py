"""Any number of different JPEG files of about 100 KB (or less, if smaller), made in microseconds each: strips of a few pictures, laid anew.

A JPEG with restart markers is a row of independent strips. Pictures are cut into theirs once, and every new file is
a random choice of strips behind the same header: as large and as slow to decode as any other, and unlike all others.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

CLASSES = 5
_SIZE = (1000, 752)
_QUALITY = 72
_SOURCES = 40
_RESTART = re.compile(rb"\xff[\xd0-\xd7]")


def make_flat(folder: Path, count: int, *, size: tuple[int, int], seed: int = 1) -> Path:
    """Write ``count`` pictures of so many pixels, multiples of 16, into ``folder`` itself; what is there is left."""
    header, strips = _strips(seed, size)
    chance = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        chosen = chance.integers(0, len(strips), size[1] // 16)
        path = folder / f"picture {number:06}.jpg"
        if not path.exists():
            path.write_bytes(_assembled(header, [strips[i] for i in chosen]))
    return folder


def make(folder: Path, count: int, *, seed: int = 1) -> Path:
    """Write ``count`` pictures into class folders below ``folder``; what is there already is left."""
    header, strips = _strips(seed, _SIZE)
    height = _SIZE[1] // 16
    chance = np.random.default_rng(seed)
    for label in range(CLASSES):
        (folder / f"class {label}").mkdir(parents=True, exist_ok=True)
    for number in range(count):
        chosen = chance.integers(0, len(strips), height)
        path = folder / f"class {number % CLASSES}" / f"{number:06}.jpg"
        if not path.exists():
            path.write_bytes(_assembled(header, [strips[i] for i in chosen]))
    return folder


def _strips(seed: int, size: tuple[int, int]) -> tuple[bytes, list[bytes]]:
    """The header that all share, and the entropy-coded strips of some pictures."""
    header, strips = b"", []
    for number in range(_SOURCES):
        data = _encoded(_picture(np.random.default_rng((seed, number)), size))
        start = data.index(b"\xff\xda")
        start += 2 + int.from_bytes(data[start + 2 : start + 4], "big")
        header = data[:start]
        strips += _RESTART.split(data[start:-2])
    return header, strips


def _encoded(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=_QUALITY, subsampling=2, optimize=False, restart_marker_rows=1)
    return stream.getvalue()


def _picture(chance: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    """Soft patches under fine grain, in strips that differ in brightness: as many bytes as a photograph has."""
    width, height = size
    soft = Image.fromarray(chance.integers(0, 256, (height // 16, 12, 3), np.uint8))
    pixels = np.asarray(soft.resize(size, Image.Resampling.BICUBIC), np.float32)
    grain: npt.NDArray[np.float32] = chance.normal(0, 4.5, (height, width, 1)).astype(np.float32)
    return Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8))


def _assembled(header: bytes, strips: list[bytes]) -> bytes:
    parts = [header]
    for number, strip in enumerate(strips):
        if number:
            parts.append(bytes((0xFF, 0xD0 + (number - 1) % 8)))
        parts.append(strip)
    return b"".join([*parts, b"\xff\xd9"])
