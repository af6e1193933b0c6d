"""Mutated pictures of every format: each is read, or refused in words, in little time and memory.

They are opened in a child process, so that a crash or a hang is seen and named by its seed:
``python -m tests.trainer.test_fuzz_pictures SEED 1`` opens one again, and ``… SEED 0`` writes it to the disk.
"""

from __future__ import annotations

import collections
import faulthandler
import functools
import io
import os
import random
import re
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from tests.trainer.tiny import encoded, picture
from trainer import pixels
from trainer.errors import PictureError

try:
    import resource
except ImportError:  # Windows tells nothing of the kind
    resource = None  # type: ignore[assignment]

ROOT = Path(__file__).parents[2]
SECONDS = 10
MEMORY = 1_000_000_000  # bytes
SENTENCE = re.compile(r"(is|ends|holds|has|claims|needs|cannot|may) [^\n<>{}|\\]{2,160}")
PYTHON = re.compile(r"Error|Exception|Traceback|0x|PIL|None|Image\b|errno", re.IGNORECASE)

Sound = tuple[str, bytes]


@functools.cache
def sound() -> tuple[Sound, ...]:
    """Whole pictures of every format that Pillow writes, of many modes and kinds of compression, by their names."""
    exif = Image.Exif()
    exif[0x0112], exif[0x013B] = 6, "Ann Other"
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    xmp = b'<x xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Ann Other</dc:creator></x>'
    rich: dict[str, Any] = {"exif": exif, "icc_profile": icc, "xmp": xmp}
    colours = picture(2, (200, 150))
    clear = colours.convert("RGBA")
    clear.putalpha(picture(3, (200, 150)).convert("L"))
    deep = Image.fromarray(np.asarray(colours.convert("L")).astype(np.uint16) * 256)
    plans: list[tuple[str, Image.Image, str, dict[str, Any]]] = [
        *(("jpg", colours.convert(mode), "JPEG", options) for mode, options in _jpegs(rich)),
        ("mpo", colours, "MPO", _more()),
        *(("png", image, "PNG", rich) for image in (colours, clear, deep, colours.convert("P"), colours.convert("1"))),
        ("png", colours, "PNG", _more()),
        *(("gif", image, "GIF", {}) for image in (colours, clear, colours.convert("L"))),
        ("gif", colours, "GIF", _more()),
        *(("webp", clear, "WEBP", {"lossless": lossless, **rich}) for lossless in (False, True)),
        ("webp", colours, "WEBP", _more()),
        *(("tif", colours, "TIFF", {"compression": how, **rich}) for how in ("raw", "tiff_lzw", "tiff_adobe_deflate")),
        *(("tif", colours, "TIFF", {"compression": how}) for how in ("jpeg", "packbits")),
        ("tif", colours.convert("1"), "TIFF", {"compression": "group4"}),
        *(("tif", image, "TIFF", {}) for image in (deep, clear, colours.convert("CMYK"), deep.convert("F"))),
        ("tif", colours, "TIFF", _more()),
        *(("bmp", colours.convert(mode), "BMP", {}) for mode in ("RGB", "P", "1")),
        ("avif", clear, "AVIF", rich),
        *(("jp2", image, "JPEG2000", {}) for image in (colours, clear, deep)),
        *(("ppm", image, "PPM", {}) for image in (colours, deep, colours.convert("1"), deep.convert("F"))),
        ("ico", clear, "ICO", {}),
        ("ico", colours, "ICO", {"bitmap_format": "bmp"}),
        ("icns", clear.resize((128, 128)), "ICNS", {}),
        ("tga", colours, "TGA", {"compression": "tga_rle"}),
        *(("tga", image, "TGA", {}) for image in (clear, colours.convert("P"))),
        *(("pcx", colours.convert(mode), "PCX", {}) for mode in ("RGB", "P", "1")),
        *(("dds", clear, "DDS", {"pixel_format": how}) for how in (None, "DXT1", "DXT5")),
        *(("sgi", colours, "SGI", {"bpc": deepness}) for deepness in (1, 2)),
        ("qoi", clear, "QOI", {}),
        ("blp", colours.convert("P"), "BLP", {}),
        ("dib", colours, "DIB", {}),
        ("msp", colours.convert("1"), "MSP", {}),
        ("xbm", colours.convert("1"), "XBM", {}),
        ("spider", deep.convert("F"), "SPIDER", {}),
        ("heic", colours, "HEIF", {}),
    ]
    written = [
        (f"a.{end}", encoded(image.copy(), kind, **how)) for end, image, kind, how in plans if kind in Image.SAVE
    ]
    return (*written, *_by_hand(colours))


def _more() -> dict[str, Any]:
    return {"save_all": True, "append_images": [picture(4, (200, 150)), picture(5, (200, 150))]}


def _jpegs(rich: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        ("RGB", rich),
        ("L", {}),
        ("CMYK", rich),
        ("RGB", {"progressive": True}),
        ("RGB", {"restart_marker_rows": 1}),
    ]


def _by_hand(colours: Image.Image) -> list[Sound]:
    """Formats that Pillow reads and does not write."""
    planes = b"".join(channel.tobytes() for channel in colours.split())
    photoshop = b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, 150, 200, 8, 3) + bytes(12) + b"\0\0" + planes
    raster = struct.pack(">8I", 0x59A66A95, 200, 150, 24, 0, 3, 0, 0) + colours.tobytes()
    rows = b"".join(b'"' + b"rb" * 10 + b'",\n' for _ in range(16))
    pixmap = b'/* XPM */\nstatic char *x[] = {\n"20 16 2 1",\n"r c #ff0000",\n"b c #0000ff",\n' + rows + b"};\n"
    icon = encoded(colours.convert("RGBA"), "ICO", bitmap_format="bmp")
    cards = {"SIMPLE": "T", "BITPIX": "8", "NAXIS": "2", "NAXIS1": "200", "NAXIS2": "150"}
    header = "".join(f"{key:8}= {value:70}" for key, value in cards.items()) + f"{'END':80}"
    return [
        ("a.psd", photoshop),
        ("a.ras", raster),
        ("a.xpm", pixmap),
        ("a.cur", b"\0\0\2" + icon[3:]),
        ("a.dcx", struct.pack("<III", 0x3ADE68B1, 12, 0) + encoded(colours, "PCX")),
        ("a.fits", header.ljust(2880).encode() + colours.convert("L").tobytes()),
        ("a.ppm", b"P3 20 10 255\n" + b" ".join(b"%d" % value for value in colours.tobytes()[:600])),
    ]


def _bits(data: bytearray, dice: random.Random) -> None:
    for _ in range(dice.randint(1, 30)):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)


def _cut(data: bytearray, dice: random.Random) -> None:
    del data[dice.randrange(len(data)) :]


def _hole(data: bytearray, dice: random.Random) -> None:
    start = dice.randrange(len(data))
    del data[start : start + dice.randint(1, 200)]


def _zeros(data: bytearray, dice: random.Random) -> None:
    start = dice.randrange(len(data))
    end = min(len(data), start + dice.choice((4, 64, 1_000)))
    data[start:end] = bytes([dice.choice((0, 255))]) * (end - start)


def _inserted(data: bytearray, dice: random.Random) -> None:
    place = dice.randrange(len(data))
    data[place:place] = dice.randbytes(dice.randint(1, 40))


def _splice(data: bytearray, dice: random.Random) -> None:
    other = dice.choice(sound())[1]
    start, place = dice.randrange(len(other)), dice.randrange(len(data))
    data[place : place + dice.choice((0, 300))] = other[start : start + dice.randint(1, 2_000)]


def _blown_up(data: bytearray, dice: random.Random) -> None:
    """A number in the header, or in a header farther inside, becomes a large one."""
    value = dice.choice(
        (0, 1, 255, 0x7FFF, 0xFFFF, 14_000, 30_000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, dice.getrandbits(32))
    )
    number = struct.pack(dice.choice("<>") + ("H" if value < 65_536 and dice.random() < 0.6 else "I"), value)
    place = dice.randrange(min(len(data), dice.choice((64, 64, 700, len(data)))))
    data[place : place + len(number)] = number


def _repeated(data: bytearray, dice: random.Random) -> None:
    start = dice.randrange(len(data))
    part = data[start : start + dice.choice((12, 60, 600))]
    data[start:start] = part * dice.choice((1, 3, 40, 400))


def _chunks_mended(data: bytearray, _: random.Random) -> None:
    """Let a PNG's checksums be right again, so that what is broken is looked at."""
    place = 8
    while data.startswith(b"\x89PNG") and place + 12 <= len(data):
        end = place + 8 + int.from_bytes(data[place : place + 4], "big")
        if end + 4 > len(data):
            break
        data[end : end + 4] = struct.pack(">I", zlib.crc32(data[place + 4 : end]))
        place = end + 4


def mutated(seed: int) -> Sound:
    """The picture of a seed, with the name that it is opened under."""
    dice = random.Random(seed)
    name, whole = dice.choice(sound())
    data = bytearray(whole)
    changes: list[Callable[[bytearray, random.Random], None]] = [_bits, _cut, _hole, _zeros, _inserted, _splice]
    changes += [_repeated, _blown_up, _blown_up, _blown_up]
    for change in dice.choices(changes, k=dice.choice((1, 1, 1, 2, 4))):
        if data:
            change(data, dice)
    if dice.random() < 0.7:
        _chunks_mended(data, dice)
    if dice.random() < 0.05:
        name = dice.choice(sound())[0]
    return name, bytes(data)


def tried(name: str, data: bytes) -> str:
    """Open a picture in every way that ArtClass does; what came of it in words, "" where it was read.

    Raises:
        Exception: Something else than a refusal in words happened.
    """
    said = ""
    for way in (_looked_into, _squared):
        faulthandler.dump_traceback_later(SECONDS, exit=True)
        try:
            way(name, data)
        except PictureError as error:
            said = error.what
            assert SENTENCE.fullmatch(said), said
            assert not PYTHON.search(said), said
        finally:
            faulthandler.cancel_dump_traceback_later()
    return said


def _looked_into(name: str, data: bytes) -> None:
    found = pixels.look_into(io.BytesIO(data), name)
    assert found.small.mode == "RGB"
    assert min(found.small.size) >= min(pixels.SMALL, *found.facts[:2])
    assert pixels.wrong_ending(name, found.facts) is None or found.facts.suffix != Path(name).suffix


def _squared(name: str, data: bytes) -> None:
    image = pixels.open_picture(io.BytesIO(data), at_least=16, name=name)
    assert pixels.to_square(image, 16).shape == (16, 16, 3)


def _peak() -> int:
    """The most memory that this process has used, in bytes; 0 where nobody tells."""
    if resource is None:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1_024


def child(first: int, count: int) -> None:
    """Open so many pictures; the last line before a crash, a hang or another failure names its seed."""
    faulthandler.enable()
    before = _peak()  # Linux counts what the parent used, too
    said: collections.Counter[str] = collections.Counter()
    slowest = (0.0, 0)
    for seed in range(first, first + count):
        name, data = mutated(seed)
        print(f"seed {seed}: {name}, {len(data)} bytes", flush=True)
        start = time.monotonic()
        said[re.sub(r"\d[\d,]*", "N", tried(name, data))] += 1
        slowest = max(slowest, ((time.monotonic() - start) / 2, seed))
        assert _peak() <= max(MEMORY, before), f"took {_peak():,} bytes of memory"
    print(f"slowest: {slowest[0]:.2f} s (seed {slowest[1]}); peak: {_peak() // 1_000_000} MB; read: {said.pop('', 0)}")
    for what, times in said.most_common():
        print(f"{times:6} {what}")


def run(first: int, count: int) -> str:
    """Open so many pictures in a child process, and fail with its last words where it does not come back well."""
    command = [sys.executable, "-m", "tests.trainer.test_fuzz_pictures", str(first), str(count)]
    speaking: dict[str, str] = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=speaking, encoding="utf-8", stdout=pipe, stderr=pipe) as process:
        try:
            said, complaints = process.communicate(timeout=60 + count)
        except subprocess.TimeoutExpired:
            process.kill()
            said, complaints = process.communicate()
    last = next((line for line in reversed(said.splitlines()) if line.startswith("seed ")), "before the first picture")
    assert process.returncode == 0, f"{last}: ended with {process.returncode}\n{complaints[-4_000:]}"
    return "\n".join(line for line in said.splitlines() if not line.startswith("seed "))


def test_mutated_pictures_are_read_or_refused_in_words() -> None:
    run(first=0, count=120)


@pytest.mark.soak
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("first", range(10_000, 30_000, 2_000))
def test_many_mutated_pictures(first: int) -> None:
    print(run(first, count=2_000))


if __name__ == "__main__":
    if sys.argv[2] == "0":
        Path(f"seed-{sys.argv[1]}{Path(mutated(int(sys.argv[1]))[0]).suffix}").write_bytes(mutated(int(sys.argv[1]))[1])
    else:
        child(int(sys.argv[1]), int(sys.argv[2]))
