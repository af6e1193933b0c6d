"""A sheet of pictures as a training would see them: each as it is, and varied a few times. Heavy: imports TensorFlow."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from PIL import Image

from trainer import files, pixels
from trainer.catalog.records import Picture
from trainer.config import TrainConfig, Variation
from trainer.errors import DatasetError, PictureError
from trainer.learning.augmentation import augmented
from trainer.pixels import Pixels
from trainer.varying import SHEETS, variation

TILE = 112
"""Side of each picture on the sheet, in pixels."""
GAP = 4
"""Between two pictures on the sheet, in pixels; nothing is drawn there."""


class Sheet:
    """Draws sheets of the same pictures again and again.

    Args:
        pictures: Some of the training pictures, best one of each class; the first that can be read are shown.
        rows: How many pictures to show.
        versions: How many varied versions of each.
    """

    def __init__(self, pictures: Sequence[Picture], *, rows: int = 3, versions: int = 5) -> None:
        self._candidates = pictures
        self._rows = rows
        self._versions = versions
        self._side = 0
        self._originals: Pixels = np.empty((0, 0, 0, 3), np.uint8)

    def write(self, path: Path, config: TrainConfig) -> int:
        """Draw the sheet for these settings, in the format that the name says: a row for each picture, at the left as it is.

        Returns:
            How many pictures it shows.

        Raises:
            DatasetError: None of the pictures can be read.
            DiskError: It cannot be written.
        """
        if config.image_size != self._side:
            self._originals, self._side = self._read(config.image_size), config.image_size
        varied = self._varied(variation(config), config.seed)
        files.write(path, _encoded(_arranged(self._originals, varied), SHEETS[path.suffix.lower()]))
        return len(self._originals)

    def _read(self, side: int) -> Pixels:
        read: list[Pixels] = []
        for picture in self._candidates:
            try:
                read.append(pixels.read_square(picture.path, side))
            except PictureError:
                continue
            if len(read) == self._rows:
                break
        if not read:
            raise DatasetError(
                "None of the training pictures can be read",
                remedy="Put the folder with them back, or import them again.",
            )
        return np.stack(read)

    def _varied(self, how: Variation | None, seed: int) -> list[Pixels]:
        """``versions`` arrays like the originals."""
        if how is None:
            return [self._originals] * self._versions
        return [_rounded(augmented(self._originals, (seed, step), how)) for step in range(self._versions)]


def chosen(pictures: Sequence[Picture]) -> list[Picture]:
    """Pictures in an order in which each class comes once before any comes again, the same each time."""
    number: dict[str, int] = {}
    turns: list[tuple[int, str, Picture]] = []
    for picture in sorted(pictures, key=lambda picture: picture.sha256):
        label = picture.label or ""
        turns.append((number.get(label, 0), label, picture))
        number[label] = number.get(label, 0) + 1
    return [picture for _, _, picture in sorted(turns, key=lambda turn: turn[:2])]


def _rounded(pictures: Any) -> Pixels:
    return np.asarray(tf.saturate_cast(tf.round(pictures), tf.uint8))


def _encoded(sheet: Image.Image, kind: str) -> bytes:
    """The sheet as a file; where a format knows no transparency, on white, and else without a loss."""
    data = io.BytesIO()
    if kind == "JPEG":
        white = Image.new("RGBA", sheet.size, "white")
        Image.alpha_composite(white, sheet).convert("RGB").save(data, kind, quality=95)
    else:
        sheet.save(data, kind, lossless=True)
    return data.getvalue()


def _arranged(originals: Pixels, varied: Sequence[Pixels]) -> Image.Image:
    columns = [originals, *varied]
    step = TILE + GAP
    sheet = Image.new("RGBA", (len(columns) * step - GAP, len(originals) * step - GAP))
    for column, pictures in enumerate(columns):
        for row, picture in enumerate(pictures):
            tile = Image.fromarray(picture).resize((TILE, TILE), Image.Resampling.LANCZOS)
            sheet.paste(tile, (column * step, row * step))
    return sheet
