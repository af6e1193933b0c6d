"""The Train page as a person uses it: choosing, starting, watching, stopping, cancelling, resuming."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from artclass_gui.figures import settings_sentence, steps_sentence
from artclass_gui.pages.train_page import TrainPage
from artclass_gui.project import CatalogState
from tests.gui.run_folders import begun_run, class_counts, epochs
from trainer import architectures, presets
from trainer.catalog.records import Source
from trainer.config import TrainConfig
from trainer.events import Failed, Finished, Notice, Progress, Stage, Started, Stopped
from trainer.resources import resource

RESULT = {
    "run": "a",
    "validation_accuracy": 0.91,
    "test_accuracy": 0.884,
    "test_images": 465,
    "test_interval": [0.852, 0.910],
    "wall_seconds": 187.4,
}
WAITING = (Started(job="train", version="0", run="a"), Stage(name="learn", label="Learning", index=3, count=5))


@pytest.fixture
def with_weights(monkeypatch, tmp_path: Path) -> Path:
    """A Keras home with a file in the place of MobileNetV2's weights."""
    place = tmp_path / "keras" / "models" / (architectures.find("mobilenet_v2").weights_file or "")
    place.parent.mkdir(parents=True)
    place.touch()
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    return place


@pytest.fixture
def page(qtbot, context, tmp_path, with_weights):
    """The page of a project with five classes, ready to train."""
    open_project(qtbot, context, tmp_path)
    return shown(qtbot, context, class_counts(1100, 700, 800, 300, 200))


def open_project(qtbot, context, tmp_path) -> None:
    with qtbot.waitSignals([context.project.catalog_changed, context.project.runs_changed]):
        context.project.open(tmp_path / "p.artclass", create=True)


def shown(qtbot, context, classes, sources=()) -> TrainPage:
    page = TrainPage(context)
    qtbot.addWidget(page)
    page.show()
    context.project.catalog = CatalogState(classes=classes, sources=sources)
    context.project.catalog_changed.emit()
    qtbot.waitUntil(lambda: page.choosing.network.cards.cards["mobilenet_v2"].badge != "Looking for its weights…")
    return page


def planned(config: TrainConfig) -> int:
    """Epochs of all phases."""
    return config.epochs + (config.fine_tuning.epochs if config.fine_tuning is not None else 0)


def put(page: TrainPage, path: str, value: int) -> None:
    """Enter a number in the field of a setting."""
    page.choosing.settings.lines[path].field.widget.setValue(value)


def test_what_is_proposed_and_what_it_amounts_to(page) -> None:
    assert page.choosing.network.cards.current.name == "mobilenet_v2"
    assert page.choosing.network.cards.cards["mobilenet_v2"].badge == "Ready on this computer"
    assert page.choosing.network.cards.cards["vgg16"].badge == "Needs a download of its weights"
    assert not page.choosing.network.reason.isVisible()
    usual = presets.config("mobilenet_v2")
    assert page.choosing.config() == usual
    assert page.footer.sentence.text() == steps_sentence(2170, usual.batch_size, usual.epochs)
    assert not page.footer.dataset_button.isVisible()
    assert page.footer.train_button.isEnabled()


def test_the_sentence_follows_the_settings(page) -> None:
    put(page, "batch_size", 64)
    put(page, "epochs", 10)
    assert (
        page.footer.sentence.text() == "2,170 pictures in batches of 64 are 34 steps an epoch; 10 epochs are 340 steps."
    )
    page.choosing.settings.reset()
    assert "10 epochs are 340 steps" not in page.footer.sentence.text()


def test_without_weights_another_network_is_proposed_and_why(qtbot, context, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "nothing"))
    open_project(qtbot, context, tmp_path)
    page = shown(qtbot, context, class_counts(50, 50))
    qtbot.waitUntil(lambda: page.choosing.network.cards.current.name == "deep_cnn")
    assert page.choosing.network.reason.text() == (
        "Deep CNN is proposed because the weights of MobileNetV2 are not on this computer yet. Choose MobileNetV2 "
        "to have them downloaded (9 MB) when training begins; it is usually more accurate."
    )
    assert page.choosing.network.reason.isVisible()


def test_who_has_chosen_already_keeps_it(qtbot, context, tmp_path, with_weights) -> None:
    open_project(qtbot, context, tmp_path)
    page = TrainPage(context)
    qtbot.addWidget(page)
    page.show()
    page.choosing.network.choose("vgg16")  # before anything is known of weights
    context.project.catalog = CatalogState(classes=class_counts(50, 50))
    context.project.catalog_changed.emit()
    qtbot.waitUntil(lambda: page.choosing.network.cards.cards["mobilenet_v2"].badge == "Ready on this computer")
    assert page.choosing.network.current.name == "vgg16"


def test_the_samples_are_for_the_deep_cnn(qtbot, context, tmp_path, with_weights) -> None:
    open_project(qtbot, context, tmp_path)
    sample = Source(id=1, kind="folder", location=resource("sample"), pictures=100, present=True)
    page = shown(qtbot, context, class_counts(50, 50), (sample,))
    qtbot.waitUntil(lambda: page.choosing.network.cards.current.name == "deep_cnn")
    assert "sample pictures" in page.choosing.network.reason.text()


def test_arrow_keys_choose_another_network(qtbot, page) -> None:
    page.choosing.network.cards.cards["mobilenet_v2"].setFocus()
    qtbot.keyClick(page.choosing.network.cards.cards["mobilenet_v2"], Qt.Key.Key_Right)
    assert page.choosing.network.cards.current.name == "efficientnet_v2_b0"


def test_the_mouse_chooses_too_and_settings_follow(qtbot, page) -> None:
    put(page, "epochs", 7)
    qtbot.mouseClick(page.choosing.network.cards.cards["vgg16"], Qt.MouseButton.LeftButton)
    config = page.choosing.settings.config()
    assert (config.architecture, config.epochs) == ("vgg16", 7)
    assert config.image_size == architectures.find("vgg16").image_size
    head = page.choosing.settings.lines["head"].field.widget
    head.setCurrentIndex(head.findData("article"))
    assert page.choosing.settings.config().head == "article"
    page.choosing.network.cards.choose("deep_cnn")
    assert page.choosing.settings.config().head == "pooled"


def test_weights_from_a_file(page) -> None:
    chooser = page.choosing.settings.lines["weights"].field.widget
    chooser.use_file(Path("/somewhere/mine.h5"))
    assert page.choosing.settings.config().weights == "/somewhere/mine.h5"
    chooser.list.setCurrentIndex(1)
    assert page.choosing.settings.config().weights == "random"


@pytest.mark.parametrize(
    ("classes", "words"),
    [
        ((), "no pictures yet"),
        (class_counts(30), "one class, “drawings”"),
        (class_counts(30, 4), "“engraving” has 4 pictures; training needs at least 5"),
    ],
)
def test_why_training_is_not_possible(qtbot, context, page, classes, words) -> None:
    context.project.catalog = CatalogState(classes=classes)
    context.project.catalog_changed.emit()
    assert not page.footer.train_button.isEnabled()
    assert words in page.footer.sentence.text()
    with qtbot.waitSignal(page.page_requested) as requested:
        page.footer.dataset_button.click()
    assert requested.args == ["dataset"]
    page.start()
    assert words in page.banner.message
    assert context.jobs.running == ()


def test_a_wrong_setting_is_a_sentence(context, page) -> None:
    page.choosing.network.cards.choose("inception_v3")
    put(page, "image_size", 64)
    assert "at least 75 pixels" in page.footer.sentence.text()
    assert not page.footer.train_button.isEnabled()
    page.start()
    assert "at least 75 pixels" in page.banner.message
    assert context.jobs.running == ()


def test_a_number_that_is_none_keeps_train_disabled_and_says_why(qtbot, context, page) -> None:
    page.choosing.network.cards.choose("custom_cnn")
    line = page.choosing.settings.lines["layers.dense"]
    drawn = page.choosing.layers.drawing.sizeHint()
    line.field.widget.selectAll()
    qtbot.keyClicks(line.field.widget, "128, many")
    sentence = page.footer.sentence.text()
    assert sentence.startswith("“many” is not a whole number. “Dense layers” takes up to 4 whole numbers")
    assert line.help.text() == sentence
    assert not page.footer.train_button.isEnabled()
    assert page.footer.train_button.toolTip() == sentence
    assert not page.queue_button.isEnabled()
    assert page.choosing.layers.drawing.sizeHint() == drawn  # the page stands still meanwhile
    page.start()
    assert page.banner.message == sentence
    assert context.jobs.running == ()
    for _ in range(5):
        qtbot.keyClick(line.field.widget, Qt.Key.Key_Backspace)
    assert page.footer.train_button.isEnabled()
    assert page.queue_button.isEnabled()
    assert page.choosing.config().layers.dense == (128,)


def test_a_training_is_watched_and_its_result_told(qtbot, scripted, context, page) -> None:
    progress = Progress(done=20, total=68, unit="steps", seconds_left=95, loss=0.31, accuracy=0.905)
    notice = Notice(message="Two pictures were left out.", level="warning")
    steps = (*WAITING, {"do": "log", "line": "hello"}, *epochs(9), notice, progress)
    scripted.set("train", *steps, {"do": "await", "request": "stop"}, Stopped(resumable=False, result=RESULT))
    page.footer.train_button.click()
    qtbot.waitUntil(lambda: page.banner.message == notice.message)
    qtbot.waitUntil(lambda: page.training.history.progress is not None)
    assert page.panel.figures.accuracy.text() == "87.1 %"  # of the last whole epoch, as the curve shows
    assert page.panel.figures.accuracy_name.text() == "Training accuracy"
    assert page.panel.isVisible()
    assert not page.choosing.isVisible()
    assert not page.footer.isVisible()
    assert page.panel.strip.stage.text() == "Learning"
    assert "20 of 68 steps" in page.panel.strip.detail.text()
    assert page.panel.figures.epoch.text() == "9 of 30"
    assert page.panel.settings.text() == settings_sentence(presets.config("mobilenet_v2"))
    qtbot.waitUntil(lambda: "hello" in page.panel.log.text.toPlainText())
    qtbot.waitUntil(lambda: page.panel.curves.drawn, timeout=30_000)
    with qtbot.waitSignal(page.training.ended, timeout=20_000):
        page.panel.stop_button.click()
        assert not page.panel.stop_button.isEnabled()
        assert "best epoch" in page.panel.strip.detail.text()
    assert page.outcome.isVisible()
    assert "stopped early" in page.outcome.heading.text()
    assert page.outcome.sentence.text() == "Right on 88.4 % of 465 test pictures (95 % interval 85.2–91.0 %)"
    assert "3 min 7 s" in page.outcome.details.text()
    assert page.outcome.figure.text() == "88.4 %"
    assert not page.outcome.doubt.isVisible()
    assert page.choosing.isVisible()
    for button, requested in (
        (page.outcome.results_button, page.results_requested),
        (page.outcome.classify_button, page.classify_requested),
    ):
        with qtbot.waitSignal(requested) as told:
            button.click()
        assert told.args == ["a"]


def test_before_an_epoch_is_over_the_figures_are_those_so_far(qtbot, scripted, page) -> None:
    progress = Progress(done=20, total=68, unit="steps", loss=0.31, accuracy=0.905)
    scripted.set("train", *WAITING, progress, {"do": "await", "request": "cancel"}, Stopped(resumable=False))
    page.start()
    qtbot.waitUntil(lambda: page.panel.figures.accuracy.text() == "90.5 %")
    assert page.panel.figures.accuracy_name.text() == "Training accuracy so far"
    assert page.panel.figures.epoch.text() == f"0 of {planned(presets.config('mobilenet_v2'))}"
    with qtbot.waitSignal(page.training.ended, timeout=20_000):
        page.training.cancel()


def test_a_page_made_later_shows_the_same(qtbot, scripted, context, page) -> None:
    scripted.set("train", *WAITING, *epochs(3), Finished(result=RESULT))
    with qtbot.waitSignal(page.training.ended, timeout=20_000):
        page.start()
    assert "is trained" in page.outcome.heading.text()
    from artclass_gui.pages.train_progress import TrainingPanel

    later = TrainingPanel(context, page.training)
    qtbot.addWidget(later)
    assert later.figures.epoch.text() == "3 of 30"


def test_a_result_that_guessing_may_reach_is_not_praised(qtbot, scripted, context, page) -> None:
    chance = 1 / len(context.project.catalog.classes)
    poor = RESULT | {"test_accuracy": chance, "test_interval": [chance - 0.1, chance + 0.1]}
    scripted.set("train", *WAITING, *epochs(3), Finished(result=poor))
    with qtbot.waitSignal(page.training.ended, timeout=20_000):
        page.start()
    assert "no better than guessing" in page.outcome.doubt.text()
    assert page.outcome.doubt.isVisible()


def test_cancel_asks_first(qtbot, scripted, page) -> None:
    scripted.set("train", *WAITING, {"do": "await", "request": "cancel"}, Stopped(resumable=False))
    page.start()
    page.cancel()
    box = page.findChild(QMessageBox)
    assert box.text() == "Discard this run?"
    next(b for b in box.buttons() if b.text() == "Keep training").click()
    assert page.training.history.asked is None
    qtbot.waitUntil(lambda: page._question.box is None)
    page.cancel()
    with qtbot.waitSignal(page.training.ended, timeout=20_000):
        next(b for b in page._question.box.buttons() if b.text() == "Discard").click()
    assert page.banner.message == "The run was discarded."
    assert not page.outcome.isVisible()
    assert page.footer.train_button.isEnabled()


def test_the_question_goes_away_with_the_training(qtbot, scripted, page) -> None:
    scripted.set("train", *WAITING, {"do": "await", "request": "stop"}, Stopped(resumable=False, result=RESULT))
    page.start()
    page.cancel()
    with qtbot.waitSignal(page.training.ended, timeout=20_000):
        page.stop()
    qtbot.waitUntil(lambda: page._question.box is None)


def test_a_failure_is_a_sentence_and_the_page_goes_on(qtbot, scripted, page) -> None:
    failed = Failed(message="The folder is gone", path="/pictures", remedy="Connect the disk and start again.")
    scripted.set("train", *WAITING, failed)
    with qtbot.waitSignal(page.training.ended, timeout=20_000):
        page.start()
    assert page.banner.kind == "bad"
    assert page.banner.message == "The folder is gone: /pictures. Connect the disk and start again."
    assert page.banner._buttons == []
    assert page.footer.train_button.isEnabled()


def test_without_weights_the_deep_cnn_is_a_press_away(qtbot, scripted, page, with_weights) -> None:
    missing = Failed(message="The pretrained weights are not on this computer", path=str(with_weights))
    scripted.set("train", *WAITING, missing)
    with qtbot.waitSignal(page.training.ended, timeout=20_000):
        page.start()
    (instead,) = page.banner._buttons
    assert instead.text() == "Train Deep CNN instead"
    scripted.set("train", *WAITING, Finished(result=RESULT))
    with qtbot.waitSignal(page.training.ended, timeout=20_000):
        instead.click()
    assert page.choosing.network.cards.current.name == "deep_cnn"
    assert scripted.arguments("train")[4] == "deep_cnn"


def test_a_killed_child_leaves_the_page_unharmed(qtbot, scripted, page) -> None:
    scripted.set("train", *WAITING, *epochs(2), {"do": "kill"})
    with qtbot.waitSignal(page.training.ended, timeout=20_000):
        page.start()
    assert "SIGKILL" in page.banner.message
    assert page.panel.figures.epoch.text() == "2 of 30"
    assert page.footer.train_button.isEnabled()


def test_while_pictures_are_imported_training_waits(qtbot, scripted, context, page) -> None:
    scripted.set("import", {"do": "await", "request": "cancel"}, Stopped(resumable=False))
    job = context.jobs.start("Importing", ["import"])
    assert not page.footer.train_button.isEnabled()
    assert "being imported" in page.footer.sentence.text()
    with qtbot.waitSignal(context.jobs.idle, timeout=20_000):
        job.ask("cancel")
    assert page.footer.train_button.isEnabled()


def test_an_interrupted_run_can_go_on(qtbot, scripted, context, page) -> None:
    run = begun_run(context.project.project, "mobilenet_v2", *epochs(4))
    run.checkpoint.mkdir()
    (run.checkpoint / "state.npz").touch()
    context.project.reload_runs()
    qtbot.waitUntil(page.offer.isVisible)
    assert page.offer.message.startswith("“MobileNetV2” of ")
    assert "was interrupted" in page.offer.message
    scripted.set("resume", Started(job="resume", version="0", run=run.name), *epochs(6)[4:], Finished(result=RESULT))
    with qtbot.waitSignal(page.training.ended, timeout=20_000):
        page.offer._buttons[0].click()
    qtbot.waitUntil(lambda: page.panel.figures.epoch.text() == "6 of 30")
    assert run.name in scripted.arguments("resume")


def test_the_best_of_an_interrupted_run_can_be_kept_instead(qtbot, scripted, context, page) -> None:
    run = begun_run(context.project.project, "mobilenet_v2", *epochs(4))
    run.checkpoint.mkdir()
    for name in ("state.npz", "best-3.npz"):
        (run.checkpoint / name).touch()
    context.project.reload_runs()
    qtbot.waitUntil(page.offer.isVisible)
    kept = Stopped(resumable=False, result=RESULT)
    scripted.set("resume", Started(job="resume", version="0", run=run.name), {"do": "await", "request": "stop"}, kept)
    button = next(button for button in page.offer._buttons if button.text() == "Keep its best")
    with qtbot.waitSignal(page.training.ended, timeout=20_000) as ended:
        button.click()
    assert ended.args == [kept]


def resumed(qtbot, scripted, page, *said) -> None:
    """Take the offer, and wait until that is over and the runs are listed anew."""
    scripted.set("resume", *said)
    with qtbot.waitSignals([page.training.ended, page._context.project.runs_changed], timeout=20_000):
        page.offer._buttons[0].click()


def test_a_run_that_cannot_go_on_is_not_offered_over_and_over(qtbot, scripted, context, page) -> None:
    run = begun_run(context.project.project, "mobilenet_v2", *epochs(4))
    run.checkpoint.mkdir()
    (run.checkpoint / "state.npz").touch()
    context.project.reload_runs()
    qtbot.waitUntil(page.offer.isVisible)
    begun = Started(job="resume", version="0", run=run.name)
    resumed(qtbot, scripted, page, begun, Stopped(resumable=True))
    qtbot.waitUntil(page.offer.isVisible, timeout=20_000)
    resumed(qtbot, scripted, page, begun, *epochs(6)[4:], Failed(message="The disk is full"))
    qtbot.waitUntil(page.offer.isVisible, timeout=20_000)
    resumed(qtbot, scripted, page, begun, Failed(message="Its pictures have changed"))
    for _ in range(2):
        with qtbot.waitSignal(context.project.runs_changed, timeout=20_000):
            context.project.reload_runs()
    assert "Its pictures have changed" in page.banner.message
    assert not page.offer.isVisible()


def test_an_offer_that_was_closed_does_not_come_again(qtbot, context, page) -> None:
    run = begun_run(context.project.project)
    run.checkpoint.mkdir()
    (run.checkpoint / "state.npz").touch()
    context.project.reload_runs()
    qtbot.waitUntil(page.offer.isVisible)
    page.offer.clear()
    with qtbot.waitSignal(context.project.runs_changed, timeout=20_000):
        context.project.reload_runs()
    with qtbot.waitSignal(context.project.runs_changed, timeout=20_000):
        context.project.reload_runs()
    assert not page.offer.isVisible()


@pytest.mark.parametrize("size", [(710, 570), (1010, 770), (1800, 1000)])
def test_nothing_is_wider_than_the_page(qtbot, page, size) -> None:
    page.choosing.settings.more.set_open(True)
    page.resize(*size)
    qtbot.waitUntil(lambda: page._area.widget().width() <= page._area.viewport().width())


def test_every_control_has_a_name(page) -> None:
    from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox

    for kind in (QAbstractButton, QAbstractSpinBox, QComboBox):
        for control in page.findChildren(kind):
            if not control.objectName().startswith("qt_"):
                assert control.accessibleName(), control


def test_another_project_does_not_show_this_ones_training(qtbot, scripted, context, page, tmp_path) -> None:
    scripted.set("train", *WAITING, *epochs(2), Finished(result=RESULT))
    with qtbot.waitSignal(page.training.ended, timeout=20_000):
        page.start()
    assert page.outcome.isVisible()
    context.project.open(tmp_path / "other.artclass", create=True)
    assert not page.outcome.isVisible()
    assert not page.panel.isVisible()


def test_a_training_is_repeated_with_the_settings_of_a_run(qtbot, page, scripted) -> None:
    scripted.set("train", *WAITING, {"do": "await", "request": "stop"}, Stopped(resumable=False))
    page.train_again(TrainConfig("shallow_cnn", epochs=7, batch_size=16, image_size=64, learning_rate=0.002))
    qtbot.waitUntil(lambda: page.panel.isVisible() and bool(page.training.history.run))
    said = " ".join(scripted.arguments("train"))
    assert "--model shallow_cnn" in said
    assert "--epochs 7" in said
    assert "--image-size 64" in said
    page.stop()
    qtbot.waitUntil(lambda: not page.training.running)


def test_a_training_that_cannot_be_repeated_says_why(qtbot, page, context) -> None:
    context.project.catalog = CatalogState(classes=class_counts(1100, 3))
    page.train_again(TrainConfig("shallow_cnn", epochs=7, batch_size=16, image_size=64, learning_rate=0.002))
    assert "The class “engraving” has 3 pictures" in page.banner.message
    assert not page.training.running
