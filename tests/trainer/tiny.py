"""Tiny pictures, folders of classes and archives, good and bad, for tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image


def picture(seed: int = 0, size: tuple[int, int] = (24, 16)) -> Image.Image:
    """A picture of coarse random patches, different for each seed."""
    patches = np.random.default_rng(seed).integers(0, 256, (4, 4, 3), np.uint8)
    return Image.fromarray(patches).resize(size, Image.Resampling.BICUBIC)


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    """The picture as a file's contents."""
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def jpeg(seed: int = 0, size: tuple[int, int] = (24, 16)) -> bytes:
    """A JPEG, different for each seed."""
    return encoded(picture(seed, size), quality=90)


def classes(*names: str, count: int = 6, start: int = 0) -> dict[str, bytes]:
    """Different JPEGs in class folders, by their paths."""
    places = [(name, number) for name in names for number in range(count)]
    return {f"{name}/{number}.jpg": jpeg(start + i) for i, (name, number) in enumerate(places)}


def folder(root: Path, files: Mapping[str, bytes]) -> Path:
    """Write files below ``root``."""
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def zipped(files: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()
