"""What is to be done with keywords: write them and where, read back what others have changed, or take them out."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from artclass_gui.dialogs.sure_from import SureFrom
from artclass_gui.gallery.chosen import Filing
from artclass_gui.theme import GAP, SMALL, TINY, WIDE
from artclass_gui.widgets.text import heading, muted

Action = Literal["write", "read", "remove"]


class TagChoices(QWidget):
    """The choices, as the command line's arguments.

    Signals:
        changed(): Something else is chosen.
    """

    changed = Signal()

    def __init__(self, *, project_open: bool, filing: Filing | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[Action, QRadioButton] = {}
        self.sure = SureFrom(filing)
        self.beside = QRadioButton(self.tr("In sidecar files (.xmp) beside the pictures"))
        self.inside = QRadioButton(self.tr("In the pictures themselves, through ExifTool"))
        self.copies = QCheckBox(self.tr("Keep a copy of each picture as it was"))
        self.overwrite = QCheckBox(self.tr("Also replace classes that were changed in another program"))
        self._place = QWidget()
        self._no_exiftool = muted(self.tr("ExifTool is not on this computer; it is free, at exiftool.org."))
        self._lay_out(project_open=project_open)
        self._set_up()
        self._follow()

    @property
    def action(self) -> Action:
        """What is to be done."""
        return next(action for action, button in self.buttons.items() if button.isChecked())

    @property
    def arguments(self) -> list[str]:
        """The command and its arguments."""
        into = ["--into-files"] if self.inside.isChecked() else []
        into += ["--no-copies"] if into and not self.copies.isChecked() else []
        match self.action:
            case "read":
                return ["tag", "--read", "--dry-run"]  # the window labels, so that it can be undone
            case "remove":
                return ["tag", "--remove", *into]
            case _:
                return ["tag", *self.sure.arguments, *into, *(["--overwrite"] if self.overwrite.isChecked() else [])]

    @property
    def refusal(self) -> str:
        """Why it cannot be done like this; "" where it can."""
        return self.sure.refusal if self.action == "write" else ""

    def allow_exiftool(self, found: object) -> None:
        """Say whether ExifTool is on this computer."""
        self.inside.setEnabled(bool(found))
        self._no_exiftool.setVisible(not found)

    def _set_up(self) -> None:
        self.beside.setChecked(True)
        self.copies.setChecked(True)
        self.inside.setEnabled(False)
        self._no_exiftool.hide()
        for button in (*self.buttons.values(), self.beside, self.inside, self.copies, self.overwrite):
            button.toggled.connect(self._follow)
        self.sure.changed.connect(self.changed)

    def _follow(self) -> None:
        self.sure.setVisible(self.action == "write")
        self.overwrite.setVisible(self.action == "write")
        self._place.setVisible(self.action != "read")
        self.copies.setEnabled(self.inside.isChecked())
        self.changed.emit()

    # Making it

    def _lay_out(self, *, project_open: bool) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(self._actions(project_open=project_open))
        column.addWidget(self.sure)
        column.addWidget(self._place)
        self._fill_place()
        column.addWidget(self.overwrite)  # by now: Tab goes where the eye does

    def _actions(self, *, project_open: bool) -> QVBoxLayout:
        below = self.tr("Keywords that were changed in digiKam, Lightroom and others become your labels.")
        if not project_open:
            below += " " + self.tr("Open a project first, which keeps them.")
        rows: tuple[tuple[Action, str, str], ...] = (
            ("write", self.tr("Write keywords"), self.tr("The class of each picture, yours or else the model’s.")),
            ("read", self.tr("Read back what was changed"), below),
            ("remove", self.tr("Take keywords out"), self.tr("Only what ArtClass has written; the rest stays.")),
        )
        group, column = QButtonGroup(self), QVBoxLayout()
        column.setSpacing(SMALL)
        for action, name, words in rows:
            self.buttons[action] = QRadioButton(name)
            group.addButton(self.buttons[action])
            column.addLayout(_explained(self.buttons[action], words))
        self.buttons["read"].setEnabled(project_open)
        self.buttons["write"].setChecked(True)
        return column

    def _fill_place(self) -> None:
        group = QButtonGroup(self._place)
        column = QVBoxLayout(self._place)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(heading(self.tr("Where")))
        for button in (self.beside, self.inside):
            group.addButton(button)
        words = self.tr(
            "The pictures are not touched. darktable and digiKam (where reading sidecar files is switched on) read these "
            "files. Lightroom reads those of raw files only: write into the pictures for it."
        )
        column.addLayout(_explained(self.beside, words))
        column.addWidget(self.inside)
        for below in (self._no_exiftool, self.copies):
            row = QHBoxLayout()
            row.setContentsMargins(WIDE, 0, 0, 0)
            row.addWidget(below, 1)
            column.addLayout(row)


def _explained(button: QRadioButton, words: str) -> QVBoxLayout:
    button.setAccessibleDescription(words)
    below = muted(words)
    below.setContentsMargins(WIDE, 0, 0, 0)
    column = QVBoxLayout()
    column.setSpacing(TINY)
    column.addWidget(button)
    column.addWidget(below)
    return column
