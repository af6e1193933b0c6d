"""The groups that a choice would give, as a table: name, number of pictures, names of a few of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from artclass_gui.splitting import Group
from artclass_gui.theme import Theme
from artclass_gui.widgets.words import human_number, pictures

Index = QModelIndex | QPersistentModelIndex
GROUP, PICTURES, EXAMPLES = range(3)
_NOTHING = QModelIndex()
_ROW = 28
_GROUP_WIDTH, _PICTURES_WIDTH = 130, 76


class GroupsModel(QAbstractTableModel):
    """Groups, the largest first."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._groups: Sequence[Group] = ()

    def set_groups(self, groups: Sequence[Group]) -> None:
        """Show these."""
        self.beginResetModel()
        self._groups = groups
        self.endResetModel()

    def rowCount(self, parent: Index = _NOTHING) -> int:
        """One row a group."""
        return 0 if parent.isValid() else len(self._groups)

    def columnCount(self, parent: Index = _NOTHING) -> int:
        """Group, pictures, examples."""
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' names."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Group"), self.tr("Pictures"), self.tr("For example"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words; the tooltips have whole names."""
        group, column = self._groups[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return (group.name, human_number(group.pictures), ", ".join(group.examples))[column]
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case Qt.ItemDataRole.ForegroundRole:
                return self._theme.colour("muted" if column == EXAMPLES else "text")
            case Qt.ItemDataRole.ToolTipRole:
                return "\n".join(group.examples) if column == EXAMPLES else group.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{group.name}, {pictures(group.pictures)}: {', '.join(group.examples)}"
        return None


def groups_table(model: GroupsModel, name: str) -> QTableView:
    """A view of the groups, called ``name``."""
    table = QTableView()
    table.setModel(model)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.setAccessibleName(name)
    table.setStyleSheet("QTableView::item { padding: 0 8px; border: none; }")
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(_ROW)
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.resizeSection(GROUP, _GROUP_WIDTH)
    header.resizeSection(PICTURES, _PICTURES_WIDTH)
    header.setSectionResizeMode(EXAMPLES, QHeaderView.ResizeMode.Stretch)
    return table


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column == PICTURES else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
