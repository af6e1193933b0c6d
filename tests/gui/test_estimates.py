"""What a training will cost: shown from the cache, measured quietly, out of the way at once; and in words."""

from __future__ import annotations

import msgspec
import pytest

from artclass_gui import estimate_words, estimates
from artclass_gui.estimates import TrainingEstimates
from artclass_gui.pages.train_page import TrainPage
from artclass_gui.project import CatalogState
from tests.gui.run_folders import class_counts
from trainer.architectures import ARCHITECTURES
from trainer.estimating import memory, records
from trainer.estimating.values import Estimate, Estimates, Measured, Parts, Pictures, Speed
from trainer.events import Estimated, Failed, Previewed, Stopped

ESTIMATE = Estimate(
    name="mobilenet_v2",
    seconds_per_epoch=2.53,
    total_seconds=240,
    low=185,
    high=300,
    peak_memory_mb=1402,
    disk_mb=212,
    epochs=30,
    expected_epochs=20,
    longest_seconds=300,
    parts=Parts(begin=10, look=60, learn=160, finish=10),
    missing=0,
    rough=False,
)
CANCELLED = ({"do": "await", "request": "cancel"}, Stopped(resumable=False))


FIGURES = {
    "forward_seconds": 0.01,
    "step_seconds": 0.01,
    "picture_seconds": 0.004,
    "measure_seconds": 0.001,
    "predict_seconds": 0.01,
    "base_mb": 900.0,
    "look_mb": 200.0,
    "picture_mb": 4.0,
    "pack_mb": 150.0,
    "model_mb": 20.0,
}


def speed(name: str) -> Speed:
    """A made-up speed of an architecture; what is of no matter here is 1."""
    row = next(row for row in ARCHITECTURES if row.name == name)
    needed = (field.name for field in msgspec.structs.fields(Speed) if field.required)
    values = {field: FIGURES.get(field, 1.0) for field in needed}
    return Speed(**{**values, "name": name, "image_size": row.image_size, "parameters": row.parameters})


KNOWN = Estimates(
    estimates=(),
    measured=Measured(machine="m", begin_seconds=4, speeds={row.name: speed(row.name) for row in ARCHITECTURES}),
    pictures=Pictures(training=2170, validation=465, classes=5),
    refined=True,
)


@pytest.fixture
def known(monkeypatch) -> list[Estimates | None]:
    """What the cache holds; a test may put something else in."""
    held: list[Estimates | None] = [KNOWN]
    monkeypatch.setattr(records, "load", lambda _project: held[0])
    monkeypatch.setattr(memory, "available_mb", lambda: 8_000.0)
    monkeypatch.setattr(estimates, "_CALM_MS", 1)
    return held


@pytest.fixture
def opened(qtbot, context, tmp_path, monkeypatch):
    """A project with pictures."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    with qtbot.waitSignals([context.project.catalog_changed, context.project.runs_changed]):
        context.project.open(tmp_path / "p.artclass", create=True)
    context.project.catalog = CatalogState(classes=class_counts(1100, 700, 800, 300, 200))
    return context


def test_measured_quietly_while_somebody_looks(qtbot, scripted, monkeypatch, known, opened) -> None:
    scripted.set("estimate", Estimated(estimates=(), refined=False), *CANCELLED)
    asked: list[object] = []  # nothing is known at first
    monkeypatch.setattr(records, "load", lambda project: (asked.append(project), KNOWN if len(asked) > 1 else None)[1])
    costs = TrainingEstimates(opened)
    opened.project.catalog_changed.emit()
    assert opened.jobs.running == ()
    qtbot.waitUntil(lambda: len(asked) == 1)
    assert not costs.known
    costs.set_wanted(True)
    qtbot.waitUntil(lambda: costs.known, timeout=20_000)
    assert costs.measuring
    assert (opened.jobs.lasting, opened.jobs.shown) == ((), ())
    assert "--refine" in scripted.arguments("estimate")


def test_it_gives_way_at_once_and_begins_again(qtbot, scripted, known, opened) -> None:
    scripted.set("estimate", *CANCELLED)
    costs = TrainingEstimates(opened)
    costs.set_wanted(True)
    qtbot.waitUntil(lambda: costs.measuring)
    (measuring,) = opened.jobs.running
    scripted.set("train", {"do": "await", "request": "stop"}, Stopped(resumable=False))
    with qtbot.waitSignal(measuring.ended, timeout=20_000):
        training = opened.jobs.start("Training", ["train"])
    qtbot.waitUntil(lambda: not costs.measuring)
    with qtbot.waitSignal(training.ended, timeout=20_000):
        training.ask("stop")
    qtbot.waitUntil(lambda: costs.measuring, timeout=20_000)


def test_it_goes_on_when_the_preview_is_drawn_though_that_waits_for_more(qtbot, scripted, known, opened) -> None:
    scripted.set("estimate", *CANCELLED)
    costs = TrainingEstimates(opened)
    costs.set_wanted(True)
    qtbot.waitUntil(lambda: costs.measuring)
    (measuring,) = opened.jobs.running
    sheet = Previewed(path="sheet.png", pictures=3, versions=5)
    scripted.set("preview", {"do": "line"}, sheet, *CANCELLED)
    with qtbot.waitSignal(measuring.ended, timeout=20_000):
        preview = opened.jobs.start("Drawing", ["preview"])
    qtbot.waitUntil(lambda: costs.put_off)
    preview.say("draw")
    qtbot.waitUntil(lambda: costs.measuring, timeout=20_000)
    assert preview.running
    assert not costs.put_off


def test_one_that_does_not_hear_is_ended(qtbot, scripted, monkeypatch, known, opened) -> None:
    monkeypatch.setattr(estimates, "_PATIENCE_MS", 50)
    scripted.set("estimate", {"do": "await", "request": "never"})
    costs = TrainingEstimates(opened)
    costs.set_wanted(True)
    qtbot.waitUntil(lambda: costs.measuring)
    (measuring,) = opened.jobs.running
    scripted.set("train", {"do": "await", "request": "stop"}, Stopped(resumable=False))
    with qtbot.waitSignal(measuring.ended, timeout=20_000):
        opened.jobs.start("Training", ["train"])


def test_a_failed_measurement_is_not_tried_again_and_again(qtbot, scripted, known, opened) -> None:
    scripted.set("estimate", Failed(message="No"))
    costs = TrainingEstimates(opened)
    with qtbot.waitSignal(opened.jobs.idle, timeout=20_000):
        costs.set_wanted(True)
    began = []
    opened.jobs.started.connect(began.append)
    costs.set_wanted(False)
    costs.set_wanted(True)
    qtbot.wait(50)
    assert began == []


@pytest.fixture
def page(qtbot, scripted, known, opened) -> TrainPage:
    scripted.set("estimate", *CANCELLED)
    page = TrainPage(opened)
    qtbot.addWidget(page)
    page.show()
    opened.project.catalog_changed.emit()
    qtbot.waitUntil(lambda: page.estimates.known, timeout=20_000)
    return page


def test_the_window_says_why_there_are_no_times(qtbot, scripted, monkeypatch, known, opened) -> None:
    known[0] = None
    monkeypatch.setattr(estimates, "_PATIENCE_MS", 50)
    scripted.set("estimate", {"do": "await", "request": "never"})
    page = TrainPage(opened)
    qtbot.addWidget(page)
    page.show()
    words = page.choosing.network.costs
    opened.project.catalog_changed.emit()
    qtbot.waitUntil(lambda: "are being measured" in words.text(), timeout=20_000)
    scripted.set("preview", *CANCELLED)
    preview = opened.jobs.start("Drawing", ["preview"])
    qtbot.waitUntil(lambda: "as soon as nothing else is running" in words.text(), timeout=20_000)
    assert words.isVisible()
    scripted.set("estimate", Failed(message="No"))
    preview.ask("cancel")
    qtbot.waitUntil(lambda: "could not be measured" in words.text(), timeout=20_000)


def test_cards_presets_and_settings_say_what_they_cost(page) -> None:
    cards = page.choosing.network.cards.cards
    assert all(" min" in card.cost or " s" in card.cost for card in cards.values())
    assert "GB" in cards["vgg16"].cost
    assert "about" in page.choosing.settings.presets.cards["best"].time.text()
    before = page.footer.sentence.text()
    assert "in all" in before
    assert "an epoch" in before
    page.choosing.settings.set_value("epochs", 900)
    assert page.footer.sentence.text() != before
    assert "steps an epoch" in page.footer.details.text()


def test_the_table_compares_and_chooses(page) -> None:
    network = page.choosing.network
    network.view_button.click()
    assert network.table.isVisible()
    assert not network.cards.isVisible()
    assert network.table.current == network.current.name
    network.table.sortItems(1)
    times = [network.table.item(row, 1).text() for row in range(network.table.rowCount())]
    assert all("min" in words or " s" in words for words in times)
    network.table.selectRow(next(r for r in range(9) if network.table.item(r, 0).text() == "VGG16"))
    assert network.current.name == "vgg16"
    network.view_button.click()
    assert network.cards.isVisible()


def test_too_little_memory_is_told_with_a_way_out(monkeypatch, page) -> None:
    page.choosing.network.choose("deep_cnn")
    page.choosing.settings.set_value("batch_size", 256)
    monkeypatch.setattr(memory, "available_mb", lambda: 1_800.0)
    page.choosing.settings.set_value("seed", 2)
    assert "will take about" in page.footer.warning.text()
    assert page.footer.smaller_button.text() == "Use this: A batch size of 32"
    page.footer.smaller_button.click()
    assert page.choosing.config().batch_size == 32
    assert page.choosing.config().seed == 2
    assert not page.footer.warning.isVisible()


@pytest.mark.parametrize(
    ("seconds", "low", "high", "words"),
    [
        (240, 185, 300, "about 4 min (3–5)"),
        (62, 55, 70, "about 1 min"),
        (37, 30, 44, "about 35 s (30–45)"),
        (1500, 1200, 1860, "about 25 min (20–31)"),
        (7300, 6000, 9000, "about 2 h (1.5–2.5)"),
    ],
)
def test_times_with_their_band(seconds, low, high, words) -> None:
    estimate = msgspec.structs.replace(ESTIMATE, total_seconds=seconds, low=low, high=high)
    assert estimate_words.time_band(estimate) == words


def test_a_rough_guess_says_so() -> None:
    rough = msgspec.structs.replace(ESTIMATE, rough=True)
    assert estimate_words.time_band(rough) == "roughly 4 min (3–5)"
    assert "rough guess" in estimate_words.sentence(rough)
    assert estimate_words.sentence(ESTIMATE) == (
        "About 4 min (3–5) in all, 2.5 s an epoch; 1.4 GB of memory at the most, 212 MB on the disk."
    )
    assert estimate_words.short(ESTIMATE) == "about 4 min (3–5) · 1.4 GB"
