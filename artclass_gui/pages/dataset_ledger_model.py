"""The ledger as a table: when, from where, how many pictures, duplicates and files left out, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QDateTime,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from artclass_gui.theme import Theme
from artclass_gui.widgets.words import human_moment, human_number, listed, pictures
from trainer.catalog.records import ImportEntry

Index = QModelIndex | QPersistentModelIndex
WHEN, FROM, PICTURES, DUPLICATES, LEFT_OUT, STATE = range(6)
_NUMBERS = (PICTURES, DUPLICATES, LEFT_OUT)
_NOTHING = QModelIndex()
_NAMED = 2  # sources that a row names


class LedgerModel(QAbstractTableModel):
    """Imports, newest first."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._entries: Sequence[ImportEntry] = ()
        self._at_work = False

    def set_entries(self, entries: Sequence[ImportEntry], *, at_work: bool) -> None:
        """Show these; ``at_work``: the newest one is going on now."""
        self.beginResetModel()
        self._entries, self._at_work = tuple(entries), at_work
        self.endResetModel()

    def entry(self, row: int) -> ImportEntry:
        """The import that a row shows."""
        return self._entries[row]

    def row_of(self, number: int | None) -> int:
        """Where the import of this number is; the first row where it is not there."""
        return next((row for row, entry in enumerate(self._entries) if entry.id == number), 0)

    def can_be_undone(self, row: int) -> bool:
        """Whether an import stands."""
        return self._entries[row].undone is None and not self._goes_on(row)

    def rowCount(self, parent: Index = _NOTHING) -> int:
        """One row an import."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = _NOTHING) -> int:
        """When, from, pictures, duplicates, left out, state."""
        return 0 if parent.isValid() else 6

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' names."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        if role == Qt.ItemDataRole.DisplayRole:
            names = (
                self.tr("When"),
                self.tr("From"),
                self.tr("Pictures"),
                self.tr("Duplicates"),
                self.tr("Left out"),
                "",
            )
            return names[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words; what is undone is pale, and the tooltips have whole paths and reasons."""
        row, column = index.row(), index.column()
        entry = self._entries[row]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case Qt.ItemDataRole.ForegroundRole:
                warned = column == STATE and entry.undone is None
                return self._theme.colour("warn" if warned else "muted" if entry.undone else "text")
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(entry, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                parts = (moment(entry.started), self._text(row, FROM), pictures(entry.pictures), self._text(row, STATE))
                return ", ".join(part for part in parts if part)
        return None

    def _text(self, row: int, column: int) -> str:
        entry = self._entries[row]
        unknown = entry.finished is None and column in _NUMBERS
        match column:
            case 0:
                return moment(entry.started)
            case 1:
                return sources(entry)
            case 5:
                return self._state(row)
            case _:
                counts = {PICTURES: entry.pictures, DUPLICATES: entry.duplicates, LEFT_OUT: left_out(entry)}
                return "–" if unknown else human_number(counts[column])

    def _state(self, row: int) -> str:
        entry = self._entries[row]
        if entry.undone is not None:
            return self.tr("undone")
        if entry.finished is not None:
            return ""
        return self.tr("at work") if self._goes_on(row) else self.tr("cut off")

    def _goes_on(self, row: int) -> bool:
        return row == 0 and self._at_work and self._entries[row].finished is None

    def _tip(self, entry: ImportEntry, column: int) -> str:
        match column:
            case 1:
                return "\n".join(map(str, entry.sources))
            case 4:
                return "\n".join(reasons(entry))
            case 5 if entry.undone is not None:
                return self.tr("Undone: {0}").format(moment(entry.undone))
            case 5 if entry.finished is None:
                return self.tr("It ended before everything was read. Import its sources again to go on.")
        return ""


def sources(entry: ImportEntry) -> str:
    """Where an import came from, in few words: "art.zip and 3 others"."""
    names = [Path(place).name or str(place) for place in entry.sources]
    if len(names) > _NAMED:
        names[_NAMED - 1 :] = [_tr("{0} others").format(len(names) - _NAMED + 1)]
    return listed(names)


def left_out(entry: ImportEntry) -> int:
    """How many files an import did not take."""
    return sum(entry.left_out.values())


def reasons(entry: ImportEntry) -> list[str]:
    """Why files were not taken, the most frequent reason first: "12 files: is cut off"."""
    ranked = sorted(entry.left_out.items(), key=lambda row: (-row[1], row[0]))
    return [
        _tr("1 file: {0}").format(reason) if count == 1 else _tr("{0} files: {1}").format(human_number(count), reason)
        for reason, count in ranked
    ]


def moment(utc: str) -> str:
    """A time of the catalog (UTC, ISO 8601) as the person's clock showed it: "today, 14:05"."""
    when = QDateTime.fromString(utc, Qt.DateFormat.ISODate).toLocalTime()
    time = QLocale().toString(when, "HH:mm")
    match when.daysTo(QDateTime.currentDateTime()):
        case 0:
            return _tr("today, {0}").format(time)
        case 1:
            return _tr("yesterday, {0}").format(time)
    return human_moment(when)


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in _NUMBERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _tr(words: str) -> str:
    return QCoreApplication.translate("Ledger", words)
