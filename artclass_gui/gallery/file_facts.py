"""What a picture's file says of itself: its size, when and with what it was taken; read on another thread."""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

_log = logging.getLogger(__name__)
_EXIF, _MAKE, _MODEL, _SOFTWARE = 0x8769, 0x010F, 0x0110, 0x0131
_TAKEN, _EXPOSURE, _APERTURE, _ISO, _LENGTH, _LENS = 0x9003, 0x829A, 0x829D, 0x8827, 0x920A, 0xA434
_LONGEST = 80  # letters of a text that anybody may have written into a file


@dataclass(frozen=True)
class FileFacts:
    """All as far as it is known; texts are "" and numbers None where it is not.

    Attributes:
        bytes: The file's length.
        changed: When the file was last changed.
        format: Pillow's name of what it is, such as "JPEG".
        taken: When the picture was taken, as the camera wrote it (local time).
        camera: Maker and model.
        lens: The lens.
        exposure: Exposure time, aperture, focal length and sensitivity, in a line.
        creator: Who made it.
        program: What wrote the file.
        profile: The name of its colour profile.
    """

    bytes: int
    changed: datetime
    format: str = ""
    taken: datetime | None = None
    camera: str = ""
    lens: str = ""
    exposure: str = ""
    creator: str = ""
    program: str = ""
    profile: str = ""


def read(path: Path) -> FileFacts:
    """Read the facts of a file; only its head is looked at.

    Raises:
        OSError: It cannot be read at all.
    """
    status = path.stat()
    facts = FileFacts(status.st_size, datetime.fromtimestamp(status.st_mtime))
    try:
        return _with_contents(facts, path)
    except Exception:  # damaged metadata fail in any way, and are no reason to say nothing
        _log.debug("%s", path, exc_info=True)
        return facts


def _with_contents(facts: FileFacts, path: Path) -> FileFacts:
    from PIL import Image  # noqa: PLC0415 - off the GUI thread

    from trainer import metadata  # noqa: PLC0415

    with Image.open(path) as image:
        exif = image.getexif()
        inner = exif.get_ifd(_EXIF)
        return FileFacts(
            facts.bytes,
            facts.changed,
            image.format or "",
            _time(inner.get(_TAKEN)),
            _camera(_text(exif.get(_MAKE)), _text(exif.get(_MODEL))),
            _text(inner.get(_LENS)),
            _exposure(inner),
            _text(metadata.creator(image)),
            _text(exif.get(_SOFTWARE)),
            _profile(image.info.get("icc_profile")),
        )


def _exposure(inner: dict[int, Any]) -> str:
    parts = []
    if (seconds := _number(inner.get(_EXPOSURE))) is not None and seconds > 0:
        short = Fraction(1 / seconds).limit_denominator(1)
        parts.append(f"1/{short} s" if seconds < 1 else f"{seconds:g} s")
    if (aperture := _number(inner.get(_APERTURE))) is not None:
        parts.append(f"f/{aperture:.3g}")
    if (length := _number(inner.get(_LENGTH))) is not None:
        parts.append(f"{length:.3g} mm")
    if (sensitivity := _number(inner.get(_ISO))) is not None:
        parts.append(f"ISO {sensitivity:.0f}")
    return " · ".join(parts)


def _camera(maker: str, model: str) -> str:
    """Maker and model, without the maker twice."""
    first = maker.split(" ", maxsplit=1)[0]
    return model if first and model.casefold().startswith(first.casefold()) else f"{maker} {model}".strip()


def _profile(data: bytes | None) -> str:
    if not data:
        return ""
    from PIL import ImageCms  # noqa: PLC0415

    return _text(ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(data))))


def _time(value: object) -> datetime | None:
    try:
        return datetime.strptime(_text(value), "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None


def _number(value: Any) -> float | None:
    try:
        number = float(value[0] if isinstance(value, tuple) else value)
    except (TypeError, ValueError, ZeroDivisionError, IndexError):
        return None
    return number if 0 <= number < float("inf") else None


def _text(value: object) -> str:
    words = value.decode("utf-8", "replace") if isinstance(value, bytes) else value if isinstance(value, str) else ""
    clean = " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())
    return clean[:_LONGEST]
