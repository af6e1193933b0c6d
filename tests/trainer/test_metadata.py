"""Who made a picture: found in XMP, IPTC or EXIF, and never a reason to fail."""

from __future__ import annotations

import io
import random
import struct

import pytest
from PIL import Image, PngImagePlugin

from tests.trainer.tiny import encoded, picture
from trainer.metadata import creator

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")

RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"'


def xmp(inside: str, *, attributes: str = "", before: str = "") -> bytes:
    packet = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>{before}
    <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {RDF}><rdf:Description rdf:about="" {attributes}>
    <dc:title><rdf:Alt><rdf:li xml:lang="x-default">creator of nothing</rdf:li></rdf:Alt></dc:title>
    {inside}</rdf:Description></rdf:RDF></x:xmpmeta>{" " * 200}<?xpacket end="w"?>"""
    return packet.encode()


def creators(*names: str) -> str:
    return f"<dc:creator><rdf:Seq>{''.join(f'<rdf:li>{name}</rdf:li>' for name in names)}</rdf:Seq></dc:creator>"


def iptc(*lines: bytes, number: int = 80) -> bytes:
    return b"".join(b"\x1c\x02" + bytes([number]) + struct.pack(">H", len(line)) + line for line in lines)


def with_iptc(data: bytes) -> bytes:
    """A JPEG that carries IPTC as Photoshop writes it."""
    block = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(data)) + data
    whole = encoded(picture(1))
    return whole[:2] + b"\xff\xed" + struct.pack(">H", len(block) + 2) + block + whole[2:]


def exif(artist: str | bytes) -> Image.Exif:
    tags = Image.Exif()
    tags[0x013B] = artist
    return tags


def said(data: bytes) -> str | None:
    image = Image.open(io.BytesIO(data))
    image.load()
    return creator(image)


@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "WEBP", "AVIF", "PNG"])
def test_xmp_is_read_in_every_format_that_carries_it(kind: str) -> None:
    packet = xmp(creators("Ann  Other\n", "René Exémple"))
    options: dict[str, object] = {"xmp": packet}
    if kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_itxt("XML:com.adobe.xmp", packet.decode())
        options = {"pnginfo": text}
    if kind == "TIFF":
        options = {"tiffinfo": {700: packet}}
    assert said(encoded(picture(1), kind, **options)) == "Ann Other, René Exémple"


@pytest.mark.parametrize(
    ("packet", "expected"),
    [
        (xmp("<dc:creator>Only One</dc:creator>"), "Only One"),
        (xmp("", attributes='dc:creator="As Attribute"'), "As Attribute"),
        (xmp(creators("日本 太郎", "عربي", "A &amp; B")), "日本 太郎, عربي, A & B"),
        (xmp(creators("Twice", "Twice ", "", "  ")), "Twice"),
        (xmp(creators("Jose\u0301")), "José"),
        (xmp(creators("First")).decode().encode("utf-16"), "First"),
        (xmp(creators("First")) + b"\0" * 40, "First"),
        (xmp(creators("First") + "<broken"), "First"),
        (xmp(creators("", " ")), None),
        (xmp(""), None),
        (xmp("<other:creator xmlns:other='elsewhere'>Nobody</other:creator>"), None),
        (xmp(creators("&name;"), before='<!DOCTYPE x [<!ENTITY name "Mallory">]>'), None),
        (xmp(creators("x"), before='<!DOCTYPE x SYSTEM "file:///etc/passwd">'), None),
        (b"creator", None),
        (b"", None),
    ],
)
def test_what_xmp_says(packet: bytes, expected: str | None) -> None:
    image = picture(1)
    image.info["xmp"] = packet
    assert creator(image) == expected


def test_iptc_is_read_from_jpeg_and_tiff() -> None:
    assert said(with_iptc(iptc("Zoë".encode(), b"Ann Other"))) == "Zoë, Ann Other"
    assert said(with_iptc(iptc("Zoë".encode("cp1252")))) == "Zoë"
    assert said(with_iptc(iptc(b"The Title", number=5))) is None
    in_tiff = encoded(picture(1), "TIFF", tiffinfo={33723: iptc(b"Ann Other")})
    assert said(in_tiff) == "Ann Other"


@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "WEBP", "PNG"])
def test_exif_is_read_last(kind: str) -> None:
    assert said(encoded(picture(1), kind, exif=exif("Ann Other; Bob  Else\0Copyright"))) == "Ann Other, Bob Else"
    assert said(encoded(picture(1), kind, exif=exif("   "))) is None
    assert said(encoded(picture(1), kind)) is None


def test_exif_in_utf_8_is_understood() -> None:
    tags = exif("Zoé Exemple").tobytes().replace(b"Zo? Exemple", "Zoé Ex.".encode() + b"\0\0\0")
    assert said(encoded(picture(1), exif=tags)) == "Zoé Ex."


def test_the_richer_source_wins() -> None:
    image = Image.open(io.BytesIO(with_iptc(iptc(b"from IPTC"))))
    image.getexif()[0x013B] = "from EXIF"
    assert creator(image) == "from IPTC"
    image.info["xmp"] = xmp(creators("from XMP"))
    assert creator(image) == "from XMP"
    image.info["xmp"] = b"<damaged creator"
    image.info["photoshop"] = {0x0404: b"\x1c\x02damaged"}
    assert creator(image) == "from EXIF"


def test_what_is_far_too_long_is_cut() -> None:
    image = picture(1)
    image.info["xmp"] = xmp(creators("long " * 3_000, *(f"number {i}" for i in range(500))))
    found = creator(image)
    assert found is not None
    assert found.startswith("long long ")
    assert len(found) < 1_000


def test_nothing_that_is_damaged_raises() -> None:
    dice = random.Random(5)
    whole = encoded(
        picture(1), "TIFF", tiffinfo={33723: iptc(b"Ann", b"Bob"), 700: xmp(creators("Ann"))}, exif=exif("A")
    )
    for _ in range(300):
        image = picture(1)
        packet = bytearray(xmp(creators("Ann", "Bob")))
        for _ in range(dice.randint(1, 9)):
            packet[dice.randrange(len(packet))] = dice.randrange(256)
        image.info["xmp"] = bytes(packet[: dice.randrange(len(packet))])
        image.info["exif"] = dice.randbytes(90)
        found = creator(image)
        assert found is None or found.isprintable()
        broken = bytearray(whole)
        broken[dice.randrange(8, len(broken))] = dice.randrange(256)
        try:
            opened = Image.open(io.BytesIO(bytes(broken)))
        except Exception:  # not a picture any more
            continue
        creator(opened)
    for odd in (None, 7, [b"x"], {"a": 1}):
        image = picture(1)
        image.info["xmp"] = image.info["exif"] = odd
        assert creator(image) is None
