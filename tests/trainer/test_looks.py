"""What a picture looks like in numbers: the same for its copies, and nothing where nothing is to be seen."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageOps

from trainer import looks, twins
from trainer.catalog.records import Look
from trainer.resources import resource


def of(image: Image.Image) -> Look:
    return looks.look(image.convert("RGB"), kind="PNG", size=1)


@pytest.fixture(scope="module")
def picture() -> Image.Image:
    with Image.open(resource("sample/painting/003.jpg")) as image:
        return image.convert("RGB")


def distance(a: bytes | None, b: bytes | None) -> int:
    assert a is not None
    assert b is not None
    return int(np.bitwise_count(np.frombuffer(a, np.uint8) ^ np.frombuffer(b, np.uint8)).sum())


def recompressed(image: Image.Image) -> Image.Image:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=40)
    return Image.open(stream)


def cropped(image: Image.Image) -> Image.Image:
    across, down = round(image.width * 0.015), round(image.height * 0.015)
    return image.crop((across, down, image.width - across, image.height - down))


@pytest.mark.parametrize(
    "change",
    [recompressed, cropped, lambda image: image.resize((image.width // 2, image.height // 2)), ImageOps.grayscale],
    ids=["recompressed", "cropped", "halved", "grey"],
)
def test_a_copy_has_nearly_the_same_hash(picture, change) -> None:
    assert distance(of(picture).plain, of(change(picture)).plain) <= twins.LIMIT


def test_a_mirror_image_has_the_mirrored_hash(picture) -> None:
    assert distance(of(picture).mirrored, of(ImageOps.mirror(picture)).plain) <= 4


def test_another_picture_has_another_hash(picture) -> None:
    with Image.open(resource("sample/painting/004.jpg")) as other:
        assert distance(of(picture).plain, of(other).plain) > twins.LIMIT


def test_a_blank_sheet_has_none() -> None:
    for colour in ("white", "black", "#777777"):
        blank = of(Image.new("RGB", (90, 60), colour))
        assert blank.plain is None
        assert blank.mirrored is None
        assert looks.is_blank(blank.contrast)
    assert looks.is_nearly_black(of(Image.new("RGB", (90, 60), "black")).brightness)
    assert not looks.is_nearly_black(of(Image.new("RGB", (90, 60), "white")).brightness)


def test_grey_is_told_from_colour(picture) -> None:
    assert of(picture).grey < 0.6
    assert of(ImageOps.grayscale(picture)).grey == 1
    assert of(recompressed(ImageOps.grayscale(picture))).grey > 0.99


def test_a_border_is_told(picture) -> None:
    assert of(ImageOps.expand(picture, 20, "white")).border > 0.95
    noise = np.random.default_rng(1).integers(0, 255, (80, 80, 3), np.uint8)
    assert of(Image.fromarray(noise).resize((640, 640), Image.Resampling.NEAREST)).border < 0.6


def test_tiny_pictures_are_looked_at_too() -> None:
    assert of(Image.new("RGB", (1, 1))).contrast == 0
    assert of(Image.effect_noise((3, 200), 80)).plain is not None
