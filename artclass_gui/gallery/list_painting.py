"""Paints the lines of the gallery's list, and the headings above groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from artclass_gui.gallery.image_words import heading_words, marks
from artclass_gui.gallery.list_columns import LINE
from artclass_gui.gallery.painting import draw_chip, draw_missing, draw_rounded
from artclass_gui.gallery.rows import ImageRow
from artclass_gui.theme import GAP, ROOM, SMALL, TINY, Theme
from artclass_gui.widgets.words import human_confidence, human_number

if TYPE_CHECKING:
    from artclass_gui.context import Context
    from artclass_gui.gallery.view import GalleryView

_DOT = 10
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ELIDE = Qt.TextElideMode


class HeadingPainter:
    """What a group is and how many pictures are in it, over the whole width of the gallery."""

    def __init__(self, theme: Theme, view: GalleryView) -> None:
        self._theme, self._view = theme, view

    def height(self) -> int:
        """How high a heading is."""
        return QFontMetrics(self._font(self._view.font())).height() + ROOM + SMALL

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the part of a heading that lies in one cell; nothing where there is no heading."""
        images = self._view.images
        group = images.lines.group(index.row())
        if group < 0:
            return
        heading, count = images.heading(group)
        painter.save()
        painter.setClipRect(option.rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = QRect(GAP, option.rect.top() + GAP, self._view.viewport().width() - 2 * GAP, option.rect.height() - GAP)
        if heading.kind in ("class", "own"):
            line = self._dot(painter, line, self._view.class_colour(heading.name))
        painter.setFont(self._font(option.font))
        painter.setPen(self._theme.colour("text"))
        number = human_number(count)
        room = line.width() - painter.fontMetrics().horizontalAdvance(number) - 2 * GAP
        words = painter.fontMetrics().elidedText(heading_words(heading), _ELIDE.ElideMiddle, room)
        painter.drawText(line, _LEFT, words)
        taken = painter.fontMetrics().horizontalAdvance(words) + GAP
        painter.setFont(option.font)
        painter.setPen(self._theme.colour("muted"))
        painter.drawText(line.adjusted(taken, 0, 0, 0), _LEFT, number)
        painter.restore()

    def _dot(self, painter: QPainter, line: QRect, colour: QColor) -> QRect:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(QRectF(line.left(), line.center().y() - _DOT / 2 + 1, _DOT, _DOT))
        return line.adjusted(_DOT + SMALL, 0, 0, 0)

    def _font(self, font: QFont) -> QFont:
        bold = QFont(font)
        bold.setBold(True)
        return bold


class ListPainter:
    """A line of the list: a small thumbnail with the name, and what is known of the picture in columns."""

    def __init__(self, context: Context, view: GalleryView) -> None:
        self._theme, self._thumbnails, self._view = context.theme, context.thumbnails, view

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex, row: int
    ) -> None:
        """Paint one cell of a picture's line."""
        image = self._view.images.row(row)
        painter.save()
        painter.setClipRect(option.rect)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self._ground(painter, option, row)
        cell = option.rect.adjusted(SMALL, 0, -SMALL, 0)
        match self._view.images.fields[index.column()]:
            case "name":
                self._name(painter, cell, image)
            case "class":
                self._class(painter, cell, image)
            case "confidence" if image.confidence is not None:
                self._words(painter, cell, human_confidence(image.confidence))
            case "second" if (second := self._view.images.second(row)) is not None:
                words = f"{second[0]} · {human_confidence(second[1])}"
                fits = painter.fontMetrics().horizontalAdvance(words) <= cell.width()
                self._words(painter, cell, words if fits else second[0], "muted")  # the class counts for more
            case "own" if image.own is not None:
                self._chip(painter, cell, image.own)
            case "remark":
                self._words(painter, cell, self._remark(image), "warn" if image.status == "unreadable" else "muted")
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, row: int) -> None:
        selection = self._view.selection
        if selection.has(row):
            painter.fillRect(option.rect, self._theme.colour("accent_soft"))
        rule = QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1)
        painter.fillRect(rule, self._theme.colour("border"))
        if row == selection.current and self._view.hasFocus():
            for top in (option.rect.top(), option.rect.bottom() - 1):
                painter.fillRect(option.rect.left(), top, option.rect.width(), 2, self._theme.colour("accent"))

    def _name(self, painter: QPainter, cell: QRect, image: ImageRow) -> None:
        box = QRect(cell.left(), cell.top() + (cell.height() - LINE + TINY) // 2, LINE, LINE - TINY)
        ratio = self._view.devicePixelRatioF()
        pixmap = self._thumbnails.pixmap(image.path, round(LINE * ratio), owner=self._view)
        if pixmap is not None:
            draw_rounded(painter, box, pixmap)
        else:
            broken = image.status == "unreadable" or self._thumbnails.reason(image.path) is not None
            draw_missing(painter, box, self._theme, broken=broken)
        in_folder = "/" in image.name or "\\" in image.name
        elide = _ELIDE.ElideLeft if in_folder else _ELIDE.ElideMiddle
        self._words(painter, cell.adjusted(LINE + GAP, 0, 0, 0), image.name, elide=elide)

    def _class(self, painter: QPainter, cell: QRect, image: ImageRow) -> None:
        if image.label is not None:
            self._chip(painter, cell, image.label)
        elif image.status == "waiting" and self._view.caption == "prediction":
            self._words(painter, cell, "…", "muted")

    def _chip(self, painter: QPainter, cell: QRect, label: str) -> None:
        height = painter.fontMetrics().height()
        line = QRect(cell.left(), cell.center().y() - height // 2, cell.width(), height)
        draw_chip(painter, line, label, self._view.class_colour(label), self._theme)

    def _remark(self, image: ImageRow) -> str:
        said = [image.reason] if image.reason else []
        return ", ".join([*said, *marks(image, short=True)])

    def _words(
        self,
        painter: QPainter,
        cell: QRect,
        words: str,
        role: str = "text",
        *,
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        painter.setPen(self._theme.colour(role))
        painter.drawText(cell, _LEFT, painter.fontMetrics().elidedText(words, elide, cell.width()))
