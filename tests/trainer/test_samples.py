"""The sample pictures: as many, as large and as they were drawn."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tools import make_samples

ROOT = Path(__file__).parents[2]
RESOURCES = ROOT / "resources"
CLASSES = ("drawings", "engraving", "iconography", "painting", "sculpture")


def shipped() -> list[Path]:
    return sorted([*(RESOURCES / "sample").rglob("*.jpg"), *(RESOURCES / "unsorted").glob("*.jpg")])


def test_five_classes_of_forty_pictures_and_a_heap_to_classify() -> None:
    counts = Counter(path.parent.name for path in shipped())
    assert counts == {**dict.fromkeys(CLASSES, 40), "unsorted": 20}


def test_the_script_names_exactly_the_files_that_are_shipped() -> None:
    named = sorted(RESOURCES / name for name, _, _ in make_samples.places(CLASSES))
    assert named == shipped()


def test_they_are_small_colour_pictures_under_three_megabytes_in_all() -> None:
    for path in shipped():
        with Image.open(path) as picture:
            assert (picture.format, picture.mode, max(picture.size)) == ("JPEG", "RGB", 256), path
            assert min(picture.size) >= 160, path
    assert sum(path.stat().st_size for path in shipped()) < 3_000_000


def test_no_two_are_the_same() -> None:
    assert len({path.read_bytes() for path in shipped()}) == len(shipped())


@pytest.mark.parametrize("kind", CLASSES)
def test_the_script_draws_what_is_shipped(kind: str) -> None:
    name, _, number = next(place for place in make_samples.places([kind]) if place[1] == kind)
    drawn = make_samples.picture(kind, number)
    with Image.open(RESOURCES / name) as picture:
        assert picture.size == drawn.size
        stray = np.abs(np.asarray(picture, np.float32) - np.asarray(drawn, np.float32)).mean()
    assert stray < 12, "the shipped picture is another one than the script draws: make samples"
