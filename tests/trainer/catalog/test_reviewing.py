"""Files labelled where they lie: brought in, learnt from, taken back as one decision, found again by path."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.trainer.catalog.making import by_name, opened, seen, take
from trainer.catalog.store import Catalog
from trainer.errors import PictureError, UsageError

IMPORTED = [seen(f"{label}/{number}.jpg", label) for label in ("drawings", "etchings") for number in range(20)]


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with opened(tmp_path) as catalog:
        yield catalog


@pytest.fixture
def flat(tmp_path: Path) -> Path:
    """A folder of pictures that lie in no classes."""
    return pictures(tmp_path / "flat", 12)


def pictures(folder: Path, count: int, *, seed: int = 7) -> Path:
    """Write so many different pictures, of large soft patches."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    for number in range(count):
        patches = Image.fromarray(rng.integers(0, 255, (6, 8, 3), dtype=np.uint8))
        patches.resize((160, 120), Image.Resampling.BICUBIC).save(folder / f"{number}.png")
    return folder


def classes(catalog: Catalog) -> dict[str, int]:
    return {row.name: row.pictures for row in catalog.classes()}


def test_files_that_are_labelled_become_pictures_that_stay_where_they_lie(catalog, flat) -> None:
    decision = catalog.label_files([flat / "0.png", flat / "1.png"], " drawings ", root=flat)
    assert (decision.words, decision.pictures, decision.left_out) == ("labelled “drawings”", 2, ())
    (source,) = catalog.sources()
    assert (source.kind, source.location, source.pictures) == ("reviewed", flat, 2)
    assert {(item.name, item.path, item.label, item.width) for item in catalog.items()} == {
        ("0.png", flat / "0.png", "drawings", 160),
        ("1.png", flat / "1.png", "drawings", 160),
    }
    assert not catalog.ledger.entries()
    assert catalog.is_settled()


def test_taking_it_back_takes_the_files_out_and_redoing_brings_them_in_as_often_as_wanted(catalog, flat) -> None:
    first = catalog.label_files([flat / "0.png", flat / "1.png"], "drawings")
    second = catalog.label_files([flat / "1.png", flat / "2.png"], "etchings")
    assert classes(catalog) == {"drawings": 1, "etchings": 2}
    split = by_name(catalog)["1.png"].split
    for _ in range(3):
        catalog.undo_decision(second.id)
        assert classes(catalog) == {"drawings": 2}
        assert set(by_name(catalog)) == {"0.png", "1.png"}
        catalog.undo_decision(first.id)
        assert not catalog.items()
        assert not catalog.sources()
        catalog.redo_decision(first.id)
        catalog.redo_decision(second.id)
        assert classes(catalog) == {"drawings": 1, "etchings": 2}
    assert by_name(catalog)["1.png"].split == split


def test_own_labels_are_found_by_path_however_it_is_spelled(catalog, flat, tmp_path: Path) -> None:
    catalog.label_files([flat / "0.png"], "drawings")
    link = tmp_path / "link"
    link.symlink_to(flat, target_is_directory=True)
    asked = [str(link / "0.png"), str(flat / "0.png"), str(flat / "1.png"), str(tmp_path / "nowhere.png")]
    assert catalog.own_labels(asked) == {asked[0]: "drawings", asked[1]: "drawings"}


def test_what_has_changed_is_another_picture_without_a_label_until_it_is_given_one(catalog, flat, tmp_path) -> None:
    path = flat / "0.png"
    catalog.label_files([path], "drawings")
    (old,) = catalog.items()
    (pictures(tmp_path / "other", 1, seed=9) / "0.png").replace(path)
    assert catalog.own_labels([path]) == {}
    decision = catalog.label_files([path], "etchings")
    (new,) = catalog.items()
    assert new.sha256 != old.sha256
    assert catalog.own_labels([path]) == {str(path): "etchings"}
    catalog.undo_decision(decision.id)
    assert [item.sha256 for item in catalog.items()] == [old.sha256]


def test_a_label_taken_back_takes_out_what_it_brought_in(catalog, flat) -> None:
    catalog.label_files([flat / "0.png", flat / "1.png"], "drawings")
    decision = catalog.label_files([flat / "0.png", flat / "5.png"], None)
    assert set(by_name(catalog)) == {"1.png"}
    assert decision.pictures == 1
    catalog.undo_decision()
    assert classes(catalog) == {"drawings": 2}


def test_pictures_that_an_import_brought_are_labelled_without_coming_twice(catalog, flat) -> None:
    from trainer.catalog.scan import Choices, import_sources
    from trainer.channel import Control

    catalog.close()
    project = catalog._project
    import_sources(project, [flat], emit=lambda _: None, control=Control(), choices=Choices())
    with Catalog.open(project) as again:
        assert again.unlabelled_count() == 12
        again.label_files([flat / "3.png"], "drawings")
        assert again.own_labels([flat / "3.png"]) == {str(flat / "3.png"): "drawings"}
        assert [source.kind for source in again.sources()] == ["folder"]
        again.label_files([flat / "3.png"], None)
        assert again.unlabelled_count() == 12


def test_a_folder_that_is_imported_after_it_was_reviewed_shows_no_duplicates(catalog, flat) -> None:
    from trainer.catalog.scan import Choices, import_sources
    from trainer.channel import Control

    catalog.label_files([flat / "3.png"], "drawings", root=flat)
    project = catalog._project
    catalog.close()
    result = import_sources(project, [flat], emit=lambda _: None, control=Control(), choices=Choices())
    assert result is not None
    assert (result.exact_duplicates, result.unlabelled, result.classes) == (0, 11, {"drawings": 1})
    with Catalog.open(project) as again:
        again.ledger.undo(result.import_id)
        assert [item.name for item in again.items()] == ["3.png"]


def test_a_picture_that_was_moved_by_hand_is_found_where_it_was_labelled(catalog, flat, tmp_path: Path) -> None:
    from trainer.catalog.scan import Choices, import_sources
    from trainer.channel import Control

    catalog.close()
    project = catalog._project
    import_sources(project, [flat], emit=lambda _: None, control=Control(), choices=Choices())
    (tmp_path / "elsewhere").mkdir()
    moved = (flat / "3.png").rename(tmp_path / "elsewhere" / "3.png")
    with Catalog.open(project) as again:
        again.label_files([moved], "drawings")
        (item,) = again.labelled()
        assert item.path == moved
        assert len(again.items()) == 12


def test_unreadable_files_are_left_out_and_named(catalog, flat) -> None:
    torn, gone = flat / "torn.jpg", flat / "gone.jpg"
    torn.write_bytes((flat / "0.png").read_bytes()[:100])
    decision = catalog.label_files([torn, flat / "0.png", gone, flat], "drawings")
    assert {Path(row.path).name: row.reason for row in decision.left_out} == {
        "torn.jpg": "ends too early (truncated)",
        "gone.jpg": "is no longer there",
        "flat": "is a folder, not a picture",
    }
    assert classes(catalog) == {"drawings": 1}
    with pytest.raises(PictureError, match="ends too early"):
        catalog.label_files([torn], "drawings")
    with pytest.raises(UsageError):
        catalog.label_files([flat / "0.png"], "  ")


def test_several_classes_are_one_decision(catalog, flat) -> None:
    decision = catalog.label_each({flat / "0.png": "drawings", flat / "1.png": "etchings", flat / "2.png": "etchings"})
    assert (decision.words, decision.pictures) == ("labelled with 2 classes", 3)
    catalog.undo_decision()
    assert not catalog.items()


def test_corrections_are_learnt_from_and_never_held_out(catalog, flat) -> None:
    """They were chosen because a model was wrong: held out, they would measure something else than before."""
    take(catalog, IMPORTED)
    held_out = catalog.summary().splits
    catalog.label_files(sorted(flat.iterdir()), "drawings")
    assert {item.split for item in catalog.items() if item.path.parent == flat} == {"training"}
    after = catalog.summary().splits
    assert (after["validation"], after["test"]) == (held_out["validation"], held_out["test"])
    from trainer.catalog.grouping import Grouping

    catalog.draw_splits(Grouping(), seed=5)
    assert {item.split for item in catalog.items() if item.path.parent == flat} == {"training"}


def test_classes_made_from_nothing_have_all_three_splits(catalog, flat) -> None:
    for number in range(12):
        catalog.label_files([flat / f"{number}.png"], "drawings" if number % 2 else "etchings", root=flat)
    for row in catalog.classes():
        assert min(row.training, row.validation, row.test) >= 1


def test_a_copy_of_what_is_held_out_is_held_out_as_well(catalog, flat, tmp_path: Path) -> None:
    take(catalog, IMPORTED)
    catalog.label_files([flat / "0.png"], "drawings")
    with catalog._data.writing():
        catalog._data.execute("UPDATE pictures SET split = 'test' WHERE id = ?", (by_name(catalog)["0.png"].id,))
    with Image.open(flat / "0.png") as image:
        image.resize((80, 60)).save(tmp_path / "smaller.png")
    catalog.label_files([tmp_path / "smaller.png"], "drawings")
    assert by_name(catalog)["smaller.png"].split == "test"


def test_the_pictures_whose_label_has_changed_since_a_moment_are_counted_once(catalog, flat) -> None:
    take(catalog, IMPORTED)
    early = catalog.label_files([flat / "0.png"], "drawings")
    with catalog._data.writing():
        catalog._data.execute("UPDATE decisions SET made = '2020-01-01T00:00:00+00:00' WHERE id = ?", (early.id,))
    moment = "2021-01-01T05:00:00+05:00"
    assert catalog.decisions.labelled_since(moment) == {}
    catalog.label_files([flat / "1.png", flat / "2.png"], "drawings")
    catalog.label_files([flat / "1.png"], "etchings")
    back = catalog.label_files([flat / "0.png"], "etchings")
    assert sorted(catalog.decisions.labelled_since(moment).values()) == ["drawings", "etchings", "etchings"]
    catalog.undo_decision(back.id)
    assert catalog.corrections(moment) == len(catalog.decisions.labelled_since(moment)) == 2
    catalog.leave_out([by_name(catalog)["2.png"].id])
    assert catalog.corrections(moment) == 1
    catalog.label_files([flat / "1.png"], None)
    assert (catalog.corrections(moment), catalog.corrections()) == (0, 1)


def test_a_label_that_agrees_with_the_import_and_one_of_a_test_picture_are_no_corrections(catalog) -> None:
    take(catalog, IMPORTED)
    moment = "2021-01-01T00:00:00+00:00"
    of = {
        split: [i for i in catalog.items() if i.split == split and i.label == "drawings"]
        for split in ("training", "test")
    }
    agreed, other, *_ = of["training"]
    catalog.label([agreed.id], "Drawings")
    catalog.label([of["test"][0].id], "etchings")
    assert (catalog.corrections(moment), catalog.corrections()) == (0, 2)
    catalog.label([other.id], "etchings")
    assert catalog.corrections(moment) == 1
    catalog.label([other.id], None)
    catalog.label([agreed.id], "etchings")
    assert catalog.corrections(moment) == 1


@pytest.mark.skipif(os.name != "posix", reason="names in bytes are a matter of POSIX")
@pytest.mark.parametrize("name", ["日本語 0%.png", os.fsdecode(b"caf\xe9 1.png"), "a\nb.png"])
def test_names_in_any_script_survive_undo_and_redo(catalog, flat, name: str) -> None:
    path = flat / name
    (flat / "0.png").rename(path)
    decision = catalog.label_files([str(path)], "drawings")
    assert catalog.own_labels([str(path)]) == {str(path): "drawings"}
    catalog.undo_decision(decision.id)
    catalog.redo_decision(decision.id)
    (item,) = catalog.items()
    assert item.path == path
    assert item.path.exists()


def test_a_reviewed_folder_that_was_moved_is_found_again(catalog, flat, tmp_path: Path) -> None:
    decision = catalog.label_files([flat / "0.png"], "drawings", root=flat)
    moved = flat.rename(tmp_path / "moved")
    (source,) = catalog.sources()
    assert not source.present
    catalog.intake.relink(source.id, moved)
    assert [item.path for item in catalog.items()] == [moved / "0.png"]
    assert catalog.own_labels([moved / "0.png"]) == {str(moved / "0.png"): "drawings"}
    catalog.undo_decision(decision.id)
    assert not catalog.items()
    catalog.redo_decision(decision.id)
    assert [item.path for item in catalog.items()] == [moved / "0.png"]


def test_labels_go_with_files_that_are_moved_and_can_still_be_taken_back(catalog, flat, tmp_path: Path) -> None:
    decision = catalog.label_files([flat / "0.png", flat / "1.png"], "drawings", root=flat)
    (tmp_path / "sorted").mkdir()
    new = (flat / "0.png").rename(tmp_path / "sorted" / "picture.png")
    assert catalog.follow_moves({flat / "0.png": new, flat / "7.png": flat / "7.png"}) == 1
    assert {item.path: item.label for item in catalog.items()} == {new: "drawings", flat / "1.png": "drawings"}
    assert catalog.own_labels([new, flat / "0.png"]) == {str(new): "drawings"}
    catalog.undo_decision(decision.id)
    assert not catalog.items()
    catalog.redo_decision(decision.id)
    assert {item.path for item in catalog.items()} == {new, flat / "1.png"}


def test_imported_pictures_that_are_moved_keep_their_class(catalog, flat, tmp_path: Path) -> None:
    from trainer.catalog.scan import Choices, import_sources
    from trainer.channel import Control

    for name in ("etchings", "drawings"):
        (flat / name).mkdir()
    for number in range(12):
        (flat / f"{number}.png").rename(flat / ("etchings" if number < 6 else "drawings") / f"{number}.png")
    project = catalog._project
    catalog.close()
    import_sources(project, [flat], emit=lambda _: None, control=Control(), choices=Choices())
    inside = (flat / "etchings" / "1.png").rename(flat / "etchings" / "one.png")
    outside = (flat / "etchings" / "2.png").rename(tmp_path / "two.png")
    with Catalog.open(project) as again:
        split = by_name(again)["etchings/2.png"].split
        moves = {flat / "etchings" / "1.png": inside, flat / "etchings" / "2.png": outside}
        assert again.follow_moves(moves) == 2
        items = by_name(again)
        assert (items["etchings/one.png"].label, items["etchings/one.png"].path) == ("etchings", inside)
        assert (items["two.png"].label, items["two.png"].path, items["two.png"].split) == ("etchings", outside, split)
        assert len(items) == 12
