"""What came of writing, reading or taking out keywords: sentences, and the pictures that are worth a look."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from artclass_gui.theme import GAP
from artclass_gui.widgets.text import text
from artclass_gui.widgets.words import pictures

_SHOWN = 1_000  # rows; whoever wants all asks the command line


def _tr(words: str) -> str:
    return QCoreApplication.translate("TagOutcome", words)


class TagOutcome(QWidget):
    """The result of the command, in words and as a table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = text("")
        self.table = QTableWidget(0, 3)
        self.table.setHorizontalHeaderLabels([self.tr("Picture"), self.tr("Class"), self.tr("Remark")])
        self.table.setAccessibleName(self.tr("Pictures"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.table.setWordWrap(False)
        self.table.setStyleSheet("QTableView::item { padding: 0 8px; border: none; }")
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(0, 200)
        header.resizeSection(1, 130)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.words)
        column.addWidget(self.table, 1)

    def show_result(self, result: Mapping[str, Any]) -> None:
        """Show what the command has found or done."""
        rows = _read_rows(result) if result["job"] == "read" else _written_rows(result)
        self.words.setText(_read_words(result) if result["job"] == "read" else _written_words(result))
        self.table.setVisible(bool(rows))
        self.table.setRowCount(min(len(rows), _SHOWN))
        for place, (path, label, remark) in enumerate(rows[:_SHOWN]):
            for column, words in enumerate((PurePath(path).name, label, remark)):
                item = QTableWidgetItem(words)
                item.setToolTip(path if column == 0 else words)
                self.table.setItem(place, column, item)


def _written_words(result: Mapping[str, Any]) -> str:
    done = {
        "written": _tr("{0} given a class as a keyword."),
        "unchanged": _tr("{0} had nothing to be changed."),
        "removed": _tr("{0} without what ArtClass had written."),
        "unsure": _tr("{0} without a keyword, for the model is not sure enough."),
        "novel": _tr("{0} without a keyword: probably none of the classes."),
        "unreadable": _tr("{0} cannot be read."),
        "changed": _tr("{0} left alone: changed since being classified. Classify the folder again."),
        "edited": _tr(
            "{0} left alone, for their class was changed or taken out in another program. Read changed ones back to keep "
            "them, or tick that these are replaced."
        ),
        "failed": _tr("{0} could not be written."),
    }
    lines = [done[status].format(pictures(count)) for status, count in result["counts"].items()]
    if result["dry_run"]:
        lines.insert(0, _tr("This is what would come of it; nothing has been written."))
    return "\n".join(lines or [_tr("There was nothing to do.")])


def _written_rows(result: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    return [(row["path"], row.get("keyword", ""), _remark(row)) for row in result["pictures"]]


def _remark(row: Mapping[str, Any]) -> str:
    if "reason" in row:
        return str(row["reason"])
    files = ", ".join(PurePath(name).name for name in row.get("files", ()))
    words = {
        "written": _tr("goes into {0}").format(files),
        "removed": _tr("is taken out of {0}").format(files),
        "unchanged": _tr("stays as it is"),
        "unsure": _tr("the model is not sure enough"),
        "novel": _tr("probably none of the classes"),
    }
    return words.get(row["status"], "")


def _read_words(result: Mapping[str, Any]) -> str:
    count = len(result["corrections"])
    looked = _tr("The keywords of {0} were read.").format(pictures(result["pictures"]))
    if not count and result["undecided"]:
        return f"{looked}\n{_tr('Which class is meant cannot be told of these, so that no label changes.')}"
    if not count:
        return f"{looked}\n{_tr('No picture was given another class in another program.')}"
    return f"{looked}\n{_tr('{0} got another class in another program.').format(pictures(count))}"


def _read_rows(result: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    changed = [
        (row["path"], row["label"], _tr("was “{0}”").format(row["before"]) if row["before"] else "")
        for row in result["corrections"]
    ]
    undecided = [(row["path"], "", _undecided(row["classes"], row["before"] or "")) for row in result["undecided"]]
    return [*changed, *undecided, *((row["path"], "", row["reason"]) for row in result["damaged"])]


def _undecided(names: list[str], before: str) -> str:
    if not names:
        return _tr("has lost its class “{0}” there; write it again if changed ones may be replaced").format(before)
    return _tr("has several classes there: {0}").format(", ".join(f"“{name}”" for name in names))
