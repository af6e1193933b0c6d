"""Classes are folders; levels such as training_set are not."""

from __future__ import annotations

import pytest

from trainer.catalog.labels import is_split_level, labels

LEVELS = ("training_set", "validation_set", "train", "val", "valid", "validation", "test", "testing", "Training-Set")


@pytest.mark.parametrize("name", [*LEVELS, "TRAIN", "test_images"])
def test_split_levels_are_known(name: str) -> None:
    assert is_split_level(name)


@pytest.mark.parametrize("name", ["drawings", "trainers", "testament", "valley", "Tester", "evaluation"])
def test_classes_are_no_split_levels(name: str) -> None:
    assert not is_split_level(name)


def found(*paths: str) -> list[str | None]:
    return labels([tuple(path.split("/")[:-1]) for path in paths])


def test_the_nearest_folder_is_the_class() -> None:
    assert found("drawings/a", "painting/b") == ["drawings", "painting"]
    assert found("art/drawings/a", "art/painting/b") == ["drawings", "painting"]
    assert found("dataset/training_set/drawings/a", "dataset/validation_set/drawings/b") == ["drawings", "drawings"]
    assert found("drawings/train/a", "drawings/test/b") == ["drawings", "drawings"]


def test_pictures_beside_the_class_folders_have_no_class() -> None:
    assert found("cover", "drawings/a") == [None, "drawings"]
    assert found("art/cover", "art/drawings/a", "art/painting/b") == [None, "drawings", "painting"]
    assert found("a", "b", "train/c") == [None, None, None]


def test_one_class_folder_is_a_class() -> None:
    assert found("drawings/a", "drawings/b") == ["drawings", "drawings"]


def test_names_are_trimmed() -> None:
    assert found(" drawings /a", "painting/b") == ["drawings", "painting"]


def test_nothing() -> None:
    assert labels([]) == []


def test_the_class_may_be_a_folder_further_up() -> None:
    nested = [("art", "painting", "Rembrandt"), ("art", "painting"), ("art", "drawings", "Dürer", "late"), ("art",)]
    assert labels(nested) == ["Rembrandt", "painting", "late", None]
    assert labels(nested, level=2) == ["painting", "painting", "Dürer", None]
    assert labels(nested, level=3) == ["painting", "painting", "drawings", None]


def test_split_levels_do_not_count_among_the_folders() -> None:
    nested = [("train", "painting", "Rembrandt"), ("painting", "test", "Vermeer")]
    assert labels(nested, level=2) == ["painting", "painting"]
