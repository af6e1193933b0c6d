"""The bar of the error budget: a slider, what it does to the folder as chips that filter, and what the promise is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from artclass_gui.gallery.store import Answered
from artclass_gui.pages.classify_budget import LEAST, MOST, Budget, Part, Parts
from artclass_gui.pages.classify_filters import Chip
from artclass_gui.theme import SMALL, TINY, Theme
from artclass_gui.widgets.elided import ElidedLabel
from artclass_gui.widgets.text import muted, set_role, text

if TYPE_CHECKING:
    from trainer.measuring.budget import Verdict

_SLIDER = 64, 120  # pixels of its width
_COLOURS: dict[Part, str] = {"filed": "good", "review": "warn", "novel": "muted", "labelled": "info"}


class BudgetBar(QWidget):
    """Shows a `Budget`.

    Signals:
        part_chosen(): Another part is to be shown alone, or (None) all pictures again; see `part`.
    """

    part_chosen = Signal()

    def __init__(self, theme: Theme, budget: Budget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._budget = budget
        self._parts = Parts()
        self.part: Part | None = None
        self._most = text("", wrap=False)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.chips: dict[Part, Chip] = {
            part: Chip(theme, words, lambda part=part: theme.colour(_COLOURS[part]))  # type: ignore[misc]
            for part, words in self._words().items()
        }
        self.verdict: QLabel = muted("")
        self._in_short = ElidedLabel("muted", Qt.TextElideMode.ElideRight)
        self._low = False
        self._set_up()
        self._lay_out()
        budget.changed.connect(self._follow)
        self._follow()

    def count(self, answered: Answered) -> None:
        """Count the parts of what the model has said."""
        self._parts = self._budget.parts(answered)
        self._show()

    def set_low(self, low: bool) -> None:
        """Say whether the window is low: of a promise that holds, one line has to do then; the mouse shows the rest."""
        if low != self._low:
            self._low = low
            self._show()

    def choose(self, part: Part | None) -> None:
        """Show one part alone, or all pictures."""
        if part == self.part:
            return
        self.part = part
        for name, chip in self.chips.items():
            chip.setChecked(name == part)
        self.part_chosen.emit()

    def _follow(self) -> None:
        """There is another plan: a part that is shown alone has other pictures."""
        self.slider.setValue(self._budget.at_most)
        if not self._budget.possible:
            self.choose(None)
        elif self.part is not None:
            self.part_chosen.emit()
        self._show()

    def _show(self) -> None:
        budget, parts = self._budget, self._parts
        self._most.setText(self.tr("At most {0} % wrong").format(budget.at_most))
        for widget in (self._most, self.slider, *self.chips.values()):
            widget.setVisible(budget.possible)
        self.chips["novel"].setVisible(budget.possible and budget.tells_novel)
        self.chips["labelled"].setVisible(budget.possible and (parts.labelled > 0 or self.part == "labelled"))
        for part, chip in self.chips.items():
            chip.set_count(getattr(parts, part))
        self._make_room()
        self._show_verdict(budget.sentence(parts))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say less on the chips where there is little room."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Chips take less room around their words, then one of them says less."""
        shown = [chip for chip in self.chips.values() if not chip.isHidden()]
        room = self.width() - self._most.minimumWidth() - _SLIDER[0] - SMALL * (len(shown) + 2)
        novel = self.chips["novel"]
        novel.setText(self._words()["novel"])
        tight = sum(chip.width_when(tight=False) for chip in shown) > room
        if sum(chip.width_when(tight=True) for chip in shown) > room:
            novel.setText(self.tr("None"))
        for chip in shown:
            chip.set_tight(tight)
        novel.updateGeometry()

    def _show_verdict(self, words: str) -> None:
        plan = self._budget.plan
        verdict: Verdict = plan.verdict if plan is not None else "unchecked"
        warns = verdict in ("broken", "too few", "impossible")
        self.verdict.setText(words)
        self._in_short.set_words(words)
        set_role(self.verdict, "warning" if warns else "muted")
        self.verdict.setVisible(bool(words) and (warns or not self._low))
        self._in_short.setVisible(bool(words) and self._low and not warns)
        self.slider.setAccessibleDescription(words)
        self.setVisible(bool(words))

    def _toggle(self, part: Part) -> None:
        self.choose(None if part == self.part else part)

    def _step(self, part: Part, by: int) -> None:
        shown = [name for name, chip in self.chips.items() if chip.isVisible()]
        other = shown[(shown.index(part) + by) % len(shown)]
        self.choose(other)
        self.chips[other].setFocus(Qt.FocusReason.TabFocusReason)

    def _words(self) -> dict[Part, str]:
        return {
            "filed": self.tr("Filed"),
            "review": self.tr("To review"),
            "novel": self.tr("None of my classes"),
            "labelled": self.tr("Labelled by me"),
        }

    def _tips(self) -> dict[Part, str]:
        return {
            "filed": self.tr("The model is sure enough of these to file them without a look at them"),
            "review": self.tr("The model is not sure enough of these: look at them yourself"),
            "novel": self.tr("These are unlike anything that the model was trained on, whatever class it names"),
            "labelled": self.tr("These have your own label, which holds whatever the model says"),
        }

    def _set_up(self) -> None:
        self.slider.setRange(LEAST, MOST)
        self.slider.setPageStep(2)
        self.slider.setMinimumWidth(_SLIDER[0])
        self.slider.setMaximumWidth(_SLIDER[1])
        self.slider.setAccessibleName(self.tr("Error budget: at most so many per cent wrong"))
        self.slider.setToolTip(self.tr("Of the pictures that are filed by themselves, at most so many may be wrong"))
        self.slider.valueChanged.connect(self._budget.set_at_most)
        self._most.setMinimumWidth(
            self._most.fontMetrics().horizontalAdvance(self.tr("At most {0} % wrong").format(MOST))
        )
        for part, tip in self._tips().items():
            chip = self.chips[part]
            chip.setToolTip(tip)
            chip.clicked.connect(lambda _=False, part=part: self._toggle(part))
            chip.stepped.connect(lambda by, part=part: self._step(part, by))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self._most)
        row.addWidget(self.slider, _SLIDER[1])
        for chip in self.chips.values():
            row.addWidget(chip)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TINY)
        column.addLayout(row)
        column.addWidget(self.verdict)
        column.addWidget(self._in_short)
