"""The view of the class names before an import: ticks, and a field with a list of names in each row, all by keyboard."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from artclass_gui.dialogs.import_classes import BECOMES, FOUND, NOTE, PICTURES, ClassesModel, rows_of
from artclass_gui.theme import SMALL, Theme

Index = QModelIndex | QPersistentModelIndex
_ROW = 38
_ARROW = 28  # pixels at the right of a field whose click opens its list
_FOUND_WIDTH, _PICTURES_WIDTH, _BECOMES_WIDTH = 170, 84, 180
_INSET = 3  # pixels between a field and the lines around its row


class ClassesTable(QTableView):
    """A row for each name. Space ticks, typing or F2 renames, Alt+Down shows the names there are.

    Several rows may be chosen; what is typed then counts for all of them.
    """

    def __init__(self, model: ClassesModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes = model
        self.setModel(model)
        self.setItemDelegate(_Cell(self))
        self.setItemDelegateForColumn(BECOMES, _Becomes(self, theme))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.AnyKeyPressed)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Classes that were found, and what they become"))
        self.setAccessibleDescription(self.tr("Space takes a class or leaves it out; F2 gives it another name."))
        self.setStyleSheet("QTableView::item { padding: 0 8px; border: none; }")
        self._set_columns()
        if model.rowCount():
            self.setCurrentIndex(model.index(0, BECOMES))

    def edit_row(self, row: int, *, with_list: bool = False) -> None:
        """Let the person say what a row's class becomes; ``with_list`` shows the names there are."""
        index = self._classes.index(row, BECOMES)
        self.edit(index)
        editor = self.indexWidget(index)
        if with_list and isinstance(editor, QComboBox):
            editor.showPopup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys mean the row, whichever of its cells is the current one."""
        row, key = self.currentIndex().row(), event.key()
        if row < 0:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Space:
            self._classes.take(self.chosen(), taken=not self._classes.is_taken(row))
        elif key == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.edit_row(row, with_list=True)
        elif key not in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            if self.currentIndex().column() != BECOMES:
                flag = self.selectionModel().SelectionFlag.NoUpdate
                self.selectionModel().setCurrentIndex(self._classes.index(row, BECOMES), flag)
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click into a field edits it; on its arrow, shows the list."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        plain = event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
        if plain and index.isValid() and index.column() == BECOMES and self.currentIndex().row() == index.row():
            arrow = event.position().x() > self.visualRect(index).right() - _ARROW
            self.edit_row(index.row(), with_list=arrow)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Tab goes on to the field below, and after the last one out of the table."""
        step = {
            QAbstractItemDelegate.EndEditHint.EditNextItem: 1,
            QAbstractItemDelegate.EndEditHint.EditPreviousItem: -1,
        }.get(hint, 0)
        row = self.currentIndex().row() + step
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        if step and 0 <= row < self._classes.rowCount():
            self.setCurrentIndex(self._classes.index(row, BECOMES))
            self.edit_row(row)
        elif step:
            self.focusNextPrevChild(step > 0)

    def sizeHint(self) -> QSize:
        """As high as its rows, within reason."""
        rows = max(2, min(8, self._classes.rowCount()))
        height = self.horizontalHeader().sizeHint().height() + rows * _ROW + 2 * self.frameWidth()
        return QSize(super().sizeHint().width(), height)

    def chosen(self) -> list[int]:
        """The rows that are chosen."""
        return rows_of(self.selectionModel().selectedRows())

    def _set_columns(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        for column, width in ((FOUND, _FOUND_WIDTH), (PICTURES, _PICTURES_WIDTH), (BECOMES, _BECOMES_WIDTH)):
            header.resizeSection(column, width)
        header.setSectionResizeMode(NOTE, QHeaderView.ResizeMode.Stretch)


class _Cell(QStyledItemDelegate):
    """Leaves away the frame around the current cell: keys mean the row."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """As by default, without focus."""
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus


class _Becomes(_Cell):
    """Shows what a class becomes as a field with an arrow, and edits it in one that takes any name."""

    def __init__(self, table: ClassesTable, theme: Theme) -> None:
        super().__init__(table)
        self._table, self._theme = table, theme
        self._look = QComboBox(table)  # never shown: the style takes its looks from it
        self._look.setAccessibleName(self.tr("What a class becomes"))
        self._look.hide()

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A field that offers the names there are and takes any other."""
        model = self._table.model()
        assert isinstance(model, ClassesModel)
        editor = QComboBox(parent)
        editor.setEditable(True)
        editor.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        editor.addItems(model.names())
        editor.setAccessibleName(self.tr("What “{0}” becomes").format(model.found(index.row())))
        editor.activated.connect(lambda _: self.commitData.emit(editor))  # what is chosen from the list counts at once
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Begin with the present name, even where it is left out."""
        model = index.model()
        assert isinstance(editor, QComboBox)
        assert isinstance(model, ClassesModel)
        name = model.becomes(index.row())
        editor.setCurrentIndex(editor.findText(name, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchCaseSensitive))
        editor.setEditText(name)
        line = editor.lineEdit()
        assert line is not None
        line.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Rename all chosen rows, if this is one of them."""
        assert isinstance(editor, QComboBox)
        assert isinstance(model, ClassesModel)
        chosen = self._table.chosen()
        name = editor.currentText()
        if name.strip() != model.becomes(index.row()) or not model.is_taken(index.row()):
            model.rename(chosen if index.row() in chosen else [index.row()], name)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """The editor lies over the field that is painted."""
        editor.setGeometry(_field(option.rect))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The row's ground, and a closed field on it; of a class that is left out only the words."""
        self.initStyleOption(option, index)
        words, option.text = option.text, ""
        style = self._look.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, self._table)
        model = index.model()
        assert isinstance(model, ClassesModel)
        field = _field(option.rect)
        if model.is_taken(index.row()):
            style.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, self._combo(field), painter, self._look)
        painter.save()
        painter.setPen(self._theme.colour("text" if model.is_taken(index.row()) else "muted"))
        room = field.adjusted(SMALL + 1, 0, -_ARROW, 0)
        shown = option.fontMetrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.restore()

    def _combo(self, field: QRect) -> QStyleOptionComboBox:
        option = QStyleOptionComboBox()
        option.initFrom(self._look)
        option.rect = field
        option.state = QStyle.StateFlag.State_Enabled
        option.frame = True
        return option


def _field(cell: QRect) -> QRect:
    return cell.adjusted(_INSET, _INSET, -_INSET, -_INSET)
