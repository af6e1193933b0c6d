"""The head of a run: what it is called, whose pictures its figures are of, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from artclass_gui.figures import run_origin, run_title, state_word
from artclass_gui.project import RunState
from artclass_gui.theme import SMALL, TINY, Theme
from artclass_gui.widgets.buttons import button, quiet_tool
from artclass_gui.widgets.elided import ElidedLabel
from artclass_gui.widgets.text import heading
from artclass_gui.widgets.words import pictures
from trainer.runs import HeldOut

_GIVING_WAY = ("rename", "reveal", "export")  # tools that the list's menu has too
_NARROW, _SPLITS_NARROW, _SPLITS_WIDE = 520, 110, 220


class RunHeader(QWidget):
    """Words at the left, tools at the right.

    Signals:
        save_wanted(), export_wanted(), rename_wanted(), reveal_wanted(), delete_wanted(), resume_wanted(),
            classify_wanted(): The person pressed the button.
        mark_wanted(bool): The person wants the run to be pinned, or no longer.
        split_chosen(): Figures of other pictures are wanted (`split`).
    """

    save_wanted = Signal()
    export_wanted = Signal()
    rename_wanted = Signal()
    reveal_wanted = Signal()
    delete_wanted = Signal()
    resume_wanted = Signal()
    classify_wanted = Signal()
    mark_wanted = Signal(bool)
    split_chosen = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.tools: dict[str, QToolButton] = {}
        self.title, self.facts = heading(""), ElidedLabel("muted", Qt.TextElideMode.ElideRight)
        self.splits = QComboBox()
        self._split_words: dict[str, str] = {}
        self.save_button = button(
            self.tr("Save model…"),
            self.save_wanted.emit,
            theme=theme,
            icon="save",
            tip=self.tr("Save the model as one file, to keep it or to give it to somebody"),
        )
        self.resume_button = button(
            self.tr("Resume"), self.resume_wanted.emit, "primary", theme=theme, icon="play",
            tip=self.tr("Go on with the training from where it was"),
        )  # fmt: skip
        self._lay_out()
        self.splits.activated.connect(self.split_chosen)
        theme.changed.connect(self._tint)
        self._tint()

    @property
    def split(self) -> HeldOut:
        """Whose pictures the matrix, the mistakes and the calibration are of."""
        return "test" if self.splits.currentData() == "test" else "validation"

    def show_state(self, state: RunState) -> None:
        """Show what is known of a run at once."""
        self.title.setText(run_title(state))
        pinned = self.tr("Pinned") if state.pinned else ""
        self.facts.set_words(" · ".join(filter(None, (run_origin(state), state_word(state), pinned))))
        self.tools["trash"].setEnabled(state.state != "running")
        for name in ("classify", "export"):
            self.tools[name].setEnabled(state.report is not None)
        self._show_pin(state)

    def offer_splits(self, state: RunState) -> None:
        """Offer test, where the run was measured on it, and validation."""
        self.splits.clear()
        for split, words in (("test", self.tr("Test: {0}")), ("validation", self.tr("Validation: {0}"))):
            report = state.report
            figures = None if report is None else report.test if split == "test" else report.validation
            if figures is not None:
                self._split_words[split] = words.format(pictures(figures.images))
                self.splits.addItem(self._split_words[split], split)
        self.splits.setVisible(self.splits.count() > 1)
        self._fit_splits()

    def offer_model(self, *, there: bool) -> None:
        """Say whether there is a model to save."""
        self.save_button.setEnabled(there)
        self.save_button.setVisible(there)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the button has its icon only, and what the list's menu has too gives way."""
        super().resizeEvent(event)
        narrow = event.size().width() < _NARROW
        self.save_button.setText("" if narrow else self.tr("Save model…"))
        for name in _GIVING_WAY:
            self.tools[name].setVisible(not narrow)
        self._fit_splits()

    def _fit_splits(self) -> None:
        """Where there is little room, only whose pictures they are is said; how many, the figures say."""
        narrow = self.width() < _NARROW
        self.splits.setMaximumWidth(_SPLITS_NARROW if narrow else _SPLITS_WIDE)
        names = {"test": self.tr("Test"), "validation": self.tr("Validation")}
        for place in range(self.splits.count()):
            split = self.splits.itemData(place)
            self.splits.setItemText(place, names[split] if narrow else self._split_words[split])

    def _show_pin(self, state: RunState) -> None:
        """The star is for runs that were measured: the others have their button, which says what it does."""
        tool, measured = self.tools["star"], state.report is not None and state.report.test is not None
        tool.setVisible(measured)
        tool.setChecked(state.pinned)
        tip = self.tr("Unpin this run; its test figures stay") if state.pinned else self.tr("Pin this run")
        tool.setToolTip(tip)
        tool.setAccessibleName(tip)
        self._tint()

    def _tint(self) -> None:
        for icon, tool in self.tools.items():
            tool.setIcon(self._theme.icon(icon, "accent" if tool.isChecked() else "text"))

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(TINY)
        words.addWidget(self.title)
        words.addWidget(self.facts)
        self.splits.setAccessibleName(self.tr("Whose pictures the figures are of"))
        self.splits.setToolTip(self.tr("Whose pictures the matrix, the mistakes and the calibration are of"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        row.addLayout(words, 1)
        for widget in (self.splits, self.resume_button, self.save_button):
            row.addWidget(widget)
        for icon, tip, signal in (
            ("star", self.tr("Pin this run"), self.mark_wanted),
            ("export", self.tr("Export for other programs…"), self.export_wanted),
            ("classify", self.tr("Classify a folder"), self.classify_wanted),
            ("rename", self.tr("Rename (F2)"), self.rename_wanted),
            ("reveal", self.tr("Show the run's folder"), self.reveal_wanted),
            ("trash", self.tr("Delete (Del); can be undone"), self.delete_wanted),
        ):
            row.addWidget(self._tool(icon, tip, signal))
        self.tools["star"].setCheckable(True)

    def _tool(self, icon: str, tip: str, signal: SignalInstance) -> QToolButton:
        tool = self.tools[icon] = quiet_tool(tip, signal)
        return tool
