"""What the right button offers on the Classify page's pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence
from PySide6.QtWidgets import QMenu

from artclass_gui.gallery import letters
from artclass_gui.widgets.reveal import reveal

if TYPE_CHECKING:
    from artclass_gui.pages.classify_results import ClassifyResults


class PictureMenu(QMenu):
    """Made for one click; its rows are about the chosen pictures, or the current one."""

    def __init__(self, results: ClassifyResults) -> None:
        super().__init__(results)
        self._results, self._view = results, results.view
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        theme = results.similar.theme
        self.addAction(theme.icon("zoom-in"), self.tr("Open large"), results.open_selected).setShortcut("Return")
        similar = self.addAction(theme.icon("similar"), self.tr("Show similar pictures"), results.similar.ask)
        similar.setShortcut(self._keys(letters.SIMILAR))
        why = self.addAction(theme.icon("sparkle"), self.tr("Why this class?"), results.why.open_and_ask)
        why.setShortcut(self._keys(letters.WHY))
        compare = self.addAction(theme.icon("compare"), self.tr("Compare side by side"), results.compare.open)
        compare.setShortcut(self._keys(letters.COMPARE))
        compare.setEnabled(len(results.compare.rows()) > 1)
        self.addAction(self.tr("Open with the system's viewer"), self._open_outside)
        self.addAction(theme.icon("reveal"), self.tr("Show in its folder"), self._reveal)
        self.addSeparator()
        self._add_label_menu()
        self._add_rest(len(self._view.selected_rows()))

    def _keys(self, letter: Qt.Key) -> str:
        return letters.key_words(letter, labelling=self._results.review.review_button.isChecked())

    def _add_label_menu(self) -> None:
        labels = self.addMenu(self.tr("Label as"))
        review = self._results.review
        labels.addActions(review.menu.actions())
        taken = self.addAction(
            self._results.similar.theme.icon("undo"), self.tr("Take my label back"), review.take_back
        )
        taken.setShortcut("Del")
        taken.setEnabled(review.back_button.isEnabled())
        self.addSeparator()

    def _add_rest(self, chosen: int) -> None:
        copy = self.tr("Copy path") if chosen == 1 else self.tr("Copy {0:,} paths").format(chosen)
        self.addAction(copy, self._results.copy_paths).setShortcut(QKeySequence.StandardKey.Copy)
        everything = self.addAction(self.tr("Select all"), self._view.selection.select_all)
        everything.setShortcut(QKeySequence.StandardKey.SelectAll)

    def _open_outside(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path())))

    def _reveal(self) -> None:
        if self._view.current_row() >= 0:
            reveal(self._path())

    def _path(self) -> Path:
        return Path(self._view.images.path(self._view.current_row()))
