"""The question before an import: what the classes that were found become, and whose splits are used."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from artclass_gui.context import Context
from artclass_gui.dialogs.import_classes import ClassesModel
from artclass_gui.dialogs.import_table import ClassesTable
from artclass_gui.surveying import Choices, FolderLevel, Survey
from artclass_gui.theme import GAP, ROOM, SMALL, TINY, WIDE
from artclass_gui.widgets.text import heading, muted, text
from artclass_gui.widgets.words import classes, human_number, listed, pictures
from trainer.catalog.records import SPLITS, Split, SplitPolicy

_WIDTH = 980
_LOWEST, _HIGHEST = 420, 780  # pixels, as far as the window gives room
_NAMED = 3  # sources in the first sentence, folders of a level
_ANEW = 2  # how it ends where it is to be made anew: neither accepted nor rejected


class ImportDialog(QDialog):
    """Shows what was found. Enter imports it; `choices` says how.

    Args:
        context: The services.
        survey: What was found.
        parent: The window.

    Signals:
        level_wanted(int): Other folders are the classes; the dialog has closed, and wants to be made anew.
    """

    level_wanted = Signal(int)

    def __init__(self, context: Context, survey: Survey, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._survey = survey
        known = [row.name for row in context.project.catalog.classes]
        self.model = ClassesModel(context.theme, survey.classes, known, self)
        self.table = ClassesTable(self.model, context.theme)
        self.pool, self.honour = self._make_splits()
        self.levels = self._make_levels()
        self.sum = muted("")
        self.buttons = self._make_buttons()
        self.import_button = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.setWindowTitle(self.tr("Before these pictures are imported"))
        self._lay_out()
        self.model.chosen.connect(self._show_sum)
        self._show_sum()
        (self.table if survey.classes else self.import_button).setFocus()

    def choices(self) -> Choices:
        """What the person chose."""
        splits: SplitPolicy = "honour" if self.honour.isChecked() else "pool"
        level = self._survey.class_level if self.levels.count() else None
        return Choices(classes=self.model.choices(), splits=splits, class_level=level)

    def _choose_level(self) -> None:
        level = self.levels.currentData()
        if level != self._survey.class_level:
            self.done(_ANEW)
            self.level_wanted.emit(level)

    def _show_sum(self) -> None:
        """Say what will come of it; nothing cannot be imported."""
        unlabelled, taken = self._survey.unlabelled, self.model.taken
        parts = [self.tr("{0} in {1}").format(pictures(taken), classes(self.model.classes))] if taken else []
        if unlabelled:
            parts.append(self.tr("{0} unlabelled").format(pictures(unlabelled)))
        words = listed(parts) if parts else self.tr("Tick at least one class.")
        self.sum.setText(words)
        self.import_button.setEnabled(bool(parts))
        self.import_button.setAccessibleDescription(words)

    # Making it

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, ROOM)
        column.setSpacing(GAP)
        column.addWidget(text(self._found()))
        if self.levels.count():
            column.addLayout(self._level_row())
        if self._survey.classes:
            column.addWidget(self.table, 1)
            column.addWidget(muted(self._how()))
        if self._survey.unlabelled:
            column.addWidget(text(self._about_unlabelled()))
        if self._survey.splits:
            column.addSpacing(TINY)
            column.addWidget(heading(self.tr("Splits")))
            for choice, words in ((self.pool, self._pooling()), (self.honour, self._honouring())):
                column.addLayout(_explained(choice, words))
        if not self._survey.classes:
            column.addStretch(1)
        column.addSpacing(SMALL)
        last = QHBoxLayout()
        last.setSpacing(GAP)
        last.addWidget(self.sum, 1)
        last.addWidget(self.buttons)
        column.addLayout(last)
        window = self.parentWidget()
        room = _HIGHEST if window is None else window.height() - 2 * WIDE
        width = _WIDTH if window is None else min(_WIDTH, window.width() - 2 * WIDE)
        self.resize(width, min(column.totalHeightForWidth(width), max(_LOWEST, room)))

    def _make_splits(self) -> tuple[QRadioButton, QRadioButton]:
        kinds = self._survey.kinds_with_splits
        if kinds == {"table"}:
            theirs = self.tr("Use the &table’s splits")
        elif "table" in kinds:
            theirs = self.tr("Use the splits of the &folders and the table")
        else:
            theirs = self.tr("Use the &folders’ own splits")
        pool, honour = QRadioButton(self.tr("&Split for me (70 / 15 / 15)")), QRadioButton(theirs)
        group = QButtonGroup(self)
        for choice in (pool, honour):
            group.addButton(choice)
            choice.setAccessibleName(choice.text().replace("&", ""))
        pool.setChecked(True)
        return pool, honour

    def _make_levels(self) -> QComboBox:
        """Which folder is the class, where folders lie in folders; empty where there is no choice."""
        box = QComboBox()
        box.setAccessibleName(self.tr("The classes are"))
        folders = self._survey.class_folders
        for row in folders if len(folders) > 1 else ():
            box.addItem(self._about_level(row), row.level)
        box.setCurrentIndex(max(0, box.findData(self._survey.class_level)))
        box.activated.connect(lambda _: self._choose_level())
        return box

    def _level_row(self) -> QHBoxLayout:
        label = QLabel(self.tr("&The classes are"))
        label.setBuddy(self.levels)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(label)
        row.addWidget(self.levels)
        row.addStretch(1)
        return row

    def _make_buttons(self) -> QDialogButtonBox:
        standard = QDialogButtonBox.StandardButton
        box = QDialogButtonBox(standard.Ok | standard.Cancel)
        box.button(standard.Ok).setText(self.tr("Import"))
        box.button(standard.Ok).setProperty("kind", "primary")
        box.button(standard.Ok).setDefault(True)
        box.button(standard.Cancel).setText(self.tr("Cancel"))
        for made in box.buttons():
            made.setAccessibleName(made.text().replace("&", ""))
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        return box

    # Words

    def _found(self) -> str:
        names = [f"“{Path(source.location).name or source.location}”" for source in self._survey.sources]
        if len(names) > _NAMED:
            names[_NAMED:] = [self.tr("{0} more").format(len(names) - _NAMED)]
        count = pictures(self._survey.files)
        if self._survey.classes:
            labelled = pictures(self._survey.files - self._survey.unlabelled)
            count = self.tr("{0} in {1}").format(labelled, classes(len(self._survey.classes)))
        return self.tr("Found in {0}: {1}. Nothing has been imported yet.").format(listed(names), count)

    def _about_level(self, row: FolderLevel) -> str:
        names = ", ".join(row.example[:_NAMED]) + (" …" if row.distinct > _NAMED else "")
        match row.level:
            case 1:
                return self.tr("the folders around the pictures: {0}").format(names)
            case 2:
                return self.tr("the folders around these: {0}").format(names)
            case _:
                return self.tr("the folders {0} levels up: {1}").format(row.level - 1, names)

    def _how(self) -> str:
        return self.tr(
            "Untick what is to be left out. Give a class another name to rename it; classes that get the same name "
            "become one."
        )

    def _about_unlabelled(self) -> str:
        count = self._survey.unlabelled
        if not self._survey.classes:
            return self.tr(
                "They lie in no class folder. They come in as unlabelled, and you can label them in the gallery."
            )
        if count == 1:
            return self.tr(
                "1 picture lies in no class folder; it comes in as unlabelled and can be labelled in the gallery."
            )
        words = self.tr("{0} lie in no class folder; they come in as unlabelled and can be labelled in the gallery.")
        return words.format(pictures(count))

    def _pooling(self) -> str:
        return self.tr("ArtClass puts all pictures together and divides them anew. Copies of a picture stay together.")

    def _honouring(self) -> str:
        found = [
            self.tr("{0} for {1}").format(human_number(count), self._split(split))
            for split in SPLITS
            if (count := self._survey.splits.get(split))
        ]
        rest = self._survey.files - sum(self._survey.splits.values())
        said = [self.tr("{0}.").format(listed(found))]
        if rest:
            said.append(self.tr("ArtClass divides the other {0}.").format(human_number(rest)))
        elif "test" not in self._survey.splits and "validation" in self._survey.splits:
            said.append(self.tr("Half of those for validation are used for the test at the end."))
        elif "validation" not in self._survey.splits and "test" in self._survey.splits:
            said.append(self.tr("Half of those for the test are used for validation."))
        return " ".join(said)

    def _split(self, split: Split) -> str:
        match split:
            case "training":
                return self.tr("training")
            case "validation":
                return self.tr("validation")
            case "test":
                return self.tr("test")


def _explained(choice: QRadioButton, words: str) -> QVBoxLayout:
    """A choice with its explanation below, in line with its words."""
    choice.setAccessibleDescription(words)
    below = muted(words)
    below.setContentsMargins(WIDE, 0, 0, 0)
    column = QVBoxLayout()
    column.setSpacing(TINY)
    column.addWidget(choice)
    column.addWidget(below)
    return column
