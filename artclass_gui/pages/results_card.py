"""The model card as a text to read."""

from __future__ import annotations

from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextOption, QTextTable
from PySide6.QtWidgets import QFrame, QTextBrowser, QVBoxLayout, QWidget

from artclass_gui.theme import GAP, ROOM

_ABOVE = 22  # a heading
_CELL = 3  # around the words of a cell
_SMALLER = 0.85  # of the other words' size, in tables and commands


class CardView(QWidget):
    """Markdown with room around its headings and tables."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = QTextBrowser()
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setOpenLinks(False)
        self.text.setAccessibleName(self.tr("Model card"))
        self.text.setWordWrapMode(QTextOption.WrapMode.WordWrap)  # no column is narrower than its longest word
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
            self._make_room(QTextCursor(block))
            block = block.next()
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                self._loosen(frame)

    def _make_room(self, at: QTextCursor) -> None:
        """Above headings; and commands wrap, so that the whole card does not scroll sideways for them."""
        form = at.blockFormat()
        if form.headingLevel() > 1:
            form.setTopMargin(_ABOVE)
        if form.nonBreakableLines():
            form.setNonBreakableLines(False)
            at.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            self._shrink(at)
        at.setBlockFormat(form)

    def _loosen(self, table: QTextTable) -> None:
        form = table.format().toTableFormat()
        form.setCellPadding(_CELL)
        form.setTopMargin(GAP)
        form.setBorderCollapse(True)
        form.setBorderBrush(self.palette().mid())
        table.setFormat(form)
        cells = table.firstCursorPosition()
        cells.setPosition(table.lastCursorPosition().position(), QTextCursor.MoveMode.KeepAnchor)
        self._shrink(cells)

    def _shrink(self, words: QTextCursor) -> None:
        form = QTextCharFormat()
        form.setFontPointSize(_SMALLER * self.text.font().pointSizeF())
        words.mergeCharFormat(form)
