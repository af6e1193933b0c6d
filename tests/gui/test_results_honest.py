"""The Results page on honesty: measuring on test when asked, pins, calibration, notes, and runs side by side."""

from __future__ import annotations

import shutil

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt

from artclass_gui.pages import results_run
from artclass_gui.pages.results_page import ResultsPage
from tests.gui.run_folders import begun_run, finished_run
from trainer.events import Failed, Finished, Progress, Stage, Started
from trainer.runs import readings

GOOD = ((80, 6, 2, 4, 1), (12, 71, 1, 3, 0), (0, 1, 90, 2, 0), (3, 2, 2, 84, 1), (2, 0, 1, 2, 95))
WORSE = ((60, 26, 2, 4, 1), (32, 51, 1, 3, 0), (0, 1, 90, 2, 0), (3, 2, 2, 84, 1), (2, 0, 1, 2, 95))


@pytest.fixture
def page(qtbot, context, tmp_path) -> ResultsPage:
    """The page of an empty project."""
    with qtbot.waitSignals([context.project.catalog_changed, context.project.runs_changed]):
        context.project.open(tmp_path / "p.artclass", create=True)
    page = ResultsPage(context)
    qtbot.addWidget(page)
    page.resize(1010, 770)
    page.show()
    return page


def listed(qtbot, context, page, count: int) -> None:
    """Wait until so many runs are listed and one of them is shown."""
    context.project.reload_runs()
    qtbot.waitUntil(lambda: page.runs.model().rowCount() == count)
    qtbot.waitUntil(lambda: page.run._details is not None)


def choose_all(page) -> None:
    model = page.runs.selectionModel()
    for row in range(page.runs.model().rowCount()):
        model.select(page.runs.model().index(row, 0), QItemSelectionModel.SelectionFlag.Select)


def test_a_run_shows_its_validation_figures_until_it_is_measured(qtbot, context, page) -> None:
    finished_run(context.project.project, GOOD, tested=False)
    listed(qtbot, context, page, 1)
    figures = page.run.report.figures
    assert "by which its best epoch was chosen" in figures.sure.text()
    assert figures.pin.button.text() == "Measure on the 465 test pictures"
    assert "took no part in any choice" in figures.pin.why.text()
    assert figures.pin.looks.text() == "The test pictures have not been looked at yet."
    assert not page.run.header.tools["star"].isVisible()
    assert not page.run.header.splits.isVisible()
    assert page.run.report.matrix.words((0, 1)).startswith("6 pictures of class “drawings”")
    words = page.runs.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "90.3 % (87.3–92.7 %) validation" in words


def test_what_may_be_guessed_is_not_shown_as_an_achievement(qtbot, context, page) -> None:
    finished_run(context.project.project, [[20, 0, 0, 0, 0]] + [[20, 0, 0, 0, 0]] * 4, tested=False)
    listed(qtbot, context, page, 1)
    assert "no better than guessing" in page.run.report.figures.sure.text()
    finished_run(context.project.project, GOOD, tested=False)
    listed(qtbot, context, page, 2)
    qtbot.waitUntil(lambda: "guessing" not in page.run.report.figures.sure.text())


def test_the_button_measures_and_the_page_follows(qtbot, context, page, scripted) -> None:
    project = context.project.project
    run = finished_run(project, GOOD, tested=False)
    listed(qtbot, context, page, 1)
    scripted.set(
        "pin",
        Started(job="pin", version="0", run=run.name),
        Stage(name="test", label="Measuring", index=1, count=1),
        Progress(done=120, total=465, unit="pictures"),
        Finished(result={"run": run.name, "test_accuracy": 0.9}),
    )
    said = []
    page._pinner.changed.connect(lambda: said.append(page.run.report.figures.pin.button.text()))
    measured = finished_run(project, GOOD)  # as the child would have left it
    for name in ("report_path", "predictions_path"):
        getattr(measured, name).rename(getattr(run, name))
    shutil.rmtree(measured.folder)
    readings.note(project, run.name, by="pin", images=465)
    run.mark(pinned=True)
    page.run.report.figures.pin.button.click()
    qtbot.waitUntil(lambda: page.run.report.figures.pin.looks.text() == "The test pictures have been looked at once.")
    words = scripted.arguments("pin")
    assert words[words.index("--run") + 1] == run.name
    assert "Measuring… 120 of 465" in said
    assert "that it had never seen" in page.run.report.figures.sure.text()
    assert page.run.header.tools["star"].isChecked()
    assert page.run.facts.words.endswith("Pinned")


def test_why_it_could_not_be_measured(qtbot, context, page, scripted) -> None:
    run = finished_run(context.project.project, GOOD, tested=False)
    listed(qtbot, context, page, 1)
    scripted.set("pin", Started(job="pin", version="0", run=run.name), Failed(message="The folder is gone"))
    page.run.report.figures.pin.button.click()
    qtbot.waitUntil(lambda: "The folder is gone" in page.banner.message)
    assert page.run.report.figures.pin.button.isEnabled()


def test_many_looks_are_warned_of(qtbot, context, page) -> None:
    run = finished_run(context.project.project, GOOD)
    for _ in range(readings.MANY):
        readings.note(context.project.project, run.name, by="pin", images=465)
    listed(qtbot, context, page, 1)
    assert "That is often" in page.run.report.figures.pin.warning.text()


def test_the_star_can_be_taken_away_and_given_back(qtbot, context, page) -> None:
    run = finished_run(context.project.project, GOOD)
    run.mark(pinned=True)
    listed(qtbot, context, page, 1)
    words = page.runs.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Best pinned" in words
    page.run.header.tools["star"].click()
    qtbot.waitUntil(lambda: not page.current.pinned)
    assert not run.notes().pinned
    assert not page.run.header.tools["star"].isChecked()
    context.undo.undo()
    qtbot.waitUntil(lambda: page.current.pinned)


def test_matrix_mistakes_and_calibration_follow_the_pictures(qtbot, context, page) -> None:
    finished_run(context.project.project, GOOD)
    listed(qtbot, context, page, 1)
    splits = page.run.header.splits
    assert [splits.itemText(n) for n in range(splits.count())] == ["Test: 465 pictures", "Validation: 465 pictures"]
    page.run.tabs.setCurrentIndex(results_run._CALIBRATION)
    assert "fitted on others" not in page.run.calibration._how.text()
    splits.setCurrentIndex(1)
    splits.activated.emit(1)
    assert "fitted on others" in page.run.calibration._how.text()
    assert page.run.report._confusion.heading.text().endswith("validation pictures")
    page.run.report.matrix.cell_chosen.emit(1, 0)
    assert page.run.mistakes.gallery.images.shown == 12


def test_the_diagram_speaks(qtbot, context, page) -> None:
    finished_run(context.project.project, GOOD)
    listed(qtbot, context, page, 1)
    page.run.tabs.setCurrentIndex(results_run._CALIBRATION)
    diagram = page.run.calibration.after.diagram
    assert "to 100 % sure: right on" in diagram.accessibleDescription()
    assert not page.run.calibration.grab().isNull()
    assert "on average; before calibration" in page.run.calibration.summary.text()


def test_a_note_is_kept_as_it_is_typed(qtbot, context, page) -> None:
    run = finished_run(context.project.project, GOOD)
    other = finished_run(context.project.project, GOOD, "vgg16")
    listed(qtbot, context, page, 2)
    page.choose(run.name)
    page.run.tabs.setCurrentIndex(results_run._NOTES)
    qtbot.keyClicks(page.run.notes.field, "too dark")
    page.choose(other.name)  # at once: what was typed is of the run before
    qtbot.waitUntil(lambda: run.notes().note == "too dark")
    assert page.run.notes.field.toPlainText() == ""
    assert other.notes().note == ""
    page.choose(run.name)
    qtbot.waitUntil(lambda: page.run.notes.field.toPlainText() == "too dark")


def test_settings_and_card(qtbot, context, page) -> None:
    run = finished_run(context.project.project, GOOD)
    run.card_path.write_text("# A card\n\n## Of a run\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n")
    listed(qtbot, context, page, 1)
    rows = dict(page.run.settings.settings.rows)
    assert rows["Batch size"] == "32"
    assert dict(page.run.settings.pictures.rows)["Training"] == "2,170 pictures"
    assert "Of a run" in page.run.card.text.toPlainText()


def test_two_runs_side_by_side(qtbot, context, page) -> None:
    finished_run(context.project.project, WORSE, "deep_cnn", tested=False)
    finished_run(context.project.project, GOOD, tested=False)
    begun_run(context.project.project, "vgg16", Failed(message="It broke"))
    listed(qtbot, context, page, 3)
    choose_all(page)
    qtbot.waitUntil(lambda: "is better than “Deep CNN” by 8.6 points" in page.comparison.sentences[0])
    titles = [page.comparison.figures.horizontalHeaderItem(n).text() for n in range(1, 3)]
    assert sorted(titles) == ["Deep CNN", "MobileNetV2"]
    assert "Batch size" in [
        page.comparison.settings.item(n, 0).text() for n in range(page.comparison.settings.rowCount())
    ]
    assert "MobileNetV2: " in page.comparison.curves.accessibleDescription()
    last = page.comparison.sentences[-1]
    assert last.startswith("“VGG16” of ")
    assert last.endswith(" has no figures yet.")
    with qtbot.waitSignal(context.project.runs_changed):
        context.project.reload_runs()
    assert len(page.runs.selected) == 3  # what is looked at stays
    page.choose(page.runs.selected[1].run.name)
    assert page.run.isVisible()
    assert not page.comparison.isVisible()


def test_many_runs_side_by_side_fit_a_small_window(qtbot, context, page) -> None:
    for name in ("deep_cnn", "mobilenet_v2", "vgg16", "resnet50", "inception_v3"):
        finished_run(context.project.project, GOOD, name)
    listed(qtbot, context, page, 5)
    page.resize(700, 640)
    choose_all(page)
    qtbot.waitUntil(lambda: page.comparison.curves._plot is not None, timeout=30_000)
    answers = page.comparison.answers
    area = answers.parentWidget().parentWidget()
    qtbot.waitUntil(lambda: 0 < answers.width() <= area.width())
    qtbot.waitUntil(lambda: page.comparison.curves._plot._names.height() > 40)  # the legend takes another row


def test_a_card_fits_a_small_window_and_breaks_no_word(qtbot) -> None:
    from artclass_gui.pages.results_card import CardView

    card = CardView()
    qtbot.addWidget(card)
    card.resize(410, 600)
    card.show()
    commands = "```\nartclass-cli classify --model A.artmodel pictures --output answers.csv --recursive --json\n```\n"
    row = "| iconography | 6 | 100% (61%–100%) | 100% (61%–100%) | 100% |\n"
    head = "| class | pictures | found (recall) | right when named (precision) | F1 |\n"
    card.set_card(f"# A\n\n{head}| --- | ---: | ---: | ---: | ---: |\n{row}\n{commands}")
    qtbot.waitUntil(lambda: card.text.document().size().height() > 100)
    assert card.text.horizontalScrollBar().maximum() == 0
    block = card.text.document().find("iconography").block()
    assert block.layout().lineCount() == 1


def test_whose_pictures_is_said_in_full_or_short(qtbot, context, page) -> None:
    finished_run(context.project.project, GOOD)
    listed(qtbot, context, page, 1)
    header = page.run.header
    header.setFixedWidth(400)
    qtbot.waitUntil(lambda: header.splits.itemText(0) == "Test")
    header.setFixedWidth(700)
    qtbot.waitUntil(lambda: header.splits.itemText(0) == "Test: 465 pictures")


def test_one_finished_run_cannot_be_compared(qtbot, context, page) -> None:
    finished_run(context.project.project, GOOD)
    begun_run(context.project.project, "vgg16", Failed(message="It broke"))
    listed(qtbot, context, page, 2)
    choose_all(page)
    assert page.comparison.sentences == ("Choose two or more finished runs to compare them.",)


def test_in_a_small_window_every_tab_can_be_reached(qtbot, context, page) -> None:
    finished_run(context.project.project, GOOD)
    listed(qtbot, context, page, 1)
    page.resize(700, 600)
    menu = page.run.tabs.cornerWidget()
    qtbot.waitUntil(menu.isVisible)
    menu._fill()
    names = [action.text() for action in menu._menu.actions()]
    assert names[0] == "Overview"
    assert names[-2:] == ["Notes", "Log"]
    menu._menu.actions()[-1].trigger()
    assert page.run.tabs.currentIndex() == results_run._LOG
    page.resize(1400, 700)
    qtbot.waitUntil(lambda: not menu.isVisible())
