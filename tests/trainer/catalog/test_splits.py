"""Splits of a catalog: copies and artists stay together, nobody moves, and leaks are told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.trainer.catalog.making import by_name, opened, seen, take
from trainer.catalog.grouping import Grouping
from trainer.catalog.records import SPLITS
from trainer.catalog.store import Catalog
from trainer.errors import UsageError


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with opened(tmp_path) as catalog:
        yield catalog


def many(label: str, count: int, **more: object) -> list:
    return [seen(f"{label}/{number}.jpg", label, **more) for number in range(count)]


def splits(catalog: Catalog) -> dict[str, str | None]:
    return {name: item.split for name, item in by_name(catalog).items()}


def test_near_duplicates_share_a_split(catalog) -> None:
    copies = [
        seen(f"{label}/{number} {copy}.jpg", label, look=number, noise=8 * copy)
        for number, label in enumerate("ab" * 40)
        for copy in range(3)
    ]
    take(catalog, copies)
    found = defaultdict(set)
    for name, split in splits(catalog).items():
        found[name.partition(" ")[0]].add(split)
    assert all(len(names) == 1 for names in found.values())
    counts = Counter(splits(catalog).values())
    assert counts["training"] == pytest.approx(168, abs=6)
    assert min(counts[name] for name in SPLITS) >= 30


def test_pictures_that_are_added_move_nobody_and_follow_their_copies(catalog) -> None:
    take(catalog, many("a", 40) + many("b", 40))
    before = splits(catalog)
    held_out = next(name for name, split in before.items() if split == "test")
    look = int(by_name(catalog)[held_out].sha256[:12], 16)
    take(catalog, [seen("new/copy.jpg", "a", look=look, noise=12), *many("c", 30)], folder="more")
    after = splits(catalog)
    assert {name: after[name] for name in before} == before
    assert after["new/copy.jpg"] == "test"


def test_a_picture_that_would_bridge_two_splits_is_set_aside_and_told(catalog) -> None:
    take(catalog, [seen(f"a/{n}.jpg", "a", look=5 if n in (3, 4) else None, noise=0) for n in range(40)])
    # two pictures of different splits, made copies of each other by a third
    first, second = ("a/10.jpg", "a/11.jpg")
    catalog._data.execute("UPDATE pictures SET split = 'training' WHERE id = ?", (by_name(catalog)[first].id,))
    catalog._data.execute("UPDATE pictures SET split = 'test' WHERE id = ?", (by_name(catalog)[second].id,))
    catalog._data.execute(
        "UPDATE looks SET hash = (SELECT hash FROM looks WHERE picture_id = ?), matched = 1 WHERE picture_id = ?",
        (by_name(catalog)[first].id, by_name(catalog)[second].id),
    )
    look = int(by_name(catalog)[first].sha256[:12], 16)
    take(catalog, [seen("new/bridge.jpg", "a", look=look, noise=6)], folder="more")
    bridge = by_name(catalog)["new/bridge.jpg"]
    assert bridge.aside == "bridge"
    assert bridge.detail == "is nearly the same as pictures for training and for test"
    assert bridge.split is None
    assert [item.name for item in catalog.set_aside()] == ["new/bridge.jpg"]
    assert catalog.summary().set_aside == {"bridge": 1}


def test_unlabelled_pictures_have_no_split_until_they_are_labelled(catalog) -> None:
    take(catalog, [*many("a", 20), seen("x.jpg"), seen("y.jpg")])
    assert catalog.unlabelled_count() == 2
    assert splits(catalog)["x.jpg"] is None
    catalog.label([by_name(catalog)["x.jpg"].id], "a")
    assert splits(catalog)["x.jpg"] in SPLITS
    assert [item.name for item in catalog.unlabelled()] == ["y.jpg"]


def test_given_splits_are_kept_if_that_is_wanted(catalog) -> None:
    files = [seen(f"{n}.jpg", "ab"[n % 2], given=SPLITS[n % 3]) for n in range(60)]
    take(catalog, files, honour=True)
    assert all(splits(catalog)[f"{n}.jpg"] == SPLITS[n % 3] for n in range(60))
    assert catalog.summary().leaks == 0


def test_where_no_test_pictures_are_given_half_of_the_validation_pictures_become_them(catalog) -> None:
    files = [seen(f"{n}.jpg", "ab"[n % 2], given="training" if n < 80 else "validation") for n in range(120)]
    take(catalog, files, honour=True)
    counts = Counter((item.label, item.split) for item in catalog.items())
    assert {split: counts["a", split] for split in SPLITS} == {"training": 40, "validation": 10, "test": 10}
    assert all(splits(catalog)[f"{n}.jpg"] == "training" for n in range(80))


def test_where_only_training_pictures_are_given_splits_are_drawn(catalog) -> None:
    take(catalog, [seen(f"{n}.jpg", "a", given="training") for n in range(100)], honour=True)
    assert Counter(splits(catalog).values()) == {"training": 70, "validation": 15, "test": 15}


def test_given_splits_are_pooled_otherwise(catalog) -> None:
    take(catalog, [seen(f"{n}.jpg", "a", given="training") for n in range(100)])
    assert Counter(splits(catalog).values()) == {"training": 70, "validation": 15, "test": 15}


def test_given_splits_that_leak_are_told_and_mended(catalog) -> None:
    files = [seen(f"{n}.jpg", "a", given="training" if n < 40 else "test") for n in range(60)]
    files[0] = seen("0.jpg", "a", look=7, given="training")
    files[50] = seen("50.jpg", "a", look=7, noise=9, given="test")
    take(catalog, files, honour=True)
    assert catalog.summary().leaks == 1
    catalog.mend_leaks()
    assert catalog.summary().leaks == 0
    assert by_name(catalog)["0.jpg"].aside == "leak"
    assert by_name(catalog)["50.jpg"].split in ("validation", "test")
    catalog.undo_decision()
    assert catalog.summary().leaks == 1
    assert catalog.mend_leaks() is not None
    assert catalog.mend_leaks() is None


def test_the_same_file_given_to_two_splits_is_held_out(catalog) -> None:
    files = [
        seen("train/1.jpg", "a", contents="one", given="training"),
        seen("test/1.jpg", "a", contents="one", given="test"),
    ]
    take(catalog, [*files, *many("b", 10)], honour=True)
    assert by_name(catalog)["train/1.jpg"].split in ("validation", "test")


def art(count: int = 120) -> list:
    """Pictures of 24 artists in two classes."""
    return [seen(f"{'ab'[n % 2]}/artist {n % 24:02}/{n}.jpg", "ab"[n % 2]) for n in range(count)]


def test_artists_stay_together(catalog) -> None:
    take(catalog, art())
    catalog.draw_splits(Grouping(by="folder", level=1))
    found = defaultdict(set)
    for name, split in splits(catalog).items():
        found[name.split("/")[1]].add(split)
    assert all(len(names) == 1 for names in found.values())
    assert set(splits(catalog).values()) == set(SPLITS)


def test_a_new_picture_goes_where_its_artist_is(catalog) -> None:
    take(catalog, art())
    catalog.draw_splits(Grouping(by="folder", level=1))
    before = splits(catalog)
    take(catalog, [seen(f"a/artist {n:02}/new.jpg", "a") for n in range(0, 24, 2)], folder="more")
    after = splits(catalog)
    for n in range(0, 24, 2):
        old = next(split for name, split in before.items() if f"artist {n:02}" in name)
        assert after[f"a/artist {n:02}/new.jpg"] == old


def test_both_known_and_new_artists_are_held_out(catalog) -> None:
    take(catalog, art(240))
    catalog.draw_splits(Grouping(by="folder", level=1, known=True))
    learnt = {name.split("/")[1] for name, split in splits(catalog).items() if split == "training"}
    tested = {name.split("/")[1] for name, split in splits(catalog).items() if split == "test"}
    assert tested & learnt
    assert tested - learnt


def test_drawing_anew_is_undone_as_a_whole(catalog) -> None:
    take(catalog, art())
    before = splits(catalog)
    catalog.draw_splits(Grouping(by="folder", level=1), seed=5)
    assert splits(catalog) != before
    catalog.undo_decision()
    assert splits(catalog) == before
    assert catalog.splits.grouping().by == "nothing"


def test_a_pattern_that_cannot_be_used_changes_nothing(catalog) -> None:
    take(catalog, art())
    before = splits(catalog)
    with pytest.raises(UsageError):
        catalog.draw_splits(Grouping(by="pattern", pattern="re:("))
    assert splits(catalog) == before


def test_groups_of_one_picture_each_keep_nothing_together_and_change_nothing(catalog) -> None:
    take(catalog, art())
    before = splits(catalog)
    with pytest.raises(UsageError, match="no two pictures are of one artist or series") as refusal:
        catalog.draw_splits(Grouping(by="pattern", pattern="{group}"), seed=5)
    assert refusal.value.remedy.startswith("Names are such as 0.jpg. ")
    assert splits(catalog) == before
    assert not catalog.decisions.journal()
