"""Several runs side by side: which is better, in words; figures, curves, and the settings that differ."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.figures import architecture_title, duration, interval, percent, run_date, run_title, with_interval
from artclass_gui.pages.results_overlay import Curve, Overlay
from artclass_gui.pages.results_table import SideTable
from artclass_gui.project import RunState
from artclass_gui.theme import GAP, ROOM, SMALL
from artclass_gui.widgets.card import Card
from artclass_gui.widgets.text import heading, muted, text
from artclass_gui.widgets.words import human_number, human_size, pictures
from trainer.measuring import comparing
from trainer.measuring.comparing import Comparison, Pair, Side
from trainer.measuring.metrics import Evaluation


def read_comparison(states: Sequence[RunState]) -> tuple[Comparison, tuple[Curve, ...]]:
    """Compare finished runs and read their curves; for another thread than the window's.

    Raises:
        ArtClassError: They cannot be compared.
    """
    titles = _titles(states)
    comparison = comparing.compare([state.run for state in states], titles)
    return comparison, tuple((titles[state.run.name], state.run.epochs()) for state in states)


class CompareView(QWidget):
    """Shows a comparison below the number of runs that are chosen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = heading("")
        self.answers = Card(self.tr("Is one better?"))
        self.figures = SideTable(self.tr("Figures side by side"))
        self.curves = Overlay(context)
        self.settings = SideTable(self.tr("Settings that differ"))
        self._same = muted("")
        self._sentences: list[QLabel] = []
        self._lay_out()

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is said about which is better."""
        return tuple(label.text() for label in self._sentences)

    def wait(self, count: int) -> None:
        """Say that so many runs are chosen, before they are read."""
        self.title.setText(self.tr("{0} runs side by side").format(human_number(count)))

    def show_problem(self, words: str) -> None:
        """Say why there is nothing to compare."""
        self._say([(words, "plain")])
        for card in self._cards:
            card.hide()

    def show_comparison(
        self, comparison: Comparison, curves: Sequence[Curve], *, left_out: Sequence[RunState] = ()
    ) -> None:
        """Show this.

        Args:
            comparison: What comes out.
            curves: Of the runs that were compared.
            left_out: Runs that are chosen too, but have no figures.
        """
        titles = [title for title, _ in curves]
        self.wait(len(titles))
        self._say(
            [
                *((self._answer(pair), "plain") for pair in comparison.pairs),
                *((r, "warning") for r in comparison.remarks),
                *(
                    (self.tr("“{0}” of {1} has no figures yet.").format(run_title(s), run_date(s.run.name)), "warning")
                    for s in left_out
                ),
            ]
        )
        for card in self._cards:
            card.show()
        self.figures.set_table(titles, self._figure_rows(comparison.runs))
        self.curves.set_curves(curves)
        self.settings.set_table(titles, [(row.name, row.values) for row in comparison.settings])
        self.settings.setVisible(bool(comparison.settings))
        self._same.setText("" if comparison.settings else self.tr("All settings are the same."))
        self._same.setVisible(not comparison.settings)

    def _answer(self, pair: Pair) -> str:
        on = (
            self.tr("On the validation pictures: {0}")
            if pair.split == "validation"
            else self.tr("On the test pictures: {0}")
        )
        return on.format(pair.words)

    def _say(self, said: Sequence[tuple[str, str]]) -> None:
        for label in self._sentences:
            self.answers.body.removeWidget(label)
            label.deleteLater()
        self._sentences = [text(words, "warning" if role == "warning" else "plain") for words, role in said]
        for label in self._sentences:
            self.answers.body.addWidget(label)

    def _figure_rows(self, sides: Sequence[Side]) -> list[tuple[str, tuple[str, ...]]]:
        rows = [
            (self.tr("Network"), [architecture_title(side.architecture) for side in sides]),
            (self.tr("Validation accuracy"), [_accuracy(side.validation) for side in sides]),
            (
                self.tr("Balanced (validation)"),
                [with_interval(side.validation.balanced_accuracy, side.validation.balanced_interval) for side in sides],
            ),
            (
                self.tr("Test accuracy"),
                [_accuracy(side.test) if side.test else self.tr("not measured") for side in sides],
            ),
            (self.tr("Time"), [duration(side.seconds) for side in sides]),
            (self.tr("Epochs"), [human_number(side.epochs) for side in sides]),
            (self.tr("Most memory"), [self._memory(side) for side in sides]),
            (self.tr("Pinned"), [self.tr("yes") if side.pinned else "–" for side in sides]),
            (self.tr("Notes"), [side.note or "–" for side in sides]),
        ]
        return [(name, tuple(values)) for name, values in rows]

    def _memory(self, side: Side) -> str:
        most = side.machine.peak_memory_mb if side.machine is not None else None
        return "–" if most is None else human_size(round(most * 1e6))

    def _lay_out(self) -> None:
        figures, chart, settings = (
            Card(self.tr("Side by side")),
            Card(self.tr("Epoch by epoch")),
            Card(self.tr("Settings that differ")),
        )
        self._cards = (figures, chart, settings)
        figures.body.addWidget(self.figures)
        chart.body.addWidget(self.curves)
        settings.body.addWidget(self.settings)
        settings.body.addWidget(self._same)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, GAP, ROOM, ROOM)
        inside.setSpacing(ROOM)
        for card in (self.answers, *self._cards):
            inside.addWidget(card)
        inside.addStretch(1)
        area = QScrollArea()
        area.setWidget(content)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(self.title)
        column.addWidget(area, 1)


def _accuracy(figures: Evaluation) -> str:
    return f"{percent(figures.accuracy)} ({interval(figures.interval).removesuffix(' %')})\n{pictures(figures.images)}"


def _titles(states: Sequence[RunState]) -> dict[str, str]:
    """What the window calls the runs, by folder name; those of one name are told apart by their dates."""
    names = [run_title(state) for state in states]
    dated = [
        f"{name}, {run_date(state.run.name)}" if names.count(name) > 1 else name
        for name, state in zip(names, states, strict=True)
    ]
    return {
        state.run.name: state.run.name if dated.count(name) > 1 else name
        for name, state in zip(dated, states, strict=True)
    }
