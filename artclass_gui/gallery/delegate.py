"""Paints one cell of the gallery: thumbnail, name, class and confidence."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Literal, NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from artclass_gui.context import Context
from artclass_gui.gallery.list_painting import HeadingPainter, ListPainter
from artclass_gui.gallery.painted import Painted
from artclass_gui.gallery.painting import chip_width, draw_chip, draw_missing, draw_own, draw_rounded
from artclass_gui.gallery.rows import ImageRow
from artclass_gui.theme import SMALL, TINY
from artclass_gui.widgets.words import human_confidence, short_confidence

if TYPE_CHECKING:
    from artclass_gui.gallery.view import GalleryView

Caption = Literal["prediction", "answer", "name", "mistake", "remark"]
_ARROW = "→ "
_LINES: dict[Caption, int] = {"name": 1, "prediction": 2, "answer": 2, "mistake": 3, "remark": 2}
_ELIDE = Qt.TextElideMode
_ALIGN = Qt.AlignmentFlag
_BADGE = 24  # device-independent pixels from one sign on a picture to the next
_SMOOTH = QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform


class _Look(NamedTuple):
    """All that a cell is painted from, but for its size, the font and the theme."""

    image: ImageRow
    pixmap: QPixmap | None
    broken: bool
    selected: bool
    focused: bool
    hovered: bool
    caption: Caption
    colours: tuple[int, ...]

    @property
    def key(self) -> Hashable:
        """The same for cells that look the same."""
        shown = self.broken if self.pixmap is None else self.pixmap.cacheKey()
        return self.image, shown, self.selected, self.focused, self.hovered, self.caption, self.colours


class CellDelegate(QStyledItemDelegate):
    """Paints from what is in memory; what is not there yet is requested and painted when it comes."""

    def __init__(self, context: Context, view: GalleryView, caption: Caption) -> None:
        super().__init__(view)
        self._theme = context.theme
        self._thumbnails = context.thumbnails
        self._view = view
        self.caption = caption
        self._painted = Painted(lambda: context.theme.colour("surface"))
        self._font_before, self._small_font = QFont(), QFont()
        self._small_font.setPointSizeF(self._font_before.pointSizeF() * 0.92)
        self._headings = HeadingPainter(context.theme, view)
        self._list = ListPainter(context, view)
        self._late: list[int] = []
        self._colours: dict[str, QColor] = {}
        self._focused = False
        context.theme.changed.connect(self._painted.clear)
        view.images.replaced.connect(self._painted.clear)

    def begin(self) -> None:
        """A repaint of the view begins: what holds for all of its cells is found out once."""
        screen = self._view.viewport()
        self._colours.clear()
        self._focused = self._view.hasFocus()
        self._small(self._view.font())
        self._painted.begin(round(screen.width() * screen.height() * screen.devicePixelRatioF() ** 2))

    def rest(self) -> None:
        """The view is out of sight: it needs no memory for what it shows."""
        self._painted.clear()

    def take_late(self) -> list[int]:
        """The rows whose new looks were left for the next repaint, as this one had had its time."""
        late, self._late = self._late, []
        return late

    def cell_size(self, side: int) -> QSize:
        """How large a cell is whose thumbnails have this side."""
        lines = _LINES[self.caption]
        line = QFontMetrics(self._small(self._view.font())).height()
        return QSize(side + 4 * SMALL, side + 4 * SMALL + lines * line + (lines - 1) * TINY)

    def heading_height(self) -> int:
        """How high the heading of a group is."""
        return self._headings.height()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The same for every cell."""
        return self.cell_size(self._view.shown_side)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the cell of a picture; cells behind the last one stay empty."""
        images = self._view.images
        row = images.row_at(images.position_at(index))
        if row < 0:
            self._headings.paint(painter, option, index)
            return
        if images.fields:
            self._list.paint(painter, option, index, row)
            return
        look = self._look(option, row, images.row(row))
        if not self._painted.draw(painter, option.rect, row, look.key, lambda inner, box: self._cell(inner, box, look)):
            self._late.append(row)

    def _look(self, option: QStyleOptionViewItem, row: int, image: ImageRow) -> _Look:
        ratio, selection = self._view.devicePixelRatioF(), self._view.selection
        return _Look(
            image,
            self._thumbnails.pixmap(image.path, round(self._view.shown_side * ratio), owner=self._view),
            broken=image.status == "unreadable" or self._thumbnails.reason(image.path) is not None,
            selected=selection.has(row),
            focused=row == selection.current and self._focused,
            hovered=bool(option.state & QStyle.StateFlag.State_MouseOver),
            caption=self.caption,
            colours=tuple(self._colour(label).rgba() for label in (image.label, image.truth, image.own) if label),
        )

    def _colour(self, label: str) -> QColor:
        """That of a class, found out once a repaint."""
        if label not in self._colours:
            self._colours[label] = self._view.class_colour(label)
        return self._colours[label]

    def _cell(self, painter: QPainter, cell: QRect, look: _Look) -> None:
        painter.setRenderHints(_SMOOTH)
        painter.setFont(self._small_font)
        self._ground(painter, cell, look)
        image = look.image
        area = cell.adjusted(SMALL + TINY, SMALL + TINY, -SMALL - TINY, -SMALL - TINY)
        side = self._view.shown_side
        box = QRect(area.center().x() - side // 2, area.top(), side, side)
        place = QRectF(box)
        if look.pixmap is not None:
            place = draw_rounded(painter, box, look.pixmap)
        else:
            draw_missing(painter, box, self._theme, broken=look.broken)
        signs = [sign for sign, on in (("train", image.seen), ("help", image.novel)) if on]
        lines = len(signs) + (image.own is not None)
        if place.height() < lines * _BADGE + 8 or place.width() < _BADGE:  # a panorama has no room for them
            place = QRectF(box)
        for number, sign in enumerate(signs):
            self._badge(painter, place.translated(0, _BADGE * number), sign)
        if image.own is not None:
            colour = self._colour(image.own)
            draw_own(painter, place, box, image.own, colour, theme=self._theme, agrees=image.own == image.label)
        below = QRect(box.left(), box.bottom() + SMALL, box.width(), area.bottom() - box.bottom())
        if self.caption == "mistake":  # names of classes need all the room there is
            below.setLeft(cell.left() + SMALL)
            below.setRight(cell.right() - SMALL)
        self._words(painter, below, image)

    def _ground(self, painter: QPainter, cell: QRect, look: _Look) -> None:
        if not (look.selected or look.hovered or look.focused):
            return
        fill = self._theme.colour("accent_soft" if look.selected else "hover")
        pen = QPen(self._theme.colour("accent"), 2) if look.focused else QPen(Qt.PenStyle.NoPen)
        if look.selected and not look.focused:
            pen = QPen(self._theme.colour("accent"), 1)
        painter.setPen(pen)
        painter.setBrush(fill if look.selected or look.hovered else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(cell).adjusted(3, 3, -3, -3), 8, 8)

    def _badge(self, painter: QPainter, box: QRectF, sign: str) -> None:
        badge = QRectF(box.right() - 25, box.top() + 5, 20, 20)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("surface"))
        painter.drawEllipse(badge)
        painter.drawPixmap(badge.topLeft() + QPointF(3, 3), self._theme.pixmap(sign, 14, "muted"))

    def _words(self, painter: QPainter, area: QRect, image: ImageRow) -> None:
        metrics = painter.fontMetrics()
        first = QRect(area.left(), area.top(), area.width(), metrics.height())
        painter.setPen(self._theme.colour("text"))
        in_folder = "/" in image.name or "\\" in image.name
        elide = _ELIDE.ElideLeft if in_folder else _ELIDE.ElideMiddle
        painter.drawText(first, _ALIGN.AlignHCenter, metrics.elidedText(image.name, elide, first.width()))
        second = first.translated(0, metrics.height() + TINY)
        if self.caption in ("prediction", "answer"):
            self._prediction(painter, second, image)
        elif self.caption == "mistake":
            self._mistake(painter, second, image)
        elif self.caption == "remark" and image.reason:
            painter.setPen(self._theme.colour("muted"))
            painter.drawText(second, _ALIGN.AlignHCenter, _elide(metrics, image.reason, second.width()))

    def _prediction(self, painter: QPainter, line: QRect, image: ImageRow) -> None:
        match image.status:
            case "unreadable":
                painter.drawPixmap(line.left(), line.center().y() - 6, self._theme.pixmap("warning", 13, "warn"))
                painter.setPen(self._theme.colour("warn"))
                room = line.adjusted(18, 0, 0, 0)
                words = image.reason or self.tr("cannot be read")
                painter.drawText(room, _ALIGN.AlignVCenter, _elide(painter.fontMetrics(), words, room.width()))
            case "waiting" if self.caption == "prediction":
                painter.setPen(self._theme.colour("muted"))
                painter.drawText(line, _ALIGN.AlignHCenter, "…")
            case "ok":
                sure, taken = _sure_beside(painter.fontMetrics(), image, line.width())
                painter.setPen(self._theme.colour("muted"))
                painter.drawText(line, _ALIGN.AlignRight, sure)
                self._chip(painter, line.adjusted(0, 0, -taken, 0), image.label)

    def _mistake(self, painter: QPainter, line: QRect, image: ImageRow) -> None:
        """The true class, and on the line below, after an arrow, what the model said."""
        metrics = painter.fontMetrics()
        self._chip(painter, _middle(line, _chip_width(metrics, image.truth)), image.truth)
        arrow = metrics.horizontalAdvance(_ARROW)
        said = _middle(line.translated(0, line.height() + TINY), arrow + _chip_width(metrics, image.label))
        painter.setPen(self._theme.colour("muted"))
        painter.drawText(said, _ALIGN.AlignVCenter, _ARROW)
        self._chip(painter, said.adjusted(arrow, 0, 0, 0), image.label)

    def _chip(self, painter: QPainter, line: QRect, label: str | None) -> None:
        if label is None:
            return
        width = min(line.width(), _chip_width(painter.fontMetrics(), label))
        place = QRect(line.left(), line.top(), max(width, 1), line.height())
        draw_chip(painter, place, label, self._colour(label), self._theme)

    def _small(self, font: QFont) -> QFont:
        if font != self._font_before:
            self._font_before, self._small_font = QFont(font), QFont(font)
            self._small_font.setPointSizeF(font.pointSizeF() * 0.92)
            self._painted.clear()
        return self._small_font


def _middle(line: QRect, wanted: int) -> QRect:
    """The middle of a line, as wide as wanted and possible."""
    width = min(wanted, line.width())
    return QRect(line.left() + (line.width() - width) // 2, line.top(), width, line.height())


def _chip_width(metrics: QFontMetrics, label: str | None) -> int:
    return 0 if label is None else chip_width(metrics, label)


def _sure_beside(metrics: QFontMetrics, image: ImageRow, width: int) -> tuple[str, int]:
    """How sure the model is, in words that leave the class its room if they can, and the room that they take."""
    if image.confidence is None:
        return "", 0
    in_words = human_confidence(image.confidence)
    taken = metrics.horizontalAdvance(in_words) + SMALL
    if taken + _chip_width(metrics, image.label) > width:
        in_words = short_confidence(image.confidence)
        taken = metrics.horizontalAdvance(in_words) + SMALL
    return in_words, taken


def _elide(metrics: QFontMetrics, words: str, width: int) -> str:
    return metrics.elidedText(words, _ELIDE.ElideRight, width)
