"""Where the labels of a folder are to be kept, when no project is open: a new project, or one that is there."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QDialog, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.importing import free_folder
from artclass_gui.theme import GAP, SMALL, WIDE
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.choose import ask_for_folder
from artclass_gui.widgets.elided import ElidedLabel
from artclass_gui.widgets.text import text
from trainer.project import SUFFIX

_WIDTH = 520


class ProjectPlaceDialog(QDialog):
    """Asks for a project that keeps labels.

    Args:
        context: The window's services.
        folder: The folder whose pictures are labelled: a new project is named after it.
        parent: Over which it opens.

    Signals:
        chosen(Path, bool): A project's folder, and whether it is to be made.
    """

    chosen = Signal(object, bool)

    def __init__(self, context: Context, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._folder = context, folder
        self._places: dict[QRadioButton, tuple[Path, ElidedLabel]] = {}
        self._group = QButtonGroup(self)
        self.usual = self._choice(self.tr("With my other projects"))
        self.beside = self._choice(self.tr("Beside the folder of pictures"))
        self.elsewhere = self._choice(self.tr("Somewhere else…"))
        self.make_button = button(self.tr("Make the project"), self._make, "primary", theme=context.theme, icon="check")
        self.open_button = button(self.tr("Open a project…"), self._open, theme=context.theme, icon="open-folder")
        self.cancel_button = button(self.tr("Cancel"), self.reject)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Where are your labels to be kept?"))
        self._lay_out()
        self.usual.setChecked(True)
        self._group.buttonToggled.connect(self._enable)
        self.elsewhere.clicked.connect(self._ask)
        self._enable()
        self._propose()

    def _propose(self) -> None:
        """Find free names, which takes a look at disks that may be far away."""
        name, usual = self._folder.name or self.tr("My pictures"), Path(self._context.settings.value("projects/folder"))
        self._context.tasks.run(
            self,
            lambda: (free_folder(usual, name), free_folder(self._folder.parent, name)),
            self._proposed,
            lambda _error: self._proposed((usual / f"{name}{SUFFIX}", self._folder.parent / f"{name}{SUFFIX}")),
        )

    def _proposed(self, places: tuple[Path, Path]) -> None:
        for choice, place in zip((self.usual, self.beside), places, strict=True):
            self._set_place(choice, place)

    def _set_place(self, choice: QRadioButton, place: Path) -> None:
        label = self._places[choice][1]
        self._places[choice] = place, label
        label.set_words(str(place))
        label.show()
        self._fit()
        self._enable()

    def _ask(self) -> None:
        parent = ask_for_folder(self, self.tr("A folder for the new project"))
        if parent is None:
            if not self._places[self.elsewhere][0].name:
                self.usual.setChecked(True)
            return
        name = self._folder.name or self.tr("My pictures")
        self._context.tasks.run(
            self, lambda: free_folder(parent, name), lambda place: self._set_place(self.elsewhere, place)
        )

    def _make(self) -> None:
        choice = self._group.checkedButton()
        assert isinstance(choice, QRadioButton)
        self._choose(self._places[choice][0], create=True)

    def _open(self) -> None:
        start = Path(self._context.settings.value("projects/folder"))
        found = ask_for_folder(self, self.tr("Open a project (a folder that ends in .artclass)"), start)
        if found is not None:
            self._choose(found, create=False)

    def _choose(self, place: Path, *, create: bool) -> None:
        self.chosen.emit(place, create)
        self.accept()

    def _enable(self, *_: object) -> None:
        choice = self._group.checkedButton()
        self.make_button.setEnabled(isinstance(choice, QRadioButton) and bool(self._places[choice][0].name))

    # Set up

    def _choice(self, words: str) -> QRadioButton:
        choice = QRadioButton(words)
        place = ElidedLabel("muted")
        place.hide()
        self._places[choice] = Path(), place
        self._group.addButton(choice)
        return choice

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        column.setSpacing(SMALL)
        column.addWidget(
            text(
                self.tr(
                    "Labels are kept in a project, so that a model can learn from them. Your pictures stay where they "
                    "are, and nothing is written into their folder."
                )
            )
        )
        column.addSpacing(GAP)
        for choice, (_, place) in self._places.items():
            column.addWidget(choice)
            line = QHBoxLayout()
            line.setContentsMargins(WIDE, 0, 0, 0)
            line.addWidget(place)
            column.addLayout(line)
        column.addSpacing(GAP)
        buttons = QHBoxLayout()
        buttons.setSpacing(SMALL)
        buttons.addWidget(self.open_button)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.make_button)
        column.addLayout(buttons)
        self.make_button.setDefault(True)
        self._column = column
        self._fit()

    def _fit(self) -> None:
        """Be as high as the words need at this width."""
        self._column.activate()
        self.setFixedSize(_WIDTH, self._column.totalHeightForWidth(_WIDTH))
