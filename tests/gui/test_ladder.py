"""The experiments as a person uses them: asked, watched, answered; against a scripted child."""

from __future__ import annotations

import itertools

import msgspec
import pytest

from artclass_gui.ladder import ladder_arguments
from artclass_gui.ladder_charts import LadderChart
from artclass_gui.pages.train_page import TrainPage
from tests.gui.run_folders import class_counts, epochs
from trainer import experiments, options, presets
from trainer.events import Failed, LowBattery, Notice, Rung, Started, Stopped
from trainer.experiments import Experiment
from trainer.experiments import Rung as Training


def training(accuracy: float, **what: object) -> Training:
    """A training of an experiment that is over."""
    return Training(
        state="done",
        run="r",
        seconds=120,
        seconds_per_epoch=4,
        epochs=30,
        peak_memory_mb=1300,
        validation_accuracy=accuracy,
        interval=(accuracy - 0.04, accuracy + 0.04),
        images=468,
        **what,
    )


DEPTH = Experiment(
    name="depth",
    question="blocks",
    config=presets.config("custom_cnn"),
    rungs=(training(0.61, blocks=1), training(0.7, blocks=2), Training(blocks=3, state="running")),
    answer="Two blocks are better than one.",
    created="2026-11-25T10:00:00",
)


@pytest.fixture
def page(qtbot, context, tmp_path, monkeypatch) -> TrainPage:
    from artclass_gui.project import CatalogState

    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    with qtbot.waitSignals([context.project.catalog_changed, context.project.runs_changed]):
        context.project.open(tmp_path / "p.artclass", create=True)
    page = TrainPage(context)
    qtbot.addWidget(page)
    page.show()
    context.project.catalog = CatalogState(classes=class_counts(300, 200, 100))
    context.project.catalog_changed.emit()
    return page


def opened(page: TrainPage, question: str):
    page.experiments.open(question)
    return page.experiments.dialog


def test_the_depth_is_tried_and_answered(qtbot, scripted, context, page) -> None:
    dialog = opened(page, "blocks")
    assert dialog.form.values == (1, 2, 3, 4)
    assert "4 trainings" in dialog.form.words.text()
    assert not dialog.answer.isVisible()
    dialog.form.last.widget.setValue(3)
    dialog.form.epochs.widget.setValue(12)
    experiments.write(context.project.project, DEPTH)
    rung = Rung(experiment="depth", index=2, count=3, rung=DEPTH.rungs[1])
    steps = (Started(job="ladder", version="0"), Notice(message="It will take a while."), rung, epochs(3)[2])
    scripted.set("ladder", *steps, {"do": "await", "request": "stop"}, Stopped(resumable=True))
    dialog.form.start_button.click()
    qtbot.waitUntil(lambda: dialog.answer.text() == DEPTH.answer)
    qtbot.waitUntil(lambda: "Epoch 3 of 30" in dialog.now.text())
    assert dialog.banner.message == "It will take a while."
    assert not dialog.form.isVisible()
    assert dialog.strip.isVisible()
    assert "An experiment is going on" in page.footer.sentence.text()
    assert not page.footer.train_button.isEnabled()
    assert dialog.table.item(1, 1).text() == "70.0 % (66.0–74.0 %)"
    assert dialog.table.item(2, 5).text() == "Training now"
    words = scripted.arguments("ladder")
    assert words[3:5] == ["--blocks", "1-3"]
    assert words.count("--blocks") == 1
    assert ("--epochs", "12") in itertools.pairwise(words)
    with qtbot.waitSignal(page.experiments.ladder.ended, timeout=20_000):
        dialog.stop_button.click()
        assert not dialog.stop_button.isEnabled()
    assert dialog.form.isVisible()
    qtbot.waitUntil(page.footer.train_button.isEnabled)


def test_the_dialog_may_be_closed_and_opened_again(qtbot, scripted, page) -> None:
    scripted.set("ladder", {"do": "await", "request": "stop"}, Stopped(resumable=True))
    dialog = opened(page, "batch_size")
    assert dialog.form.values == (16, 32, 64)
    dialog.form.start_button.click()
    qtbot.waitUntil(page.experiments.strip.isVisible)
    dialog.close()
    qtbot.waitUntil(lambda: page.experiments.dialog is None)
    again = opened(page, "batch_size")
    assert again.strip.isVisible()
    with qtbot.waitSignal(page.experiments.ladder.ended, timeout=20_000):
        page.experiments.ladder.stop()
    assert not page.experiments.strip.isVisible()


@pytest.mark.parametrize(("words", "reason"), [("32", "at least two"), ("16, 600", "600 is too large")])
def test_what_cannot_be_compared_is_said(qtbot, page, words, reason) -> None:
    dialog = opened(page, "batch_size")
    line = dialog.form.batches.widget
    line.selectAll()
    qtbot.keyClicks(line, words)
    assert reason in dialog.form.words.text()
    assert not dialog.form.start_button.isEnabled()


def test_too_many_blocks_for_the_pictures_are_said(page) -> None:
    dialog = opened(page, "blocks")
    dialog.form.last.widget.setValue(8)
    assert "too small for 7 blocks" in dialog.form.words.text()


def test_a_failure_is_a_sentence(qtbot, scripted, page) -> None:
    scripted.set("ladder", Failed(message="The disk is full", remedy="Make room."))
    dialog = opened(page, "blocks")
    with qtbot.waitSignal(page.experiments.ladder.ended, timeout=20_000):
        dialog.form.start_button.click()
    assert dialog.banner.message == "The disk is full. Make room."


def test_it_runs_as_the_settings_say_and_tells_why_it_pauses(qtbot, scripted, context, page) -> None:
    context.settings.set("training/battery_level", 35)
    context.settings.set("training/quiet", True)
    scripted.set("ladder", LowBattery(percent=34, level=35), Stopped(resumable=True))
    dialog = opened(page, "batch_size")
    with qtbot.waitSignal(page.experiments.ladder.ended, timeout=20_000):
        dialog.form.start_button.click()
    words = scripted.arguments("ladder")
    assert ("--pause-below", "35") in itertools.pairwise(words)
    assert "--cores" in words
    assert "The experiment is paused: the battery was at 34 %" in dialog.banner.message
    assert "when the computer is plugged in" in dialog.banner.message
    assert not page.banner.message


def test_with_the_dialog_closed_the_page_tells_what_goes_wrong(qtbot, scripted, page) -> None:
    wrong, usual = (
        Notice(message="With 16: The disk is full.", level="warning"),
        Notice(message="It will take a while."),
    )
    scripted.set("ladder", {"do": "await", "request": "pause"}, wrong, usual, Stopped(resumable=True))
    dialog = opened(page, "batch_size")
    dialog.form.start_button.click()
    dialog.close()
    qtbot.waitUntil(lambda: page.experiments.dialog is None)
    with qtbot.waitSignal(page.experiments.ladder.ended, timeout=20_000):
        page.experiments.ladder.pause()
    assert page.banner.message == "With 16: The disk is full."


def test_one_that_goes_on_by_itself_is_shown_in_its_dialog(qtbot, scripted, context, page) -> None:
    experiments.write(context.project.project, DEPTH)
    dialog = opened(page, "blocks")
    scripted.set("ladder", {"do": "await", "request": "stop"}, Stopped(resumable=True))
    with qtbot.waitSignal(page.experiments.ladder.started, timeout=20_000):
        page.experiments.ladder.go_on("depth")
    assert dialog.strip.isVisible()
    assert not dialog.form.isVisible()
    with qtbot.waitSignal(page.experiments.ladder.ended, timeout=20_000):
        dialog.stop_button.click()


@pytest.mark.parametrize("question", ["blocks", "batch_size"])
def test_the_charts_show_what_is_known(qtbot, context, question) -> None:
    chart = LadderChart(context, question)
    qtbot.addWidget(chart)
    chart.show()
    qtbot.waitUntil(lambda: chart.drawn, timeout=30_000)
    assert "first training" in chart.caption.text()
    batches = (training(0.7, batch_size=16), training(0.69, batch_size=32))
    rungs = DEPTH.rungs if question == "blocks" else batches
    chart.show_experiment(Experiment(name="x", question=question, config=DEPTH.config, rungs=rungs))
    assert chart.accessibleDescription().count("%") >= 4
    points = chart._plots.charts[1].plot.listDataItems()
    assert len(points) == 3  # two intervals and the points
    context.theme.choose("dark")
    assert chart._plots.charts[0].plot.backgroundBrush().color() == context.theme.colour("surface")
    context.theme.choose("light")


@pytest.mark.parametrize(("seconds", "words", "last"), [(14, "Seconds", 14), (600, "Minutes", 10)])
def test_times_are_told_in_the_unit_that_a_person_reads(qtbot, context, seconds, words, last) -> None:
    chart = LadderChart(context, "blocks")
    qtbot.addWidget(chart)
    rungs = [
        msgspec.structs.replace(training(0.6, blocks=n), seconds=9_000 / n, seconds_per_epoch=n * seconds / 2)
        for n in (1, 2)  # the first one has decoded the pictures for both: that is not drawn
    ]
    chart.show_experiment(Experiment(name="x", question="blocks", config=DEPTH.config, rungs=tuple(rungs)))
    chart.show()
    qtbot.waitUntil(lambda: chart.drawn, timeout=30_000)
    plot = chart._plots.charts[0].plot
    assert plot.getAxis("bottom").labelText == f"{words} an epoch (median)"
    assert list(plot.listDataItems()[-1].getData()[0]) == [last / 2, last]
    assert plot.viewRange()[0][1] > 1.1 * last  # room for the last one's number


def test_with_which_settings_an_experiment_was_made(qtbot, context, page) -> None:
    config = msgspec.structs.replace(DEPTH.config, epochs=2, image_size=32, batch_size=8)
    experiments.write(context.project.project, msgspec.structs.replace(DEPTH, config=config))
    dialog = opened(page, "blocks")
    qtbot.waitUntil(dialog.settings.isVisible)
    assert dialog.settings.text() == "Made with Own CNN: 2 epochs each, pictures of 32 × 32 pixels, batches of 8."


@pytest.mark.parametrize("question", ["blocks", "batch_size"])
def test_the_command_line_takes_these_arguments(question) -> None:
    from trainer.cli import _parser

    config = msgspec.structs.replace(presets.config("custom_cnn"), epochs=7, preset=None)
    words = ["ladder", "--project", "p", *ladder_arguments(question, (2, 3, 4), config)]
    args = _parser(words).parse_args(words)
    assert (args.blocks or args.batch_sizes) == (2, 3, 4)
    asked = options.wishes(args)
    assert (asked.architecture, asked.epochs, asked.layers, asked.batch_size) == ("custom_cnn", 7, None, None)


def test_an_unfinished_experiment_can_go_on(qtbot, scripted, context, page) -> None:
    experiments.write(context.project.project, DEPTH)
    dialog = opened(page, "blocks")
    qtbot.waitUntil(dialog.resume_button.isVisible)
    scripted.set("ladder", {"do": "await", "request": "stop"}, Stopped(resumable=True))
    dialog.resume_button.click()
    qtbot.waitUntil(lambda: dialog.strip.isVisible() and not dialog.resume_button.isVisible())
    with qtbot.waitSignal(page.experiments.ladder.ended, timeout=20_000):
        page.experiments.ladder.stop()
    words = scripted.arguments("ladder")
    assert words[words.index("--resume") + 1] == "depth"
