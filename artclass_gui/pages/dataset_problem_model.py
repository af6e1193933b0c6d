"""The files that were not taken as a table: kind, file, reason, by kind if wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from artclass_gui.theme import Theme
from artclass_gui.widgets.words import human_number
from trainer.catalog.records import FileProblem

Kind = Literal["unreadable", "duplicate", "two labels", "passed over"]
Index = QModelIndex | QPersistentModelIndex
KINDS: tuple[Kind, ...] = ("unreadable", "two labels", "duplicate", "passed over")
_ICONS = {
    "unreadable": ("broken", "bad"),
    "two labels": ("warning", "warn"),
    "duplicate": ("duplicate", "muted"),
    "passed over": ("info", "muted"),
}
_KIND, _FILE, _REASON = range(3)
_NOTHING = QModelIndex()


class ProblemModel(QAbstractTableModel):
    """Problems in the order in which they were seen; all, or those of one kind."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._all: tuple[FileProblem, ...] = ()
        self._shown: Sequence[FileProblem] = ()
        self.kind: str | None = None
        self._icons: dict[str, object] = {}
        theme.changed.connect(self._tint)

    @property
    def total(self) -> int:
        """How many problems there are, shown or not."""
        return len(self._all)

    def counts(self) -> dict[Kind, int]:
        """How many there are of each kind that occurs, in the order of `KINDS`."""
        found = Counter(problem.kind for problem in self._all)
        return {kind: found[kind] for kind in KINDS if found[kind]}

    def set_problems(self, problems: Sequence[FileProblem]) -> None:
        """Show these; a kind that occurs no more is not filtered by any longer."""
        self._all = tuple(problems)
        self.show_kind(self.kind if self.kind in self.counts() else None)

    def show_kind(self, kind: str | None) -> None:
        """Show the problems of one kind, or all."""
        self.beginResetModel()
        self.kind = kind
        self._shown = self._all if kind is None else [problem for problem in self._all if problem.kind == kind]
        self.endResetModel()

    def problem(self, row: int) -> FileProblem:
        """The problem that a row shows."""
        return self._shown[row]

    def kind_words(self, kind: str, count: int) -> str:
        """A kind with how many there are of it: "20 unreadable", "603 duplicates"."""
        return f"{human_number(count)} {self._chip(kind, plural=count != 1)}"

    def rowCount(self, parent: Index = _NOTHING) -> int:
        """One row a problem."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _NOTHING) -> int:
        """Kind, file, reason."""
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' names."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Kind"), self.tr("File"), self.tr("Reason"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The file's name is shown short, and whole in the tooltip."""
        problem = self._shown[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._text(problem, index.column())
            case Qt.ItemDataRole.ToolTipRole:
                return problem.path if index.column() == _FILE else problem.reason
            case Qt.ItemDataRole.DecorationRole if index.column() == _KIND:
                return self._icon(problem.kind)
        return None

    def _text(self, problem: FileProblem, column: int) -> str:
        if column == _FILE:
            return "/".join(PurePath(problem.path).parts[-2:])
        return self._chip(problem.kind, plural=False) if column == _KIND else problem.reason

    def _chip(self, kind: str, *, plural: bool) -> str:
        match kind:
            case "unreadable":
                return self.tr("unreadable")
            case "duplicate":
                return self.tr("duplicates") if plural else self.tr("duplicate")
            case "two labels":
                return self.tr("in two classes")
            case _:
                return self.tr("passed over")

    def _icon(self, kind: str) -> object:
        if kind not in self._icons:
            self._icons[kind] = self._theme.icon(*_ICONS[kind])
        return self._icons[kind]

    def _tint(self) -> None:
        self._icons.clear()
