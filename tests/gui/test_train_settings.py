"""The settings of a training: presets, changes and ways back; only what the architecture has; one's own layers."""

from __future__ import annotations

import re

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


def typed(qtbot, form: SettingsForm, path: str, words: str) -> None:
    """Type in the field of a setting, wherever on the page it stands."""
    widget = form.lines[path].field.widget
    if not widget.isVisible():
        widget.setParent(form)
        widget.show()
    widget.selectAll()
    qtbot.keyClicks(widget, words)


def test_numbers_with_commas_are_typed(qtbot, form) -> None:
    form.set_architecture(architectures.find("custom_cnn"))
    typed(qtbot, form, "layers.dense", "64, 32")
    assert form.config().layers.dense == (64, 32)


@pytest.mark.parametrize(
    ("path", "words", "told"),
    [
        ("layers.blocks", "9", "“Blocks” takes a whole number from 1 to 8."),
        ("layers.filters", "many", "“Filters” takes a whole number from 4 to 512."),
        ("layers.dropout", "95", "“Dropout” takes a number from 0 to 90 %."),
        ("layers.dense", "128; 64", "“Dense layers” takes up to 4 whole numbers"),
        ("epochs", "0", "“Epochs” takes a whole number from 1 to 1,000."),
    ],
)
def test_what_is_wrong_is_told_beside_the_field_until_it_is_mended(qtbot, form, path, words, told) -> None:
    form.set_architecture(architectures.find("custom_cnn"))
    before, line = form.config(), form.lines[path]
    meaning = line.help.text()
    typed(qtbot, form, path, words)
    with pytest.raises(UsageError, match=re.escape(told)):
        form.config()
    assert told in line.help.text()
    assert told in line.field.widget.accessibleDescription()
    assert not line.undo.isHidden()
    form.set_value("patience", 33)  # another setting is changed meanwhile
    assert line.field.widget.text().startswith(words)
    assert told in line.help.text()
    form.lines["patience"].undo.click()
    line.undo.click()
    assert form.config() == before
    assert line.help.text() == meaning
    assert not line.field.widget.text().startswith(words)


def test_a_preset_puts_wrong_numbers_right(qtbot, form) -> None:
    typed(qtbot, form, "epochs", "x")
    assert not any(card.isChecked() for card in form.presets.cards.values())
    qtbot.mouseClick(form.presets.cards["quick"], Qt.MouseButton.LeftButton)
    assert form.config() == presets.config("mobilenet_v2", "quick")


def test_what_is_wrong_does_not_count_for_a_network_that_has_no_such_setting(qtbot, form) -> None:
    form.set_architecture(architectures.find("custom_cnn"))
    typed(qtbot, form, "layers.dense", "x")
    form.set_architecture(architectures.find("mobilenet_v2"))
    assert form.config() == presets.config("mobilenet_v2")
    form.set_architecture(architectures.find("custom_cnn"))
    with pytest.raises(UsageError, match="Dense layers"):
        form.config()
    assert form.lines["layers.dense"].field.widget.text() == "x"


def test_what_is_too_much_for_one_network_may_do_for_another(qtbot, form) -> None:
    rows = sorted((row for row in architectures.ARCHITECTURES if row.blocks), key=lambda row: len(row.blocks))
    few, many = rows[0], rows[-1]
    form.set_architecture(few)
    form.set_value("fine_tuning", True)
    typed(qtbot, form, "fine_tuning.blocks", str(len(many.blocks)))
    with pytest.raises(UsageError, match="too large"):
        form.config()
    form.set_architecture(many)
    assert form.config().fine_tuning.blocks == len(many.blocks)


def test_settings_that_do_not_go_together_are_told_beside_each_that_would_do_to_change(form) -> None:
    form.set_architecture(architectures.find("custom_cnn"))
    form.set_value("image_size", 64)
    form.set_value("layers.blocks", 6)
    for path in ("image_size", "layers.blocks"):
        assert "too small for 6 blocks" in form.lines[path].help.text()
    assert "too small" not in form.lines["epochs"].help.text()
    form.set_value("layers.blocks", 3)
    assert "too small" not in form.lines["image_size"].help.text()


@pytest.mark.parametrize("width", [500, 618, 900])
def test_what_settings_mean_is_read_in_few_lines_at_any_width(qtbot, context, width) -> None:
    form = SettingsForm(context.theme)
    qtbot.addWidget(form)
    form.resize(width, 700)
    form.more.set_open(True)
    form.show()
    for tab in ("Learning", "Pictures", "Pretrained network", "Computer"):
        open_tab(form, tab)
        shown_now = [line for line in form.lines.values() if line.help.isVisible()]
        assert shown_now
        qtbot.waitUntil(lambda lines=shown_now: min(line.help.width() for line in lines) >= 280)
        assert all(line.help.x() + line.help.width() <= form.width() for line in shown_now)


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
