"""An XMP document whose elements know where they stand in the text, so that all the rest can stay as it is, byte by byte.

lxml says what it means; expat, which tells positions, where it stands.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.parsers import expat

from lxml import etree

from trainer.errors import ArtClassError
from trainer.xmp.names import RDF

_LIMIT = 32 << 20  # bytes
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')""")
_START = re.compile(rb"""<[^\s/>]+(?:\s+[^\s=/>]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""")


class XmpError(ArtClassError):
    """XMP that cannot be read or changed safely; ``what`` goes on from its file's name: "is no XML"."""


class Span(NamedTuple):
    """Where an element stands: its start tag, what it holds, its end tag; the latter two are empty in ``<a/>``."""

    start: int
    inside: int
    end_tag: int
    end: int

    @property
    def is_empty_tag(self) -> bool:
        """Whether it is written as ``<a/>``."""
        return self.inside == self.end


class Edit(NamedTuple):
    """Text that takes the place of other text."""

    start: int
    end: int
    text: str


class Document:
    """XMP, read.

    Args:
        data: A sidecar file, or the packet of a picture.

    Raises:
        XmpError: It is no well-formed XML, declares a document type, or holds no ``rdf:RDF``.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) > _LIMIT:
            raise XmpError("is too large for XMP")
        self._mark, self._encoding = _encoding_of(data)
        try:
            self.text = data[len(self._mark) :].decode(self._encoding).encode()
        except (UnicodeError, LookupError) as error:
            raise XmpError(f"is not in the encoding that it names ({self._encoding})") from error
        spans = _spans(self.text)
        parser = etree.XMLParser(
            encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=False
        )
        try:
            self.root = etree.fromstring(self.text, parser)
        except etree.XMLSyntaxError as error:
            raise XmpError(f"is damaged: {error.msg}") from error
        elements = [element for element in self.root.iter() if isinstance(element.tag, str)]
        self._spans = dict(zip(elements, spans, strict=True))
        found = [element for element in elements if element.tag == f"{{{RDF}}}RDF"]
        if not found:
            raise XmpError("holds no XMP")
        self.rdf = found[0]

    @property
    def newline(self) -> str:
        """What ends its lines."""
        return "\r\n" if b"\r\n" in self.text else "\n"

    def descriptions(self) -> list[etree._Element]:
        """The top-level resources, whose attributes and elements are the properties."""
        return [element for element in self.rdf if element.tag == f"{{{RDF}}}Description"]

    def span(self, element: etree._Element) -> Span:
        """Where an element stands."""
        return self._spans[element]

    def attributes(self, element: etree._Element) -> Iterator[tuple[str, int, int]]:
        """Name (as lxml spells it), start and end of each attribute, with the blanks before it; no declarations."""
        span = self.span(element)
        for match in _ATTRIBUTE.finditer(self.text, span.start, span.inside):
            name = match[1].decode()
            prefix, _, local = name.rpartition(":")
            if name == "xmlns" or prefix == "xmlns":
                continue
            namespace = element.nsmap.get(prefix) if prefix else None
            if prefix == "xml":
                namespace = "http://www.w3.org/XML/1998/namespace"
            yield f"{{{namespace}}}{local}" if namespace else local, match.start(), match.end()

    def with_line(self, span: Span) -> tuple[int, int]:
        """The span of an element with the line break and the blanks before it, if nothing else stands there."""
        before = self.text[: span.start]
        bare = before.rstrip(b" \t")
        for ending in (b"\r\n", b"\n"):
            if bare.endswith(ending):
                return len(bare) - len(ending), span.end
        return span.start, span.end

    def indent(self, element: etree._Element) -> str | None:
        """The blanks before an element that begins its line; None where something else stands there."""
        before = self.text[: self.span(element).start]
        line = before[before.rfind(b"\n") + 1 :]
        return line.decode() if b"\n" in before and not line.strip() else None

    def edited(self, edits: Sequence[Edit]) -> bytes:
        """The document with some edits, which must not overlap, in its own encoding."""
        parts, place = [], 0
        for edit in sorted(edits):
            assert edit.start >= place
            parts += [self.text[place : edit.start], edit.text.encode()]
            place = edit.end
        whole = b"".join((*parts, self.text[place:]))
        return self._mark + whole.decode().encode(self._encoding, "xmlcharrefreplace")


def _encoding_of(data: bytes) -> tuple[bytes, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return mark, encoding
    declared = _DECLARED.match(data[:200])
    return b"", declared[1].decode() if declared else "utf-8"


def _spans(text: bytes) -> list[Span]:
    """Of all elements, in the order in which they begin."""
    found: list[Span | None] = []
    open_ones: list[tuple[int, int, int]] = []
    parser = expat.ParserCreate("utf-8")

    def begin(_name: str, _attributes: object) -> None:
        start = parser.CurrentByteIndex
        tag = _START.match(text, start)
        assert tag is not None
        open_ones.append((len(found), start, tag.end()))
        found.append(None)

    def end(_name: str) -> None:
        place, start, inside = open_ones.pop()
        if text[inside - 2 : inside] == b"/>":
            found[place] = Span(start, inside, inside, inside)
        else:
            end_tag = parser.CurrentByteIndex
            found[place] = Span(start, inside, end_tag, text.index(b">", end_tag) + 1)

    def refuse(*_: object) -> None:
        raise XmpError("declares a document type, which XMP never does")

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise XmpError(f"is damaged: {expat.ErrorString(error.code)} in line {error.lineno}") from error
    return [span for span in found if span is not None]
