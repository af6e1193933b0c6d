"""The question whether a run is to be thrown away."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMessageBox, QWidget


class DiscardQuestion(QObject):
    """Asks once at a time; taken back where the training ends meanwhile."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self.box: QMessageBox | None = None

    def ask(self, discard: Callable[[], object]) -> None:
        """Ask, and call ``discard`` if the answer is yes."""
        if self.box is not None:
            return
        words = self.tr("Discard this run?")
        box = QMessageBox(QMessageBox.Icon.Question, words, words, parent=self._parent)
        box.setInformativeText(
            self.tr("Everything it has learnt so far is thrown away. “Stop” ends it too, but keeps the best epoch.")
        )
        yes = box.addButton(self.tr("Discard"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(self.tr("Keep training"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.buttonClicked.connect(lambda pressed: discard() if pressed is yes else None)
        box.finished.connect(self._answered)
        self.box = box
        box.open()

    def take_back(self) -> None:
        """There is nothing left to discard."""
        if self.box is not None:
            self.box.reject()

    def _answered(self) -> None:
        self.box = None
