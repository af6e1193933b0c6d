"""Order, filter and counts of the gallery's model, and what they leave in place."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from artclass_gui.gallery.images_model import ImagesModel
from artclass_gui.gallery.order import By
from artclass_gui.gallery.rows import ImageRow, Listing, sort_key
from artclass_gui.gallery.selection import Selection
from trainer.events import Classified, Prediction, decode, encode

CLASSES = ("drawings", "painting")


def _image(name: str, label: str | None = None, confidence: float | None = None, **more: object) -> ImageRow:
    return ImageRow(f"/pictures/{name}", label=label, confidence=confidence, **more)  # type: ignore[arg-type]


@pytest.fixture
def model(qtbot: QtBot) -> ImagesModel:
    made = ImagesModel()
    made.set_columns(3)
    made.set_pictures(
        (
            _image("page 10.jpg", "painting", 0.9),
            _image("page 9.jpg", "drawings", 0.5),
            _image("Äpfel.jpg", "painting", 0.7),
            _image("broken.jpg", status="unreadable", reason="is damaged"),
            _image("apple.jpg", "drawings", 0.8),
        ),
        CLASSES,
    )
    return made


def _names(model: ImagesModel) -> list[str]:
    return [model.row(row).name for row in model.rows()]


def test_the_table_has_as_many_cells_as_it_needs(model: ImagesModel) -> None:
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert (model.rowCount(), model.columnCount()) == (2, 3)
    assert model.cell(4).data() == "apple.jpg"
    behind = model.index(1, 2)
    assert behind.data() is None
    assert behind.flags() == Qt.ItemFlag.NoItemFlags
    model.set_columns(2)
    assert (model.rowCount(), model.columnCount()) == (3, 2)


@pytest.mark.parametrize(
    ("by", "descending", "expected"),
    [
        ("arrival", False, ["page 10", "page 9", "Äpfel", "broken", "apple"]),
        ("name", False, ["apple", "broken", "page 9", "page 10", "Äpfel"]),
        ("name", True, ["Äpfel", "page 10", "page 9", "broken", "apple"]),
        ("confidence", False, ["page 9", "Äpfel", "apple", "page 10", "broken"]),
        ("confidence", True, ["page 10", "apple", "Äpfel", "page 9", "broken"]),
        ("class", False, ["apple", "page 9", "page 10", "Äpfel", "broken"]),
        ("class", True, ["page 10", "Äpfel", "apple", "page 9", "broken"]),
    ],
)
def test_orders_put_what_has_no_value_last(model: ImagesModel, by: By, descending: bool, expected: list[str]) -> None:
    model.set_order(by, descending=descending)
    assert [name.removesuffix(".jpg") for name in _names(model)] == expected


def test_filters_combine(model: ImagesModel) -> None:
    model.set_filter(label="painting")
    assert _names(model) == ["page 10.jpg", "Äpfel.jpg"]
    model.set_filter(label="painting", text="ÄPF")
    assert _names(model) == ["Äpfel.jpg"]
    model.set_filter(status="unreadable")
    assert _names(model) == ["broken.jpg"]
    model.set_filter(least=0.6, most=0.85)
    assert _names(model) == ["Äpfel.jpg", "apple.jpg"]
    model.set_filter(label="no such class")
    assert (model.shown, model.rowCount()) == (0, 0)
    model.set_filter()
    assert model.shown == model.total == 5


def test_counts_by_class_and_status(model: ImagesModel) -> None:
    assert model.counts() == {"drawings": 2, "painting": 2}
    assert model.with_status("unreadable") == 1


def test_positions_and_rows_are_inverse(model: ImagesModel) -> None:
    model.set_filter(label="drawings")
    model.set_order("confidence", descending=True)
    assert [model.position_of(row) for row in range(5)] == [-1, 1, -1, -1, 0]
    assert [model.row_at(position) for position in (-1, 0, 1, 2)] == [-1, 4, 1, -1]


def test_what_a_screen_reader_and_a_tooltip_say(model: ImagesModel) -> None:
    assert model.cell(0).data(Qt.ItemDataRole.AccessibleTextRole) == "page 10.jpg, painting, 90 % sure"
    assert "This file is damaged" in model.cell(3).data(Qt.ItemDataRole.ToolTipRole)
    mistake = _image("x.jpg", "painting", 0.6, truth="drawings", seen=True)
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
    qtbot.waitUntil(lambda: _names(model) == ["b", "a", "c"])


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


def test_the_selection_survives_sorting_filtering_and_growth(model: ImagesModel) -> None:
    selection = Selection(model)
    selection.go(0)
    selection.toggle(4)
    assert selection.rows() == [0, 4]
    model.set_order("confidence")
    assert selection.rows() == [4, 0]
    model.set_filter(label="drawings")
    assert selection.rows() == [4]
    model.set_filter()
    model.set_order("arrival")
    model.add(Listing.of(["/pictures/z"]))
    assert selection.rows() == [0, 4]
    assert selection.current == 4


def test_selecting_a_range_all_and_nothing(model: ImagesModel) -> None:
    selection = Selection(model)
    selection.go(1)
    selection.go(3, extend=True)
    assert selection.rows() == [1, 2, 3]
    selection.go(0, extend=True)
    assert selection.rows() == [0, 1]
    selection.select_all()
    assert len(selection) == 5
    selection.clear()
    assert selection.rows() == []
    selection.select_rows(np.array([2, 3], np.int32))
    model.set_pictures(())
    assert selection.rows() == []
    assert selection.current == -1


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


def test_pictures_are_found_by_what_the_model_and_the_person_say_of_them(model: ImagesModel) -> None:
    predictions = (
        Prediction(
            path="/pictures/page 10.jpg", label="painting", confidence=0.9, probabilities=(0.1, 0.9), novel=True
        ),
        Prediction(
            path="/pictures/apple.jpg",
            label="drawings",
            confidence=0.8,
            probabilities=(0.8, 0.2),
            seen_in_training=True,
            seen_alike=True,
            distance=0.25,
        ),
    )
    model.take(Classified(classes=CLASSES, predictions=predictions))
    model.set_own({"/pictures/page 9.jpg": "etchings", "/pictures/apple.jpg": "drawings"})
    found = {}
    for name, conditions in {
        "novel": {"novel": True},
        "seen": {"seen": True},
        "not seen": {"seen": False, "novel": False, "status": "ok"},
        "disagrees": {"disagrees": True},
        "agrees": {"disagrees": False},
        "labelled": {"labelled": True},
    }.items():
        model.set_filter(**conditions)  # type: ignore[arg-type]
        found[name] = _names(model)
    assert found == {
        "novel": ["page 10.jpg"],
        "seen": ["apple.jpg"],
        "not seen": ["page 9.jpg", "Äpfel.jpg"],
        "disagrees": ["page 9.jpg"],
        "agrees": ["apple.jpg"],
        "labelled": ["page 9.jpg", "apple.jpg"],
    }
    apple = model.row(4)
    assert (apple.seen_alike, apple.novel, apple.distance, apple.disagrees) == (True, False, 0.25, False)
    model.forget_predictions(CLASSES)
    assert model.row(4).distance is None
    assert model.row(4).own == "drawings"


def test_given_rows_come_first_and_the_filter_still_applies(model: ImagesModel) -> None:
    model.set_given([4, 0, 2])
    assert model.rows() == [4, 0, 2, 1, 3]
    model.set_filter(label="painting")
    assert model.rows() == [0, 2]
    model.set_filter()
    model.set_given([4, 0, 99], only=True)
    assert model.rows() == [4, 0]
    model.add(Listing.of(["/pictures/new.jpg"]))
    model.set_given(None)
    assert model.rows() == [0, 1, 2, 3, 4, 5]
