"""Number fields as a person types in them: what is wrong is told, what was typed stays, and can be mended."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from artclass_gui.pages import train_fields as fields
from artclass_gui.pages.train_fields import Field
from trainer.errors import UsageError


def typed(qtbot, field: Field, words: str) -> None:
    """Put words in the place of what stands in a field, as the keyboard does."""
    qtbot.addWidget(field.widget)
    field.widget.show()
    field.widget.setFocus()
    field.widget.selectAll()
    qtbot.keyClick(field.widget, Qt.Key.Key_Delete)
    qtbot.keyClicks(field.widget, words)


def left(qtbot, field: Field) -> None:
    """Leave a field as a person does who is through with it."""
    qtbot.keyClick(field.widget, Qt.Key.Key_Return)
    field.widget.clearFocus()


FILTERS = "“Filters” takes a whole number from 4 to 512."
ZOOM = "“Zoom” takes a number from 0 to 90 %."
RATE = "“Rate” takes a number from 0.000001 to 1."
CORES = "“Cores” takes a whole number from 1 to 8, or “all”."
DENSE = "“Dense” takes up to 4 whole numbers from 4 to 4,096 with commas between them, such as 128, 64, or none."


def dense() -> Field:
    return fields.numbers("Dense", 4, 4_096, most=4, example="128, 64", nothing="none")


@pytest.mark.parametrize(
    ("make", "words", "sentence"),
    [
        (lambda: fields.number("Filters", 4, 512), "12x", f"“12x” is not a whole number. {FILTERS}"),
        (lambda: fields.number("Filters", 4, 512), "7.5", f"“7.5” is not a whole number. {FILTERS}"),
        (lambda: fields.number("Filters", 4, 512), "600", f"600 is too large. {FILTERS}"),
        (lambda: fields.number("Filters", 4, 512), "-3", f"-3 is too small. {FILTERS}"),
        (lambda: fields.number("Filters", 4, 512), "", f"Nothing is typed. {FILTERS}"),
        (lambda: fields.number("Filters", 4, 512), "9" * 40, f"{'9' * 24}… is too large. {FILTERS}"),
        (lambda: fields.share("Zoom", 0.9), "ten", f"“ten” is not a number. {ZOOM}"),
        (lambda: fields.share("Zoom", 0.9), "95", f"95 is too large. {ZOOM}"),
        (lambda: fields.rate("Rate"), "0", f"0 is too small. {RATE}"),
        (lambda: fields.rate("Rate"), "nan", f"“nan” is not a number. {RATE}"),
        (lambda: fields.number_or("Cores", 8, "all"), "9", f"9 is too large. {CORES}"),
        (dense, "128, x", f"“x” is not a whole number. {DENSE}"),
        (dense, "128 64", f"“128 64” is not a whole number. {DENSE}"),
        (dense, "128, -64", f"“-64” is not a whole number. {DENSE}"),
        (dense, "3", f"3 is too small. {DENSE}"),
        (dense, "64, 5000", f"5000 is too large. {DENSE}"),
        (dense, "8, 8, 8, 8, 8", f"Here are 5 numbers. {DENSE}"),
    ],
)
def test_what_cannot_be_taken_stays_and_is_told(qtbot, make, words, sentence) -> None:
    field = make()
    before = field.value()
    typed(qtbot, field, words)
    for _ in range(2):
        with pytest.raises(UsageError) as told:
            field.value()
        assert str(told.value) == sentence
        assert field.widget.text().startswith(words)
        left(qtbot, field)
    field.put(before)
    assert field.value() == before
    assert field.widget.text() != words


@pytest.mark.parametrize(
    ("make", "words", "value", "shown"),
    [
        (lambda: fields.number("Filters", 4, 512), "64", 64, "64"),
        (lambda: fields.number("Size", 32, 1_024, unit=" px"), "160", 160, "160 px"),
        (lambda: fields.number("Size", 32, 1_024, unit=" px"), "160px", 160, "160 px"),
        (lambda: fields.share("Zoom", 0.9), "12.5%", 0.125, "12.5 %"),
        (lambda: fields.measure("Turn", 180, decimals=1, unit="°"), "18.0", 18.0, "18°"),
        (lambda: fields.rate("Rate"), "0.0005", 0.0005, "0.0005"),
        (lambda: fields.number_or("Cores", 8, "all"), "all", 0, "all"),
        (lambda: fields.number_or("Cores", 8, "all"), "2", 2, "2"),
        (dense, " 64 ,32,", (64, 32), " 64 ,32,"),
        (dense, "", (), ""),
    ],
)
def test_what_can_be_taken_is_taken(qtbot, make, words, value, shown) -> None:
    field = make()
    typed(qtbot, field, words)
    assert field.value() == value
    left(qtbot, field)
    assert field.value() == value
    assert field.widget.text() == shown


def test_every_change_is_told_once_it_is_made(qtbot) -> None:
    field, told = fields.number("Filters", 4, 512), []
    field.put(32)
    field.changed.connect(lambda *_: told.append(_value(field)))
    typed(qtbot, field, "64")
    qtbot.keyClicks(field.widget, "0")
    qtbot.keyClick(field.widget, Qt.Key.Key_Backspace)
    assert told[-3:] == [64, None, 64]
    qtbot.keyClicks(field.widget, "x")
    qtbot.keyClick(field.widget, Qt.Key.Key_Up)  # from the last number that could be taken
    assert told[-2:] == [None, 65]


def test_a_value_that_is_put_is_not_told(qtbot) -> None:
    field = fields.number("Filters", 4, 512)
    typed(qtbot, field, "x")
    with qtbot.assertNotEmitted(field.changed):
        field.put(16)
    assert field.value() == 16


def test_who_is_typing_is_not_disturbed_by_the_value_they_have_typed(qtbot) -> None:
    for field, words, value in ((fields.share("Zoom", 0.9), "10.", 0.1), (dense(), "128, ", (128,))):
        typed(qtbot, field, words)
        shown = field.widget.text()
        field.put(value)
        assert field.widget.text() == shown


def _value(field: Field) -> object:
    try:
        return field.value()
    except UsageError:
        return None
