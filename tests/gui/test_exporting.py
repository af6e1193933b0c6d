"""What the gallery knows leaves it in every format, with the person's own labels and the model's name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from artclass_gui.exporting import KINDS, export
from artclass_gui.gallery.rows import row_of
from artclass_gui.gallery.store import ImageStore
from tests.gui import answered
from tests.trainer.predicting import models
from trainer import answers
from trainer.errors import UsageError
from trainer.events import Prediction
from trainer.package import Novelty


def test_a_file_dialog_offers_what_can_be_written() -> None:
    assert sorted(ending for ending, _ in KINDS) == sorted(answers.FORMATS)


@pytest.mark.parametrize("ending", answers.FORMATS)
def test_each_format_is_written(tmp_path: Path, ending: str) -> None:
    store = answered.store(tmp_path / "pictures")
    assert export(store, tmp_path / f"list{ending}") == 6
    assert (tmp_path / f"list{ending}").stat().st_size > 100


def test_own_label_second_guess_run_and_model_have_columns_of_their_own(tmp_path: Path) -> None:
    novelty = Novelty(neighbours=1, threshold=0.5, share=0.95)
    package = models.written(tmp_path / "m.artmodel", novelty=novelty)
    store = answered.store(tmp_path / "pictures")
    assert export(store, tmp_path / "list.json", package=package, rows=[5, 2, 3]) == 3
    broken, own, novel = json.loads((tmp_path / "list.json").read_text("utf-8"))
    assert (broken["status"], broken["model_label"], broken["novel"]) == ("unreadable: is damaged", None, None)
    assert (own["model_label"], own["own_label"], own["second_guess"]) == ("drawings", "etchings", "etchings")
    assert own["run"] == "colours"
    assert len(own["model"]) == 16
    assert (novel["novel"], novel["own_label"]) == (True, None)


def test_of_a_model_that_knows_no_strangers_none_is_told(tmp_path: Path) -> None:
    package = models.written(tmp_path / "m.artmodel")
    export(answered.store(tmp_path / "pictures"), tmp_path / "list.json", package=package)
    assert {row["novel"] for row in json.loads((tmp_path / "list.json").read_text("utf-8"))} == {None}


def test_a_model_that_is_gone_costs_only_its_name(tmp_path: Path) -> None:
    store = answered.store(tmp_path / "pictures")
    assert export(store, tmp_path / "list.json", package=tmp_path / "gone.artmodel") == 6
    assert json.loads((tmp_path / "list.json").read_text("utf-8"))[0]["run"] is None


def test_other_endings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        export(answered.store(tmp_path / "pictures"), tmp_path / "list.doc")


def test_the_list_says_which_files_the_model_has_seen(tmp_path: Path) -> None:
    """So that whoever takes it notices that a picture is another one by now."""
    said = Prediction(path="a.jpg", label="drawings", confidence=0.9, probabilities=(0.9, 0.1), digest="ab" * 32)
    store = ImageStore.of([row_of(said)], ("drawings", "etchings"))
    export(store.snapshot(), tmp_path / "list.json")
    assert json.loads((tmp_path / "list.json").read_text("utf-8"))[0]["sha256"] == said.digest
