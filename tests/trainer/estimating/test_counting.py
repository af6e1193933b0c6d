"""Which pictures are in the cache already."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.trainer import making
from trainer import dataset, presets
from trainer.dataset import Dataset
from trainer.estimating import counting
from trainer.learning.rows import Rows
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
    counted = counting.count(project, pictures, presets.config("mobilenet_v2", augment=True))
    assert counted.missing == len(pictures.training) + len(pictures.validation)
    assert counted.missing_mirrored == len(pictures.training)
    assert counted.classes == 3


def test_pictures_in_the_cache_are_not(project: Project) -> None:
    pictures = dataset.load(project)
    cached(project, "pixels-150-abc", pictures, 5)
    everything = len(pictures.training) + len(pictures.validation)
    assert counting.count(project, pictures, presets.config("deep_cnn")).missing == everything - 5
    assert counting.count(project, pictures, presets.config("deep_cnn", image_size=96)).missing == everything


def test_the_fullest_table_counts(project: Project) -> None:
    pictures = dataset.load(project)
    for folder, count in (("features-vgg16-150-plain-a", 2), ("features-vgg16-150-plain-b", 6)):
        cached(project, folder, pictures, count)
    everything = len(pictures.training) + len(pictures.validation)
    assert counting.count(project, pictures, presets.config("vgg16")).missing == everything - 6
