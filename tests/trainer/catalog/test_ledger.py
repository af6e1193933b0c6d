"""The ledger: what each import took and left out, and undoing any of them as a whole."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.trainer.catalog.making import by_name, opened, seen, take
from trainer.catalog.intake import SeenFile
from trainer.catalog.records import FileProblem
from trainer.catalog.store import Catalog
from trainer.errors import UsageError


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with opened(tmp_path) as catalog:
        yield catalog


FIRST = [seen(f"a/{n}.jpg", "a") for n in range(5)]


def state(catalog: Catalog) -> list:
    return catalog._data.rows("SELECT source_id, name, stamp, picture_id, class_id, reason FROM files ORDER BY name")


def test_an_entry_tells_what_was_taken_and_left_out(catalog) -> None:
    torn = FileProblem(path="a/torn.jpg", reason="ends too early (truncated)", kind="unreadable")
    note = FileProblem(path="note.txt", reason="is no picture", kind="passed over")
    bad = [SeenFile(name=problem.path, stamp="1", size=1, problem=problem) for problem in (torn, note)]
    take(catalog, [*FIRST, seen("a/again.jpg", "a", contents="a/1.jpg"), *bad])
    (entry,) = catalog.ledger.entries()
    assert (entry.pictures, entry.duplicates, entry.changed, entry.gone) == (5, 1, 0, 0)
    assert entry.left_out == {"ends too early (truncated)": 1, "is no picture": 1}
    assert entry.sources == (Path("/pictures/art"),)
    assert entry.finished is not None
    assert entry.undone is None
    assert ("a/torn.jpg", "ends too early (truncated)") in catalog.ledger.files(entry.id)


def test_the_first_import_is_undone_as_a_whole(catalog) -> None:
    number = take(catalog, FIRST)
    assert catalog.ledger.undo(number) == 5
    assert not catalog.items()
    assert not catalog.sources()
    (entry,) = catalog.ledger.entries()
    assert entry.undone is not None
    take(catalog, FIRST)
    assert len(catalog.items()) == 5


def test_undoing_brings_back_what_was_changed_and_what_was_gone(catalog) -> None:
    take(catalog, FIRST)
    before = state(catalog)
    number = catalog.ledger.begin([Path("/pictures/art")])
    source = catalog.intake.add_source("folder", Path("/pictures/art"))
    changed = seen("a/1.jpg", "b", contents="other", stamp="2")
    catalog.intake.record(source, [changed, seen("b/new.jpg", "b")], during=number)
    assert catalog.intake.forget(source, ["a/2.jpg"], during=number) == 1
    catalog.intake.relabel(source, [("a/3.jpg", "c", None, None)], during=number)
    catalog.settle_splits()
    catalog.ledger.finish(number, gone=1)
    entry = catalog.ledger.entries()[0]
    assert (entry.pictures, entry.changed, entry.gone) == (2, 2, 1)
    assert by_name(catalog)["a/3.jpg"].label == "c"
    catalog.ledger.undo(number)
    assert state(catalog) == before


def step(catalog: Catalog, number: int) -> int:
    """Import the same folder once more, with another change each time."""
    this = catalog.ledger.begin([Path("/pictures/art")])
    source = catalog.intake.add_source("folder", Path("/pictures/art"))
    if number == 1:
        catalog.intake.record(source, [seen("a/1.jpg", "a", contents="one", stamp="s1")], during=this)
        catalog.intake.forget(source, ["a/2.jpg"], during=this)
    elif number == 2:
        changes = [seen("a/1.jpg", "a", contents="two", stamp="s2"), seen("a/2.jpg", "a", contents="back", stamp="s2")]
        catalog.intake.record(source, [*changes, seen("a/9.jpg", "a", stamp="s2")], during=this)
    else:
        catalog.intake.forget(source, ["a/1.jpg"], during=this)
        catalog.intake.record(source, [seen("a/9.jpg", "a", contents="nine", stamp="s3")], during=this)
    catalog.ledger.finish(this, gone=0)
    return this


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_all_changes_undone_in_any_order_give_the_beginning(catalog, order: tuple[int, ...]) -> None:
    take(catalog, FIRST)
    before = state(catalog)
    numbers = [step(catalog, number) for number in (1, 2, 3)]
    for place in order:
        catalog.ledger.undo(numbers[place])
    assert state(catalog) == before
    assert not catalog._data.rows("SELECT * FROM replaced")


def test_the_imports_before_and_after_are_left_alone(catalog) -> None:
    take(catalog, FIRST)
    second = take(catalog, [seen("b/1.jpg", "b"), seen("b/same.jpg", "b", contents="a/1.jpg")], folder="more")
    take(catalog, [seen("c/1.jpg", "c")], folder="third")
    catalog.ledger.undo(second)
    assert set(by_name(catalog)) == {*(file.name for file in FIRST), "c/1.jpg"}


def test_decisions_wait_for_pictures_that_come_back(catalog) -> None:
    number = take(catalog, FIRST)
    catalog.label([by_name(catalog)["a/1.jpg"].id], "b")
    split = by_name(catalog)["a/1.jpg"].split
    catalog.ledger.undo(number)
    take(catalog, FIRST)
    assert by_name(catalog)["a/1.jpg"].label == "b"
    assert by_name(catalog)["a/1.jpg"].split == split


def test_an_import_is_undone_once(catalog) -> None:
    number = take(catalog, FIRST)
    catalog.ledger.undo(number)
    with pytest.raises(UsageError, match="undone already"):
        catalog.ledger.undo(number)
    with pytest.raises(UsageError, match="no import number 99"):
        catalog.ledger.undo(99)


def test_what_an_import_left_out_that_never_was_is_refused(catalog) -> None:
    with pytest.raises(UsageError, match="There is no import number 99"):
        catalog.ledger.files(99)
