"""What a picture's header may claim: as many pixels as a computer can decode, and as its file can hold."""

from __future__ import annotations

import contextlib
import io
import threading
from collections.abc import Iterator
from typing import BinaryIO

from PIL import Image, PngImagePlugin

from trainer import formats
from trainer.errors import PictureError

PIXEL_LIMIT = 200_000_000
"""Pictures of more pixels are refused: a small file can claim any size."""

_LARGE = 30_000_000  # pixels; a few of these at once would fill the memory
_PIXELS_A_BYTE = 2_000  # in a large picture; only what is blank all over can be packed tighter
_SLOW = frozenset({"qoi", "dds_rgb", "ppm", "ppm_plain", "fits_gzip", "BLP1", "BLP2", "xpm"})
_SLOW_LIMIT = 5_000_000  # pixels; these decoders are written in Python and take about 2 s for a million
_SCANNED_LIMIT = 4_000_000_000  # pixels by passes over them; a progressive JPEG has about 10 passes
_METADATA = 4 << 20  # bytes that a PNG's compressed text or colour profile may unpack to
_one_large_at_a_time = threading.Lock()

Image.MAX_IMAGE_PIXELS = PIXEL_LIMIT // 2  # Pillow warns above it and refuses above twice of it
PngImagePlugin.MAX_TEXT_CHUNK = _METADATA


def too_large(claim: str = "") -> str:
    """What is said of a picture over the limit; ``claim`` is its size in words."""
    limit = f"ArtClass reads up to {PIXEL_LIMIT // 1_000_000} million"
    return f"is too large ({claim}; {limit})" if claim else f"is too large ({limit} pixels)"


def check(image: Image.Image, stream: BinaryIO) -> None:
    """Refuse, before anything is decoded, what would take too much memory or time.

    Raises:
        PictureError: ``what`` says why in words.
    """
    pixels = image.width * image.height
    claim = f"{image.width:,} × {image.height:,} pixels"
    if pixels > PIXEL_LIMIT:
        raise PictureError(too_large(claim))
    if pixels > _LARGE and pixels > _PIXELS_A_BYTE * (size := _size(stream)):
        raise PictureError(f"claims to be larger than its file can hold ({claim} in {_in_kilobytes(size)})")
    if pixels > _SLOW_LIMIT and any(part[0] in _SLOW for part in getattr(image, "tile", ())):
        limit = f"ArtClass reads up to {_SLOW_LIMIT // 1_000_000} million of its kind"
        words = formats.in_words(image.format or "")
        raise PictureError(f"is too large for {words} ({claim}; {limit}); save it as PNG first")
    if image.info.get("progressive") and pixels * _passes(stream) > _SCANNED_LIMIT:
        raise PictureError(f"claims more passes over its pixels than can be decoded ({claim})")


@contextlib.contextmanager
def room_for(image: Image.Image) -> Iterator[None]:
    """Wait, where a picture is large, until no other thread decodes such a one."""
    large = image.width * image.height > _LARGE
    with _one_large_at_a_time if large else contextlib.nullcontext():
        yield


def _size(stream: BinaryIO) -> int:
    place = stream.tell()
    size = stream.seek(0, io.SEEK_END)
    stream.seek(place)
    return size


def _in_kilobytes(size: int) -> str:
    return f"{-(-size // 1_000):,} KB"


def _passes(stream: BinaryIO) -> int:
    """How often a progressive JPEG goes over all its pixels, from its markers."""
    place = stream.tell()
    stream.seek(0)
    count = stream.read().count(b"\xff\xda")
    stream.seek(place)
    return count
