"""The names that are used in XMP: namespaces, and the lists of keywords that photo managers read.

Sources: ISO 16684-1 (XMP), and the properties that Lightroom (``lr:hierarchicalSubject``) and digiKam
(``digiKam:TagsList``) keep trees of keywords in.
"""

from __future__ import annotations

from typing import NamedTuple

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
META = "adobe:ns:meta/"
OURS = "urn:uuid:0ac279e4-c3b7-400a-a5cb-d6ae96e7849e#"
"""The namespace of what ArtClass says. A UUID needs no domain, which somebody would have to own for ever."""
PREFIX = "artclass"
ROOT = "ArtClass"
"""The keyword above all classes, where keywords form a tree."""


class KeywordList(NamedTuple):
    """A property that lists keywords.

    Attributes:
        namespace, prefix, name: Of the property.
        kind: "Bag" or "Seq", as its readers expect it.
        separator: Between the levels of a tree; "" where there are no levels.
    """

    namespace: str
    prefix: str
    name: str
    kind: str
    separator: str

    @property
    def tag(self) -> str:
        """The property as lxml spells it."""
        return f"{{{self.namespace}}}{self.name}"

    def entry(self, keyword: str) -> str:
        """What stands in the list for a class."""
        return f"{ROOT}{self.separator}{keyword}" if self.separator else keyword

    def below_root(self, entry: str) -> str | None:
        """The class that an entry of a tree names; None where it is none of ours."""
        start = f"{ROOT}{self.separator}"
        return entry[len(start) :] if self.separator and entry.startswith(start) and len(entry) > len(start) else None


SUBJECT = KeywordList("http://purl.org/dc/elements/1.1/", "dc", "subject", "Bag", "")
HIERARCHICAL = KeywordList("http://ns.adobe.com/lightroom/1.0/", "lr", "hierarchicalSubject", "Bag", "|")
TAGS = KeywordList("http://www.digikam.org/ns/1.0/", "digiKam", "TagsList", "Seq", "/")
LISTS = (SUBJECT, HIERARCHICAL, TAGS)


def key(name: str) -> str:
    """What classes are compared by: a separator of one program's tree may have become that of another's."""
    return name.replace("|", "/").casefold()


def clean(name: str) -> str:
    """A name without what XML cannot hold: control characters, lone surrogates, and a few that are no characters."""
    return "".join(
        c for c in name if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )
