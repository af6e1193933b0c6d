"""The top of the Classify page: which model, which folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from artclass_gui.pages.classify_models import ModelChoice, ModelList
from artclass_gui.pages.classify_session import ClassifySession
from artclass_gui.theme import GAP, SMALL, Theme
from artclass_gui.widgets.buttons import Button, button, quiet_tool
from artclass_gui.widgets.elided import ElidedCombo, ElidedLabel
from artclass_gui.widgets.text import muted

_FOLDER = 72  # pixels of its name that are always seen


class ClassifyHeader(QWidget):
    """Chooses the model and the folder.

    Signals:
        model_chosen(ModelChoice): The person chose a model.
        open_model_wanted(), open_folder_wanted(): The person wants to choose a file or a folder.
        watch_wanted(bool): The person wants new pictures of the folder to be classified as they come, or no longer.
    """

    model_chosen = Signal(object)
    open_model_wanted = Signal()
    open_folder_wanted = Signal()
    watch_wanted = Signal(bool)

    def __init__(self, models: ModelList, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._models = models
        self._theme = theme
        self.model_box = ElidedCombo()
        self.model_box.setAccessibleName(self.tr("Model"))
        self._tip = self.tr("The model that classifies; in brackets its accuracy")
        self.model_box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.model_box.setMinimumContentsLength(16)
        self.model_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.model_box.activated.connect(self._activated)
        self.folder = ElidedLabel()
        self.folder.setMinimumWidth(_FOLDER)
        self.watch_button = self._make_watch_button()
        self._lay_out()
        models.changed.connect(self._fill)
        theme.changed.connect(self._tint)
        self._tint()

    def show_session(self, session: ClassifySession) -> None:
        """Follow what the page works on."""
        self.show_model(session.model)
        self.show_folder(session.folder)
        self.watch_button.setEnabled(session.model is not None and session.folder is not None)
        self.watch_button.setChecked(session.watching)

    def show_model(self, model: ModelChoice | None) -> None:
        """Show which model is in use."""
        place = self.model_box.findData(model.key) if model is not None else -1
        self.model_box.setCurrentIndex(place)
        told = (model.title, model.accuracy) if model is not None else ()
        self.model_box.setToolTip("\n".join(filter(None, (*told, self._tip))))

    def show_folder(self, folder: Path | None) -> None:
        """Show which folder is open."""
        if folder is None:
            self.folder.set_words(self.tr("none"), self.tr("No folder is chosen yet"))
        else:
            self.folder.set_words(folder.name or str(folder), str(folder))

    def _tint(self) -> None:
        self.open_model_button.setIcon(self._theme.icon("model"))
        self._fill()

    def _fill(self) -> None:
        key = self.model_box.currentData()
        self.model_box.clear()
        for place, choice in enumerate(self._models.choices):
            icon = self._theme.icon("train" if choice.run else "model", "muted")
            self.model_box.addItem(icon, choice.title, choice.key)
            self.model_box.setItemData(place, choice.accuracy, Qt.ItemDataRole.ToolTipRole)
        self.model_box.setCurrentIndex(self.model_box.findData(key))
        self.model_box.setEnabled(bool(self._models.choices))
        self.model_box.setPlaceholderText(
            self.tr("Choose a model") if self._models.choices else self.tr("No model yet")
        )

    def _activated(self, place: int) -> None:
        choice = self._models.find(self.model_box.itemData(place))
        if choice is not None:
            self.model_chosen.emit(choice)

    def _make_watch_button(self) -> Button:
        made = button(
            self.tr("Watch"),
            lambda: self.watch_wanted.emit(self.watch_button.isChecked()),
            theme=self._theme,
            icon="eye",
            tip=self.tr("Classify new pictures of this folder as they arrive, as long as this is on"),
        )
        made.setCheckable(True)
        return made

    def _lay_out(self) -> None:
        tip = self.tr("Open a model file that somebody gave you, or that you saved")
        self.open_model_button = quiet_tool(tip, self.open_model_wanted, name=self.tr("Open model"))
        open_folder = button(
            self.tr("Open folder…"),
            self.open_folder_wanted.emit,
            theme=self._theme,
            icon="open-folder",
            tip=self.tr("Classify all pictures in a folder and in the folders in it"),
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        row.addWidget(muted(self.tr("Model")))
        row.addWidget(self.model_box, 4)
        row.addWidget(self.open_model_button)
        row.addSpacing(GAP)
        row.addWidget(muted(self.tr("Folder")))
        row.addWidget(self.folder, 2)
        row.addWidget(open_folder)
        row.addWidget(self.watch_button)
