"""The held-out pictures that the model got wrong, most confident mistakes first; or those of one cell of the matrix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath

from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.figures import cell_sentence
from artclass_gui.gallery.rows import ImageRow
from artclass_gui.gallery.view import GalleryView
from artclass_gui.gallery.viewer import Viewer
from artclass_gui.gallery.why import Why
from artclass_gui.theme import GAP, SMALL
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.empty_state import EmptyState
from artclass_gui.widgets.text import text
from artclass_gui.widgets.words import human_number, pictures
from trainer.runs import HeldOut, HeldOutPrediction


class Mistakes(QWidget):
    """A gallery of held-out pictures with their true class, what the model said and, where asked, why."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._predictions: Sequence[HeldOutPrediction] = ()
        self._classes: Sequence[str] = ()
        self._split: HeldOut = "validation"
        self._names: Mapping[str, str] = {}
        self._cell: tuple[str, str] | None = None
        self._sentence = text("")
        self._all = button(self.tr("Show all mistakes"), self.show_all, "quiet", theme=context.theme, icon="close")
        self.gallery = GalleryView(context, "mistake")
        self.gallery.setAccessibleName(self.tr("Mistakes"))
        self._viewer = Viewer(context, self.gallery)
        self.why = Why(context, self.gallery, self._viewer)
        self._ask_why = button(
            self.tr("Why?"), self._open_why, theme=context.theme, icon="sparkle",
            tip=self.tr("Show which places of the picture speak for its class (W in the large view)"),
        )  # fmt: skip
        self._nothing = EmptyState(context.theme, "check", "", "")
        self._stack = QStackedLayout()
        self.why.unchosen.connect(self._open_why)  # W without a chosen picture means the first one, as the button does
        self._lay_out()

    @property
    def sentence(self) -> str:
        """What is said above the pictures."""
        return self._sentence.text()

    @property
    def cell(self) -> tuple[str, str] | None:
        """The true and the predicted class that are shown; None for all mistakes."""
        return self._cell

    def set_predictions(
        self,
        predictions: Sequence[HeldOutPrediction],
        classes: Sequence[str],
        *,
        names: Mapping[str, str] | None = None,
        run: str = "",
        split: HeldOut = "validation",
    ) -> None:
        """Show the mistakes among these predictions.

        Args:
            predictions: What the model said.
            classes: Its classes by number.
            names: The pictures' names by sha256.
            run: The name of the run's folder, so that its model can be asked why.
            split: Whose pictures they are.
        """
        self._split = split
        self._predictions, self._classes, self._names = predictions, classes, names or {}
        self.why.set_run(run)
        self.show_all()

    def show_all(self) -> None:
        """Show the mistakes of all classes."""
        self._cell = None
        wrong = [item for item in self._predictions if item.label != item.predicted]
        self._show(wrong)
        self._sentence.setText(self._all_words(len(wrong)))
        self._nothing.set_text(
            self.tr("No mistakes") if self._predictions else self.tr("No pictures to show"), self._nothing_words()
        )

    def show_cell(self, true: str, predicted: str) -> None:
        """Show the pictures of class ``true`` that were called ``predicted``."""
        self._cell = (true, predicted)
        found = [item for item in self._predictions if (item.label, item.predicted) == self._cell]
        self._show(found)
        self._sentence.setText(self.tr("{0}.").format(cell_sentence(len(found), true, predicted)))
        self._nothing.set_text(self.tr("None"), self.sentence)

    def _show(self, predictions: Sequence[HeldOutPrediction]) -> None:
        ordered = sorted(predictions, key=lambda item: -item.confidence)
        self.gallery.images.set_pictures([self._row(item) for item in ordered], self._classes)
        self._stack.setCurrentIndex(0 if ordered else 1)
        self._all.setVisible(self._cell is not None)
        self._ask_why.setVisible(bool(ordered) and not self.why.isHidden())

    def _open_why(self) -> None:
        """Show the current picture, or the first one, large and with its heat map."""
        images = self.gallery.images
        row = self.gallery.current_row()
        self._viewer.open(row if row >= 0 else images.row_at(0))
        self.why.ask()

    def _row(self, item: HeldOutPrediction) -> ImageRow:
        return ImageRow(
            path=item.path,
            name=PurePath(self._names.get(item.sha256, item.path)).name,
            label=item.predicted,
            confidence=item.confidence,
            truth=item.label,
            probabilities=item.probabilities,
        )

    def _nothing_words(self) -> str:
        match bool(self._predictions), self._split:
            case True, "test":
                return self.tr("The model was right on every test picture.")
            case True, _:
                return self.tr("The model was right on every validation picture.")
            case _, "test":
                return self.tr("This run has kept no list of its test pictures.")
        return self.tr("This run has kept no list of its validation pictures.")

    def _all_words(self, wrong: int) -> str:
        if not wrong:
            return ""
        return self.tr("{0} of {1} got another class. The mistakes that the model was surest of come first.").format(
            human_number(wrong), pictures(len(self._predictions))
        )

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self._sentence, 1)
        row.addWidget(self._all)
        row.addWidget(self._ask_why)
        self._stack.addWidget(self.gallery)
        self._stack.addWidget(self._nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GAP, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(row)
        column.addLayout(self._stack, 1)
