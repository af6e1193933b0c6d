"""A picture is of the class that the person gave it, else of the one that the model says, wherever classes are spoken of."""

from __future__ import annotations

import pytest

from artclass_gui.gallery.image_words import heading_words
from artclass_gui.gallery.images_model import ImagesModel
from artclass_gui.gallery.rows import Listing
from tests.gui.gallery.five import CLASSES, names

OWN = {"page 10.jpg": "drawings", "page 9.jpg": "watercolour", "Äpfel.jpg": "painting"}


def _path(name: str) -> str:
    return f"/pictures/{name}"


@pytest.fixture
def labelled(model: ImagesModel) -> ImagesModel:
    """One label that the model agrees with, one that it does not, and one of a class that it does not know."""
    model.set_own({_path(name): label for name, label in OWN.items()})
    return model


def test_own_labels_are_counted_instead_of_what_the_model_says(labelled: ImagesModel) -> None:
    assert labelled.counts() == {"drawings": 2, "painting": 1, "watercolour": 1}
    labelled.set_own({_path("page 9.jpg"): None})
    assert labelled.counts() == {"drawings": 3, "painting": 1}  # nothing is of the other class any more
    labelled.set_own({_path(name): "painting" for name in ("page 10.jpg", "page 9.jpg", "apple.jpg")})
    assert labelled.counts() == {"drawings": 0, "painting": 4}  # the model could say it


def test_the_filter_by_class_means_own_labels_too_and_what_the_model_says_can_be_asked_for(
    labelled: ImagesModel,
) -> None:
    found = {}
    for label in (*CLASSES, "watercolour", "etchings"):
        labelled.set_filter(label=label)
        found[label] = names(labelled)
    assert found == {
        "drawings": ["page 10.jpg", "apple.jpg"],
        "painting": ["Äpfel.jpg"],
        "watercolour": ["page 9.jpg"],
        "etchings": [],
    }
    labelled.set_filter(said="painting")
    assert names(labelled) == ["page 10.jpg", "Äpfel.jpg"]
    labelled.set_filter(said="painting", label="drawings")
    assert names(labelled) == ["page 10.jpg"]
    labelled.set_filter(said="watercolour")
    assert names(labelled) == []


def test_words_are_looked_for_in_names_and_classes(labelled: ImagesModel) -> None:
    found = {}
    for text in ("WATER", "draw", "page", "paint", "etching"):
        labelled.set_filter(text=text)
        found[text] = names(labelled)
    assert found == {
        "WATER": ["page 9.jpg"],
        "draw": ["page 10.jpg", "apple.jpg"],
        "page": ["page 10.jpg", "page 9.jpg"],
        "paint": ["Äpfel.jpg"],
        "etching": [],
    }


def test_groups_and_the_order_by_class_mean_own_labels_too(labelled: ImagesModel) -> None:
    labelled.set_order("class")
    assert names(labelled) == ["page 10.jpg", "apple.jpg", "Äpfel.jpg", "page 9.jpg", "broken.jpg"]
    labelled.set_order("said")
    assert names(labelled) == ["apple.jpg", "page 9.jpg", "page 10.jpg", "Äpfel.jpg", "broken.jpg"]
    labelled.set_order("arrival")
    labelled.set_groups("class")
    found = [heading_words(labelled.heading(group)[0]) for group in range(labelled.lines.groups)]
    assert found == ["drawings", "painting", "watercolour", "Cannot be read"]
    assert names(labelled) == ["page 10.jpg", "apple.jpg", "Äpfel.jpg", "page 9.jpg", "broken.jpg"]


def test_a_label_leads_out_of_the_class_that_is_shown_and_taking_it_back_in_again(
    qtbot: object, labelled: ImagesModel
) -> None:
    labelled.set_filter(label="drawings")
    labelled.set_own({_path("apple.jpg"): "etchings"})
    qtbot.waitUntil(lambda: names(labelled) == ["page 10.jpg"])  # type: ignore[attr-defined]
    labelled.set_own({_path("apple.jpg"): None})
    qtbot.waitUntil(lambda: names(labelled) == ["page 10.jpg", "apple.jpg"])  # type: ignore[attr-defined]
    labelled.set_filter(text="etch")
    labelled.set_own({_path("apple.jpg"): "etchings"})
    qtbot.waitUntil(lambda: names(labelled) == ["apple.jpg"])  # type: ignore[attr-defined]


def test_without_a_model_labels_make_the_classes() -> None:
    model = ImagesModel()
    model.add(Listing.of([_path(name) for name in OWN]))
    assert model.counts() == {}
    model.set_own({_path(name): label for name, label in OWN.items() if label != "painting"})
    assert model.counts() == {"drawings": 1, "watercolour": 1}
    model.set_filter(label="watercolour")
    assert names(model) == ["page 9.jpg"]
    model.set_filter()
    model.set_groups("class")
    found = [heading_words(model.heading(group)[0]) for group in range(model.lines.groups)]
    assert found == ["drawings", "watercolour", "Not classified yet"]
