"""What XMP says: keywords, and what ArtClass has written of a picture."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from trainer.xmp.document import Document, XmpError
from trainer.xmp.names import LISTS, OURS, RDF, KeywordList

_CONTAINERS = tuple(f"{{{RDF}}}{kind}" for kind in ("Bag", "Seq", "Alt"))
_ITEM = f"{{{RDF}}}li"


class Written(NamedTuple):
    """What ArtClass says of a picture in XMP.

    Attributes:
        keyword: The class that was written as a keyword: the person's own label, else the model's.
        subject: The plain keyword that was added for it; "" where the picture had it already.
        label, confidence: What the model says, and how sure it is (0 to 1, four digits); "" where no model was asked.
        run, model: The training that it came from, and the first digits of the sha256 of its weights.
        beside: Keywords that are names of classes and stood there besides when it was written, as `opinions.beside`
            tells them: what stands there later and is not among them is newer.
    """

    keyword: str
    subject: str = ""
    label: str = ""
    confidence: str = ""
    run: str = ""
    model: str = ""
    beside: str = ""

    def properties(self) -> dict[str, str]:
        """What is not empty, by the name of its property."""
        return {_NAMES.get(field, field): value for field, value in self._asdict().items() if value}


_NAMES = {
    "subject": "plainKeyword",
    "label": "modelLabel",
    "beside": "keywordsBeside",
}  # readers that show no prefixes know "subject" and "label"


class Item(NamedTuple):
    """An entry of a list of keywords."""

    element: etree._Element
    value: str


class Said(NamedTuple):
    """What XMP says of a picture; ``lists`` holds the keywords in the order of `LISTS`, None where there is no such list."""

    written: Written | None
    lists: tuple[tuple[str, ...] | None, ...]


def read(data: bytes) -> Said:
    """Read a sidecar file, or the packet of a picture.

    Raises:
        XmpError: It cannot be read.
    """
    return said(Document(data))


def said(document: Document) -> Said:
    """What a document says."""
    lists = []
    for kind in LISTS:
        found = properties(document, kind)
        lists.append(tuple(item.value for one in found for item in items(one)) if found else _plain(document, kind))
    return Said(written(document), tuple(lists))


def written(document: Document) -> Written | None:
    """What ArtClass has written, as attributes or as elements: other programs turn one into the other."""
    values: dict[str, str] = {}
    for description in document.descriptions():
        for name, value in description.attrib.items():
            values[str(name)] = str(value)
        values |= {str(child.tag): child.text or "" for child in description if isinstance(child.tag, str)}
    ours = {name: values.get(f"{{{OURS}}}{_NAMES.get(name, name)}", "").strip() for name in Written._fields}
    return Written(**ours) if any(ours.values()) else None


def properties(document: Document, kind: KeywordList) -> list[etree._Element]:
    """The elements that are this list; more than one only where a program made a mistake."""
    return [child for description in document.descriptions() for child in description if child.tag == kind.tag]


def container(element: etree._Element) -> etree._Element:
    """The ``rdf:Bag`` or ``rdf:Seq`` of a list.

    Raises:
        XmpError: It has none.
    """
    for child in element:
        if child.tag in _CONTAINERS:
            return child
    raise XmpError("has keywords in a form that cannot be added to")


def items(element: etree._Element) -> Iterator[Item]:
    """The entries of a list; of one that has no container, its text."""
    boxes = [child for child in element if child.tag in _CONTAINERS]
    if not boxes and (element.text or "").strip():
        yield Item(element, (element.text or "").strip())
    for box in boxes:
        for child in box:
            if child.tag == _ITEM:
                yield Item(child, "".join(map(str, child.itertext())).strip())


def _plain(document: Document, kind: KeywordList) -> tuple[str, ...] | None:
    """A list that is written as an attribute, which some programs do for a single keyword."""
    found = [str(d.get(kind.tag)) for d in document.descriptions() if d.get(kind.tag)]
    return tuple(found) or None
