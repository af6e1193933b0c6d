"""The ways to tell which pictures are of one artist or series: folder, file name, metadata, table."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from artclass_gui.splitting import Clues, Level
from artclass_gui.theme import SMALL, TINY, WIDE
from artclass_gui.widgets.elided import ElidedCombo
from artclass_gui.widgets.text import muted, text
from artclass_gui.widgets.words import human_number, pictures
from trainer.catalog.grouping import By, Grouping

_EXAMPLE = "{group}_*"


class GroupingChoices(QWidget):
    """One of five ways, and what each needs to know.

    Signals:
        changed(): Another way or level was chosen.
        typed(): The pattern is being changed.
        entered(): The pattern was finished with Enter.
    """

    changed = Signal()
    typed = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        names: dict[By, str] = {
            "nothing": self.tr("&Only near-duplicates"),
            "folder": self.tr("Pictures in one &folder"),
            "pattern": self.tr("Pictures with the same part in their &name"),
            "creator": self.tr("Pictures with the same &creator"),
            "table": self.tr("Pictures of one &group in the table"),
        }
        self.ways = {by: QRadioButton(words) for by, words in names.items()}
        self._notes = {by: muted("") for by in names}
        self._notes["nothing"].hide()
        self._examples: dict[int, str] = {}
        self.level = self._make_level()
        self.pattern = self._make_pattern()
        self.error = text("", "bad")
        self._group = QButtonGroup(self)
        self._lay_out()
        self.show_clues(Clues())
        self._connect()

    def grouping(self) -> Grouping:
        """What is chosen, without what the two figures need."""
        by: By = next((by for by, way in self.ways.items() if way.isChecked()), "nothing")
        level = self.level.currentData()
        return Grouping(by=by, level=level or 1, pattern=self.pattern.text().strip() if by == "pattern" else "")

    def show_clues(self, clues: Clues) -> None:
        """Offer what the catalog has something for, and choose what holds now."""
        grouping = clues.grouping
        self.level.clear()
        self._examples = {level.level: level.example for level in clues.levels}
        for level in clues.levels:
            self.level.addItem(self._level_words(level), level.level)
        self.level.setCurrentIndex(max(0, self.level.findData(grouping.level)))
        self.pattern.setText(grouping.pattern)
        self._offer("folder", bool(clues.levels), self.tr("No picture lies in a folder."))
        words = self.tr("{0} name their creator, {1} different ones.")
        there = words.format(pictures(clues.with_creator), human_number(clues.creators))
        self._offer("creator", bool(clues.creators), self.tr("No picture names its creator in its metadata."), there)
        words = self.tr("{0} have a group there, {1} different ones.")
        there = words.format(pictures(clues.with_table), human_number(clues.tables))
        self._offer(
            "table", bool(clues.tables), self.tr("No picture came with a table that has a column “group”."), there
        )
        self.ways[grouping.by if self.ways[grouping.by].isEnabledTo(self) else "nothing"].setChecked(True)
        self._show_fields()

    def show_error(self, sentence: str) -> None:
        """Say what is wrong with the pattern; empty where all is well."""
        by_pattern = self.grouping().by == "pattern"
        self.error.setText(sentence)
        self.error.setVisible(by_pattern and bool(sentence))
        self._notes["pattern"].setVisible(by_pattern and not sentence)
        self.pattern.setAccessibleDescription(sentence or self._notes["pattern"].text())

    def focus(self) -> None:
        """Give the keyboard to what is chosen."""
        next(way for way in self.ways.values() if way.isChecked()).setFocus()

    def _offer(self, by: By, possible: bool, why_not: str, there: str = "") -> None:
        self.ways[by].setEnabled(possible)
        self._notes[by].setText(there if possible else why_not)
        self._notes[by].setVisible(bool(self._notes[by].text()))
        self.ways[by].setAccessibleDescription(self._notes[by].text())

    def _level_words(self, level: Level) -> str:
        folder = level.example.split("/")[0]
        match level.folders:
            case 1:
                return self.tr("“{0}”, no other").format(folder)
            case 2:
                return self.tr("“{0}” and 1 other").format(folder)
            case _:
                return self.tr("“{0}” and {1} others").format(folder, human_number(level.folders - 1))

    def _choose_level(self) -> None:
        self._show_fields()
        self.changed.emit()

    def _choose(self, chosen: bool) -> None:
        if chosen:
            self._show_fields()
            self.changed.emit()

    def _show_fields(self) -> None:
        by = self.grouping().by
        self.level.setVisible(by == "folder")
        self.pattern.setVisible(by == "pattern")
        if by == "folder":
            self._notes["folder"].setText(self.tr("as in {0}").format(self._examples.get(self.level.currentData(), "")))
        self._notes["folder"].setVisible(by == "folder" or not self.ways["folder"].isEnabledTo(self))
        self.show_error("")

    # Making it

    def _connect(self) -> None:
        for way in self.ways.values():
            way.toggled.connect(self._choose)
        self.level.activated.connect(lambda _: self._choose_level())
        self.pattern.textEdited.connect(lambda _: self.typed.emit())
        self.pattern.returnPressed.connect(self.entered)

    def _make_level(self) -> QComboBox:
        level = ElidedCombo()
        level.setAccessibleName(self.tr("Which folder"))
        level.setMinimumContentsLength(12)
        level.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        return level

    def _make_pattern(self) -> QLineEdit:
        pattern = QLineEdit()
        pattern.setPlaceholderText(_EXAMPLE)
        pattern.setAccessibleName(self.tr("What the names look like"))
        return pattern

    def _lay_out(self) -> None:
        self._notes["pattern"].setText(
            self.tr(
                "Write {group} where the artist or series stands and * for anything: {group}_* finds “monet” in "
                "monet_12.jpg. After re: comes a regular expression."
            )
        )
        fields: dict[By, tuple[QWidget, ...]] = {
            "folder": (self.level,),
            "pattern": (self.pattern, self.error),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TINY)
        for by, way in self.ways.items():
            way.setAccessibleName(way.text().replace("&", ""))
            self._group.addButton(way)
            column.addWidget(way)
            below = QVBoxLayout()
            below.setContentsMargins(WIDE, 0, 0, SMALL)
            below.setSpacing(TINY)
            for widget in (*fields.get(by, ()), self._notes[by]):
                below.addWidget(widget)
            column.addLayout(below)
