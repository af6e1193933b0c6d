"""Decisions: labels, copies that are kept, what is told apart; taken back, and kept over a re-import."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.trainer.catalog.making import by_name, opened, seen, take
from trainer.catalog.store import Catalog
from trainer.errors import UsageError

COPIES = [
    seen("a/small.jpg", "a", look=1, size=(200, 150)),
    seen("a/large.jpg", "a", look=1, noise=10, size=(800, 600)),
    seen("a/middle.jpg", "a", look=1, noise=12, size=(400, 300)),
]
OTHERS = [seen(f"{label}/{number}.jpg", label) for label in "ab" for number in range(20)]


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with opened(tmp_path) as catalog:
        take(catalog, [*COPIES, *OTHERS])
        yield catalog


def number(catalog: Catalog, name: str) -> int:
    return by_name(catalog)[name].id


def test_a_label_that_is_decided_counts_and_can_be_taken_back(catalog) -> None:
    decision = catalog.label([number(catalog, "a/3.jpg"), number(catalog, "a/4.jpg")], "  etchings ")
    assert decision.pictures == 2
    item = by_name(catalog)["a/3.jpg"]
    assert (item.label, item.found) == ("etchings", "a")
    assert [row.name for row in catalog.classes()] == ["a", "b", "etchings"]
    catalog.undo_decision(decision.id)
    assert by_name(catalog)["a/3.jpg"].label == "a"
    catalog.redo_decision(decision.id)
    assert by_name(catalog)["a/3.jpg"].label == "etchings"


def test_a_label_survives_a_second_import(catalog) -> None:
    catalog.label([number(catalog, "a/3.jpg")], "b")
    take(catalog, [*COPIES, *OTHERS])
    assert by_name(catalog)["a/3.jpg"].label == "b"


def test_a_class_needs_a_name(catalog) -> None:
    with pytest.raises(UsageError):
        catalog.label([number(catalog, "a/3.jpg")], "   ")


def test_the_best_copy_is_kept_and_the_others_set_aside(catalog) -> None:
    (group,) = catalog.twin_groups()
    assert [item.name for item in group.items] == ["a/large.jpg", "a/middle.jpg", "a/small.jpg"]
    catalog.keep_best()
    assert {item.name for item in catalog.set_aside()} == {"a/small.jpg", "a/middle.jpg"}
    assert not catalog.twin_groups(unsettled=True)
    assert sum(row.pictures for row in catalog.classes()) == 41
    assert catalog.keep_best() is None
    catalog.undo_decision()
    assert not catalog.set_aside()


def test_another_copy_can_be_kept(catalog) -> None:
    catalog.keep_best()
    items = by_name(catalog)
    catalog.keep_one(items["a/small.jpg"].id, [items["a/large.jpg"].id, items["a/middle.jpg"].id])
    assert by_name(catalog)["a/small.jpg"].aside is None
    assert by_name(catalog)["a/large.jpg"].aside == "copy"
    catalog.undo_decision()
    assert by_name(catalog)["a/large.jpg"].aside is None
    assert by_name(catalog)["a/small.jpg"].aside == "copy"


def test_what_is_told_apart_is_no_group_any_more(catalog) -> None:
    (group,) = catalog.twin_groups()
    catalog.keep_apart([item.id for item in group.items])
    assert not catalog.twin_groups()
    catalog.undo_decision()
    assert len(catalog.twin_groups()) == 1


def test_left_out_pictures_are_not_used_and_come_back(catalog) -> None:
    chosen = [number(catalog, "b/1.jpg")]
    split = by_name(catalog)["b/1.jpg"].split
    catalog.leave_out(chosen)
    assert "b/1.jpg" not in {picture.name for picture in catalog.pictures()}
    catalog.use_again(chosen)
    assert by_name(catalog)["b/1.jpg"].split == split


def test_the_same_picture_under_two_labels_is_a_conflict_until_decided(catalog) -> None:
    take(
        catalog, [seen("b/twice.jpg", "b", contents="a/5.jpg"), seen("b/near.jpg", "b", look=1, noise=5)], folder="two"
    )
    exact, near = catalog.conflicts()
    assert exact.exact
    assert {label for label, _ in exact.claims} == {"a", "b"}
    assert not near.exact
    assert len(near.items) == 4
    catalog.label([exact.items[0].id], "b")
    catalog.label([item.id for item in near.items], "a")
    assert not catalog.conflicts()


def test_copies_in_two_classes_are_not_decided_automatically(catalog) -> None:
    take(catalog, [seen("b/near.jpg", "b", look=1, noise=5)], folder="two")
    assert catalog.keep_best() is None


def test_there_is_nothing_to_take_back_at_first(catalog) -> None:
    with pytest.raises(UsageError):
        catalog.undo_decision()
    decision = catalog.leave_out([number(catalog, "b/1.jpg")])
    with pytest.raises(UsageError):
        catalog.redo_decision(decision.id)
    catalog.undo_decision()
    with pytest.raises(UsageError):
        catalog.undo_decision(decision.id)
    (entry,) = catalog.decisions.journal()
    assert entry.undone
