"""How pictures are sorted into folders: where to, what happens to each file, by what, and what becomes of doubtful ones."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from artclass_gui.dialogs.sure_from import SureFrom
from artclass_gui.gallery.chosen import Filing
from artclass_gui.theme import GAP, SMALL, TINY, WIDE, Theme
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.choose import ask_for_folder
from artclass_gui.widgets.text import heading, muted, text
from trainer.errors import UsageError
from trainer.sorting.patterns import DEFAULT, Pattern
from trainer.sorting.values import How

_HOWS: tuple[tuple[How, Any, Any], ...] = (
    (
        "copy",
        QT_TRANSLATE_NOOP("SortChoices", "Copy"),
        QT_TRANSLATE_NOOP("SortChoices", "Your pictures stay where they are. The copies take up disk space."),
    ),
    (
        "move",
        QT_TRANSLATE_NOOP("SortChoices", "Move"),
        QT_TRANSLATE_NOOP("SortChoices", "Your pictures leave the folders that they are in now. Your labels go along."),
    ),
    (
        "hardlink",
        QT_TRANSLATE_NOOP("SortChoices", "Hard link"),
        QT_TRANSLATE_NOOP(
            "SortChoices",
            "The same file under a second name, on the same disk. Takes up no disk space; a change shows in both.",
        ),
    ),
    (
        "symlink",
        QT_TRANSLATE_NOOP("SortChoices", "Symbolic link"),
        QT_TRANSLATE_NOOP(
            "SortChoices", "A pointer to your picture, which has to stay where it is. Takes up no disk space."
        ),
    ),
)
_PATTERNS: tuple[tuple[str, Any], ...] = (
    (DEFAULT, QT_TRANSLATE_NOOP("SortChoices", "A folder for each class")),
    (
        "{class}/{confidence}/{name}",
        QT_TRANSLATE_NOOP("SortChoices", "In each class’s folder, one for each ten per cent of confidence"),
    ),
    (
        "{class}/{folder}/{name}",
        QT_TRANSLATE_NOOP("SortChoices", "In each class’s folder, your folders as they are now"),
    ),
    (
        "{class}/{class} {percent} {name}",
        QT_TRANSLATE_NOOP("SortChoices", "A folder for each class; names begin with class and confidence"),
    ),
)


def _tr(words: Any) -> str:
    return QCoreApplication.translate("SortChoices", words)


class SortChoices(QWidget):
    """The choices, as the command line's arguments.

    Args:
        folder: Where the pictures lie.
        theme: For the buttons.
        by_model: A model has classified them; otherwise there is nothing to doubt.
        filing: The gallery's error budget.

    Signals:
        changed(): Something else is chosen.
    """

    changed = Signal()

    def __init__(
        self,
        folder: Path,
        theme: Theme,
        *,
        by_model: bool = True,
        filing: Filing | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.target = QLineEdit(str(folder.with_name(self.tr("{0} sorted").format(folder.name))))
        self.choose_button = button(self.tr("Choose…"), self._choose, theme=theme, icon="open-folder")
        self.hows: dict[How, QRadioButton] = {}
        self.pattern = QComboBox()
        self.own_pattern = QLineEdit(DEFAULT)
        self.sure = SureFrom(filing)
        self.doubtful = QCheckBox(self.tr("Sort the doubtful ones as well"))
        self.skip = QCheckBox(self.tr("Leave a picture where it is if another file has its name in the new folder"))
        self._hint = muted("")
        self._lay_out(by_model=by_model)
        self._by_model = by_model
        self._set_up()
        self._follow()

    @property
    def how(self) -> How:
        """What happens to each file."""
        return next(how for how, made in self.hows.items() if made.isChecked())

    @property
    def words(self) -> str:
        """The pattern."""
        place = self.pattern.currentIndex()
        return _PATTERNS[place][0] if place < len(_PATTERNS) else self.own_pattern.text()

    @property
    def refusal(self) -> str:
        """Why it cannot be done like this; "" where it can."""
        if not self.target.text().strip():
            return self.tr("Choose the folder that the pictures go into.")
        if not Path(self.target.text().strip()).is_absolute():
            return self.tr("Name the folder from the top, such as {0}.").format(Path.home() / self.tr("Sorted"))
        try:
            Pattern(self.words)
        except UsageError as error:
            return str(error)
        return self.sure.refusal if self._by_model else ""

    @property
    def arguments(self) -> list[str]:
        """The command and its arguments."""
        return [
            "sort",
            *("--into", self.target.text().strip()),
            *("--how", self.how),
            f"--pattern={self.words}",
            *(self.sure.arguments if self._by_model else []),
            *([] if self.doubtful.isChecked() else ["--filed-only"]),
            *(["--collisions", "skip"] if self.skip.isChecked() else []),
        ]

    def _choose(self) -> None:
        start = Path(self.target.text()).parent
        found = ask_for_folder(self, self.tr("Folder to sort into"), start)
        if found is not None:
            self.target.setText(str(found))

    def _set_up(self) -> None:
        self.hows["copy"].setChecked(True)
        self.doubtful.setChecked(True)
        self.target.setAccessibleName(self.tr("Folder to sort into"))
        self.pattern.setAccessibleName(self.tr("Folders and names"))
        self.own_pattern.setAccessibleName(self.tr("Pattern"))
        for made in (*self.hows.values(), self.doubtful, self.skip):
            made.toggled.connect(self._follow)
        self.sure.changed.connect(self._follow)
        self.pattern.currentIndexChanged.connect(self._follow)
        for field in (self.target, self.own_pattern):
            field.textChanged.connect(self._follow)

    def _follow(self) -> None:
        own = self.pattern.currentIndex() == len(_PATTERNS)
        self.own_pattern.setVisible(own)
        self._hint.setText(
            self.tr(
                "What is in braces differs from picture to picture: {0}, {1} (such as 90-100), {2} (97), "
                "{3} (where it is now), {4} (DSC_0001.jpg), {5} (DSC_0001) and {6} (.jpg)."
            ).format("{class}", "{confidence}", "{percent}", "{folder}", "{name}", "{stem}", "{ext}")
            if own
            else self._example()
        )
        self.changed.emit()

    def _example(self) -> str:
        known: Mapping[str, str] = {
            "class": self.tr("drawings"),
            "confidence": "90-100",
            "percent": "97",
            "folder": self.tr("2019"),
            "name": "DSC_0001.jpg",
        }
        return self.tr("For example: {0}").format(self.words.format_map(known))

    # Making it

    def _lay_out(self, *, by_model: bool) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(self._place())
        column.addWidget(heading(self.tr("What happens to each picture")))
        column.addLayout(self._ways())
        column.addSpacing(SMALL)
        column.addWidget(heading(self.tr("Folders and names")))
        column.addLayout(self._names())
        if by_model:
            column.addSpacing(SMALL)
            column.addWidget(heading(self.tr("What the model is not sure of")))
            column.addLayout(self._doubt())

    def _place(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(text(self.tr("Into the folder"), wrap=False))
        row.addWidget(self.target, 1)
        row.addWidget(self.choose_button)
        return row

    def _ways(self) -> QVBoxLayout:
        group, column = QButtonGroup(self), QVBoxLayout()
        column.setSpacing(SMALL)
        for how, name, words in _HOWS:
            made = QRadioButton(_tr(name))
            group.addButton(made)
            self.hows[how] = made
            column.addLayout(_explained(made, _tr(words)))
        return column

    def _names(self) -> QFormLayout:
        for _, words in _PATTERNS:
            self.pattern.addItem(_tr(words))
        self.pattern.addItem(self.tr("A pattern of your own"))
        form = QFormLayout()
        form.setVerticalSpacing(SMALL)
        form.addRow(self.pattern)
        form.addRow(self.own_pattern)
        form.addRow(self._hint)
        form.addRow(
            _explained(
                self.skip, self.tr("Otherwise its name gets a number, as “DSC_0001 (2).jpg”. No file is ever replaced.")
            )
        )
        return form

    def _doubt(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(SMALL)
        column.addWidget(self.sure)
        column.addLayout(
            _explained(
                self.doubtful,
                self.tr(
                    "Less sure ones go into a folder “Review”, those that are probably none of your classes into "
                    "“None of the classes”. Otherwise they stay where they are."
                ),
            )
        )
        return column


def _explained(made: QAbstractButton, words: str) -> QVBoxLayout:
    """A button, with an explanation below it."""
    made.setAccessibleDescription(words)
    below = muted(words)
    below.setContentsMargins(WIDE, 0, 0, 0)
    both = QVBoxLayout()
    both.setSpacing(TINY)
    both.addWidget(made)
    both.addWidget(below)
    return both
