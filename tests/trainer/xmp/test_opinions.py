"""What somebody has changed in another program is told from what ArtClass had written there, whichever lists it knows."""

from __future__ import annotations

import pytest

from trainer.xmp.opinions import Opinion, beside, opinion
from trainer.xmp.reading import Said, Written

CLASSES = ("drawings", "etchings", "a/b")
OURS = Written("drawings", subject="drawings", label="drawings", confidence="0.9")


def said(plain: str | None, lightroom: str | None, digikam: str | None, *, written: Written | None = OURS) -> Said:
    """Keywords, separated by commas; None: there is no such list."""
    lists = [None if words is None else tuple(filter(None, words.split(","))) for words in (plain, lightroom, digikam)]
    return Said(written, tuple(lists))


AS_WRITTEN = said("Wien,drawings", "ArtClass|drawings", "Places/Wien,ArtClass/drawings")


@pytest.mark.parametrize(
    ("found", "kind", "classes"),
    [
        (AS_WRITTEN, "untouched", ()),
        # digiKam knows all lists, and what it does to one it does to all
        (said("Wien,etchings", "ArtClass|etchings", "ArtClass/etchings"), "changed", ("etchings",)),
        (said("woodcuts", "ArtClass|woodcuts", "ArtClass/woodcuts"), "changed", ("woodcuts",)),
        (said("b", "ArtClass|a|b", "ArtClass/a/b"), "changed", ("a/b",)),
        (said("drawings,etchings", "ArtClass|drawings,ArtClass|etchings", None), "several", ("drawings", "etchings")),
        (said("Wien", "Places|Wien", "Places/Wien"), "removed", ()),
        # Lightroom leaves digiKam's list as it was
        (said("etchings", "ArtClass|etchings", "ArtClass/drawings"), "changed", ("etchings",)),
        (said("", "", "ArtClass/drawings"), "removed", ()),
        # gThumb and the like know plain keywords only
        (said("Etchings", "ArtClass|drawings", "ArtClass/drawings"), "changed", ("etchings",)),
        (said("Wien", "ArtClass|drawings", "ArtClass/drawings"), "removed", ()),
        (said("drawings,Wien", "ArtClass|drawings", "ArtClass/drawings"), "untouched", ()),
        # … and who adds one there need not mean that it takes the place of the first
        (said("drawings,etchings", "ArtClass|drawings", "ArtClass/drawings"), "several", ("drawings", "etchings")),
        # moved to another branch of the person's own tree of keywords: still the same class
        (said("drawings", "Art|drawings", "Art/drawings"), "untouched", ()),
        (said("Wien", "ArtClass|etchings", "ArtClass/a/b"), "several", ("a/b", "etchings")),
    ],
)
def test_what_was_changed(found: Said, kind: str, classes: tuple[str, ...]) -> None:
    assert opinion([found], CLASSES) == Opinion(kind, classes, "drawings")


def test_a_class_given_in_another_program_alone_counts_where_it_is_below_the_root() -> None:
    assert opinion([said("etchings", "ArtClass|etchings", None, written=None)], CLASSES).classes == ("etchings",)
    assert opinion([said("etchings", "Art|etchings", None, written=None)], CLASSES).kind == "untouched"
    assert opinion([]).kind == "untouched"


def test_what_is_in_the_file_counts_beside_its_sidecar() -> None:
    """Lightroom writes into a JPEG itself, where nothing of ArtClass' was before."""
    inside = said("etchings", "ArtClass|etchings", None, written=None)
    assert opinion([AS_WRITTEN, inside], CLASSES) == Opinion("changed", ("etchings",), "drawings")
    other = said("Wien", "Places|Wien", None, written=None)
    assert opinion([AS_WRITTEN, other], CLASSES).kind == "untouched"


def test_a_plain_keyword_in_the_file_is_a_correction_too() -> None:
    """Lightroom's own keywords have no root; ArtClass' lies in a sidecar file that it does not look at."""
    one, both = (said(words, None, None, written=None) for words in ("Wien,Etchings", "etchings,a/b"))
    assert opinion([AS_WRITTEN, one], CLASSES) == Opinion("changed", ("etchings",), "drawings")
    assert opinion([AS_WRITTEN, both], CLASSES) == Opinion("several", ("a/b", "etchings"), "drawings")
    assert opinion([AS_WRITTEN, said("drawings", None, None, written=None)], CLASSES).kind == "untouched"
    assert opinion([one], CLASSES).kind == "untouched"


def test_keywords_that_stood_there_before_are_no_opinion() -> None:
    """Somebody may call a picture's theme as ArtClass calls a class."""
    theirs = said("Wien,Etchings", None, None, written=None)
    found = beside([theirs, said("A/B,drawings", None, None)], "drawings", CLASSES)
    ours = OURS._replace(beside=found)
    mine = said("drawings,a/b", "ArtClass|drawings", None, written=ours)
    assert opinion([mine, theirs], CLASSES).kind == "untouched"
    instead = said("a/b", "ArtClass|drawings", None, written=ours)
    assert opinion([instead, theirs], CLASSES) == Opinion("changed", ("a/b",), "drawings")
