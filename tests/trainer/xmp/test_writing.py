"""Keywords come and go in XMP of any program, and no byte of anything else changes."""

from __future__ import annotations

import difflib
import random

import pytest

from tests.trainer.xmp.shapes import ALL, DARKTABLE, DIGIKAM, EMPTY
from trainer.xmp import reading, writing
from trainer.xmp.document import XmpError
from trainer.xmp.reading import Written

DRAWING = Written(
    "drawings", label="drawings", confidence="0.9312", run="2026-11-23-1405-vgg16", model="0123456789abcdef"
)
EVIL = 'a <b> & "c"/d|e'


def lists(data: bytes) -> list[tuple[str, ...]]:
    found = reading.read(data).lists
    return [entries or () for entries in found]


@pytest.mark.parametrize("before", ALL.values(), ids=ALL)
def test_what_was_there_stays_byte_by_byte(before: bytes) -> None:
    """Only the end of a tag that was empty may be written otherwise."""
    after = writing.write(before, DRAWING)
    said = reading.read(after)
    assert said.written == DRAWING._replace(subject="drawings")
    assert [entries[-1] for entries in lists(after)] == ["drawings", "ArtClass|drawings", "ArtClass/drawings"]
    gone = [
        op
        for op in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        if op[0] in ("replace", "delete")
    ]
    assert all(before[op[1] : op[2]].strip(b"/>\0") == b"" for op in gone)
    assert lists(writing.remove(after) or ALL["bare"]) == lists(before)


@pytest.mark.parametrize(
    "name", ["darktable", "digikam", "lightroom", "lines of windows", "marked", "utf-16", "latin-1"]
)
def test_taking_it_out_gives_the_very_file_of_before(name: str) -> None:
    assert writing.remove(writing.write(ALL[name], DRAWING)) == ALL[name]


@pytest.mark.parametrize("before", [None, *ALL.values()], ids=["none", *ALL])
def test_another_class_takes_the_place_of_the_first(before: bytes | None) -> None:
    first = writing.write(before, DRAWING)
    second = writing.write(first, DRAWING._replace(keyword=EVIL, label="b", confidence="0.5"))
    said = reading.read(second)
    assert said.written == Written(EVIL, EVIL, "b", "0.5", DRAWING.run, DRAWING.model)
    assert not any(entry.endswith("drawings") for entries in lists(second) for entry in entries)
    assert [entries[-1] for entries in lists(second)] == [EVIL, f"ArtClass|{EVIL}", f"ArtClass/{EVIL}"]
    assert writing.write(second, DRAWING) == first
    assert writing.write(second, said.written) is second


def test_a_file_of_our_own_vanishes_when_it_is_taken_out() -> None:
    assert writing.remove(writing.write(None, DRAWING)) is None


@pytest.mark.parametrize(
    "before",
    [
        ALL["bare"],
        EMPTY.encode(),
        EMPTY.replace("</rdf:RDF>", '<rdf:Description rdf:about=""/></rdf:RDF>').encode(),
        EMPTY.replace("</rdf:RDF>", "<!-- mine --></rdf:RDF>").encode(),
        EMPTY.replace('x:xmptk="XMP Core 5.6.0"', "").encode(),
    ],
)
def test_a_file_of_another_program_stays_however_little_it_holds(before: bytes) -> None:
    after = writing.remove(writing.write(before, DRAWING))
    assert after is not None
    assert b"rtclass" not in after.lower()
    assert after == before or before == ALL["bare"], "only the end of a tag that was empty may be written otherwise"
    assert writing.remove(after) == after


def test_a_remark_in_a_file_of_our_own_is_kept() -> None:
    remarked = writing.write(None, DRAWING).replace(b"</rdf:RDF>", b"<!-- mine --></rdf:RDF>")
    assert b"<!-- mine -->" in (writing.remove(remarked) or b"")


def test_a_keyword_that_the_person_had_given_stays_theirs() -> None:
    before = DARKTABLE.replace("<rdf:li>format</rdf:li>", "<rdf:li>drawings</rdf:li>").encode()
    after = writing.write(before, DRAWING)
    assert lists(after)[0] == ("darktable", "drawings")
    assert reading.read(after).written == DRAWING
    assert writing.remove(after) == before
    other = writing.write(after, DRAWING._replace(keyword="etchings"))
    assert lists(other)[0] == ("darktable", "drawings", "etchings")


def test_what_another_program_has_rearranged_is_understood() -> None:
    """exiv2 and Adobe's library write attributes as elements and merge the resources."""
    after = writing.write(DIGIKAM.encode(), DRAWING).decode()
    elements = "".join(
        f"<a:{name}>{value}</a:{name}>" for name, value in DRAWING._replace(subject="drawings").properties().items()
    )
    start = after.index('<rdf:Description rdf:about=""\n')
    end = after.index(">", after.index("artclass:model")) + 1
    namespace = after.split('xmlns:artclass="')[1].split('"')[0]
    merged = f'{after[:start]}<rdf:Description rdf:about="" xmlns:a="{namespace}">{elements}{after[end:]}'.encode()
    assert reading.read(merged).written == DRAWING._replace(subject="drawings")
    changed = writing.write(merged, DRAWING._replace(keyword="etchings"))
    assert reading.read(changed).written == DRAWING._replace(keyword="etchings", subject="etchings")
    assert [entries[-1] for entries in lists(changed)] == ["etchings", "ArtClass|etchings", "ArtClass/etchings"]
    assert lists(writing.remove(merged) or b"") == [("Wien",), (), ("Places/Wien",)]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no xml", "damaged"),
        (DARKTABLE.encode()[:600], "damaged"),
        (b"<a/>", "no XMP"),
        (b'<?xml version="1.0" encoding="x-none"?><a/>', "encoding"),
        (b"\xff\xfea", "encoding"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document type"),
        (b"\xef\xbb\xbf" + "<ä/>".encode("latin-1"), "encoding"),
    ],
)
def test_what_is_damaged_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(XmpError, match=words):
        writing.write(data, DRAWING)


@pytest.mark.parametrize(
    "subject",
    ["<dc:subject>plain</dc:subject>", "<dc:subject><rdf:Bag rdf:parseType='Literal'>x</rdf:Bag></dc:subject>"],
)
def test_keywords_in_another_form_are_never_lost(subject: str) -> None:
    start, end = DARKTABLE.index("<dc:subject>"), DARKTABLE.index("</dc:subject>") + len("</dc:subject>")
    before = (DARKTABLE[:start] + subject + DARKTABLE[end:]).encode()
    try:
        after = writing.write(before, DRAWING)
    except XmpError:
        return
    assert subject.split(">")[1].split("<", maxsplit=1)[0].encode() in after


def test_damage_anywhere_is_refused_or_harmless() -> None:
    """Bytes changed at random: either it is refused in words, or all that is not ours is still there."""
    chance = random.Random(5)
    for _ in range(600):
        name = chance.choice(list(ALL))
        data = bytearray(ALL[name])
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.choice(b"<>/\"'= :&;ax\0\xff")
        try:
            after = writing.write(bytes(data), DRAWING)
        except XmpError as error:
            assert error.what  # noqa: PT017
            continue
        assert reading.read(after).written is not None
        assert len(after) > len(data)
