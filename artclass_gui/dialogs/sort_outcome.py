"""What a sort would do, or has done: sentences, how many pictures go into which folder, and each picture's new place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from artclass_gui.theme import GAP
from artclass_gui.widgets.text import text
from artclass_gui.widgets.words import human_number, pictures

_SHOWN = 2_000  # rows; whoever wants all asks the command line
_NAME, _REMARK = 160, 160  # pixels of width
_NAMES = 0.42  # of the room that remarks leave; the places, in which the names are again, have the rest


def _tr(words: str) -> str:
    return QCoreApplication.translate("SortOutcome", words)


class SortOutcome(QWidget):
    """The result of the command, in words and as two tables; choosing folders shows the pictures that go into these."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, str, str, str]] = []
        self.words = text("")
        self.folders = _table(self.tr("Folders"), (self.tr("Folder"), self.tr("Pictures")))
        self.table = _table(self.tr("Pictures"), (self.tr("Picture"), self.tr("Goes to"), self.tr("Remark")))
        self.folders.itemSelectionChanged.connect(self._fill)
        self.table.viewport().installEventFilter(self)
        self._middle = QSplitter(Qt.Orientation.Horizontal)
        self._middle.setChildrenCollapsible(False)
        for made in (self.folders, self.table):
            self._middle.addWidget(made)
        self._middle.setStretchFactor(1, 1)
        self._middle.setSizes([250, 580])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.words)
        column.addWidget(self._middle, 1)
        column.addStretch()

    def show_result(self, result: Mapping[str, Any]) -> None:
        """Show what the command has found or done."""
        self.words.setText("\n".join(_sentences(result)))
        counts = result.get("folders", {})
        self._rows = _rows(result)
        self.folders.setRowCount(len(counts))
        for row, (folder, count) in enumerate(sorted(counts.items(), key=lambda item: (-item[1], item[0]))):
            self.folders.setItem(row, 0, _item(folder or _tr("(the folder itself)"), folder))
            self.folders.setItem(row, 1, _item(human_number(count), "", right=True))
        self.folders.clearSelection()
        self.folders.setVisible(bool(counts))
        self.table.setVisible(bool(self._rows))
        self._middle.setVisible(bool(counts or self._rows))
        self.table.setColumnHidden(1, not any(to for _, to, _, _ in self._rows))
        self.table.setColumnHidden(2, not any(remark for _, _, remark, _ in self._rows))
        self.table.horizontalHeader().setSectionResizeMode(2, _resizing(self.table.isColumnHidden(1)))
        self._fill()
        self._share_room()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """The table is wider or narrower."""
        if event.type() == QEvent.Type.Resize:
            self._share_room()
        return False

    def _share_room(self) -> None:
        """The names are as wide as the longest of them, as far as their places keep most of the room."""
        remarks = 0 if self.table.isColumnHidden(2) else self.table.columnWidth(2)
        room = int((self.table.viewport().width() - remarks) * _NAMES)
        self.table.setColumnWidth(0, max(_NAME, min(self.table.sizeHintForColumn(0), room)))

    def _fill(self) -> None:
        chosen = {item.data(Qt.ItemDataRole.UserRole) for item in self.folders.selectedItems() if item.column() == 0}
        rows = [row for row in self._rows if not chosen or row[3] in chosen][:_SHOWN]
        self.table.setRowCount(len(rows))
        for row, (path, to, remark, _) in enumerate(rows):
            self.table.setItem(row, 0, _item(PurePath(path).name, path, tip=path))
            self.table.setItem(row, 1, _item(to, to))
            self.table.setItem(row, 2, _item(remark, remark))


def _resizing(alone: bool) -> QHeaderView.ResizeMode:
    """The remarks take the room of places that there are none of."""
    return QHeaderView.ResizeMode.Stretch if alone else QHeaderView.ResizeMode.Interactive


def _table(name: str, headings: Sequence[str]) -> QTableWidget:
    made = QTableWidget(0, len(headings))
    made.setHorizontalHeaderLabels(list(headings))
    made.setAccessibleName(name)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.verticalHeader().hide()
    made.setShowGrid(False)
    made.setAlternatingRowColors(True)
    made.setWordWrap(False)
    made.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # names and places differ at their ends
    made.setTabKeyNavigation(False)
    made.setStyleSheet("QTableView::item { padding: 0 8px; border: none; }")
    header = made.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    stretched = 0 if len(headings) == 2 else 1
    header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
    if len(headings) == 2:
        header.resizeSection(1, 82)
    else:
        header.resizeSection(0, _NAME)
        header.resizeSection(2, _REMARK)
    return made


def _item(words: str, data: str, *, tip: str = "", right: bool = False) -> QTableWidgetItem:
    made = QTableWidgetItem(words)
    made.setData(Qt.ItemDataRole.UserRole, data)
    made.setToolTip(tip or words)
    if right:
        made.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made


def _rows(result: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """Name, where to, remark, folder; first what did not or will not go anywhere, for that is worth a look."""
    stay = [(row["path"], "", row["reason"], "") for row in (*result.get("refused", ()), *result.get("left", ()))]
    into = result["into"]
    return [*stay, *(_moved(row, into) for row in result.get("moves", ()))]


def _moved(row: Mapping[str, Any], into: str) -> tuple[str, str, str, str]:
    place = PurePath(row["to"])
    folder = place.parent.relative_to(into).as_posix() if place.is_relative_to(into) else str(place.parent)
    remarks = [_tr("its name is taken: gets a number")] if row.get("renamed") else []
    if row.get("companions"):
        remarks.append(_tr("with {0}").format(", ".join(row["companions"])))
    folder = "" if folder == "." else folder
    return row["path"], f"{folder}/{place.name}" if folder else place.name, "; ".join(remarks), folder


_DONE = {
    "copy": ("{0} would be copied.", "{0} copied."),
    "move": ("{0} would be moved.", "{0} moved."),
    "hardlink": ("{0} would get a hard link.", "{0} linked by hard links."),
    "symlink": ("{0} would get a symbolic link.", "{0} linked by symbolic links."),
}


def _sentences(result: Mapping[str, Any]) -> list[str]:
    if result["job"] == "undo":
        return _undone(result)
    dry = bool(result["dry_run"])
    count = result["planned"] if dry else result["pictures"]
    lines = [_tr("This is what would happen. Nothing has been touched yet.")] if dry else []
    lines.append(_tr(_DONE[result["how"]][0 if dry else 1]).format(pictures(count)))
    if along := result.get("companions_planned" if dry else "companions", 0):
        words = (
            _tr("Sidecar and raw files that belong to them and would go along: {0}.")
            if dry
            else _tr("Sidecar and raw files that belong to them and went along: {0}.")
        )
        lines[-1] += " " + words.format(human_number(along))
    lines += [*_parts(result, count), *_counts(result)]
    if result.get("bytes_needed", 0) > result.get("bytes_free", 0):
        sizes = (f"{result[name] / 1e6:,.0f}" for name in ("bytes_needed", "bytes_free"))
        lines.append(_tr("There is no room for this: {0} MB are needed, and {1} MB are free.").format(*sizes))
    return [*lines, *_problems(result)]


def _parts(result: Mapping[str, Any], count: int) -> list[str]:
    """The parts as the gallery's error budget counts them, where there are several and nothing stopped the sort."""
    words = {
        "labelled": _tr("labelled by you: {0}"),
        "filed": _tr("filed by the model: {0}"),
        "review": _tr("to review: {0}"),
        "novel": _tr("none of the classes: {0}"),
    }
    there = {name: result[name] for name in words if result.get(name)}
    if len(there) < 2 or sum(there.values()) != count:
        return []
    return [_tr("Of these, {0}.").format(", ".join(words[name].format(human_number(there[name])) for name in there))]


def _counts(result: Mapping[str, Any]) -> list[str]:
    words = {
        "in_place": _tr("In place already: {0}."),
        "collisions": _tr("With a number added, because another file has the name: {0}. No file is ever replaced."),
    }
    return [words[name].format(pictures(result[name])) for name in words if result.get(name)]


def _problems(result: Mapping[str, Any]) -> list[str]:
    words = {
        "left": _tr("Left where they are: {0}. The table says why."),
        "refused": _tr("Could not be sorted: {0}. The table says why."),
    }
    return [words[name].format(_files(len(result[name]))) for name in words if result.get(name)]


def _undone(result: Mapping[str, Any]) -> list[str]:
    words = _tr("{0} back where they were.") if result["how"] == "move" else _tr("{0} taken out of the folders again.")
    lines = [words.format(pictures(result["pictures"]))] if result["pictures"] or not result["never_left"] else []
    if stayed := result["never_left"]:
        lines.append(
            _tr("1 picture had not left its place; the copy that was made of it is deleted.")
            if stayed == 1
            else _tr("{0} had not left their place; the copies that were made of them are deleted.").format(
                pictures(stayed)
            )
        )
    if along := result["companions"]:
        lines[-1] += " " + _tr("Sidecar and raw files that went along: {0}.").format(human_number(along))
    if result["refused"]:
        lines.append(_tr("Could not be undone: {0}. The table says why.").format(_files(len(result["refused"]))))
    return lines


def _files(count: int) -> str:
    return _tr("1 file") if count == 1 else _tr("{0} files").format(human_number(count))
