"""How a training ended: validation figures first, and the test pictures when the person has decided."""

from __future__ import annotations

import pytest

from artclass_gui.pages.train_outcome import OutcomeCard
from artclass_gui.training import Training
from trainer import presets
from trainer.events import Failed, Finished, Stage, Started

RESULT = {
    "run": "a",
    "validation_accuracy": 0.91,
    "validation_images": 468,
    "validation_interval": [0.881, 0.933],
    "test_accuracy": None,
    "test_interval": None,
    "test_images": None,
    "test_pictures": 464,
    "wall_seconds": 187.4,
}
MEASURED = RESULT | {"test_accuracy": 0.884, "test_images": 464, "test_interval": [0.852, 0.910], "test_looks": 1}
WAITING = (Started(job="train", version="0", run="a"), Stage(name="learn", label="Learning", index=3, count=5))


@pytest.fixture
def card(qtbot, context, scripted, tmp_path) -> OutcomeCard:
    """The card of a training that has ended with validation figures."""
    with qtbot.waitSignals([context.project.catalog_changed, context.project.runs_changed]):
        context.project.open(tmp_path / "p.artclass", create=True)
    training = Training(context.jobs, context.project, context.tasks, settings=context.settings)
    card = OutcomeCard(context)
    card.training = training
    qtbot.addWidget(card)
    scripted.set("train", *WAITING, Finished(result=RESULT))
    with qtbot.waitSignal(training.ended, timeout=20_000):
        training.start(presets.config("mobilenet_v2"))
    card.show_history(training.history, classes=5)
    return card


def test_validation_figures_and_the_invitation(card) -> None:
    assert card.figure.text() == "91.0 %"
    assert card.figure.accessibleName() == "Validation accuracy"
    assert card.sentence.text() == "Right on 91.0 % of 468 validation pictures (95 % interval 88.1–93.3 %)"
    assert card.pin_button.text() == "Measure on the 464 test pictures"
    assert "no part in any choice" in card.why.text()


def test_the_button_measures_and_the_card_follows(qtbot, context, scripted, card) -> None:
    scripted.set("pin", Started(job="pin", version="0", run="a"), Finished(result=MEASURED))
    card.pin_button.click()
    assert not card.pin_button.isEnabled()
    qtbot.waitUntil(lambda: card.figure.text() == "88.4 %", timeout=20_000)
    assert card.figure.accessibleName() == "Test accuracy"
    assert "464 test pictures" in card.sentence.text()
    assert card.pin_button.isHidden()
    card.show_history(card.training.history, classes=5)  # shown anew, it is what was measured
    assert card.figure.text() == "88.4 %"


def test_why_it_could_not_be_measured(qtbot, scripted, card) -> None:
    scripted.set("pin", Started(job="pin", version="0", run="a"), Failed(message="The folder is gone"))
    card.pin_button.click()
    qtbot.waitUntil(lambda: card.failure.text().startswith("The folder is gone"), timeout=20_000)
    assert card.pin_button.isEnabled()


def test_a_training_that_was_to_be_pinned_is_shown_by_test(qtbot, scripted, card) -> None:
    scripted.set("train", Started(job="train", version="0", run="b"), Finished(result=MEASURED))
    with qtbot.waitSignal(card.training.ended, timeout=20_000):
        card.training.start(presets.config("mobilenet_v2"))
    card.show_history(card.training.history, classes=5)
    assert card.figure.text() == "88.4 %"
    assert "91.0 % (88.1–93.3) of the validation pictures" in card.details.text()
    assert card.pin_button.isHidden()
