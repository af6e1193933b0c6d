"""The error budget on the Classify page: what the slider does to a folder, and what the promise is worth."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from artclass_gui.context import Context
from artclass_gui.gallery.store import Answered
from artclass_gui.pages.classify_page import ClassifyPage
from tests.gui.classify.said import CLASSES, prediction
from tests.gui.conftest import Script
from trainer import package
from trainer.package import HeldOut, Novelty, Sample

SURE, UNSURE = 0.9, 0.6


def _sample(sure: int, wrong: int, unsure: int = 100) -> Sample:
    """So many sure pictures, of which so many are wrong, and unsure ones of which half are."""
    return Sample(
        confidence=(SURE,) * sure + (UNSURE,) * unsure,
        right=(True,) * (sure - wrong) + (False,) * wrong + (True, False) * (unsure // 2),
        distance=(0.1,) * (sure + unsure),
    )


def _keep(model: Path, held_out: HeldOut, novelty: Novelty | None) -> None:
    made = package.read(model)
    info = msgspec.structs.replace(made.info, novelty=novelty)
    package.write(model, msgspec.structs.replace(made, info=info, held_out=held_out))


@pytest.fixture
def page_with_budget(
    qtbot: QtBot, scripted: Script, page: ClassifyPage, model: Path, request: pytest.FixtureRequest
) -> ClassifyPage:
    """A page whose model keeps held-out answers: those of the test pictures are the fixture's parameter."""
    test = getattr(request, "param", _sample(400, 2))
    _keep(model, HeldOut(validation=_sample(400, 2), test=test), Novelty(neighbours=5, threshold=0.3, share=0.95))
    folder: Path = request.getfixturevalue("folder")
    files = sorted(path for path in folder.rglob("*.jpg") if "broken" not in path.name)
    scripted.reside(
        CLASSES,
        prediction(files[0], 0.95),
        prediction(files[1], 0.97, seen_in_training=True),
        prediction(files[2], 0.4),
        prediction(files[3], 0.99, novel=True, distance=0.8),
        *(prediction(path, 0.6) for path in [folder / "b broken.jpg"]),
    )
    page.open_model(model)
    page.open_folder(folder)
    qtbot.waitUntil(lambda: page.session.complete and page.results.budget.possible)
    page.results.show_counts()
    return page


def _counts(page: ClassifyPage) -> tuple[int, ...]:
    return tuple(chip.count for chip in page.results.budget_bar.chips.values())


def test_the_slider_says_how_many_are_filed_and_that_the_promise_holds(page_with_budget: ClassifyPage) -> None:
    bar = page_with_budget.results.budget_bar
    bar.slider.setValue(5)
    assert _counts(page_with_budget) == (2, 2, 1, 0)
    assert not bar.chips["labelled"].isVisible()
    said = bar.verdict.text()
    assert said.startswith("The promise holds: 2 of 400 filed test pictures were wrong (0.5 %; at most 1.6 %")
    assert said.endswith("1 of the filed pictures was in training: the promise is not about it.")
    assert bar.verdict.property("role") == "muted"


def test_what_the_person_has_labelled_needs_no_look_any_more(page_with_budget: ClassifyPage) -> None:
    page, bar = page_with_budget, page_with_budget.results.budget_bar
    bar.slider.setValue(5)
    rows = [page.images.row(row) for row in page.images.rows(all_rows=True)]
    doubtful = next(row for row in rows if (row.confidence or 1) < 0.7)
    page.images.set_own({row.path: CLASSES[0] for row in rows if row.novel or row is doubtful})
    page.results.show_counts()
    assert _counts(page) == (2, 1, 0, 2)
    bar.choose("review")
    assert page.images.shown == 1


def test_each_picture_is_in_one_part_however_many_are_labelled(page_with_budget: ClassifyPage) -> None:
    page, bar = page_with_budget, page_with_budget.results.budget_bar
    bar.slider.setValue(5)
    rows = [page.images.row(row) for row in page.images.rows(all_rows=True)]
    for labelled in range(len(rows) + 1):
        page.images.set_own({row.path: CLASSES[0] for row in rows[:labelled]})
        page.results.show_counts()
        assert sum(_counts(page)) == len(rows)
        assert _counts(page)[-1] == labelled
        for part, count in zip(bar.chips, _counts(page), strict=True):
            bar.choose(part)
            assert page.images.shown == count, part
    bar.choose(None)
    assert "in training" not in bar.verdict.text()  # the one that was is not filed by the model any more


def test_chips_show_one_part_alone_and_all_again(qtbot: QtBot, page_with_budget: ClassifyPage) -> None:
    page, bar = page_with_budget, page_with_budget.results.budget_bar
    shown = dict.fromkeys(bar.chips, 0)
    for part, chip in bar.chips.items():
        if not chip.isVisible():
            continue  # nothing has been labelled
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
        shown[part] = page.images.shown
        assert [other.isChecked() for other in bar.chips.values()] == [name == part for name in bar.chips]
    assert tuple(shown.values()) == _counts(page)
    qtbot.mouseClick(bar.chips["novel"], Qt.MouseButton.LeftButton)
    assert page.images.shown == 5


def test_a_part_follows_the_slider_and_is_left_with_the_folder(
    qtbot: QtBot, page_with_budget: ClassifyPage, context: Context, folder: Path
) -> None:
    page, bar = page_with_budget, page_with_budget.results.budget_bar
    bar.slider.setValue(5)
    bar.choose("filed")
    assert page.images.shown == 2
    bar.slider.setValue(1)  # 2 of 400 wrong: more than 1 % cannot be excluded
    assert page.images.shown == 0
    assert "cannot be promised" in bar.verdict.text()
    assert bar.verdict.property("role") == "warning"
    assert context.settings.value("classify/at_most_wrong") == 1
    page.open_folder(folder)
    assert bar.part == "filed"
    page.open_folder(folder / "a")
    assert bar.part is None
    assert page.images.filter.novel is None


@pytest.mark.parametrize(
    ("page_with_budget", "words", "role"),
    [
        (None, "Not checked yet: pin this model", "muted"),
        (_sample(400, 60), "The promise does not hold: 60 of 400", "warning"),
        (_sample(12, 0), "Too few test pictures to promise at most 5 %", "warning"),
    ],
    indirect=["page_with_budget"],
)
def test_a_promise_is_worth_what_the_test_pictures_say(page_with_budget: ClassifyPage, words: str, role: str) -> None:
    bar = page_with_budget.results.budget_bar
    bar.slider.setValue(5)
    assert words in bar.verdict.text()
    assert bar.verdict.property("role") == role


def test_a_model_of_before_says_why_it_promises_nothing(qtbot: QtBot, classified: ClassifyPage) -> None:
    bar = classified.results.budget_bar
    qtbot.waitUntil(bar.isVisible)
    assert "nothing can be promised" in bar.verdict.text()
    assert not bar.slider.isVisible()
    assert not any(chip.isVisible() for chip in bar.chips.values())


def test_without_a_model_there_is_no_budget(qtbot: QtBot, page: ClassifyPage, folder: Path) -> None:
    page.open_folder(folder)
    qtbot.waitUntil(lambda: page.images.total == 5)
    assert not page.results.budget_bar.isVisible()
    assert [label for label in page.results.budget_bar.findChildren(QLabel) if label.isVisible()] == []


def test_a_damaged_package_is_told(
    qtbot: QtBot, page: ClassifyPage, model: Path, folder: Path, scripted: Script
) -> None:
    scripted.reside(CLASSES)
    page.open_model(model)
    qtbot.waitUntil(lambda: page.session.model is not None)
    model.write_bytes(model.read_bytes()[:200])
    page.results.budget.set_package(model)
    qtbot.waitUntil(lambda: "damaged" in page.results.budget_bar.verdict.text())


def test_in_the_smallest_window_large_counts_have_room(qtbot: QtBot, page_with_budget: ClassifyPage) -> None:
    page, bar = page_with_budget, page_with_budget.results.budget_bar
    bar.slider.setValue(20)
    many = np.full(123_456, 0.99, np.float32)
    none = np.zeros(len(many), np.bool_)
    bar.count(Answered(many, none, none, np.arange(len(many)) % 2 == 0))
    page.resize(816, 560)  # what a window of 900 x 600 pixels leaves
    qtbot.waitUntil(lambda: bar.width() < 816)
    assert bar.chips["labelled"].count == 61_728
    last = bar.chips["labelled"]
    qtbot.waitUntil(lambda: last.width() == last.sizeHint().width() and last.geometry().right() <= bar.width())
    assert bar.chips["novel"].toolTip().startswith("These are unlike anything")
    page.resize(1400, 800)
    qtbot.waitUntil(lambda: bar.chips["novel"].text() == "None of my classes")
