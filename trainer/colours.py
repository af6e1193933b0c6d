"""From what a file holds to what a person sees: over white, in sRGB, 8 bits a channel, upright."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms, TiffImagePlugin

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ORIENTATION = 0x0112
_AT_ONCE = 4_000_000  # pixels that are worked on at a time, so that the largest pictures stand in memory only once

_SRGB = frozenset(("srgb", "srgb iec61966-2.1", "srgb iec61966-2-1 black scaled", "srgb built-in"))
"""What profiles call themselves that are sRGB itself, so that nothing has to be converted."""


def upright_rgb(image: Image.Image, *, shrink: int = 1) -> Image.Image:
    """A loaded image as a person sees it: an RGB image that holds no file.

    Args:
        image: The image, loaded, of any mode.
        shrink: Every so many pixels in each direction become one, their mean, before colours are converted.
    """
    turn = _TURNS.get(orientation(image))
    profile = image.info.get("icc_profile")
    small = _flat_and_small(eight_bits(image), shrink)
    colours = _to_srgb(small, profile) if profile else small
    rgb = colours if colours.mode == "RGB" else colours.convert("RGB")
    upright = rgb.transpose(turn) if turn is not None else rgb
    return upright.copy() if upright is image else upright  # a plain image, with no hold on the file


def orientation(image: Image.Image) -> int:
    """How EXIF says that the picture is to be turned: 1 to 8; 1 is upright."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # a damaged EXIF block is no reason to refuse the picture
        return 1


def eight_bits(image: Image.Image) -> Image.Image:
    """Grey of 12, 16 or 32 bits or in floating point as 8 bits; other images as they are."""
    if not image.mode.startswith(("I", "F")):
        return image
    white = _white(image, max(float(part.max(where=np.isfinite(part), initial=0)) for part in _numbers(image)))
    grey = np.concatenate([_scaled(part, white) for part in _numbers(image)])
    negative = _tag(image, TiffImagePlugin.PHOTOMETRIC_INTERPRETATION) == 0
    return Image.fromarray(255 - grey if negative else grey)


def _numbers(image: Image.Image) -> Iterator[npt.NDArray[np.float32]]:
    for part in _parts(image):
        yield np.nan_to_num(np.asarray(part).astype(np.float32), posinf=np.inf, neginf=0)


def _parts(image: Image.Image, multiple: int = 1) -> Iterator[Image.Image]:
    """The image from top to bottom in strips, each a multiple of so many rows high; often only one."""
    rows = max(1, _AT_ONCE // (image.width * multiple)) * multiple
    if rows >= image.height:
        yield image
        return
    for top in range(0, image.height, rows):
        yield image.crop((0, top, image.width, min(top + rows, image.height)))


def _scaled(values: npt.NDArray[np.float32], white: float) -> npt.NDArray[np.uint8]:
    scaled: npt.NDArray[np.float32] = np.clip(values * np.float32(255 / white) + np.float32(0.5), 0, 255)
    return scaled.astype(np.uint8)


def _white(image: Image.Image, top: float) -> float:
    """The value that is white, where ``top`` is the largest one."""
    if image.mode == "F":
        return 1.0 if top <= 1 else max(top, 255.0)
    if top > 65_535:
        return top
    return 4_095.0 if _tag(image, TiffImagePlugin.BITSPERSAMPLE) == (12,) else 65_535.0


def _tag(image: Image.Image, number: int) -> Any:
    return getattr(image, "tag_v2", {}).get(number)


def _flat_and_small(image: Image.Image, shrink: int) -> Image.Image:
    parts = (flat.reduce(shrink) if shrink > 1 else flat for flat in map(_flat, _parts(image, shrink)))
    first = next(parts)
    height = -(-image.height // shrink)
    if first.height == height:
        return first
    whole = Image.new(first.mode, (first.width, height))
    top = 0
    for part in itertools.chain([first], parts):
        whole.paste(part, (0, top))
        top += part.height
    return whole


def _flat(image: Image.Image) -> Image.Image:
    """The image over white, without palette and transparency: of mode L, RGB, CMYK, YCbCr or LAB."""
    if image.mode == "P" and image.palette is None:
        image = image.copy()  # Pillow forgets the palette of a Mac icon; a copy has it
    if image.mode in ("LA", "La"):
        image = image.convert("LA")
        return _over_white(image.getchannel("L"), image.getchannel("A"))
    if image.has_transparency_data:
        image = image if image.mode == "RGBA" else image.convert("RGBA")
        return _over_white(image.convert("RGB"), image.getchannel("A"))
    if image.mode == "1":
        return image.convert("L")
    return image.convert("RGB") if image.mode in ("P", "RGBX") else image


def _over_white(colours: Image.Image, alpha: Image.Image) -> Image.Image:
    paper = Image.new(colours.mode, colours.size, "white")
    paper.paste(colours, mask=alpha)
    return paper


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if image.mode == "RGB" and ImageCms.getProfileDescription(given).strip().lower() in _SRGB:
            return image
        return ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):  # a damaged profile, or one for another colour space
        return image
