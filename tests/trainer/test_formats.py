"""Formats: which files are pictures, by their contents or their names, and what the others are in words."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.trainer.test_pixels import BLUE, GREEN, RED, WHITE, close, halves, opened, reason
from tests.trainer.tiny import encoded, jpeg, picture
from trainer import formats, pixels
from trainer.errors import PictureError

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")

IN_COLOUR = "JPEG MPO PNG GIF WEBP TIFF BMP DIB AVIF JPEG2000 PPM ICO ICNS TGA PCX DDS SGI QOI BLP"


@pytest.mark.parametrize("kind", IN_COLOUR.split())
def test_every_format_gives_the_same_colours(kind: str) -> None:
    if kind not in Image.SAVE:
        pytest.skip(f"this Pillow does not write {kind}")
    stored = halves(RED, BLUE).convert("P") if kind == "BLP" else halves(RED, BLUE)
    options: dict[str, Any] = {
        "MPO": {"save_all": True, "append_images": [halves(GREEN, GREEN)]},
        "ICO": {"sizes": [(32, 16)]},
    }
    data = encoded(stored, kind, **options.get(kind, {}))
    found = pixels.look_into(io.BytesIO(data), f"picture{formats.usual_ending(kind)}")
    assert found.facts.format == kind
    assert found.facts.suffix in pixels.SUFFIXES or pixels.looks_like_picture(data[:16])
    image = opened(data, f"picture{found.facts.suffix}")
    assert image.mode == "RGB"
    assert image.size == found.facts[:2] == ((1024, 1024) if kind == "ICNS" else (32, 16))
    assert close(image, (image.width // 5, image.height // 2), RED, 30)
    assert close(image, (image.width * 4 // 5, image.height // 2), BLUE, 30)


def photoshop() -> bytes:
    header = b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, 16, 32, 8, 3) + bytes(12)
    return header + b"\0\0" + b"".join(channel.tobytes() for channel in halves(RED, BLUE).split())


def sun_raster() -> bytes:
    return struct.pack(">8I", 0x59A66A95, 32, 16, 24, 0, 3, 0, 0) + halves(RED, BLUE).tobytes()


def pixmap() -> bytes:
    rows = b"".join(b'"' + b"r" * 16 + b"b" * 16 + b'",\n' for _ in range(16))
    return b'/* XPM */\nstatic char *x[] = {\n"32 16 2 1",\n"r c #ff0000",\n"b c #0000ff",\n' + rows + b"};\n"


def many_pages() -> bytes:
    return struct.pack("<III", 0x3ADE68B1, 12, 0) + encoded(halves(RED, BLUE), "PCX")


def cursor() -> bytes:
    icon = encoded(halves(RED, BLUE).convert("RGBA"), "ICO", sizes=[(32, 16)], bitmap_format="bmp")
    return b"\0\0\2" + icon[3:]


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (photoshop(), "a.psd", "PSD"),
        (sun_raster(), "a.ras", "SUN"),
        (pixmap(), "a.xpm", "XPM"),
        (many_pages(), "a.dcx", "DCX"),
        (cursor(), "a.cur", "CUR"),
    ],
)
def test_formats_that_pillow_only_reads(data: bytes, name: str, kind: str) -> None:
    assert pixels.examine(io.BytesIO(data), name) == (32, 16, Path(name).suffix, kind)
    image = opened(data, name)
    assert close(image, (6, 8), RED)
    assert close(image, (26, 8), BLUE)


def test_grey_formats() -> None:
    dark_and_light = Image.new("L", (32, 16), 0)
    dark_and_light.paste(255, (16, 0, 32, 16))
    cards = {"SIMPLE": "T", "BITPIX": "8", "NAXIS": "2", "NAXIS1": "32", "NAXIS2": "16"}
    header = "".join(f"{key:8}= {value:70}" for key, value in cards.items())
    fits = f"{header}{'END':80}".ljust(2880).encode() + dark_and_light.tobytes()
    for data, name in (
        (encoded(dark_and_light.convert("1"), "MSP"), "a.msp"),
        (encoded(dark_and_light.convert("1"), "XBM"), "a.xbm"),
        (encoded(dark_and_light.convert("1"), "PPM"), "a.pbm"),
        (encoded(dark_and_light.convert("F"), "PPM"), "a.pfm"),
        (encoded(dark_and_light.convert("F"), "SPIDER"), "a.spider"),
        (fits, "a.fits"),
    ):
        image = opened(data, name)
        assert close(image, (6, 8), (0, 0, 0)), name
        assert close(image, (26, 8), WHITE), name


def test_where_the_contents_do_not_tell_the_name_must() -> None:
    targa, icon = encoded(halves(RED, BLUE), "TGA"), encoded(halves(RED, BLUE), "ICO", sizes=[(32, 16)])
    assert opened(targa, "a.TGA").size == (32, 16)
    for name in ("a.jpg", "a", "tga", ""):
        assert not pixels.looks_like_picture(targa[:16])
        with pytest.raises(PictureError, match="is no picture"):
            opened(targa, name)
    assert opened(icon, "a.tga").size == (32, 16)  # a name vouches for one format more, it forbids none


@pytest.mark.parametrize("ending", ["tga", "pcx", "cur", "dib", "xbm", "pcd", "spider", "jpg"])
def test_words_and_noise_are_never_pictures(ending: str) -> None:
    noise = np.random.default_rng(3).integers(0, 256, (200, 600), np.uint8)
    words = b"BMW, P5 and the GIF we saw; #define nothing II MM\n" * 20
    for data in (words, *(words[start:] for start in range(1, 40)), *(row.tobytes() for row in noise)):
        with pytest.raises(PictureError):
            pixels.look_into(io.BytesIO(data), f"a.{ending}")
        assert not pixels.looks_like_picture(data[:16])


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "is empty (0 bytes)"),
        (b"these are words, not colours\n" * 9, "is no picture (text inside)"),
        ("写真ではない ".encode() * 90, "is no picture (text inside)"),
        (b"\n<!DOCTYPE html><html><p>404 not found", "is no picture (a web page inside)"),
        (b"%PDF-1.7 ...", "is a PDF document, not a picture"),
        (b"PK\x03\x04" + b"\0" * 90, "is a zip archive, not a picture"),
        (
            b"%!PS-Adobe-3.0 EPSF-3.0\n",
            "is an EPS or PostScript drawing; open it in a drawing program and save it as PNG first",
        ),
        (b"8BPS\0\2" + b"\0" * 90, "is a large Photoshop document (PSB); save it as PNG or TIFF first"),
        (b"<?xml version='1.0'?>\n<svg xmlns='x'>", "is an SVG drawing; save it as PNG first"),
        (b"RIFF\0\0\0\0WAVEfmt ", "is a sound or a video, not a picture"),
        (b"BMW builds cars, and here are words", "is no picture (text inside)"),
        (
            photoshop()[:22],
            "is damaged, or a Photoshop picture of a kind that ArtClass cannot read; save it as PNG first",
        ),
        (b"\0\0\0\x18ftypmp42" + b"\0" * 90, "is a video, not a picture"),
        (b"\0" * 4096, "is no picture (only zeros inside)"),
        (bytes(range(7, 256)) * 3, "is no picture that ArtClass knows"),
        (jpeg()[:20], "is damaged at its very beginning"),
    ],
)
def test_what_is_no_picture_is_told_in_words(data: bytes, expected: str) -> None:
    assert reason(data) == expected


@pytest.mark.skipif(formats.HEIF, reason="pillow-heif is installed here")
def test_without_its_plug_in_a_heic_picture_is_named_and_a_way_out_told() -> None:
    head = b"\0\0\0\x18ftypheic" + b"\0" * 90
    assert reason(head) == "is a HEIC picture; it can be read once pillow-heif is installed, or save it as JPEG first"
    assert ".heic" in pixels.SUFFIXES


@pytest.mark.skipif(not formats.HEIF, reason="pillow-heif is not installed; nothing here may depend on it")
def test_with_its_plug_in_a_heic_picture_is_read() -> None:
    data = encoded(picture(1, (256, 128)), "HEIF", quality=95)
    assert pixels.examine(io.BytesIO(data)) == (256, 128, ".heic", "HEIF")
    with pytest.raises(PictureError):
        pixels.examine(io.BytesIO(data[: len(data) * 2 // 3]))


def test_a_name_that_promises_another_format_is_remarked_on() -> None:
    def remark(name: str, kind: str) -> str | None:
        return pixels.wrong_ending(name, pixels.Facts(8, 8, "", kind))

    assert remark("holiday/a.jpg", "PNG") == "is a PNG picture, though its name ends in .jpg"
    assert remark("a.PNG", "JPEG") == "is a JPEG picture, though its name ends in .png"
    assert remark("a.txt", "AVIF") == "is an AVIF picture, though its name ends in .txt"
    for name, kind in (
        ("a.jpg", "JPEG"),
        ("a.JPEG", "MPO"),
        ("a.jfif", "JPEG"),
        ("a.mpo", "JPEG"),
        ("a.tif", "TIFF"),
        ("a.dib", "BMP"),
        ("a.pgm", "PPM"),
        ("a.apng", "PNG"),
        ("portrait v1.2", "PNG"),
        ("no ending", "GIF"),
        (".png", "GIF"),
    ):
        assert remark(name, kind) is None, name
