"""What a way to keep pictures together would give: groups, about the splits, and patterns that would never end."""

from __future__ import annotations

from pathlib import Path

import pytest

from artclass_gui import splitting
from artclass_gui.splitting import Clues, Level, preview, read_clues
from tests.gui.catalogs import make_pictures, make_project
from trainer.catalog.grouping import Grouping
from trainer.catalog.splits import Named
from trainer.catalog.store import Catalog
from trainer.errors import UsageError
from trainer.project import Project

ARTISTS = ("monet", "hals", "klimt", "dürer", "degas", "goya", "rubens", "miro", "klee", "marc")


def clues(each: int = 10, loose: int = 0) -> Clues:
    """``each`` pictures of ten artists in two classes, and some that are named otherwise."""
    named = [
        Named(f"{number:02}{place:04}", ("a", "b")[place % 2], f"art/{artist}/{artist}_{place}.jpg", None, None)
        for number, artist in enumerate(ARTISTS)
        for place in range(each)
    ]
    return Clues(pictures=(*named, *(Named(f"x{n}", "a", f"scan {n}.jpg", None, None) for n in range(loose))))


def test_groups_are_told_with_examples_and_what_is_in_none() -> None:
    found = preview(clues(loose=7), Grouping(by="pattern", pattern="{group}_*"))
    assert {group.name for group in found.groups} == set(ARTISTS)
    assert found.groups[0].pictures == 10
    assert len(found.groups[0].examples) == 3
    assert found.groups[0].examples[0].endswith("_0.jpg")
    assert (found.alone, found.pictures) == (7, 107)
    assert found.held_out > 0


def test_without_groups_the_shares_are_exact() -> None:
    found = preview(clues(), Grouping())
    assert found.groups == ()
    assert found.splits["training"] == 70
    assert sum(found.splits.values()) == 100
    assert found.is_of_use


def test_one_group_leaves_nothing_to_test() -> None:
    found = preview(clues(), Grouping(by="folder", level=2))
    assert [group.name for group in found.groups] == ["art"]
    assert not found.is_of_use


def test_with_two_figures_fewer_artists_are_held_out_and_the_shares_stay() -> None:
    apart = preview(clues(), Grouping(by="folder"))
    known = preview(clues(), Grouping(by="folder", known=True))
    assert 0 < known.held_out < apart.held_out
    assert known.splits["training"] in range(68, 73)


@pytest.mark.parametrize("by", ["nothing", "folder"])
@pytest.mark.parametrize("known", [False, True])
def test_the_counts_are_those_that_the_catalog_then_has(tmp_path: Path, by: str, known: bool) -> None:
    folder = make_pictures(tmp_path / "art", {f"a{number}": 4 for number in range(12)})
    project = make_project(tmp_path / "p.artclass", folder)
    with Catalog.open(project) as catalog:
        catalog.label([item.id for item in catalog.items()][:24], "first")
        catalog.label([item.id for item in catalog.items()][24:], "second")
        grouping = Grouping(by=by, known=known)
        guessed = preview(read_clues(project), grouping).splits
        catalog.draw_splits(grouping)
        assert guessed == catalog.summary().splits


def test_clues_tell_levels_and_leave_out_what_is_not_used(tmp_path: Path) -> None:
    project = make_project(tmp_path / "p.artclass", make_pictures(tmp_path / "art", {"a": 3, "b": 2}))
    with Catalog.open(project) as catalog:
        catalog.leave_out([catalog.items()[0].id])
    found = read_clues(project)
    assert len(found.pictures) == 4
    assert found.levels == (Level(1, 2, "a/a 1.png"),)
    assert (found.creators, found.tables) == (0, 0)
    assert read_clues(Project.create(tmp_path / "empty.artclass")) == Clues()


def test_an_expression_that_never_ends_is_a_sentence() -> None:
    named = Named("0", "a", "a" * 60 + "!", None, None)
    with pytest.raises(UsageError, match="takes too long on a name"):
        preview(Clues(pictures=(named,)), Grouping(by="pattern", pattern="re:(a|aa)+$"))


def test_a_pattern_that_takes_too_long_is_a_sentence(monkeypatch) -> None:
    monkeypatch.setattr(splitting, "_PATIENCE", -1.0)
    with pytest.raises(UsageError, match="too long"):
        preview(clues(), Grouping(by="pattern", pattern="{group}_*"))


def test_a_preview_that_nobody_wants_any_more_is_broken_off() -> None:
    def check() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        preview(clues(), Grouping(by="folder"), check=check)


def test_of_very_many_groups_the_largest_are_shown(monkeypatch) -> None:
    monkeypatch.setattr(splitting, "_SHOWN", 3)
    monkeypatch.setattr(splitting, "_MOST", 5)
    found = preview(clues(loose=7), Grouping(by="pattern", pattern="{group}"))
    assert (found.count, len(found.groups), found.held_out) == (107, 3, None)
    assert found.splits["training"] == 75
    assert sum(found.splits.values()) == 107
