"""Which files are pictures: the formats that ArtClass reads, and in words what other files are."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import NamedTuple

from PIL import (  # the plugins are loaded here, once: loading them on demand is not safe in threads
    AvifImagePlugin,
    BlpImagePlugin,
    BmpImagePlugin,
    CurImagePlugin,
    DcxImagePlugin,
    DdsImagePlugin,
    FitsImagePlugin,
    GifImagePlugin,
    IcnsImagePlugin,
    IcoImagePlugin,
    Jpeg2KImagePlugin,
    JpegImagePlugin,
    MpoImagePlugin,
    MspImagePlugin,
    PcdImagePlugin,
    PcxImagePlugin,
    PixarImagePlugin,
    PngImagePlugin,
    PpmImagePlugin,
    PsdImagePlugin,
    QoiImagePlugin,
    SgiImagePlugin,
    SpiderImagePlugin,
    SunImagePlugin,
    TgaImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
    XbmImagePlugin,
    XpmImagePlugin,
)

try:  # not among the dependencies: its wheels carry x265, which is GPL
    from pillow_heif import register_heif_opener  # type: ignore[import-not-found, unused-ignore]
except ImportError:
    HEIF = False
else:
    register_heif_opener()
    HEIF = True
"""Whether HEIC pictures can be read here."""


class Format(NamedTuple):
    """A format: Pillow's name, what a person calls it, how names end (the usual one first), how files begin.

    One without ``magic`` (a pattern of its first bytes) begins like many files that are no pictures. The ending
    of the name must vouch for it.
    """

    name: str
    words: str
    endings: tuple[str, ...]
    magic: bytes = b""


def _row(name: str, words: str, endings: str, magic: bytes = b"") -> Format:
    return Format(name, words, tuple(f".{word}" for word in endings.split()), magic)


_FORMATS = (  # in the order in which they are tried
    _row(JpegImagePlugin.JpegImageFile.format, "a JPEG picture", "jpg jpeg jpe jfif mpo", rb"\xff\xd8\xff"),
    _row(PngImagePlugin.PngImageFile.format, "a PNG picture", "png apng", rb"\x89PNG\r\n\x1a\n"),
    _row(GifImagePlugin.GifImageFile.format, "a GIF picture", "gif", rb"GIF8[79]a"),
    _row(WebPImagePlugin.WebPImageFile.format, "a WebP picture", "webp", rb"RIFF.{4}WEBP"),
    _row(TiffImagePlugin.TiffImageFile.format, "a TIFF picture", "tif tiff", rb"II[*+]\0|MM\0[*+]"),
    _row(BmpImagePlugin.BmpImageFile.format, "a BMP picture", "bmp dib", rb"BM.{12}[\x0c\x28\x34\x38\x40\x6c\x7c]\0"),
    _row(
        AvifImagePlugin.AvifImageFile.format, "an AVIF picture", "avif avifs heif hif", rb".{4}ftyp(?:avi[fs]|m[is]f1)"
    ),
    _row("HEIF", "a HEIC picture", "heic heif hif heics heifs", rb".{4}ftyp(?:he[iv][cxms]|m[is]f1)"),
    _row(
        Jpeg2KImagePlugin.Jpeg2KImageFile.format,
        "a JPEG 2000 picture",
        "jp2 j2k jpx jpf jpc j2c",
        rb"\0\0\0\x0cjP  \r\n\x87\n|\xffO\xffQ",
    ),
    _row(PpmImagePlugin.PpmImageFile.format, "a PNM picture", "ppm pgm pbm pnm pfm", rb"P[1-6f]\s+(?:#|\d+\s+\d)"),
    _row(PsdImagePlugin.PsdImageFile.format, "a Photoshop picture", "psd", rb"8BPS\0\x01"),
    _row(IcoImagePlugin.IcoImageFile.format, "a Windows icon", "ico", rb"\0\0\x01\0[^\0]\0.{4}[\0\x01]\0"),
    _row(IcnsImagePlugin.IcnsImageFile.format, "a Mac icon", "icns", rb"icns"),
    _row(DdsImagePlugin.DdsImageFile.format, "a DDS texture", "dds", rb"DDS \x7c\0\0\0"),
    _row(
        SgiImagePlugin.SgiImageFile.format,
        "an SGI picture",
        "sgi rgb rgba bw",
        rb"\x01\xda[\0\x01][\x01\x02]\0[\x01-\x03]",
    ),
    _row(QoiImagePlugin.QoiImageFile.format, "a QOI picture", "qoi", rb"qoif"),
    _row(XpmImagePlugin.XpmImageFile.format, "an XPM picture", "xpm", rb"/\* XPM \*/"),
    _row(FitsImagePlugin.FitsImageFile.format, "a FITS picture", "fits fit", rb"SIMPLE  = "),
    _row(MspImagePlugin.MspImageFile.format, "a Windows Paint picture", "msp", rb"DanM|LinS"),
    _row(SunImagePlugin.SunImageFile.format, "a Sun raster picture", "ras sun", rb"\x59\xa6\x6a\x95"),
    _row(DcxImagePlugin.DcxImageFile.format, "a DCX picture", "dcx", rb"\xb1\x68\xde\x3a"),
    _row(PixarImagePlugin.PixarImageFile.format, "a Pixar picture", "pxr", rb"\x80\xe8\0\0"),
    _row(BlpImagePlugin.BlpImageFile.format, "a BLP texture", "blp", rb"BLP[12]"),
    _row(BmpImagePlugin.DibImageFile.format, "a DIB picture", "dib"),
    _row(TgaImagePlugin.TgaImageFile.format, "a Targa picture", "tga icb vda vst"),
    _row(PcxImagePlugin.PcxImageFile.format, "a PCX picture", "pcx"),
    _row(CurImagePlugin.CurImageFile.format, "a Windows cursor", "cur"),
    _row(XbmImagePlugin.XbmImageFile.format, "an XBM picture", "xbm"),
    _row(PcdImagePlugin.PcdImageFile.format, "a Photo CD picture", "pcd"),
    _row(SpiderImagePlugin.SpiderImageFile.format, "a SPIDER picture", "spider spi"),
)
_BY_FORMAT = {row.name: row for row in _FORMATS} | {MpoImagePlugin.MpoImageFile.format: _FORMATS[0]}
_BY_MAGIC = tuple(row.name for row in _FORMATS if row.magic and (HEIF or row.name != "HEIF"))
_BY_NAME = {ending: row.name for row in _FORMATS if not row.magic for ending in row.endings}
_MAGIC = re.compile(b"|".join(b"(?:%s)" % row.magic for row in _FORMATS if row.magic), re.DOTALL)

_ENDINGS = frozenset(ending for row in _FORMATS for ending in row.endings)
_SHARED = "rgb rgba bw ras sun msp pxr blp fit vst vda icb spi jpc"  # more often something else than a picture
SUFFIXES = _ENDINGS - {f".{word}" for word in _SHARED.split()}
"""How names of pictures end; what a file is, its first bytes decide, and only where they cannot, its name."""

KEPT = "_original"
"""What ExifTool puts behind a picture's name to keep a copy of it as it was."""

_OTHER_WORDS = "txt pdf htm html svg zip mp4 mov doc docx eps ai cdr xcf jxl"
_NO_PICTURES = frozenset(f".{word}" for word in _OTHER_WORDS.split())
_DRAWING = "open it in a drawing program and save it as PNG first"
_OTHERS = (  # first bytes, in small letters, of what people mistake for pictures, or what ArtClass cannot read
    (b"%pdf", "is a PDF document, not a picture"),
    (b"%!ps", f"is an EPS or PostScript drawing; {_DRAWING}"),
    (b"\xc5\xd0\xd3\xc6", f"is an EPS drawing; {_DRAWING}"),
    (b"\xd7\xcd\xc6\x9a", f"is a Windows metafile (WMF), a drawing; {_DRAWING}"),
    (b"8bps\0\2", "is a large Photoshop document (PSB); save it as PNG or TIFF first"),
    (b"gimp xcf", "is a GIMP file; export it as PNG first"),
    (b"\xff\x0a", "is a JPEG XL picture; save it as JPEG or PNG first"),
    (b"\0\0\0\x0cjxl ", "is a JPEG XL picture; save it as JPEG or PNG first"),
    (b"at&tform", "is a DjVu document; save its pages as PNG first"),
    (b"pk\x03\x04", "is a zip archive, not a picture"),
    (b"rar!\x1a\x07", "is a RAR archive, not a picture"),
    (b"7z\xbc\xaf\x27\x1c", "is a 7-Zip archive, not a picture"),
    (b"\x1f\x8b", "is a compressed file (gzip), not a picture"),
    (b"\x1ae\xdf\xa3", "is a video, not a picture"),
    (b"riff", "is a sound or a video, not a picture"),
    (b"id3", "is a sound, not a picture"),
    (b"<svg", "is an SVG drawing; save it as PNG first"),
    (b"<!doctype html", "is no picture (a web page inside)"),
    (b"<html", "is no picture (a web page inside)"),
)
_HEIC = "is a HEIC picture; it can be read once pillow-heif is installed, or save it as JPEG first"


def ending_of(name: str) -> str:
    """How a name ends, in small letters, with its dot: ".jpg"; empty where there is no ending."""
    return PurePosixPath(name).suffix.lower()


def is_kept_copy(name: str) -> bool:
    """Whether a name is one that ExifTool gives to the copy of a picture that it has changed: ``a.jpg_original``."""
    plain = name
    while plain.endswith(KEPT):
        plain = plain.removesuffix(KEPT)
    return plain != name and ending_of(plain) in _ENDINGS


def readable(name: str) -> tuple[str, ...]:
    """Pillow's names of the formats to try for a file of this name, the likeliest first."""
    return (*_BY_MAGIC, _BY_NAME[ending_of(name)]) if vouches(name) else _BY_MAGIC


def vouches(name: str) -> bool:
    """Whether a name promises a format that the contents alone do not prove."""
    return ending_of(name) in _BY_NAME


def usual_ending(kind: str) -> str:
    """How names of files of a format (Pillow's name) usually end: ".jpg"."""
    return _BY_FORMAT[kind].endings[0]


def in_words(kind: str) -> str:
    """What a person calls a file of a format (Pillow's name): "a JPEG picture"."""
    return _BY_FORMAT[kind].words


def other_ending(name: str, kind: str) -> str | None:
    """The ending of a name where it promises something else than the contents' format, else None."""
    ending = ending_of(name)
    if ending in _BY_FORMAT[kind].endings or ending not in _ENDINGS | _NO_PICTURES:
        return None
    return ending


def looks_like_picture(head: bytes) -> bool:
    """Whether a file's first 16 bytes announce a picture that ArtClass may read, whatever its name."""
    return _MAGIC.match(head) is not None


def why_no_picture(head: bytes) -> str:
    """What a file is instead of a picture, in words, from its first few hundred bytes."""
    if not head:
        return "is empty (0 bytes)"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    known = _damaged(head) or next((reason for magic, reason in _OTHERS if start.startswith(magic)), None)
    if known is not None:
        return known
    if head[4:8] == b"ftyp":
        return "is a video, not a picture"
    if head.startswith(b"\1\0\0\0") and head[40:44] == b" EMF":
        return f"is a Windows metafile (EMF), a drawing; {_DRAWING}"
    if b"<svg" in start and start.startswith((b"<?xml", b"<!--", b"<!doctype svg")):
        return "is an SVG drawing; save it as PNG first"
    if not head.strip(b"\0"):
        return "is no picture (only zeros inside)"
    return "is no picture (text inside)" if _is_text(head) else "is no picture that ArtClass knows"


def _damaged(head: bytes) -> str | None:
    """What is said of a file that begins like a picture and cannot be opened as one, or None for other files."""
    row = next((row for row in _FORMATS if row.magic and re.match(row.magic, head, re.DOTALL)), None)
    if row is None:
        return None
    if head[4:12] in (b"ftypmif1", b"ftypmsf1") or row.name == "HEIF":
        return "is a damaged HEIC picture" if HEIF else _HEIC
    if row.name in ("AVIF", "PNG", "GIF", "JPEG"):
        return "is a damaged AVIF picture" if row.name == "AVIF" else "is damaged at its very beginning"
    return f"is damaged, or {row.words} of a kind that ArtClass cannot read; save it as PNG first"


def _is_text(head: bytes) -> bool:
    if b"\0" in head:
        return False
    text = head.decode("utf-8", "ignore")  # the end of the excerpt may cut a character in two
    return len(text.encode()) >= len(head) - 3 and all(c.isprintable() or c.isspace() for c in text)
