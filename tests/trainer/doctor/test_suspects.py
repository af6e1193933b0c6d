"""Doubtful labels: flipped ones are found, confirmed ones are left in peace, and copies never judge each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.trainer.catalog.making import opened, seen, take
from tests.trainer.doctor.making import examined, features_of, keep_features, keep_predictions, only, pictures
from trainer.catalog.records import SPLITS
from trainer.catalog.store import Catalog
from trainer.doctor import folds, suspects
from trainer.errors import ProjectError, UsageError
from trainer.project import Project


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with opened(tmp_path) as catalog:
        yield catalog


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "made.artclass")


def held_in(catalog: Catalog, label: str, count: int) -> list[str]:
    """Names of pictures that are learnt from."""
    return [picture.name for picture in catalog.pictures("training", label)][:count]


def test_without_a_run_it_says_what_to_do(catalog, project) -> None:
    take(catalog, pictures("a", 40) + pictures("b", 40))
    report = examined(catalog, project)
    assert (report.suspects, report.suspects_of) == ((), None)
    finding = only(report, "suspicious labels")
    assert finding.level == "note"
    assert "Train MobileNetV2 once" in finding.words


def test_flipped_labels_are_found_worst_first_and_nothing_else(catalog, project) -> None:
    take(catalog, pictures("a", 80) + pictures("b", 80) + pictures("c", 80))
    flipped = held_in(catalog, "a", 4) + held_in(catalog, "c", 2)
    run = keep_features(project, features_of(catalog, dict.fromkeys(flipped, "b")))
    report = examined(catalog, project)
    assert {report.names[suspect.id] for suspect in report.suspects} == set(flipped)
    assert {suspect.suggested for suspect in report.suspects} == {"b"}
    margins = [suspect.own - suspect.other for suspect in report.suspects]
    assert margins == sorted(margins)
    assert report.suspects_of == run.title
    finding = only(report, "suspicious labels")
    assert (finding.level, finding.count) == ("warning", 6)
    assert finding.title == "6 doubtful labels"


def test_a_label_that_the_person_confirmed_is_no_suspect_again(catalog, project) -> None:
    take(catalog, pictures("a", 80) + pictures("b", 80))
    flipped = held_in(catalog, "a", 3)
    keep_features(project, features_of(catalog, dict.fromkeys(flipped, "b")))
    right, *_ = [picture.id for picture in catalog.pictures() if picture.name == flipped[0]]
    catalog.label([right], "a")
    report = examined(catalog, project)
    assert {report.names[suspect.id] for suspect in report.suspects} == set(flipped[1:])


def test_test_pictures_are_no_suspects_even_where_a_run_of_before_has_looked_at_them(catalog, project) -> None:
    take(catalog, pictures("a", 120) + pictures("b", 120))
    flipped = [catalog.pictures(split, "a")[0].name for split in SPLITS]
    keep_features(project, features_of(catalog, dict.fromkeys(flipped, "b"), splits=SPLITS))
    report = examined(catalog, project)
    assert {report.names[suspect.id] for suspect in report.suspects} == set(flipped[:2])
    assert "could not be judged" not in only(report, "suspicious labels").words


def test_well_labelled_pictures_are_praised(catalog, project) -> None:
    take(catalog, pictures("a", 60) + pictures("b", 60))
    keep_features(project, features_of(catalog, {}))
    finding = only(examined(catalog, project), "suspicious labels")
    assert (finding.level, finding.title) == ("good", "No label is doubtful")


def test_features_that_say_nothing_accuse_nobody(catalog, project) -> None:
    take(catalog, pictures("a", 60) + pictures("b", 60))
    features = {key: np.random.default_rng(n).normal(0, 1, 24) for n, key in enumerate(features_of(catalog, {}))}
    keep_features(project, features)
    report = examined(catalog, project)
    assert report.suspects == ()
    assert "say too little about these classes" in only(report, "suspicious labels").words


def test_validation_pictures_are_judged_by_the_run_that_never_learnt_from_them_and_test_pictures_by_none(
    catalog, project
) -> None:
    take(catalog, pictures("a", 120) + pictures("b", 120))

    def said_of(held_out, wrong):
        return {p.sha256: (0.9, 0.1) if (p.label == "a") is not (p.id == wrong.id) else (0.1, 0.9) for p in held_out}

    held_out, tested = catalog.pictures("validation"), catalog.pictures("test")
    wrong, wrong_in_test = (next(p for p in some if p.label == "a") for some in (held_out, tested))
    run = keep_predictions(project, said_of(held_out, wrong), ("a", "b"), test=said_of(tested, wrong_in_test))
    report = examined(catalog, project)
    assert [(suspect.id, suspect.suggested, suspect.other) for suspect in report.suspects] == [(wrong.id, "b", 0.9)]
    assert report.suspects_of == run.title
    assert "Only validation pictures of a run were judged" in only(report, "suspicious labels").words


def test_the_run_that_is_named_is_asked(catalog, project) -> None:
    take(catalog, pictures("a", 60) + pictures("b", 60))
    keep_features(project, features_of(catalog, {}))
    scratch = keep_predictions(project, {}, ("a", "b"))
    assert examined(catalog, project, run=scratch.name).suspects_of is None
    with pytest.raises(UsageError, match="no run called"):
        examined(catalog, project, run="another")


def test_a_run_that_is_named_where_there_is_none(catalog, project) -> None:
    take(catalog, pictures("a", 60) + pictures("b", 60))
    with pytest.raises((ProjectError, UsageError)):
        examined(catalog, project, run="another")


def test_pictures_that_are_newer_than_the_run_are_told(catalog, project) -> None:
    take(catalog, pictures("a", 60) + pictures("b", 60))
    keep_features(project, features_of(catalog, {}))
    take(catalog, pictures("a", 30, start=60), folder="later")
    judged = len(features_of(catalog, {})) - len([p for p in catalog.pictures() if p.id > 120 and p.split != "test"])
    words = only(examined(catalog, project), "suspicious labels").words
    assert words.startswith(f"Of {judged} pictures none")
    later = len([picture for picture in catalog.pictures() if picture.split != "test"]) - judged
    assert later > 0
    assert f"{later} pictures could not be judged: the run never had them" in words


def test_a_cache_that_was_cut_off_is_not_misread(catalog, project) -> None:
    """Rows without their keys: how wide a row is can no longer be told, and a wrong width would be nonsense."""
    take(catalog, pictures("a", 60) + pictures("b", 60))
    keep_features(project, features_of(catalog, {}))
    (rows,) = project.cache.glob("*/rows.bin")
    with rows.open("ab") as stream:
        stream.write(b"torn")
    assert "no run has left that yet" in only(examined(catalog, project), "suspicious labels").words


def test_a_cache_of_other_pictures_is_of_no_use(catalog, project) -> None:
    take(catalog, pictures("a", 60) + pictures("b", 60))
    features = features_of(catalog, {})
    keep_features(project, dict(list(features.items())[:20]))
    assert examined(catalog, project).suspects_of is None


def test_copies_are_never_in_two_folds() -> None:
    families = {n: [n, n + 1] if n % 2 == 0 else [n - 1, n] for n in range(100)}
    first = folds.firsts(list(range(200)), families)
    assert first[:4].tolist() == [0, 0, 2, 2]
    assert first[150] == 150
    labels = np.arange(200) // 2 % 3
    fold = folds.divide(labels, first)
    assert all(fold[n] == fold[n + 1] for n in range(0, 100, 2))
    assert set(fold.tolist()) == set(range(folds.FOLDS))
    for label in range(3):
        assert np.ptp(np.bincount(fold[labels == label])) <= 8


def test_copies_count_once_for_a_class_to_be_judged(catalog, project) -> None:
    copies = [seen(f"rare/{n}.jpg", "rare", look=4, noise=n) for n in range(12)]
    take(catalog, [*copies, *pictures("a", 60), *pictures("b", 60)])
    keep_features(project, features_of(catalog, {picture.name: "a" for picture in catalog.pictures(label="rare")}))
    assert examined(catalog, project).suspects == ()


def test_confident_learning_asks_of_each_class_what_it_gets_on_average() -> None:
    """Example worked by hand: class 1 is seldom sure of itself, so 0.45 suffices for it; 0.6 does not for class 0."""
    sure, unsure = [[0.9, 0.1]] * 10, [[0.55, 0.45]] * 10
    probabilities = np.array([*sure, [0.52, 0.48], *unsure, [0.6, 0.4]])
    labels = np.array([0] * 11 + [1] * 11)
    places, others = suspects.doubtful(probabilities, labels)
    assert places.tolist() == [10]
    assert others.tolist() == [1]


def test_classes_of_few_pictures_are_neither_suspected_nor_suggested() -> None:
    probabilities = np.array([[0.9, 0.1]] * 12 + [[0.1, 0.9]] * 3 + [[0.9, 0.1]])
    labels = np.array([0] * 12 + [0] * 3 + [1])
    assert suspects.doubtful(probabilities, labels)[0].tolist() == []
