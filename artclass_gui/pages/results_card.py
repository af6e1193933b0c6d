"""The model card as a text to read."""

from __future__ import annotations

from PySide6.QtGui import QTextCursor, QTextTable
from PySide6.QtWidgets import QFrame, QTextBrowser, QVBoxLayout, QWidget

from artclass_gui.theme import GAP, ROOM

_ABOVE = 22  # a heading
_CELL = 4  # around the words of a cell


class CardView(QWidget):
    """Markdown with room around its headings and tables."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = QTextBrowser()
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setOpenLinks(False)
        self.text.setAccessibleName(self.tr("Model card"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GAP, 0, 0)
        column.addWidget(self.text)

    def set_card(self, markdown: str) -> None:
        """Show this card."""
        self.text.setMarkdown(markdown)
        document = self.text.document()
        document.setDocumentMargin(ROOM)
        block = document.begin()
        while block.isValid():
            if block.blockFormat().headingLevel() > 1:
                form = block.blockFormat()
                form.setTopMargin(_ABOVE)
                QTextCursor(block).setBlockFormat(form)
            block = block.next()
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                self._loosen(frame)

    def _loosen(self, table: QTextTable) -> None:
        form = table.format().toTableFormat()
        form.setCellPadding(_CELL)
        form.setTopMargin(GAP)
        form.setBorderCollapse(True)
        form.setBorderBrush(self.palette().mid())
        table.setFormat(form)
