"""XMP that was changed is compared with what it was before: nothing but ArtClass' own part may differ."""

from __future__ import annotations

from lxml import etree

from trainer.xmp import reading
from trainer.xmp.document import Document, XmpError
from trainer.xmp.names import LISTS, OURS, RDF
from trainer.xmp.reading import Written


def check(former: Document, after: bytes, wanted: Written | None) -> None:
    """See that a change is what it was meant to be.

    Args:
        former: The document as it was.
        after: What it has become.
        wanted: What ArtClass says in the changed one; None: nothing.

    Raises:
        XmpError: It is not; the changed document must not be used.
    """
    changed = Document(after)
    said = reading.said(changed)
    if said.written != wanted:
        raise XmpError("cannot be changed safely: it would not say what it should")
    if wanted is not None and any(
        entries is None or kind.entry(wanted.keyword) not in entries
        for kind, entries in zip(LISTS, said.lists, strict=True)
    ):
        raise XmpError("cannot be changed safely: the keyword would be missing")
    ours = {item.subject for item in (reading.written(former), wanted) if item is not None}
    if _foreign(former, ours) != _foreign(changed, ours):
        raise XmpError("cannot be changed safely: more than the keywords would change")


def _foreign(document: Document, subjects: set[str]) -> list[str]:
    """All that is not ArtClass' own, in a form in which it can be compared."""
    parts = []
    for description in document.descriptions():
        for name, value in description.attrib.items():
            if not str(name).startswith((f"{{{OURS}}}", f"{{{RDF}}}about", "about")):
                parts.append(f"{name!s}={value!s}")
        for child in description:
            parts += _of_child(child, subjects)
    outside = [element for element in document.rdf if element not in document.descriptions()]
    return sorted([*parts, *(_spelt(element) for element in outside)])


def _of_child(child: etree._Element, subjects: set[str]) -> list[str]:
    if str(child.tag).startswith(f"{{{OURS}}}"):
        return []
    kind = next((kind for kind in LISTS if kind.tag == child.tag), None)
    if kind is None:
        return [_spelt(child)]
    found = [item for item in reading.items(child) if kind.below_root(item.value) is None]
    if not kind.separator:
        found = [item for item in found if item.value not in subjects]
    return [kind.tag + _spelt(item.element) for item in found]


def _spelt(element: etree._Element) -> str:
    """An element with all that is in it; whichever prefixes it uses, and without the blanks between elements.

    Not lxml's canonical form: version 6 crashes over a remark there.
    """
    inside = "".join(_spelt(child) + (child.tail or "").strip() for child in element)
    attributes = sorted((str(name), str(value)) for name, value in element.attrib.items())
    return f"<{element.tag}{attributes}>{(element.text or '').strip()}{inside}</>"
