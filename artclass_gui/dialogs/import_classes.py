"""The table of class names before an import: what was found, and what each becomes; a plain model for its view."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from artclass_gui.surveying import FoundClass
from artclass_gui.theme import Theme
from artclass_gui.widgets.words import human_number, listed, pictures
from trainer.catalog.names import class_key

Index = QModelIndex | QPersistentModelIndex
FOUND, PICTURES, BECOMES, NOTE = range(4)
_NOTHING = QModelIndex()
_NAMED = 2  # other names of a merged class that are said


@dataclass
class _Fate:
    """What becomes of a name; names that the catalog takes for the same one share it."""

    becomes: str
    taken: bool = True


class ClassesModel(QAbstractTableModel):
    """Class names as found, each with a tick, its number of pictures, what it becomes, and what that means.

    Signals:
        chosen(): Something else is to become of a class.
    """

    chosen = Signal()

    def __init__(
        self, theme: Theme, found: Iterable[FoundClass], known: Iterable[str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._known = {class_key(name): name for name in known}
        self._rows = sorted(found, key=lambda row: (class_key(row.becomes or row.name), -row.files, row.name))
        self._fates: dict[str, _Fate] = {}
        for row in sorted(self._rows, key=lambda row: -row.files):
            self._fates.setdefault(class_key(row.name), _Fate(row.becomes or row.name, taken=row.becomes is not None))
        self._proposed = {key: _Fate(fate.becomes, fate.taken) for key, fate in self._fates.items()}
        self._count()

    # What was chosen

    @property
    def taken(self) -> int:
        """How many files the ticked classes have."""
        return sum(self._totals.values())

    @property
    def classes(self) -> int:
        """How many classes the ticked ones become."""
        return len(self._totals)

    def choices(self) -> Mapping[str, str | None]:
        """What names become that do not stay as they are, or as earlier imports have made them; None: left out."""
        chosen: dict[str, str | None] = {}
        for row in self._rows:
            fate, proposed = self._fate(row), self._proposed[class_key(row.name)]
            if not fate.taken:
                chosen[row.name] = None
            elif fate.becomes != row.name or not proposed.taken or proposed.becomes != fate.becomes:
                chosen[row.name] = fate.becomes
        return chosen

    def names(self) -> list[str]:
        """Names that a class may become: those of the project, and those that were found."""
        every = {class_key(name): name for row in reversed(self._rows) for name in (row.name, row.becomes) if name}
        return [name for _, name in sorted((every | self._known).items())]

    def found(self, row: int) -> str:
        """The name as found in a row."""
        return self._rows[row].name

    def becomes(self, row: int) -> str:
        """What a row's class becomes, ticked or not."""
        return self._fate(self._rows[row]).becomes

    def is_taken(self, row: int) -> bool:
        """Whether a row is ticked."""
        return self._fate(self._rows[row]).taken

    def is_merged(self, row: int) -> bool:
        """Whether a row's class becomes one with another, or with one of the project."""
        return self.is_taken(row) and bool(self._partners(row) or self._joined(row))

    def rename(self, rows: Iterable[int], name: str) -> None:
        """Let the classes of these rows become ``name``; without one they stay as they were found."""
        for row in rows:
            fate = self._fate(self._rows[row])
            fate.becomes, fate.taken = name.strip() or self._rows[row].name, True
        self._changed()

    def take(self, rows: Iterable[int], *, taken: bool) -> None:
        """Tick rows, or leave their classes out."""
        for row in rows:
            self._fate(self._rows[row]).taken = taken
        self._changed()

    # What Qt asks

    def rowCount(self, parent: Index = _NOTHING) -> int:
        """One row a name."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOTHING) -> int:
        """Found, pictures, becomes, note."""
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' names."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Found"), self.tr("Pictures"), self.tr("Becomes"), "")[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Names are ticked; what they become is edited."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == FOUND:
            return flags | Qt.ItemFlag.ItemIsUserCheckable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == BECOMES else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words, tick, colour, and what a screen reader says."""
        row, column = index.row(), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return self._text(row, column)
            case Qt.ItemDataRole.CheckStateRole if column == FOUND:
                return Qt.CheckState.Checked if self.is_taken(row) else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(column)
            case Qt.ItemDataRole.ForegroundRole:
                return self._theme.colour(self._colour(row, column))
            case Qt.ItemDataRole.ToolTipRole:
                return self._text(row, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._said(row)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A tick, or another name."""
        if role == Qt.ItemDataRole.CheckStateRole:
            self.take([index.row()], taken=Qt.CheckState(value) == Qt.CheckState.Checked)
        elif role == Qt.ItemDataRole.EditRole:
            self.rename([index.row()], str(value))
        else:
            return False
        return True

    # Inside

    def _fate(self, row: FoundClass) -> _Fate:
        return self._fates[class_key(row.name)]

    def _changed(self) -> None:
        self._count()
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, NOTE))
        self.chosen.emit()

    def _count(self) -> None:
        """Which rows each class is made of, and how many files it has."""
        self._totals = Counter[str]()
        self._members: dict[str, list[int]] = {}
        for number, row in enumerate(self._rows):
            fate = self._fate(row)
            if fate.taken:
                self._totals[class_key(fate.becomes)] += row.files
                self._members.setdefault(class_key(fate.becomes), []).append(number)

    def _partners(self, row: int) -> list[str]:
        """The names of other rows that become the same class."""
        members = self._members.get(class_key(self.becomes(row)), ())
        return [self._rows[number].name for number in members if number != row]

    def _joined(self, row: int) -> str:
        """The project's class that a row's pictures come to, if that is called otherwise."""
        name = self._known.get(class_key(self.becomes(row)), "")
        return name if class_key(name) != class_key(self._rows[row].name) else ""

    def _text(self, row: int, column: int) -> str:
        match column:
            case 0:
                return self._rows[row].name
            case 1:
                return human_number(self._rows[row].files)
            case 2:
                return self.becomes(row) if self.is_taken(row) else self.tr("left out")
            case _:
                return self._note(row)

    def _note(self, row: int) -> str:
        """Why a name is proposed, and what it is merged with."""
        found, fate = self._rows[row], self._fate(self._rows[row])
        proposed = self._proposed[class_key(found.name)]
        why = found.why if (fate.becomes, fate.taken) == (proposed.becomes, proposed.taken) else ""
        merged = self._merged(row, named=bool(why) and fate.becomes != found.name) if fate.taken else ""
        return " · ".join(part for part in (why, merged) if part)

    def _merged(self, row: int, *, named: bool) -> str:
        """What a class becomes one with; ``named``: the reason says that already."""
        partners = [f"“{name}”" for name in self._partners(row)]
        if not partners:
            joined = self._joined(row)
            return self.tr("added to “{0}”").format(joined) if joined and not named else ""
        if len(partners) > _NAMED + 1:
            partners[_NAMED:] = [self.tr("{0} others").format(len(partners) - _NAMED)]
        together = pictures(self._totals[class_key(self.becomes(row))])
        if named and len(partners) == 1:
            return self.tr("together {0}").format(together)
        return self.tr("one with {0}: {1}").format(listed(partners), together)

    def _said(self, row: int) -> str:
        found = self.tr("{0}, {1}").format(self._rows[row].name, pictures(self._rows[row].files))
        becomes = self.tr("becomes {0}").format(self.becomes(row)) if self.is_taken(row) else self.tr("left out")
        return ". ".join(part for part in (found, becomes, self._note(row)) if part)

    def _colour(self, row: int, column: int) -> str:
        if column == NOTE:
            return "accent" if self.is_merged(row) else "muted"
        return "text" if self.is_taken(row) else "muted"

    @staticmethod
    def _alignment(column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if column == PICTURES else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


def rows_of(indexes: Sequence[Index]) -> list[int]:
    """The rows of some cells, each once."""
    return sorted({index.row() for index in indexes})
