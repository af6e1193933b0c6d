"""Keywords are put into XMP, changed and taken out; everything else in it stays as it is, byte by byte."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from trainer import __version__
from trainer.xmp import checking, reading
from trainer.xmp.document import Document, Edit, XmpError
from trainer.xmp.names import LISTS, META, OURS, PREFIX, RDF, SUBJECT, KeywordList, clean
from trainer.xmp.reading import Item, Written

_MADE_BY = "ArtClass "
_ABOUT = f"{{{RDF}}}about"
_SKELETON = f"""<?xml version="1.0" encoding="UTF-8"?>
<x:xmpmeta xmlns:x="{META}" x:xmptk="{_MADE_BY}{__version__}">
 <rdf:RDF xmlns:rdf="{RDF}">
 </rdf:RDF>
</x:xmpmeta>
"""


def write(data: bytes | None, wanted: Written) -> bytes:
    """XMP with a class among its keywords, in place of the one that ArtClass had written before.

    Args:
        data: The XMP so far; None or nothing where there is none.
        wanted: What to write; ``subject`` is found out here.

    Returns:
        The same bytes where nothing has to change.

    Raises:
        XmpError: What is there cannot be read, or not be changed without changing more.
    """
    document = Document(data or _SKELETON.encode())
    former = reading.written(document)
    tidied = Written(*(clean(value) for value in wanted))
    wanted = tidied._replace(subject=_subject(document, former, tidied.keyword))
    edits, missing = [], []
    for kind in LISTS:
        changes, absent = _listed(document, kind, former, wanted)
        edits += changes
        missing += [kind] if absent else []
    if former != wanted or missing:
        edits += _said(document, wanted, missing)
    return _safely(document, edits, data, wanted)


def remove(data: bytes) -> bytes | None:
    """XMP without anything that ArtClass has written; None where ArtClass has made it and nothing would be left of it.

    Raises:
        XmpError: It cannot be read, or not be changed without changing more.
    """
    document = Document(data)
    former = reading.written(document)
    gone: list[etree._Element] = []
    for kind in LISTS:
        for element in reading.properties(document, kind):
            own = [item.element for item in reading.items(element) if _is_ours(kind, item, former)]
            whole = len(own) == len(list(reading.items(element))) and own
            gone += [element] if whole else own
    gone += [child for description in document.descriptions() for child in description if _of_ours(str(child.tag))]
    bare = [description for description in document.descriptions() if _is_bare(description, gone)]
    if gone or any(_of_ours(str(name)) for d in document.descriptions() for name in d.attrib):
        if len(bare) == len(document.rdf) and _is_made_here(document):
            return None
    else:
        return data
    gone = [*bare, *(element for element in gone if element.getparent() not in bare and not _within(element, bare))]
    edits = [Edit(*document.with_line(document.span(element)), "") for element in gone]
    edits += [
        Edit(start, end, "")
        for description in document.descriptions()
        if description not in bare
        for name, start, end in document.attributes(description)
        if _of_ours(name)
    ]
    return _safely(document, edits, data, None)


# One list


def _listed(document: Document, kind: KeywordList, former: Written | None, wanted: Written) -> tuple[list[Edit], bool]:
    """The edits of one list, and whether it is absent and has to be made."""
    found = reading.properties(document, kind)
    entry = kind.entry(wanted.keyword)
    if not found:
        if any(description.get(kind.tag) for description in document.descriptions()):
            raise XmpError("has keywords in a form that cannot be added to")
        return [], True
    all_items = [item for element in found for item in reading.items(element)]
    there = any(item.value == entry for item in all_items)
    stale = [item for item in all_items if item.value != entry and _is_ours(kind, item, former)]
    edits = []
    if not there and stale:
        edits.append(_replaced(document, stale.pop(0), entry))
    elif not there:
        edits.append(_added(document, reading.container(found[0]), entry))
    return [*edits, *(Edit(*document.with_line(document.span(item.element)), "") for item in stale)], False


def _is_ours(kind: KeywordList, item: Item, former: Written | None) -> bool:
    """Whether an entry was written by ArtClass: below its root, or the plain keyword that it had added."""
    if kind.separator:
        return kind.below_root(item.value) is not None
    return former is not None and bool(former.subject) and item.value == former.subject


def _subject(document: Document, former: Written | None, keyword: str) -> str:
    """The plain keyword that is ArtClass' own; "" where the person had given the picture the same one before.

    One that stands in place of ArtClass' former one is ArtClass' own: somebody has changed the class in another program.
    """
    values = [item.value for element in reading.properties(document, SUBJECT) for item in reading.items(element)]
    was_ours = (
        former is not None and bool(former.subject) and (former.subject == keyword or former.subject not in values)
    )
    if keyword not in values or was_ours:
        return keyword
    return ""


def _replaced(document: Document, item: Item, entry: str) -> Edit:
    span = document.span(item.element)
    if len(item.element):
        raise XmpError("has keywords with remarks of their own")
    return Edit(span.inside, span.end_tag, escape(entry))


def _added(document: Document, box: etree._Element, entry: str) -> Edit:
    """A new entry at the end of a list, indented as its last one."""
    span = document.span(box)
    rdf = _prefix(box, RDF)
    written = f"<{rdf}:li>{escape(entry)}</{rdf}:li>"
    if span.is_empty_tag:
        name = f"{box.prefix}:{etree.QName(box).localname}" if box.prefix else etree.QName(box).localname
        tag = document.text[span.start : span.inside].decode()
        return Edit(span.start, span.end, f"{tag.removesuffix('/>').rstrip()}>{written}</{name}>")
    children = [child for child in box if isinstance(child.tag, str)]
    indent = document.indent(children[-1]) if children else None
    place = document.span(children[-1]).end if children else span.inside
    return Edit(place, place, written if indent is None else f"{document.newline}{indent}{written}")


def _prefix(element: etree._Element, namespace: str) -> str:
    """A prefix that stands for a namespace where an element stands.

    Raises:
        XmpError: There is none.
    """
    for prefix, name in element.nsmap.items():
        if name == namespace and prefix:
            return prefix
    raise XmpError("has no prefix for RDF")


# What ArtClass says


def _said(document: Document, wanted: Written, missing: Iterable[KeywordList]) -> list[Edit]:
    """The edits for ArtClass' own properties and for lists that were absent."""
    home = next((d for d in document.descriptions() if _has_ours(d)), None)
    if home is None:
        return [_fresh(document, wanted, missing)]
    gone = [child for child in home if _of_ours(str(child.tag))]
    edits = [Edit(*document.with_line(document.span(child)), "") for child in gone]
    edits += [Edit(start, end, "") for name, start, end in document.attributes(home) if _of_ours(name)]
    span = document.span(home)
    end = span.inside - (2 if span.is_empty_tag else 1)
    declared = "" if home.nsmap.get(PREFIX) == OURS else f' xmlns:{PREFIX}="{OURS}"'
    lists = _lists(document, missing, wanted.keyword)
    attributes = f"{declared}{_attributes(wanted, document.newline + '    ')}"
    if span.is_empty_tag and lists:
        name = f"{home.prefix}:Description" if home.prefix else "Description"
        return [*edits, Edit(end, span.end, f"{attributes}>{lists}{document.newline}  </{name}>")]
    edits.append(Edit(end, end, attributes))
    return [*edits, Edit(span.inside, span.inside, lists)] if lists else edits


def _fresh(document: Document, wanted: Written, missing: Iterable[KeywordList]) -> Edit:
    """A resource of ArtClass' own, at the end; it stands for the same picture as the others."""
    line = document.newline
    about = next((d.get(_ABOUT) or d.get("about") for d in document.descriptions()), None) or ""
    declared = f' xmlns:rdf="{RDF}"' if document.rdf.nsmap.get("rdf") != RDF else ""
    start = f'<rdf:Description{declared} rdf:about={quoteattr(about)}{line}    xmlns:{PREFIX}="{OURS}"'
    said = f"{start}{_attributes(wanted, f'{line}    ')}"
    lists = _lists(document, missing, wanted.keyword)
    whole = f"  {said}>{lists}{line}  </rdf:Description>" if lists else f"  {said}/>"
    span = document.span(document.rdf)
    if span.is_empty_tag:
        name = f"{document.rdf.prefix}:RDF" if document.rdf.prefix else "RDF"
        tag = document.text[span.start : span.inside].decode().removesuffix("/>").rstrip()
        return Edit(span.start, span.end, f"{tag}>{line}{whole}{line}</{name}>")
    children = [child for child in document.rdf if isinstance(child.tag, str)]
    place = document.span(children[-1]).end if children else span.inside
    return Edit(place, place, f"{line}{whole}")


def _attributes(wanted: Written, before: str) -> str:
    return "".join(f"{before}{PREFIX}:{name}={quoteattr(value)}" for name, value in wanted.properties().items())


def _lists(document: Document, kinds: Iterable[KeywordList], keyword: str) -> str:
    """Lists of one keyword, each from the end of the line before on."""
    lines = [line for kind in kinds for line in _list(document, kind, keyword)]
    return "".join(f"{document.newline}{line}" for line in lines)


def _list(document: Document, kind: KeywordList, keyword: str) -> tuple[str, ...]:
    name, box = f"{kind.prefix}:{kind.name}", f"rdf:{kind.kind}"
    declared = "" if document.rdf.nsmap.get("rdf") == RDF else f' xmlns:rdf="{RDF}"'
    return (
        f'   <{name} xmlns:{kind.prefix}="{kind.namespace}"{declared}>',
        f"    <{box}>",
        f"     <rdf:li>{escape(kind.entry(keyword))}</rdf:li>",
        f"    </{box}>",
        f"   </{name}>",
    )


def _has_ours(description: etree._Element) -> bool:
    return any(_of_ours(str(name)) for name in description.attrib) or any(_of_ours(str(c.tag)) for c in description)


def _of_ours(name: str) -> bool:
    return name.startswith(f"{{{OURS}}}")


def _is_made_here(document: Document) -> bool:
    """Whether ArtClass has made a document, and no other program has written it anew since: they name themselves."""
    made_by = str(document.root.get(f"{{{META}}}xmptk", ""))
    return made_by.startswith(_MADE_BY) and len(document.root) == 1


def _is_bare(description: etree._Element, gone: list[etree._Element]) -> bool:
    """Whether nothing is left of a resource that ArtClass had a part in."""
    names = [str(name) for name in description.attrib if not _of_ours(str(name))]
    touched = _has_ours(description) or any(element.getparent() is description for element in gone)
    left = [child for child in description if isinstance(child.tag, str) and child not in gone]
    return touched and not left and all(name in (_ABOUT, "about") for name in names)


def _within(element: etree._Element, roots: list[etree._Element]) -> bool:
    return any(parent in roots for parent in element.iterancestors())


def _safely(document: Document, edits: list[Edit], before: bytes | None, wanted: Written | None) -> bytes:
    """The edited document, once it was seen that it says what it should and that nothing else has changed."""
    if not edits and before:
        return before
    after = document.edited(edits)
    checking.check(document, after, wanted)
    return after
