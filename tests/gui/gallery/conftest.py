"""Small real pictures to look at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from artclass_gui.gallery.images_model import ImagesModel
from tests.gui.gallery import five

MakePictures = Callable[[int], list[Path]]


@pytest.fixture
def model(qtbot: QtBot) -> ImagesModel:
    """Five pictures in three columns."""
    return five.model()


@pytest.fixture
def make_pictures(tmp_path: Path) -> MakePictures:
    """Makes so many JPEGs of 400 × 300 pixels, each of another colour."""

    def make(count: int) -> list[Path]:
        folder = tmp_path / "pictures"
        folder.mkdir(exist_ok=True)
        paths = [folder / f"picture {number}.jpg" for number in range(count)]
        for number, path in enumerate(paths):
            Image.new("RGB", (400, 300), (number * 37 % 256, 90, 120)).save(path)
        return paths

    return make
