"""Which pictures are in the cache already."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.trainer import making
from trainer import dataset, presets
from trainer.config import FineTuning, Variation
from trainer.dataset import Dataset
from trainer.estimating import counting
from trainer.learning import names
from trainer.learning.rows import Rows, folder_name
from trainer.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return making.project(tmp_path)


def cached(project: Project, folder: str, pictures: Dataset, count: int) -> None:
    rows = Rows(project.cache / folder, (2,), np.float32)
    keys = [picture.sha256 for picture in pictures.training[:count]]
    with rows.writing():
        rows.add(keys, np.zeros((count, 2), np.float32))


def test_all_pictures_are_missing_in_a_new_project(project: Project) -> None:
    pictures = dataset.load(project)
    counted = counting.count(project, pictures)
    missing = counting.missing(counted, presets.config("mobilenet_v2", augment=True))
    assert missing.plain == missing.pixels == len(pictures.training) + len(pictures.validation)
    assert missing.mirrored == len(pictures.training)
    assert counted.classes == 3


def test_without_mirroring_there_is_nothing_to_look_at_twice(project: Project) -> None:
    counted = counting.count(project, dataset.load(project))
    config = presets.config("mobilenet_v2", augment=True, variation=Variation(mirror=False))
    assert counting.missing(counted, config).mirrored == 0


def test_pictures_in_the_cache_are_not(project: Project) -> None:
    pictures = dataset.load(project)
    cached(project, folder_name(names.pixels(150), "a"), pictures, 5)
    counted, everything = counting.count(project, pictures), len(pictures.training) + len(pictures.validation)
    assert counting.missing(counted, presets.config("deep_cnn")).plain == everything - 5
    assert counting.missing(counted, presets.config("deep_cnn", image_size=96)).plain == everything


def test_the_fullest_table_counts(project: Project) -> None:
    pictures, config = dataset.load(project), presets.config("vgg16")
    for weights, count in (("a", 2), ("b", 6)):
        cached(project, folder_name(names.features(config, "plain"), weights), pictures, count)
    counted, everything = counting.count(project, pictures), len(pictures.training) + len(pictures.validation)
    assert counting.missing(counted, config).plain == everything - 6
    assert counting.missing(counted, presets.config("vgg16", head="article")).plain == everything


def test_blocks_that_are_fine_tuned_have_tables_of_their_own(project: Project) -> None:
    pictures = dataset.load(project)
    config = presets.config("vgg16", fine_tuning=FineTuning(blocks=2), augment=False)
    everything = len(pictures.training) + len(pictures.validation)
    cached(project, folder_name(names.features(config, "plain", stem=True), "a"), pictures, 4)
    counted = counting.count(project, pictures)
    assert counting.missing(counted, config).frozen == everything - 4
    other = presets.config("vgg16", fine_tuning=FineTuning(blocks=3), augment=False)
    assert counting.missing(counted, other).frozen == everything
