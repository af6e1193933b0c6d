"""Thumbnails that all programs of a desktop share, as the freedesktop thumbnail standard (0.9) lays them down.

https://specifications.freedesktop.org/thumbnail-spec/latest/
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import secrets
import sys
from pathlib import Path
from urllib.parse import quote

from PySide6.QtGui import QImage

from artclass_gui.gallery.thumbnail_cache import Original, Refused, read_image
from trainer import __version__

FOLDERS = {128: "normal", 256: "large", 512: "x-large", 1024: "xx-large"}
"""The folders of the standard by the longest side of what lies in them, in pixels."""

_SOFTWARE = "ArtClass"
_NANOSECONDS = "X-ArtClass::MTimeNanoseconds"
_SAFE = "!$&'()*+,-./:=@_~"  # what GLib leaves as it is in a path, so that all desktops find the same thumbnail
_FAST = 1  # zlib's level: these files are small, and somebody is waiting
_HEAD = 65_536
_PROFILES = (b"ICC_PROFILE\0", b"iCCP", b"ICCP", b"colr", b"II*\0", b"MM\0*")


class DesktopThumbnails:
    """The folder of thumbnails that file managers and viewers share (a `ThumbnailCache`).

    What is found there is taken only where it was made of the file as it is now, and where its colours can be trusted:
    not all programs regard colour profiles, so thumbnails by others are passed over for pictures that may have one.

    Args:
        folder: What holds the standard's folders: ``$XDG_CACHE_HOME/thumbnails``.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._failures = folder / "fail" / f"artclass-{__version__}"
        self._made: set[Path] = set()

    def find(self, original: Original, side: int) -> QImage | Refused | None:
        """What is kept of a picture; ``side`` is a key of `FOLDERS`."""
        name = _name(original.path)
        image = _read(self._folder / FOLDERS[side] / name)
        if image is not None and _is_of(image, original) and _is_true_to_colour(image, original.path):
            return image
        failed = _read(self._failures / name)
        if failed is not None and _is_of(failed, original) and failed.text("Description"):
            return Refused(failed.text("Description"))
        return None

    def keep(self, original: Original, side: int, image: QImage) -> None:
        """Keep a thumbnail for all programs."""
        self._write(self._folder / FOLDERS[side], original, image)

    def refuse(self, original: Original, reason: str) -> None:
        """Remember that the picture cannot be read, and why, until its file changes."""
        blank = QImage(1, 1, QImage.Format.Format_RGB888)
        blank.fill(0)
        self._write(self._failures, original, blank, reason)

    def set_limit(self, limit: int) -> None:
        """The folder belongs to the desktop, which empties it by its own rules."""

    def _write(self, folder: Path, original: Original, image: QImage, reason: str = "") -> None:
        if original.path.startswith(f"{self._folder}{os.sep}"):  # thumbnails have no thumbnails
            return
        target = folder / _name(original.path)
        partial = folder / f".{target.stem}.{secrets.token_hex(4)}.part"
        try:
            self._make(folder)
            partial.touch(mode=0o600, exist_ok=False)
            partial.write_bytes(_encoded(image, original, reason))
            partial.replace(target)
        except OSError:
            self._made.discard(folder)
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)

    def _make(self, folder: Path) -> None:
        if folder not in self._made:
            for part in (self._folder, folder.parent, folder):
                part.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._made.add(folder)


def uri_of(path: str) -> str:
    """The address of a file as GLib writes it, which is what the standard's names are made of."""
    return "file://" + quote(os.fsencode(path), safe=_SAFE)


def is_custom(platform: str = sys.platform) -> bool:
    """Whether programs share thumbnails on a platform: all of the free desktops."""
    return platform not in ("win32", "darwin", "cygwin")


def _name(path: str) -> str:
    return hashlib.md5(uri_of(path).encode(), usedforsecurity=False).hexdigest() + ".png"


def _read(path: Path) -> QImage | None:
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return read_image(data, "png")


def _is_of(image: QImage, original: Original) -> bool:
    """Whether a thumbnail was made of this file, as it is now."""
    seconds = str(original.mtime_ns // 1_000_000_000)
    if image.text("Thumb::URI") != uri_of(original.path) or image.text("Thumb::MTime") != seconds:
        return False
    size, precise = image.text("Thumb::Size"), image.text(_NANOSECONDS)
    return size in ("", str(original.size)) and precise in ("", str(original.mtime_ns))


def _is_true_to_colour(image: QImage, path: str) -> bool:
    if image.text("Software").startswith(_SOFTWARE):
        return True
    try:
        with Path(path).open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError:
        return False
    return not any(sign in head for sign in _PROFILES)


def _encoded(image: QImage, original: Original, reason: str) -> bytes:
    """A PNG file; by Pillow, as Qt writes long texts compressed, which the standard does not know."""
    from PIL import Image  # noqa: PLC0415 - off the GUI thread, where it is in memory already
    from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415

    facts = PngInfo()
    facts.add_text("Thumb::URI", uri_of(original.path))
    facts.add_text("Thumb::MTime", str(original.mtime_ns // 1_000_000_000))
    facts.add_text("Thumb::Size", str(original.size))
    facts.add_text("Software", f"{_SOFTWARE} {__version__}")
    facts.add_text(_NANOSECONDS, str(original.mtime_ns))
    if reason:
        facts.add_text("Description", reason)
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    size = (rgb.width(), rgb.height())
    picture = Image.frombytes("RGB", size, bytes(rgb.constBits()), "raw", "RGB", rgb.bytesPerLine(), 1)
    stream = io.BytesIO()
    picture.save(stream, "PNG", pnginfo=facts, compress_level=_FAST)
    return stream.getvalue()
