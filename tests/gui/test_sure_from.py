"""From where on the model's class is taken: exactly as the gallery's error budget has it, or a confidence of one's own."""

from __future__ import annotations

import numpy as np
import pytest

from artclass_gui.dialogs.sort_dialog import SortDialog
from artclass_gui.dialogs.sure_from import SureFrom
from artclass_gui.dialogs.tag_dialog import TagDialog
from artclass_gui.exporting import export
from artclass_gui.gallery.chosen import Filing
from artclass_gui.gallery.rows import ImageRow
from artclass_gui.gallery.store import ImageStore
from tests.gui import answered
from trainer.answers import reading
from trainer.measuring import budget
from trainer.sorting import journal

REFUSED = Filing(1, None, "At most 1 % wrong cannot be promised: that takes more pictures.")


def sure_from(qtbot, filing: Filing | None) -> SureFrom:
    made = SureFrom(filing)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_budgets_confidence_is_handed_on_to_the_last_digit(qtbot) -> None:
    threshold = float(np.float32(0.951234567))
    made = sure_from(qtbot, Filing(3, threshold, "The promise holds."))
    assert made.arguments[0] == "--at-least"
    assert float(made.arguments[1]) == threshold
    assert made.as_budget.text() == "As in the gallery: at most 3 % wrong (a confidence of 95.1 % and more)"
    assert made.refusal == ""
    assert not made.least.isEnabled()


def test_a_confidence_of_ones_own(qtbot) -> None:
    made = sure_from(qtbot, Filing(3, 0.951, "The promise holds."))
    changes: list[bool] = []
    made.changed.connect(lambda: changes.append(True))
    made.own.click()
    assert made.arguments == ["--at-least", "0.96"]  # what is proposed is never less sure than the budget
    made.least.setValue(70)
    assert made.arguments == ["--at-least", "0.70"]
    made.least.setValue(0)
    assert made.arguments == []
    assert len(changes) == 3


def test_without_a_budget_only_a_confidence_can_be_chosen(qtbot) -> None:
    made = sure_from(qtbot, None)
    assert made.least.isEnabled()
    assert not made.as_budget.isVisible()
    assert made.arguments == []
    assert made.refusal == ""


def test_a_budget_that_cannot_be_promised_files_nothing(qtbot) -> None:
    made = sure_from(qtbot, REFUSED)
    assert made.refusal == f"{REFUSED.sentence} Or choose a confidence here."
    made.own.click()
    assert made.refusal == ""
    assert made.arguments == ["--at-least", "0.90"]


def test_a_sort_files_the_very_pictures_that_the_slider_counts(qtbot, tmp_path) -> None:
    """Also those that lie at the threshold, as pictures do by which it was chosen."""
    sure = np.random.default_rng(5).uniform(0.5, 1, 400).astype(np.float32)
    rows = [
        ImageRow(path=tmp_path / f"{n}.jpg", label="drawings", confidence=float(one), status="ok", probabilities=(1.0,))
        for n, one in enumerate(sure)
    ]
    gallery = ImageStore.of(rows, ("drawings",))
    export(gallery, tmp_path / "answers.json", package=None)
    handed = [row.prediction.confidence or 0.0 for row in reading.read(tmp_path / "answers.json").rows]
    for threshold in map(float, sure):
        made = sure_from(qtbot, Filing(5, threshold, ""))
        filed = budget.sort(gallery.confidence, np.zeros(400, np.bool_), threshold) == budget.FILED
        assert sum(one >= float(made.arguments[1]) for one in handed) == filed.sum()


@pytest.mark.parametrize("kind", [SortDialog, TagDialog])
def test_the_dialogs_say_so_and_begin_nothing(context, behind, tmp_path, monkeypatch, kind) -> None:
    monkeypatch.setenv(journal.PLACE, str(tmp_path / "data"))
    chosen = answered.chosen(tmp_path / "pictures")._replace(filing=REFUSED)
    dialog = kind(context, behind, chosen)
    dialog.open()
    assert dialog.line.said.text() == f"{REFUSED.sentence} Or choose a confidence here."
    assert not dialog.try_button.isEnabled()
    if kind is TagDialog:
        assert not dialog.go_button.isEnabled()
        dialog.choices.buttons["remove"].click()  # for which no class is needed
        assert dialog.go_button.isEnabled()
        dialog.choices.buttons["write"].click()
    dialog.choices.sure.own.click()
    assert dialog.line.said.text() == ""
    assert dialog.try_button.isEnabled()
