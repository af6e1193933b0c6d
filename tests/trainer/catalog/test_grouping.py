"""Artists and series told by folder, by a pattern, by metadata, by a table."""

from __future__ import annotations

import pytest

from trainer.catalog.grouping import Grouping, maker
from trainer.errors import UsageError

NAME = "painting/Rembrandt/self portrait 03.jpg"


def told(grouping: Grouping, name: str = NAME, creator: str | None = None, table: str | None = None) -> str | None:
    return maker(grouping)(name, creator, table)


def test_folders_are_counted_from_the_picture() -> None:
    assert told(Grouping(by="folder", level=1)) == "Rembrandt"
    assert told(Grouping(by="folder", level=2)) == "painting"
    assert told(Grouping(by="folder", level=3)) is None


@pytest.mark.parametrize(
    ("pattern", "name", "group"),
    [
        ("{group}_*", "vermeer_12.jpg", "vermeer"),
        ("{group}_*", "a/b/van_gogh_12.jpg", "van"),
        ("*-{group}", "12-vermeer.jpg", "vermeer"),
        ("scan * of {group} (*", "Scan 7 of Dürer (2).png", "Dürer"),
        ("{group}_*", "nothing.jpg", None),
        (r"re:^([A-Z]+)\d", "INV123.tif", "INV"),
        (r"re:INV\d{2}", "INV123.tif", "INV12"),
        ("[{group}]*", "[x] 1.jpg", "x"),
    ],
)
def test_a_pattern_tells_a_part_of_the_name(pattern: str, name: str, group: str | None) -> None:
    assert told(Grouping(by="pattern", pattern=pattern), name) == group


@pytest.mark.parametrize("pattern", ["", "artist_*", "{group}{group}", "re:(", "re:["])
def test_a_pattern_that_cannot_be_used_is_refused_in_words(pattern: str) -> None:
    with pytest.raises(UsageError) as caught:
        maker(Grouping(by="pattern", pattern=pattern))
    assert caught.value.remedy


def test_a_pattern_that_takes_for_ever_is_broken_off() -> None:
    tell = maker(Grouping(by="pattern", pattern=r"re:^(\w|\w\w)+$"))
    with pytest.raises(UsageError, match="takes too long"):
        tell("a" * 60 + "!!.jpg", None, None)


def test_metadata_and_tables_tell_it_themselves() -> None:
    assert told(Grouping(by="creator"), creator="Dürer") == "Dürer"
    assert told(Grouping(by="creator")) is None
    assert told(Grouping(by="table"), table="series 1") == "series 1"
    assert told(Grouping(), creator="Dürer", table="series 1") is None
