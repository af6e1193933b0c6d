"""Order and filter of a gallery, and what they leave in place."""

from __future__ import annotations

import pytest

from artclass_gui.gallery.images_model import ImagesModel
from artclass_gui.gallery.order import By
from artclass_gui.gallery.rows import Listing
from tests.gui.gallery.five import CLASSES, names
from trainer.events import Classified, Prediction


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
    assert [name.removesuffix(".jpg") for name in names(model)] == expected


def test_filters_combine(model: ImagesModel) -> None:
    model.set_filter(label="painting")
    assert names(model) == ["page 10.jpg", "Äpfel.jpg"]
    model.set_filter(label="painting", text="ÄPF")
    assert names(model) == ["Äpfel.jpg"]
    model.set_filter(status="unreadable")
    assert names(model) == ["broken.jpg"]
    model.set_filter(least=0.6, most=0.85)
    assert names(model) == ["Äpfel.jpg", "apple.jpg"]
    model.set_filter(label="no such class")
    assert (model.shown, model.rowCount()) == (0, 0)
    model.set_filter()
    assert model.shown == model.total == 5


def test_positions_and_rows_are_inverse(model: ImagesModel) -> None:
    model.set_filter(label="drawings")
    model.set_order("confidence", descending=True)
    assert [model.position_of(row) for row in range(5)] == [-1, 1, -1, -1, 0]
    assert [model.row_at(position) for position in (-1, 0, 1, 2)] == [-1, 4, 1, -1]


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
        found[name] = names(model)
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
