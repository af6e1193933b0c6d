"""The one place that opens a picture: what training, classifying and the gallery see is the same."""

from __future__ import annotations

import contextlib
import io
import threading
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import (  # the plugins are loaded here, once: loading them on demand is not safe in threads
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    Jpeg2KImagePlugin,
    JpegImagePlugin,
    PngImagePlugin,
    PpmImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from trainer import parallel
from trainer.errors import PictureError

Pixels = npt.NDArray[np.uint8]

DECODE_SPEC = (
    "artclass-decode/1: first frame; JPEG decoded at the smallest DCT scale (1, 1/2, 1/4, 1/8) whose sides are both "
    "at least the target side; EXIF orientation applied; transparency over white; 16-bit grey to 8 bit; ICC profile "
    "to sRGB, perceptual; RGB; both sides resized to the target side with an antialiased bilinear filter; uint8"
)
"""What happens between a file and the model's input; a model package names the one it was trained with."""

PIXEL_LIMIT = 200_000_000
"""Pictures of more pixels are refused: a small file can claim any size."""

_FORMATS = tuple(
    plugin.format
    for plugin in (
        JpegImagePlugin.JpegImageFile,
        PngImagePlugin.PngImageFile,
        GifImagePlugin.GifImageFile,
        WebPImagePlugin.WebPImageFile,
        TiffImagePlugin.TiffImageFile,
        BmpImagePlugin.BmpImageFile,
        AvifImagePlugin.AvifImageFile,
        Jpeg2KImagePlugin.Jpeg2KImageFile,
        PpmImagePlugin.PpmImageFile,
    )
)
_WORDS = "jpg jpeg jpe jfif mpo png apng gif webp tif tiff bmp dib avif jp2 j2k jpx ppm pgm pbm pnm"
SUFFIXES = frozenset(f".{word}" for word in _WORDS.split())
"""How names of pictures end; what a file is, its first bytes decide."""

_EXTENSIONS = {"JPEG": ".jpg", "MPO": ".jpg", "JPEG2000": ".jp2", "TIFF": ".tif", "DIB": ".bmp"}
_LARGE = 30_000_000  # pixels; a few of these at once would fill the memory
_one_large_at_a_time = threading.Lock()
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
_MAGIC = (  # first bytes of what people mistake for pictures, or what ArtClass cannot read yet
    (b"%PDF", "is a PDF document, not a picture"),
    (b"8BPS", "is a Photoshop file; save it as JPEG or PNG first"),
    (b"PK\x03\x04", "is a zip archive, not a picture"),
    (b"\x1aE\xdf\xa3", "is a video, not a picture"),
    (b"<svg", "is an SVG drawing; save it as PNG first"),
    (b"<!doctype html", "is no picture (a web page inside)"),
    (b"<html", "is no picture (a web page inside)"),
)
_BRANDS = {
    b"heic": "is a HEIC picture; save it as JPEG first",
    b"heix": "is a HEIC picture; save it as JPEG first",
    b"mif1": "is a HEIF picture; save it as JPEG first",
    b"avif": "is a damaged AVIF picture",
}
_PICTURE_MAGIC = (
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"RIFF",
    b"\0\0\0\x0cjP",
    b"\xffO\xffQ",
)

Image.MAX_IMAGE_PIXELS = PIXEL_LIMIT
warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # `_checked` refuses instead
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")  # remarks on damaged tags


class Facts(NamedTuple):
    """What a picture is: its size in pixels as seen (after EXIF rotation), and its file's usual ending (".jpg")."""

    width: int
    height: int
    suffix: str


def open_picture(source: Path | BinaryIO, *, at_least: int | None = None) -> Image.Image:
    """Open a picture as a person sees it: upright, in sRGB, over white.

    Args:
        source: A file, or a seekable stream that holds one.
        at_least: A side in pixels that is enough: a JPEG may then be decoded smaller than it is, but with both
            sides at least this long.

    Returns:
        A loaded RGB image, 8 bits a channel.

    Raises:
        PictureError: It cannot be read; ``what`` says why in words.
    """
    with _in_words(source), _stream(source) as stream:
        return _upright_rgb(_loaded(_checked(stream), at_least))


def examine(source: Path | BinaryIO) -> Facts:
    """Decode a picture to the end, as fast as its format allows, to learn whether it can be read.

    Raises:
        PictureError: It cannot be read; ``what`` says why in words.
    """
    with _in_words(source), _stream(source) as stream:
        image = _checked(stream)
        whole = image.size
        upright = _upright_rgb(_loaded(image, 1))
        reduced = image.format in ("JPEG", "MPO")
        width, height = _as_seen(whole, _orientation(image)) if reduced else upright.size
        kind = image.format or ""
        return Facts(width, height, _EXTENSIONS.get(kind, f".{kind.lower()}"))


def _as_seen(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    return (size[1], size[0]) if orientation in (5, 6, 7, 8) else size


def to_square(image: Image.Image, size: int) -> Pixels:
    """The picture as the model sees it: squeezed into a square, so that nothing of it is cut off.

    Args:
        image: An RGB image.
        size: Side in pixels.

    Returns:
        Shape (size, size, 3).
    """
    return np.asarray(image.resize((size, size), Image.Resampling.BILINEAR), np.uint8)


def read_square(source: Path | BinaryIO, size: int) -> Pixels:
    """Open a picture and bring it to the model's input, exactly as `DECODE_SPEC` says.

    Returns:
        Shape (size, size, 3).

    Raises:
        PictureError: It cannot be read; ``what`` says why in words.
    """
    return to_square(open_picture(source, at_least=size), size)


def read_many(
    paths: Iterable[Path], size: int, *, workers: int | None = None
) -> Iterator[tuple[int, Pixels | PictureError]]:
    """Read pictures in threads, in order and a few ahead of the reader.

    Args:
        paths: The files.
        size: Side of the squares in pixels.
        workers: Number of threads; by default one a core.

    Yields:
        The place in ``paths``, and the square or why there is none.
    """

    def read(path: Path) -> Pixels | PictureError:
        try:
            return read_square(path, size)
        except PictureError as error:
            return error

    return enumerate(parallel.in_order(read, paths, workers=workers, ahead=8))


def looks_like_picture(head: bytes) -> bool:
    """Whether a file's first 16 bytes announce a picture that ArtClass may read, whatever its name."""
    return head.startswith(_PICTURE_MAGIC) or head[4:12] == b"ftypavif"


def why_no_picture(head: bytes) -> str:
    """What a file is instead of a picture, in words, from its first few hundred bytes."""
    if not head:
        return "is empty (0 bytes)"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for magic, reason in _MAGIC:
        if start.startswith(magic.lower()):
            return reason
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "is a video, not a picture")
    if head.startswith(_PICTURE_MAGIC):
        return "is damaged at its very beginning"
    if not head.strip(b"\0"):
        return "is no picture (only zeros inside)"
    return "is no picture (text inside)" if _is_text(head) else "is no picture that ArtClass knows"


def _is_text(head: bytes) -> bool:
    if b"\0" in head:
        return False
    text = head.decode("utf-8", "ignore")  # the end of the excerpt may cut a character in two
    return len(text.encode()) >= len(head) - 3 and all(c.isprintable() or c.isspace() for c in text)


@contextlib.contextmanager
def _stream(source: Path | BinaryIO) -> Iterator[BinaryIO]:
    if isinstance(source, Path):
        with source.open("rb") as stream:
            yield stream
    else:
        source.seek(0)
        yield source


@contextlib.contextmanager
def _in_words(source: Path | BinaryIO) -> Iterator[None]:
    path = source if isinstance(source, Path) else None
    try:
        yield
    except PictureError as error:
        raise PictureError(error.what, path=path) from error.__cause__
    except MemoryError as error:
        raise PictureError("needs more memory than this computer has", path=path) from error
    except Exception as error:  # Pillow's readers raise anything on damaged files
        raise PictureError(why_unreadable(error), path=path) from error


def why_unreadable(error: Exception) -> str:
    """What stopped the reading of a picture, in words."""
    match error:
        case FileNotFoundError():
            return "is no longer there"
        case PermissionError():
            return "may not be read (access refused)"
        case IsADirectoryError():
            return "is a folder, not a picture"
        case Image.DecompressionBombError():
            return f"is too large (ArtClass reads up to {PIXEL_LIMIT // 1_000_000} million pixels)"
        case OSError(errno=int(), strerror=str(strerror)):
            return f"cannot be read from the disk ({strerror})"
        case EOFError():
            return "ends too early (truncated)"
    text = str(error).lower()
    if any(word in text for word in ("truncated", "unexpected end", "not enough image data", "incomplete")):
        return "ends too early (truncated)"
    return "is damaged"


def _checked(stream: BinaryIO) -> Image.Image:
    """The picture with its header read, if it is one and of a reasonable size."""
    try:
        image = Image.open(stream, formats=_FORMATS)
    except UnidentifiedImageError as error:
        stream.seek(0)
        raise PictureError(why_no_picture(stream.read(512))) from error
    if image.width * image.height > PIXEL_LIMIT:
        size = f"{image.width:,} × {image.height:,} pixels"
        raise PictureError(f"is too large ({size}; ArtClass reads up to {PIXEL_LIMIT // 1_000_000} million)")
    return image


def _loaded(image: Image.Image, at_least: int | None) -> Image.Image:
    if at_least is not None:
        image.draft(None, (at_least, at_least))  # JPEG only; others ignore it
    large = image.width * image.height > _LARGE
    with _one_large_at_a_time if large else contextlib.nullcontext():
        image.load()
    return image


def _upright_rgb(image: Image.Image) -> Image.Image:
    turn = _TURNS.get(_orientation(image))
    profile = image.info.get("icc_profile")
    flat = _flat(_eight_bits(image))
    colours = _to_srgb(flat, profile) if profile else flat
    rgb = colours if colours.mode == "RGB" else colours.convert("RGB")
    upright = rgb.transpose(turn) if turn is not None else rgb
    return upright.copy() if upright is image else upright  # a plain image, with no hold on the file


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # a damaged EXIF block is no reason to refuse the picture
        return 1


def _eight_bits(image: Image.Image) -> Image.Image:
    """Grey of 12, 16 or 32 bits or in floating point as 8 bits; other images as they are."""
    if not image.mode.startswith(("I", "F")):
        return image
    values = np.nan_to_num(np.asarray(image).astype(np.float32))
    top = float(values.max(initial=0))
    if image.mode == "F":
        white = 1.0 if top <= 1 else max(top, 255.0)
    else:
        white = _white_level(image) if top <= 65_535 else top
    grey = np.clip(values * (255 / white) + 0.5, 0, 255).astype(np.uint8)
    negative = _tag(image, TiffImagePlugin.PHOTOMETRIC_INTERPRETATION) == 0
    return Image.fromarray(255 - grey if negative else grey)


def _white_level(image: Image.Image) -> float:
    return 4_095.0 if _tag(image, TiffImagePlugin.BITSPERSAMPLE) == (12,) else 65_535.0


def _tag(image: Image.Image, number: int) -> Any:
    return getattr(image, "tag_v2", {}).get(number)


def _flat(image: Image.Image) -> Image.Image:
    """The image over white, without palette and transparency: of mode 1, L, RGB, CMYK, YCbCr or LAB."""
    if image.mode in ("LA", "La"):
        image = image.convert("LA")
        return _over_white(image.getchannel("L"), image.getchannel("A"))
    if image.mode in ("RGBA", "RGBa", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        return _over_white(image.convert("RGB"), image.getchannel("A"))
    return image.convert("RGB") if image.mode in ("P", "RGBX") else image


def _over_white(colours: Image.Image, alpha: Image.Image) -> Image.Image:
    paper = Image.new(colours.mode, colours.size, "white")
    paper.paste(colours, mask=alpha)
    return paper


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    if image.mode == "1":
        image = image.convert("L")
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if image.mode == "RGB" and "srgb" in ImageCms.getProfileDescription(given).lower():
            return image
        return ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):  # a damaged profile, or one for another colour space
        return image
