"""Small pictures for a page, as data: addresses."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import NamedTuple

from trainer import parallel, pixels
from trainer.errors import PictureError

_QUALITY = 72


class Thumbnail(NamedTuple):
    """A small picture as a data: address, or why there is none."""

    address: str
    fault: str = ""


def thumbnails(paths: Iterable[str], side: int, *, check: Callable[[], None]) -> Generator[Thumbnail, None, None]:
    """Small pictures, in their order.

    Args:
        paths: The pictures.
        side: Pixels of the longer side.
        check: Called between pictures; may raise to break off.
    """
    answers = parallel.in_order(lambda path: _one(Path(path), side), paths)
    try:
        for answer in answers:
            check()
            yield answer
    finally:
        answers.close()


def _one(path: Path, side: int) -> Thumbnail:
    try:
        image = pixels.thumbnail(path, side)
    except PictureError as error:
        return Thumbnail("", error.what)
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=_QUALITY, optimize=True)
    return Thumbnail(f"data:image/jpeg;base64,{base64.b64encode(stream.getvalue()).decode()}")
