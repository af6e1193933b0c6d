"""The model card says what may be filed without looking, as far as it was seen."""

from __future__ import annotations

from tests.trainer.measuring.test_budget import NOVELTY, sample
from trainer.measuring import filing_card
from trainer.package import HeldOut

VALIDATION = sample((600, 0.95, 1), (200, 0.8, 6), (200, 0.6, 60), novel=5)


def test_budgets_are_told_as_they_went_on_the_test_pictures() -> None:
    text = filing_card.in_card(HeldOut(validation=VALIDATION, test=sample((300, 0.95, 0), (60, 0.8, 2))), NOVELTY)
    rows = [line for line in text.splitlines() if line.startswith("| ") and "%" in line.split("|")[1]]
    assert rows == [
        "| 1% | 95.0% | 300 of 360 | 0 | 1% | kept |",
        "| 2% | 80.0% | 360 of 360 | 2 | 1.8% | kept |",
        "| 5% | 80.0% | 360 of 360 | 2 | 1.8% | kept |",
        "| 10% | 60.0% | 360 of 360 | 2 | 1.8% | kept |",
    ]
    assert "on the test pictures" in text
    assert "probably none of the classes" in text


def test_what_was_not_checked_or_cannot_be_promised_is_told_as_that() -> None:
    text = filing_card.in_card(HeldOut(validation=sample((200, 0.9, 0))), None)
    assert "on the validation pictures" in text
    assert "| 1% | | | | | cannot be promised |" in text
    assert "| 5% | 90.0% | 200 of 200 | 0 | 1.5% | not checked on test pictures |" in text
    assert "does not tell pictures that are none of its classes" in text


def test_a_package_of_before_has_no_such_chapter() -> None:
    assert not filing_card.in_card(None, None)
