"""The few lines beside an export read pictures exactly as ArtClass does."""

from __future__ import annotations

import runpy
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from tests.trainer import tiny
from trainer import colours, pixels
from trainer.exporting import reference
from trainer.resources import resource

read_square = reference.loaded()

GREY16 = Image.fromarray((np.arange(60 * 40, dtype=np.uint32) * 27 % 65_536).astype(np.uint16).reshape(40, 60))
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
OTHER = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()  # does not belong to any of these pictures


def turned(number: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = number
    return exif


def picture(mode: str) -> Image.Image:
    plain = tiny.picture(7, (90, 60))
    if mode in ("RGBA", "LA"):
        plain.putalpha(tiny.picture(8, (90, 60)).convert("L"))
    return plain.convert(mode)


ORDINARY: dict[str, Callable[[Path], None]] = {
    "small.jpg": lambda path: picture("RGB").save(path),
    "large.jpg": lambda path: tiny.picture(1, (1_400, 900)).save(path, quality=85),
    "grey.jpg": lambda path: picture("L").save(path),
    "cmyk.jpg": lambda path: picture("CMYK").save(path),
    "profile.jpg": lambda path: picture("RGB").save(path, icc_profile=PROFILE),
    "damaged-profile.jpg": lambda path: picture("RGB").save(path, icc_profile=b"no profile"),
    "damaged-profile.png": lambda path: picture("RGB").save(path, icc_profile=PROFILE[:200]),
    "foreign-profile.png": lambda path: picture("RGB").save(path, icc_profile=OTHER),
    "cmyk-profile.jpg": lambda path: picture("CMYK").save(path, icc_profile=PROFILE),
    "palette-profile.png": lambda path: picture("P").save(path, icc_profile=PROFILE),
    "alpha-profile.png": lambda path: picture("RGBA").save(path, icc_profile=PROFILE),
    "damaged-exif.jpg": lambda path: picture("RGB").save(path, exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x05\x01\x12"),
    "hole.png": lambda path: picture("RGB").save(path, transparency=(0, 0, 0)),
    "plain.png": lambda path: picture("RGB").save(path),
    "grey.png": lambda path: picture("L").save(path),
    "ink.png": lambda path: picture("1").save(path),
    "palette.png": lambda path: picture("P").save(path),
    "holes.png": lambda path: picture("P").save(path, transparency=3),
    "alpha.png": lambda path: picture("RGBA").save(path),
    "grey-alpha.png": lambda path: picture("LA").save(path),
    "grey16.png": GREY16.save,
    "one.webp": lambda path: picture("RGBA").save(path, lossless=True),
    "frames.gif": lambda path: picture("RGB").save(path, save_all=True, append_images=[tiny.picture(9, (90, 60))]),
    **{
        f"turned-{number}.jpg": lambda path, number=number: tiny.picture(2, (640, 400)).save(path, exif=turned(number))
        for number in range(1, 9)
    },
}


@pytest.mark.parametrize("name", ORDINARY)
def test_the_reference_gives_the_very_same_pixels(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    ORDINARY[name](path)
    np.testing.assert_array_equal(read_square(path, 48), pixels.read_square(path, 48))


def test_real_pictures_are_read_alike(art_mini: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(art_mini) as archive:
        for member in archive.namelist()[::5]:
            if Path(member).suffix.lower() in (".jpg", ".jpeg", ".png"):
                path = Path(archive.extract(member, tmp_path))
                np.testing.assert_array_equal(read_square(path, 224), pixels.read_square(path, 224), member)


def test_the_reference_knows_the_same_names_of_srgb() -> None:
    assert set(runpy.run_path(str(resource(f"export/{reference.NAME}")))["SRGB"]) == colours._SRGB


def test_the_card_has_it_word_for_word() -> None:
    assert reference.source().rstrip() in reference.in_card()
    assert "def read_square(path, side)" in reference.source()
