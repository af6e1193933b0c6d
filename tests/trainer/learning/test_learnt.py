"""What a run is measured on whose project has changed since: nothing that it has learnt from."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.trainer import making
from trainer import dataset
from trainer.dataset import Dataset
from trainer.errors import DatasetError
from trainer.learning import learnt
from trainer.learning.learnt import Learnt


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return dataset.load(making.project(tmp_path_factory.mktemp("learnt"), 20))


def kept(place: Path, pictures: Dataset) -> Learnt:
    learnt.keep(place, pictures)
    found = learnt.load(place)
    assert found is not None
    return found


def keys(pictures: Dataset, split: dataset.Split) -> set[str]:
    return {picture.sha256 for picture in pictures.split(split)}


def test_pictures_that_were_learnt_from_are_not_measured_on(tmp_path: Path, pictures: Dataset) -> None:
    moved = pictures.training[0], pictures.validation[0]
    drawn_anew = msgspec.structs.replace(
        pictures,
        training=(*pictures.training[1:], moved[1]),
        validation=(*pictures.validation[1:], moved[0]),
    )
    rest = kept(tmp_path, pictures).still_there(drawn_anew)
    assert keys(rest, "validation") == keys(pictures, "validation") - {moved[1].sha256}
    assert keys(rest, "training") == keys(pictures, "training") - {moved[0].sha256}
    assert rest.test == pictures.test


def test_where_all_of_them_were_learnt_from_that_is_said(tmp_path: Path, pictures: Dataset) -> None:
    swapped = msgspec.structs.replace(pictures, validation=pictures.training[:6], training=pictures.training[6:])
    with pytest.raises(DatasetError, match="no validation pictures"):
        kept(tmp_path, pictures).still_there(swapped)


def test_a_class_that_has_come_is_left_out(tmp_path: Path, pictures: Dataset) -> None:
    record = kept(tmp_path, pictures)
    relabelled = msgspec.structs.replace(pictures.validation[0], label="a new one")
    more = msgspec.structs.replace(
        pictures, classes=("a new one", *pictures.classes), validation=(relabelled, *pictures.validation[1:])
    )
    rest = record.still_there(more)
    assert rest.classes == pictures.classes
    assert keys(rest, "validation") == keys(pictures, "validation") - {relabelled.sha256}


def test_a_class_that_is_gone_is_told(tmp_path: Path, pictures: Dataset) -> None:
    renamed = msgspec.structs.replace(pictures, classes=("blue", "green", "rose"))
    with pytest.raises(DatasetError, match="no class “red” any more"):
        kept(tmp_path, pictures).still_there(renamed)


def test_a_record_that_is_not_there_or_damaged_is_none(tmp_path: Path) -> None:
    assert learnt.load(tmp_path) is None
    (tmp_path / "pictures.json").write_bytes(b"{")
    assert learnt.load(tmp_path) is None
