"""The preview of varied pictures: drawn when somebody looks, again when the settings change, out of the way otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from artclass_gui.pages.train_preview import PreviewPanel
from artclass_gui.project import CatalogState
from tests.gui.run_folders import class_counts
from trainer import config, presets
from trainer.events import Failed, Finished, Previewed, Stopped

SCRATCH = presets.config("deep_cnn", augment=True)
CANCELLED = ({"do": "await", "request": "cancel"}, Stopped(resumable=False))


@pytest.fixture
def drawn(tmp_path) -> Previewed:
    """What the child says of a sheet that it has drawn."""
    sheet = QImage(692, 344, QImage.Format.Format_RGB32)
    sheet.fill(QColor("#336699"))
    assert sheet.save(str(tmp_path / "sheet.png"))
    return Previewed(path=str(tmp_path / "sheet.png"), pictures=3, versions=5)


@pytest.fixture
def panel(qtbot, context, tmp_path) -> PreviewPanel:
    with qtbot.waitSignals([context.project.catalog_changed, context.project.runs_changed]):
        context.project.open(tmp_path / "p.artclass", create=True)
    context.project.catalog = CatalogState(classes=class_counts(100, 100))
    panel = PreviewPanel(context)
    qtbot.addWidget(panel)
    panel.show_settings(SCRATCH)
    return panel


def test_it_is_drawn_when_somebody_looks(qtbot, scripted, context, panel, drawn) -> None:
    scripted.set("preview", drawn, *CANCELLED)
    assert context.jobs.running == ()
    panel.resize(500, 400)
    panel.show()
    qtbot.waitUntil(lambda: panel.sheet.is_drawn, timeout=20_000)
    assert panel.sheet.height() == pytest.approx(344 * panel.sheet.width() / 692, abs=1)
    assert "as they may be learnt from" in panel.words.text()
    assert context.jobs.lasting == ()
    words = scripted.arguments("preview")
    wish = Path(words[words.index("--follow") + 1])
    assert config.decode(wish.read_bytes()) == SCRATCH


def test_another_setting_is_handed_to_the_same_child(qtbot, scripted, context, panel, drawn) -> None:
    scripted.set("preview", drawn, *CANCELLED)
    panel.show()
    qtbot.waitUntil(lambda: panel.sheet.is_drawn, timeout=20_000)
    (job,) = context.jobs.running
    words = scripted.arguments("preview")
    frozen = presets.config("vgg16", augment=True, fine_tuning=None)
    with qtbot.waitSignal(panel.preview.waiting):
        panel.show_settings(frozen)
    assert context.jobs.running == (job,)
    wish = Path(words[words.index("--follow") + 1])
    assert config.decode(wish.read_bytes()) == frozen
    assert panel.words.text() == "Your pictures are being drawn…"
    panel.preview.drawn.emit(QImage(drawn.path))
    assert "once mirrored" in panel.words.text()


def test_it_makes_way_for_a_training_and_comes_back(qtbot, scripted, context, panel, drawn) -> None:
    scripted.set("preview", drawn, *CANCELLED)
    panel.show()
    qtbot.waitUntil(lambda: panel.sheet.is_drawn, timeout=20_000)
    (preview,) = context.jobs.running
    scripted.set("train", {"do": "await", "request": "stop"}, Stopped(resumable=False))
    with qtbot.waitSignal(preview.ended, timeout=20_000):
        training = context.jobs.start("Training", ["train"])
    assert context.jobs.running == (training,)
    with qtbot.waitSignal(training.ended, timeout=20_000):
        training.ask("stop")
    qtbot.waitUntil(lambda: context.jobs.of_kind("preview") is not None, timeout=20_000)


def test_while_something_else_runs_it_waits(qtbot, scripted, context, panel) -> None:
    scripted.set("import", {"do": "await", "request": "cancel"}, Finished(result={}))
    context.jobs.start("Importing", ["import"])
    panel.show()
    qtbot.waitUntil(lambda: "waits" in panel.words.text())
    assert context.jobs.of_kind("preview") is None


def test_a_failure_is_a_sentence(qtbot, scripted, panel) -> None:
    scripted.set("preview", Failed(message="None of the training pictures can be read", remedy="Put them back."))
    panel.show()
    qtbot.waitUntil(lambda: "Put them back" in panel.words.text(), timeout=20_000)
    assert not panel.sheet.is_drawn
