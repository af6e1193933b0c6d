"""The one place that opens a picture: what training, classifying and the gallery see is the same."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image, UnidentifiedImageError

from trainer import claims, colours, formats, metadata, parallel
from trainer.claims import PIXEL_LIMIT
from trainer.errors import PictureError
from trainer.formats import SUFFIXES, looks_like_picture, why_no_picture

__all__ = [
    "DECODE_SPEC",
    "PIXEL_LIMIT",
    "SMALL",
    "SUFFIXES",
    "Examined",
    "Facts",
    "Pixels",
    "examine",
    "look_into",
    "looks_like_picture",
    "open_picture",
    "read_many",
    "read_square",
    "squeezed",
    "thumbnail",
    "to_square",
    "why_no_picture",
    "why_unreadable",
    "wrong_ending",
]

Pixels = npt.NDArray[np.uint8]

DECODE_SPEC = (
    "artclass-decode/1: first frame; JPEG decoded at the smallest DCT scale (1, 1/2, 1/4, 1/8) whose sides are both "
    "at least the target side; EXIF orientation applied; transparency over white; 16-bit grey to 8 bit; ICC profile "
    "to sRGB, perceptual; RGB; both sides resized to the target side with an antialiased bilinear filter; uint8"
)
"""What happens between a file and the model's input; a model package names the one it was trained with."""

SMALL = 96
"""Both sides of `Examined.small` have at least so many pixels, where the picture has them."""

_KEPT_BLOCKS = 4  # of at most 16 MB, which Pillow keeps for the next picture: asking for them anew took 8 % of decoding
_REDUCIBLE = ("JPEG", "MPO")  # can be decoded smaller, and yet to the end

Image.core.set_blocks_max(_KEPT_BLOCKS)  # type: ignore[attr-defined] # as PILLOW_BLOCKS_MAX, which is read too early

warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # `claims.check` refuses instead
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")  # remarks on damaged tags


class Facts(NamedTuple):
    """What a picture is: its size in pixels as seen (after EXIF rotation), and its file's usual ending (".jpg").

    ``format`` is Pillow's name of what the file is, whatever its own name says: "JPEG", "PNG".
    """

    width: int
    height: int
    suffix: str
    format: str


class Examined(NamedTuple):
    """What one reading of a picture tells.

    ``small`` is the picture as a person sees it, RGB, with both sides at least `SMALL` pixels long where it has
    them and mostly not much longer. ``creator`` is who made it, as its file says, or None.
    """

    facts: Facts
    small: Image.Image
    creator: str | None


def open_picture(source: Path | BinaryIO, *, at_least: int | None = None, name: str = "") -> Image.Image:
    """Open a picture as a person sees it: upright, in sRGB, over white.

    Args:
        source: A file, or a seekable stream that holds one.
        at_least: A side in pixels that is enough: a JPEG may then be decoded smaller than it is, but with both
            sides at least this long.
        name: The name of what a stream holds; a few formats can be told by nothing else.

    Returns:
        A loaded RGB image, 8 bits a channel.

    Raises:
        PictureError: It cannot be read; ``what`` says why in words.
    """
    with _in_words(source), _stream(source) as stream:
        image = _checked(stream, _name(source, name))
        if at_least is not None:
            _reduce(image, at_least)
        with claims.room_for(image):
            image.load()
            return colours.upright_rgb(image)


def thumbnail(source: Path | BinaryIO, side: int) -> Image.Image:
    """Open a picture as a person sees it, to be shown small; a scan of 100 megapixels needs no copies of that size.

    Args:
        source: A file, or a seekable stream that holds one.
        side: Its longer side in pixels; a smaller picture stays as it is.

    Returns:
        A loaded RGB image, 8 bits a channel.

    Raises:
        PictureError: It cannot be read; ``what`` says why in words.
    """
    with _in_words(source), _stream(source) as stream:
        image = _checked(stream, _name(source, ""))
        _reduce(image, side)
        with claims.room_for(image):
            image.load()
            small = colours.upright_rgb(image, shrink=max(1, max(image.size) // (2 * side)))
        small.thumbnail((side, side))
        return small


def look_into(source: Path | BinaryIO, name: str = "") -> Examined:
    """Decode a picture to the end, as fast as its format allows, to learn what it is and that it can be read.

    Args:
        source: A file, or a seekable stream that holds one.
        name: The name of what a stream holds; a few formats can be told by nothing else.

    Raises:
        PictureError: It cannot be read; ``what`` says why in words.
    """
    with _in_words(source), _stream(source) as stream:
        image = _checked(stream, _name(source, name))
        stored = image.size
        reduced = _reduce(image, SMALL)
        with claims.room_for(image):
            image.load()
            size = stored if reduced else image.size  # icons know their size only once they are loaded
            small = colours.upright_rgb(image, shrink=max(1, min(image.size) // SMALL))
        width, height = _as_seen(size, colours.orientation(image))
        kind = image.format or ""
        return Examined(Facts(width, height, formats.usual_ending(kind), kind), small, metadata.creator(image))


def examine(source: Path | BinaryIO, name: str = "") -> Facts:
    """Only the facts of `look_into`.

    Raises:
        PictureError: It cannot be read; ``what`` says why in words.
    """
    return look_into(source, name).facts


def wrong_ending(name: str, facts: Facts) -> str | None:
    """What to say where a name's ending belongs to another format than the contents; None where all is well.

    Returns:
        For example "is a PNG picture, though its name ends in .jpg".
    """
    ending = formats.other_ending(name, facts.format)
    return None if ending is None else f"is {formats.in_words(facts.format)}, though its name ends in {ending}"


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
    return np.asarray(squeezed(image, size), np.uint8)


def squeezed(image: Image.Image, size: int) -> Image.Image:
    """The same as `to_square`, still an image."""
    return image.resize((size, size), Image.Resampling.BILINEAR)


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
            return claims.too_large()
        case NotImplementedError():
            return _UNKNOWN_KIND
        case OSError(errno=int(), strerror=str(strerror)):
            return f"cannot be read from the disk ({strerror})"
        case EOFError():
            return "ends too early (truncated)"
    text = str(error).lower()
    return next((words for words, signs in _SIGNS if any(sign in text for sign in signs)), "is damaged")


_UNKNOWN_KIND = "is of a kind that ArtClass cannot read; save it as PNG first"
_SIGNS = (  # what Pillow says, and what it means
    ("ends too early (truncated)", ("truncated", "unexpected end", "not enough image data", "incomplete")),
    ("holds text or a colour profile that unpacks to far too much; save it as PNG again", ("max_text",)),
    (_UNKNOWN_KIND, ("unsupported", "unknown pixel mode", "cannot handle", "not yet supported", "cannot load this")),
)


def _name(source: Path | BinaryIO, name: str) -> str:
    return source.name if isinstance(source, Path) and not name else name


def _checked(stream: BinaryIO, name: str) -> Image.Image:
    """The picture with its header read, if it is one and of a reasonable size."""
    try:
        image = Image.open(stream, formats=formats.readable(name))
    except (UnidentifiedImageError, OSError, ValueError) as error:
        stream.seek(0)
        head = stream.read(512)
        if isinstance(error, UnidentifiedImageError) or not (looks_like_picture(head) or formats.vouches(name)):
            raise PictureError(why_no_picture(head)) from error
        raise
    claims.check(image, stream)
    return image


def _reduce(image: Image.Image, at_least: int) -> bool:
    """Let a JPEG be decoded smaller, with both sides at least ``at_least``; other formats cannot."""
    if image.format not in _REDUCIBLE:  # a HEIC would show its thumbnail instead
        return False
    image.draft(None, (at_least, at_least))
    return True
