"""What comes into the gallery's model, and how it tells of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from artclass_gui.gallery.images_model import ImagesModel
from artclass_gui.gallery.rows import Listing, sort_key
from tests.gui.gallery.five import CLASSES, image, names
from trainer.events import Classified, Prediction, decode, encode


def test_the_table_has_as_many_cells_as_it_needs(model: ImagesModel) -> None:
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert (model.rowCount(), model.columnCount()) == (2, 3)
    assert model.cell(4).data() == "apple.jpg"
    behind = model.index(1, 2)
    assert behind.data() is None
    assert behind.flags() == Qt.ItemFlag.NoItemFlags
    model.set_columns(2)
    assert (model.rowCount(), model.columnCount()) == (3, 2)


def test_what_a_screen_reader_and_a_tooltip_say(model: ImagesModel) -> None:
    assert model.cell(0).data(Qt.ItemDataRole.AccessibleTextRole) == "page 10.jpg, painting, 90 % sure"
    assert "This file is damaged" in model.cell(3).data(Qt.ItemDataRole.ToolTipRole)
    mistake = image("x.jpg", "painting", 0.6, truth="drawings", seen=True)
    model.set_pictures([mistake], CLASSES)
    said = model.cell(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Is “drawings”, taken for “painting”" in said
    assert "trained on this picture" in said


def _predictions(*pairs: tuple[str, str | None, float | None]) -> Classified:
    return Classified(
        classes=CLASSES,
        predictions=tuple(
            Prediction(
                path=f"/pictures/{name}",
                label=label,
                confidence=confidence,
                status="ok" if label else "unreadable",
                reason=None if label else "is empty (0 bytes)",
                probabilities=(0.25, 0.75) if label else (),
            )
            for name, label, confidence in pairs
        ),
    )


def test_a_prediction_changes_its_own_cell_alone(qtbot: QtBot) -> None:
    model = ImagesModel()
    model.set_columns(2)
    model.add(Listing.of(f"/pictures/{number}.jpg" for number in range(6)))
    assert model.with_status("waiting") == 6
    model.take(_predictions(("0.jpg", "painting", 0.9)))  # the first one brings the classes
    changes = []
    model.dataChanged.connect(lambda first, last: changes.append((model.position_at(first), model.position_at(last))))
    model.take(_predictions(("3.jpg", "painting", 0.75), ("5.jpg", None, None)))
    assert changes == [(3, 3), (5, 5)]
    assert model.row(3).probabilities == (0.25, 0.75)
    assert model.row(5).reason == "is empty (0 bytes)"
    assert model.counts() == {"drawings": 0, "painting": 2}


def test_streaming_grows_the_table_at_its_end_without_a_reset(qtbot: QtBot) -> None:
    model = ImagesModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_columns(4)
    resets = []
    model.modelReset.connect(lambda: resets.append(1))
    for batch in range(10):
        model.add(Listing.of(f"/pictures/{batch}-{number}.jpg" for number in range(7)))
    assert (model.shown, model.rowCount()) == (70, 18)
    assert not resets


def test_streaming_predictions_find_their_place_when_sorted_by_them(qtbot: QtBot) -> None:
    model = ImagesModel()
    model.set_order("confidence")
    model.add(Listing.of(["/pictures/a", "/pictures/b", "/pictures/c"]))
    model.take(_predictions(("a", "painting", 0.9), ("b", "painting", 0.3)))
    qtbot.waitUntil(lambda: names(model) == ["b", "a", "c"])


def test_a_prediction_for_a_picture_that_was_not_listed_is_added(model: ImagesModel) -> None:
    model.take(_predictions(("new.jpg", "drawings", 0.6)))
    assert model.row(5).name == "new.jpg"
    assert model.counts()["drawings"] == 3


def test_names_that_are_no_unicode_find_their_prediction(qtbot: QtBot) -> None:
    model = ImagesModel()
    model.add(Listing.of(["/pictures/\udcff.jpg"]))
    heard = decode(encode(_predictions(("\udcff.jpg", "painting", 0.9))))
    assert isinstance(heard, Classified)
    model.take(heard)
    assert model.total == 1
    assert model.row(0).label == "painting"


def test_another_model_lets_all_pictures_wait_again(model: ImagesModel) -> None:
    model.forget_predictions(("a", "b", "c"))
    assert model.with_status("waiting") == 5
    assert model.counts() == {"a": 0, "b": 0, "c": 0}
    assert model.row(3).reason is None


@pytest.mark.parametrize(("smaller", "larger"), [("page 9", "page 10"), ("a2b3", "a2b12"), ("007", "8"), ("a", "b")])
def test_numbers_in_names_count_as_numbers(smaller: str, larger: str) -> None:
    assert sort_key(smaller) < sort_key(larger)


def test_own_labels_stay_when_a_model_says_something_else(qtbot) -> None:
    model = ImagesModel()
    model.add(Listing.of(["/a.png", "/b.png"]))
    with qtbot.waitSignal(model.counts_changed):
        model.set_own({"/a.png": "drawings", "/not there.png": "drawings"})
    model.forget_predictions(("etchings",))
    assert [model.row(row).own for row in range(2)] == ["drawings", None]
    copied = model.snapshot()
    model.set_own({"/a.png": None, "/b.png": "etchings"})
    assert [model.row(row).own for row in range(2)] == [None, "etchings"]
    assert copied.read(0).own == "drawings"


def test_what_is_labelled_is_drawn_anew_though_it_stays_in_its_place(qtbot: QtBot, model: ImagesModel) -> None:
    model.set_order("confidence", descending=False)
    before = [model.row_at(position) for position in range(model.shown)]
    with qtbot.waitSignal(model.dataChanged):
        model.set_own({model.path(before[1]): "etchings"})
    assert [model.row_at(position) for position in range(model.shown)] == before
