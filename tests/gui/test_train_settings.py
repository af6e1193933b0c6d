"""The settings of a training: presets, changes and ways back; only what the architecture has; one's own layers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from artclass_gui.pages.train_choices import Choices
from artclass_gui.pages.train_settings import SettingsForm
from trainer import architectures, options, presets
from trainer.config import Layers
from trainer.errors import UsageError


@pytest.fixture
def form(qtbot, context) -> SettingsForm:
    form = SettingsForm(context.theme)
    qtbot.addWidget(form)
    form.more.set_open(True)
    form.show()
    return form


def shown(form: SettingsForm) -> set[str]:
    """The paths of the settings that the form offers for this architecture, on all tabs."""
    return {path for path, line in form.lines.items() if not line.label.isHidden()}


def open_tab(form: SettingsForm, name: str) -> None:
    tabs = form.advanced.tabs
    tabs.setCurrentIndex([tabs.tabText(place) for place in range(tabs.count())].index(name))


@pytest.mark.parametrize("row", architectures.ARCHITECTURES, ids=lambda row: row.name)
@pytest.mark.parametrize("offer", presets.OFFERS, ids=lambda offer: offer.name)
def test_untouched_the_settings_are_the_preset(row, offer) -> None:
    choices = Choices(row.name, offer.name)
    assert choices.config() == presets.config(row.name, offer.name)
    assert not choices.is_own


def test_what_is_changed_stays_with_another_network_that_has_it() -> None:
    choices = Choices().changed("epochs", 7).changed("fine_tuning", True).changed("fine_tuning.epochs", 3)
    assert choices.config().fine_tuning.epochs == 3
    other = choices.with_architecture("deep_cnn")
    assert (other.config().epochs, other.config().fine_tuning) == (7, None)
    assert other.with_architecture("vgg16").config().fine_tuning.epochs == 3


def test_what_is_changed_back_is_no_change() -> None:
    usual = presets.config("mobilenet_v2").epochs
    choices = Choices().changed("epochs", usual + 1)
    assert choices.is_own
    assert choices.config().preset is None
    assert choices.changed("epochs", usual) == Choices()
    assert choices.undone("epochs") == Choices()


def test_another_seed_is_the_same_preset_still() -> None:
    choices = Choices().changed("seed", 5)
    assert not choices.is_own
    assert (choices.config().seed, choices.config().preset) == (5, "balanced")
    assert choices.with_preset("best").config().seed == 5


def test_a_setting_of_what_is_switched_off_does_not_count() -> None:
    choices = Choices("deep_cnn").changed("fine_tuning.epochs", 3)
    assert not choices.is_own


def test_layers_of_ones_own() -> None:
    choices = Choices("custom_cnn").changed("layers.blocks", 2).changed("layers.dense", (32,))
    assert choices.config().layers.blocks == 2
    with pytest.raises(UsageError, match="too small for 8 blocks"):
        choices.changed("layers.blocks", 8).config()


def test_the_settings_survive_the_command_line(form) -> None:
    from argparse import ArgumentParser

    form.set_architecture(architectures.find("custom_cnn"))
    for path, value in (
        ("layers.blocks", 4),
        ("variation.turn", 5.0),
        ("label_smoothing", 0.1),
        ("schedule", "plateau"),
    ):
        form.set_value(path, value)
    parser = ArgumentParser()
    options.add_arguments(parser)
    read = options.wishes(parser.parse_args(options.arguments(form.config())))
    assert options.config("custom_cnn", read) == form.config()


def test_each_network_offers_what_it_has(form) -> None:
    form.set_architecture(architectures.find("vgg16"))
    assert {"head", "weights", "fine_tuning", "sizes"} <= shown(form)
    assert "layers.blocks" not in shown(form)
    open_tab(form, "Pretrained network")
    form.set_architecture(architectures.find("custom_cnn"))
    assert "layers.blocks" in shown(form)
    assert not {"head", "weights", "fine_tuning", "sizes"} & shown(form)
    assert form.advanced.tabs.currentIndex() == 0  # the tab that was open is not there any more


def test_fine_tuning_is_offered_when_it_is_switched_on(qtbot, form) -> None:
    form.set_architecture(architectures.find("mobilenet_v2"))
    form.set_value("fine_tuning", False)
    assert "fine_tuning.blocks" not in shown(form)
    open_tab(form, "Pretrained network")
    qtbot.keyClick(form.lines["fine_tuning"].field.widget, Qt.Key.Key_Space)
    assert "fine_tuning.blocks" in shown(form)
    assert form.config().fine_tuning is not None


def test_a_preset_is_chosen_and_own_settings_lead_back(qtbot, form) -> None:
    qtbot.mouseClick(form.presets.cards["quick"], Qt.MouseButton.LeftButton)
    assert form.config().preset == "quick"
    assert not form.presets.own.isVisible()
    form.lines["epochs"].field.widget.setValue(77)
    assert form.presets.own.text() == "Own settings: one differs from “Quick”."
    assert not any(card.isChecked() for card in form.presets.cards.values())
    assert form.lines["epochs"].undo.isVisible()
    form.lines["epochs"].undo.click()
    assert form.presets.cards["quick"].isChecked()
    form.lines["epochs"].field.widget.setValue(77)
    form.lines["patience"].field.widget.setValue(78)
    assert "2 differ" in form.presets.own.text()
    form.presets.back.click()
    assert form.config() == presets.config("mobilenet_v2", "quick")


def test_numbers_with_commas_are_typed(qtbot, form) -> None:
    form.set_architecture(architectures.find("custom_cnn"))
    line = form.lines["layers.dense"].field.widget
    line.setParent(form)
    line.selectAll()
    qtbot.keyClicks(line, "64, 32")
    assert form.config().layers.dense == (64, 32)
    line.selectAll()
    qtbot.keyClicks(line, "x")
    assert form.config().layers.dense == (64, 32)


def test_the_layers_are_drawn_and_told(qtbot, context) -> None:
    from artclass_gui.pages.train_layers import LayersCard

    card = LayersCard(context.theme, ())
    qtbot.addWidget(card)
    card.resize(600, 300)
    card.show()
    card.show_layers(Layers(blocks=2), 150, 5)
    assert "Block 2: 37² × 64" in card.drawing.accessibleDescription()
    assert "Block 1: 75² × 32, 896 weights" in card.drawing.accessibleDescription()
    assert "Block 2: 37² × 64, 18,496 weights" in card.drawing.accessibleDescription()
    assert "in dense layer 1" in card.words.text()
    card.drawing.resize(500, 160)
    image = card.drawing.grab().toImage()
    colours = {image.pixelColor(x, 48).name() for x in range(0, image.width(), 2)}
    assert len(colours) > 3
    card.show_mistake("Too small.")
    assert card.words.text() == "Too small."
