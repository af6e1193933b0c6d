"""Pictures whose class has to be decided, as a list of small pictures with what the question is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from artclass_gui.context import Context
from artclass_gui.doctor_state import Doubt, DoubtKey
from artclass_gui.gallery.painting import draw_missing, draw_rounded
from artclass_gui.theme import SMALL, TINY
from artclass_gui.widgets.keyed_list import KeyedList
from artclass_gui.widgets.rows import paint_ground
from artclass_gui.widgets.words import human_confidence, human_number

_Index = QModelIndex | QPersistentModelIndex
_SIDE = 44


def question_of(doubt: Doubt) -> str:
    """The question in few words: "painting or engraving?"."""
    tr = QCoreApplication.translate
    first, *others = doubt.choices
    if doubt.suspect is not None:
        words = tr("Doubts", "{0} → {1}? {2} sure")
        return words.format(first, doubt.suspect.suggested, human_confidence(doubt.suspect.other))
    if len(others) == 1:
        return tr("Doubts", "{0} or {1}?").format(first, others[0])
    return tr("Doubts", "{0} or {1} other classes?").format(first, human_number(len(others)))


def _words(doubt: Doubt) -> str:
    return f"{doubt.items[0].name}: {question_of(doubt)}"


class DoubtsView(QListView):
    """The questions; one of them is the current one.

    Signals:
        moved(): Another question is the current one, or the same one has changed.
    """

    moved = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.doubts = KeyedList(_words, self)  # one row a question
        self.setModel(self.doubts)
        self.setItemDelegate(_Row(context, self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Pictures to decide about"))
        context.theme.changed.connect(self.viewport().update)
        context.thumbnails.ready.connect(lambda _path: self.viewport().update())
        self.selectionModel().currentChanged.connect(lambda *_: self.moved.emit())

    @property
    def doubt(self) -> Doubt | None:
        """The current question."""
        found: Doubt | None = self.doubts.at(self.currentIndex().row())
        return found

    def following(self) -> Doubt | None:
        """The question after the current one."""
        found: Doubt | None = self.doubts.at(self.currentIndex().row() + 1)
        return found

    @property
    def key(self) -> DoubtKey | None:
        """What the current question is known by."""
        found: DoubtKey | None = self.doubts.key(self.currentIndex().row())
        return found

    def set_doubts(self, doubts: Mapping[DoubtKey, Doubt], without: Collection[DoubtKey]) -> None:
        """Show these questions but for some; the current one stays so, or the one that has taken its place."""
        self._keep_place(lambda: self.doubts.replace(doubts, without))

    def take_out(self, key: DoubtKey) -> None:
        """Let a question leave the list, and go on to the next one."""
        self._keep_place(lambda: self.doubts.take_out({key}))

    def step(self, by: int) -> None:
        """Go to the question so many places further on; after the last one comes the first one."""
        count = self.doubts.rowCount()
        if count:
            self.setCurrentIndex(self.doubts.index((self.currentIndex().row() + by) % count))

    def _keep_place(self, change: Callable[[], None]) -> None:
        key, row = self.key, self.currentIndex().row()
        self.selectionModel().blockSignals(True)
        change()
        again = self.doubts.row_of(key) if key is not None else -1
        row = again if again >= 0 else min(max(0, row), self.doubts.rowCount() - 1)
        if row >= 0:
            self.setCurrentIndex(self.doubts.index(row))
            self.scrollTo(self.doubts.index(row))
        self.selectionModel().blockSignals(False)
        self.viewport().update()
        self.moved.emit()


class _Row(QStyledItemDelegate):
    """Paints a question: the picture, its name, and which classes it could be."""

    def __init__(self, context: Context, view: DoubtsView) -> None:
        super().__init__(view)
        self._theme, self._thumbnails, self._view = context.theme, context.thumbnails, view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(160, _SIDE + 2 * SMALL)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        doubt: Doubt | None = self._view.doubts.at(index.row())
        if doubt is None:
            return
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        paint_ground(painter, option, self._theme, focused=self._view.hasFocus())
        area: QRect = option.rect.adjusted(SMALL, SMALL, -SMALL, -SMALL)
        self._picture(painter, QRect(area.left(), area.top(), _SIDE, _SIDE), doubt)
        upper = area.adjusted(_SIDE + SMALL, 0, 0, 0)
        upper.setBottom(area.center().y() - 1)
        lower = upper.translated(0, upper.height() + TINY)
        painter.setPen(self._theme.colour("text"))
        painter.setFont(option.font)
        name = doubt.items[0].name.rpartition("/")[2]
        _line(painter, upper, name, Qt.TextElideMode.ElideMiddle, Qt.AlignmentFlag.AlignBottom)
        small = QFont(option.font)
        small.setPointSizeF(small.pointSizeF() * 0.92)
        painter.setFont(small)
        painter.setPen(self._theme.colour("muted"))
        _line(painter, lower, question_of(doubt), Qt.TextElideMode.ElideRight, Qt.AlignmentFlag.AlignTop)
        painter.restore()

    def _picture(self, painter: QPainter, box: QRect, doubt: Doubt) -> None:
        path = doubt.items[0].path
        pixmap = self._thumbnails.pixmap(path, round(_SIDE * self._view.devicePixelRatioF()), owner=self._view)
        if pixmap is not None:
            draw_rounded(painter, box, pixmap)
        else:
            draw_missing(painter, box, self._theme, broken=self._thumbnails.reason(path) is not None)


def _line(painter: QPainter, area: QRect, words: str, elide: Qt.TextElideMode, place: Qt.AlignmentFlag) -> None:
    metrics: QFontMetrics = painter.fontMetrics()
    painter.drawText(area, place, metrics.elidedText(words, elide, area.width()))
