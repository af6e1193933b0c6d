"""Who made a picture, as its file says: XMP, IPTC and EXIF, read without ever failing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from xml.parsers import expat

from PIL import ExifTags, Image, IptcImagePlugin

_CREATOR = "http://purl.org/dc/elements/1.1/ creator"  # as expat says it: namespace, space, name
_XMP_IN_PSD = 1060  # number of the image resource
_BY_LINE = (2, 80)
_NAMES = 20  # more than anybody lists; what is damaged may hold any number
_LETTERS = 200  # of one name
_XMP_LIMIT = 4 << 20  # bytes


def creator(image: Image.Image) -> str | None:
    """Who made the picture: XMP's ``dc:creator``, else IPTC's by-line, else EXIF's artist.

    Args:
        image: A picture as Pillow opened it; some formats say who made them only once it is loaded.

    Returns:
        The names, joined with ", ", or None where nobody is named. Damaged metadata counts as none.
    """
    for source in (_in_xmp, _in_iptc, _in_exif):
        try:
            names = list(dict.fromkeys(filter(None, map(_tidy, source(image)))))
        except Exception:  # noqa: S112 - damaged metadata raises anything, and is no reason to refuse a picture
            continue
        if names:
            return ", ".join(names[:_NAMES])
    return None


def _tidy(name: str) -> str:
    """A name with single spaces between its words, in Unicode's composed form."""
    shown = "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in name[: 4 * _LETTERS])
    return " ".join(unicodedata.normalize("NFC", shown).split())[:_LETTERS].rstrip()


def _in_xmp(image: Image.Image) -> list[str]:
    packet = xmp(image)
    if len(packet) > _XMP_LIMIT or not any(word in packet for word in (b"creator", b"c\0r\0e\0a\0t\0o\0r")):
        return []
    return _Creators().read(packet)


def xmp(image: Image.Image) -> bytes:
    """The XMP packet of a picture as Pillow opened it; nothing where it has none."""
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or _psd_resource(image, _XMP_IN_PSD)
    return packet.encode() if isinstance(packet, str) else bytes(packet)


def _psd_resource(image: Image.Image, wanted: int) -> bytes:
    return next((data for number, _, data in getattr(image, "resources", ()) if number == wanted), b"")


class _Found(Exception):
    """The creators are complete; the rest of the packet need not be read."""


class _Refused(Exception):
    """The packet declares a document type or entities, which XMP never does."""


class _Creators:
    """Reads ``dc:creator`` out of an XMP packet: a list of names, one name, or an attribute."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._text: list[str] = []
        self._depth = 0  # of elements, from dc:creator on

    def read(self, packet: bytes) -> list[str]:
        """The names; none of a packet that is refused, and those before the damage of a damaged one."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
        parser.StartElementHandler = self._start
        parser.CharacterDataHandler = self._characters
        parser.EndElementHandler = self._end
        try:
            parser.Parse(packet.strip(b"\0\t\r\n "), True)
        except (_Found, expat.ExpatError):
            pass
        except _Refused:
            return []
        return self._names

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._depth:
            self._flush()
            self._depth += 1
        elif name == _CREATOR:
            self._depth = 1
        elif _CREATOR in attributes:
            self._names.append(attributes[_CREATOR])
            raise _Found

    def _characters(self, text: str) -> None:
        if self._depth:
            self._text.append(text)

    def _end(self, _: str) -> None:
        if self._depth:
            self._flush()
            self._depth -= 1
            if not self._depth:
                raise _Found

    def _flush(self) -> None:
        self._names.append("".join(self._text))
        self._text.clear()


def _refuse(*_: object) -> None:
    raise _Refused


def _in_iptc(image: Image.Image) -> Iterator[str]:
    fields: Mapping[Any, Any] = IptcImagePlugin.getiptcinfo(image) or {}  # type: ignore[arg-type]
    found = fields.get(_BY_LINE, [])
    marked = fields.get((1, 90)) == b"\x1b%G"  # says that text is UTF-8; many write it without saying so
    for line in found if isinstance(found, list) else [found]:
        yield _decoded(line or b"", "utf-8" if marked else "cp1252")


def _decoded(text: bytes, otherwise: str) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode(otherwise, "replace")


def _in_exif(image: Image.Image) -> Iterable[str]:
    tags: Any = getattr(image, "tag_v2", None) or image.getexif()
    value = tags.get(ExifTags.Base.Artist)
    raw = value.encode("latin-1") if isinstance(value, str) else value  # Pillow reads all bytes as Latin-1
    return _decoded(raw.split(b"\0")[0], "cp1252").split(";") if isinstance(raw, bytes) else []
