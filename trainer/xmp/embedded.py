"""The XMP inside picture files, read with Pillow alone: what Lightroom and digiKam write into files is found without ExifTool."""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import Image

from trainer import metadata
from trainer.xmp.names import OURS, ROOT, SUBJECT

_WORDS = tuple(
    word.encode(code) for word in (ROOT, OURS, SUBJECT.namespace) for code in ("utf-8", "utf-16-le", "utf-16-be")
)


def packet(path: Path) -> bytes | None:
    """The XMP of a picture file, if it may hold keywords; damaged or missing files have none."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(path) as image:
            found = metadata.xmp(image).strip(b"\0\t\r\n ")
    except Exception:  # damaged metadata raises anything; that the picture is unreadable is told elsewhere
        return None
    return found if any(word in found for word in _WORDS) else None
