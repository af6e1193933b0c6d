"""“Why?” in the large view: the child is asked once, answers are shown and kept, trouble is said."""

from __future__ import annotations

import os

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel

from artclass_gui.explaining import Explainer
from artclass_gui.gallery import heat
from artclass_gui.pages.results_mistakes import Mistakes
from tests.gui.run_folders import predictions
from trainer.events import Explained, Failed, Problem, Stage, Started, Stopped
from trainer.names import readable

READY = (
    Started(job="explain", version="0", run="r"),
    Stage(name="explain", label="Looking", index=1, count=1),
)
WRONG = ((0, 2), (1, 0))


def answer(path, label="painting") -> Explained:
    return Explained(path=str(path), label=label, predicted=label, confidence=0.8, heat=((0, 0.2), (0.1, 1)))


@pytest.fixture
def mistakes(qtbot, context, tmp_path) -> Mistakes:
    """Three mistakes of a run of an open project, on the screen."""
    with qtbot.waitSignal(context.project.opened):
        context.project.open(tmp_path / "p.artclass", create=True)
    paths = [tmp_path / f"{number}.png" for number in range(3)]
    for number, path in enumerate(paths):
        Image.new("RGB", (60, 40), (80 * number, 120, 200)).save(path)
    view = Mistakes(context)
    qtbot.addWidget(view)
    view.set_predictions(predictions(WRONG, paths, ("drawings", "painting")), ("drawings", "painting"), run="r")
    view.resize(900, 600)
    view.show()
    qtbot.waitExposed(view)
    return view


def shown(mistakes: Mistakes):
    return mistakes.gallery.images.path(mistakes._viewer.row)


def row_of(mistakes: Mistakes, position: int) -> str:
    images = mistakes.gallery.images
    return images.path(images.row_at(position))


def open_why(qtbot, mistakes: Mistakes) -> None:
    qtbot.mouseClick(mistakes._ask_why, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(mistakes._viewer._loaded))


def test_w_in_the_gallery_opens_the_current_picture_and_asks(qtbot, mistakes, scripted) -> None:
    scripted.set(
        "explain", *READY, {"do": "line"}, answer(row_of(mistakes, 1)), {"do": "eof"}, Stopped(resumable=False)
    )
    mistakes.gallery.selection.go(1)
    qtbot.keyClick(mistakes.gallery, Qt.Key.Key_W)
    assert shown(mistakes) == row_of(mistakes, 1)
    qtbot.waitUntil(lambda: "speaks for “painting” (80 %)" in mistakes.why.words.text())


def test_w_begins_at_the_first_picture_where_none_is_chosen(qtbot, mistakes, scripted) -> None:
    scripted.set("explain", *READY, {"do": "await", "request": "cancel"}, Stopped(resumable=False))
    qtbot.keyClick(mistakes.gallery, Qt.Key.Key_W)
    assert shown(mistakes) == row_of(mistakes, 0)
    mistakes.why.explainer.leave()


def test_the_heat_map_is_shown_over_the_picture(qtbot, mistakes, scripted) -> None:
    scripted.set(
        "explain", *READY, {"do": "line"}, answer(row_of(mistakes, 0)), {"do": "eof"}, Stopped(resumable=False)
    )
    open_why(qtbot, mistakes)
    qtbot.waitUntil(lambda: "speaks for “painting” (80 %)" in mistakes.why.words.text())
    assert scripted.arguments("explain")[-3:] == ["r", "--resident", "--events"]
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.gray)
    veiled = mistakes.why.veil(shown(mistakes), image)
    assert veiled.pixelColor(55, 36).lightness() > veiled.pixelColor(4, 4).lightness() + 40
    qtbot.keyClick(mistakes._viewer, Qt.Key.Key_W)
    assert not mistakes.why.on
    assert mistakes.why.veil(shown(mistakes), image) is image
    qtbot.keyClick(mistakes._viewer, Qt.Key.Key_W)
    assert "painting" in mistakes.why.words.text()  # kept: the child has nothing more to say


def test_the_other_class_can_be_asked_about(qtbot, mistakes, scripted) -> None:
    first = row_of(mistakes, 0)
    item = next(row for row in (mistakes.gallery.images.row(mistakes.gallery.images.row_at(0)),))
    scripted.set(
        "explain", *READY, {"do": "line"}, answer(first, item.label), {"do": "line"}, answer(first, item.truth),
        {"do": "eof"}, Stopped(resumable=False),
    )  # fmt: skip
    open_why(qtbot, mistakes)
    qtbot.waitUntil(mistakes.why.other_button.isVisible)
    assert mistakes.why.other_button.text() == f"Ask about “{item.truth}”"
    qtbot.mouseClick(mistakes.why.other_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: f"speaks for “{item.truth}”" in mistakes.why.words.text())
    assert mistakes.why.other_button.text() == f"Ask about “{item.label}”"


def test_trouble_is_said(qtbot, mistakes, scripted) -> None:
    path = row_of(mistakes, 0)
    scripted.set(
        "explain", *READY, {"do": "line"}, Problem(path=path, reason="is no longer there"), {"do": "eof"},
        Stopped(resumable=False),
    )  # fmt: skip
    open_why(qtbot, mistakes)
    qtbot.waitUntil(lambda: "is no longer there" in mistakes.why.words.text())
    assert mistakes.why.ask_button.text() == "Why? (W)"  # nothing lies over the picture
    mistakes.why.explainer.leave()
    scripted.set("explain", Failed(message="This model file is damaged", remedy="Train again."))
    qtbot.keyClick(mistakes._viewer, Qt.Key.Key_W)
    assert mistakes.why.ask_button.text() == "Plain picture (W)"
    qtbot.waitUntil(lambda: "This model file is damaged. Train again." in mistakes.why.words.text())
    assert mistakes.why.words.isVisible()
    assert mistakes.why.ask_button.text() == "Why? (W)"
    qtbot.keyClick(mistakes._viewer, Qt.Key.Key_Right)
    assert not mistakes.why.words.isVisible()  # it is not asked again about every picture


def test_a_picture_that_cannot_be_asked_about_does_not_end_the_asking(qtbot, mistakes, scripted) -> None:
    gone, other = row_of(mistakes, 0), row_of(mistakes, 1)
    scripted.set(
        "explain", *READY, {"do": "line"}, Problem(path=gone, reason="is no longer there"), {"do": "line"},
        answer(other), {"do": "eof"}, Stopped(resumable=False),
    )  # fmt: skip
    open_why(qtbot, mistakes)
    qtbot.waitUntil(lambda: "is no longer there" in mistakes.why.words.text())
    qtbot.keyClick(mistakes._viewer, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: "speaks for “painting” (80 %)" in mistakes.why.words.text())
    assert mistakes.why.ask_button.text() == "Plain picture (W)"


@pytest.mark.parametrize("kind", ["train", "resume", "queue", "ladder"])
def test_a_training_of_any_kind_gets_the_memory(qtbot, context, mistakes, scripted, kind) -> None:
    leaving = {"do": "await", "request": "cancel"}
    scripted.set("explain", *READY, {"do": "line"}, answer(row_of(mistakes, 0)), leaving, Stopped(resumable=False))
    open_why(qtbot, mistakes)
    qtbot.waitUntil(lambda: "speaks for" in mistakes.why.words.text())
    scripted.set(kind, Stopped(resumable=False))
    context.jobs.start("Training", [kind])
    qtbot.waitUntil(lambda: not context.jobs.running, timeout=20_000)


@pytest.mark.parametrize("split", ["validation", "test"])
def test_that_there_are_no_mistakes_is_said_of_the_right_pictures(mistakes, split) -> None:
    classes = ("drawings", "painting")
    for given, words in (
        (predictions(((2, 0), (0, 1)), (), classes), f"The model was right on every {split} picture."),
        ((), f"This run has kept no list of its {split} pictures."),
    ):
        mistakes.set_predictions(given, classes, split=split)
        assert words in [label.text() for label in mistakes.findChildren(QLabel) if label.isVisible()]


def test_without_a_run_nothing_is_offered(mistakes) -> None:
    mistakes.set_predictions(predictions(WRONG, (), ("drawings", "painting")), ("drawings", "painting"))
    assert not mistakes._ask_why.isVisible()


def test_the_map_is_drawn_as_large_as_the_picture() -> None:
    image = QImage(31, 57, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    assert heat.over(image, ((0.0, 1.0),)).size() == image.size()


def test_a_name_that_is_no_valid_unicode_is_asked_about_and_answered(qtbot, context, tmp_path, scripted) -> None:
    with qtbot.waitSignal(context.project.opened):
        context.project.open(tmp_path / "p.artclass", create=True)
    path = str(tmp_path / os.fsdecode(b"caf\xe9.jpg"))
    said = answer(readable(path))  # as events spell it
    scripted.set("explain", *READY, {"do": "line"}, said, {"do": "eof"}, Stopped(resumable=False))
    explainer = Explainer(context)
    with qtbot.waitSignal(explainer.explained, timeout=20_000) as told:
        explainer.ask("r", path)
    assert told.args[0].path == path
    assert explainer.known("r", path, None) is not None
    explainer.leave()
