"""The ledger on a card: every import with what it took and left out, and a button that undoes it as a whole."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QMessageBox, QTableView, QWidget

from artclass_gui.context import Context
from artclass_gui.pages.dataset_ledger_model import (
    DUPLICATES,
    FROM,
    LEFT_OUT,
    PICTURES,
    STATE,
    WHEN,
    LedgerModel,
    left_out,
    moment,
    reasons,
    sources,
)
from artclass_gui.project import CatalogState
from artclass_gui.theme import SMALL
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.card import Card
from artclass_gui.widgets.text import muted
from artclass_gui.widgets.words import human_number, pictures
from trainer.catalog.records import ImportEntry
from trainer.project import Project

_ROW = 34
_SHOWN = 6  # rows; the others are scrolled to
_REASONS = 4
_WIDTHS = {WHEN: 150, PICTURES: 76, DUPLICATES: 92, LEFT_OUT: 76, STATE: 80}


class LedgerCard(Card):
    """Lists imports, and undoes one when the person says so.

    Signals:
        undone(str): An import was undone; a sentence.
        failed(str): It could not be; a sentence.
    """

    undone = Signal(str)
    failed = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._context = context
        self._busy = False
        self.heading.setText(self.tr("Imports"))
        self.heading.show()
        self.setAccessibleName(self.heading.text())
        self.model = LedgerModel(context.theme, self)
        self.table = self._make_table()
        self.detail = muted("")
        self._none = muted(self.tr("Nothing has been imported yet."))
        self.undo_button = button(self.tr("Undo this import…"), self.ask, theme=context.theme, icon="undo")
        self._lay_out()
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_entry())
        context.jobs.changed.connect(self._show_entry)
        self.show_state(CatalogState())

    @property
    def current(self) -> ImportEntry | None:
        """The chosen import."""
        row = self.table.currentIndex().row()
        return self.model.entry(row) if row >= 0 else None

    def show_state(self, state: CatalogState) -> None:
        """List the imports of a catalog; the chosen one stays chosen."""
        chosen = self.current.id if self.current is not None else None
        self.model.set_entries(state.imports, at_work=self._context.jobs.of_kind("import") is not None)
        rows = self.model.rowCount()
        self._none.setVisible(rows == 0)
        for widget in (self.table, self.detail, self.undo_button):
            widget.setVisible(rows > 0)
        header = self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(header + min(rows, _SHOWN) * _ROW + 2 * self.table.frameWidth())
        if rows:
            self.table.selectRow(self.model.row_of(chosen))
        self._show_entry()

    def ask(self) -> None:
        """Ask whether the chosen import is to be undone."""
        entry = self.current
        if entry is None:
            return
        box = QMessageBox(QMessageBox.Icon.Question, self.tr("Undo this import"), "", parent=self)
        box.setText(self.tr("Undo the import of {0} ({1})?").format(sources(entry), moment(entry.started)))
        box.setInformativeText(self._consequences(entry))
        undo = box.addButton(self.tr("Undo the import"), QMessageBox.ButtonRole.AcceptRole)
        keep = box.addButton(self.tr("Keep it"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.buttonClicked.connect(lambda clicked: self._undo(entry) if clicked is undo else None)
        box.open()

    def _consequences(self, entry: ImportEntry) -> str:
        if entry.finished is None:
            goes = self.tr("What it brought leaves the project; what it changed becomes as it was before.")
        else:
            goes = self.tr("{0} that it brought leave the project; what it changed becomes as it was before.")
            goes = goes.format(pictures(entry.pictures))
            if entry.pictures == 1:
                goes = self.tr(
                    "The picture that it brought leaves the project; what it changed becomes as it was before."
                )
        kept = self.tr(
            "Pictures that another import brought too stay. Your own files are not touched, and trained models stay as "
            "they are. To have the pictures again, import them again: what you decided about them is remembered."
        )
        return f"{goes} {kept}"

    def _undo(self, entry: ImportEntry) -> None:
        project = self._context.project.project
        if project is None or self._busy or self._context.jobs.running:
            return
        self._busy = True
        self._show_entry()
        self._context.tasks.run(self, lambda: _undo(project, entry.id), self._done, self._fail)

    def _done(self, gone: int) -> None:
        self._busy = False
        self._show_entry()
        self._context.project.reload_catalog()
        words = self.tr("The import is undone: 1 picture left the project.")
        if gone != 1:
            words = self.tr("The import is undone: {0} left the project.").format(pictures(gone))
        self.undone.emit(words)

    def _fail(self, error: Exception) -> None:
        self._busy = False
        self._show_entry()
        self.failed.emit(str(error))

    def _show_entry(self) -> None:
        """Say more of the chosen import, and whether it can be undone now."""
        entry, jobs = self.current, bool(self._context.jobs.running)
        self.detail.setText(self._details(entry) if entry is not None else "")
        possible = entry is not None and self.model.can_be_undone(self.table.currentIndex().row())
        self.undo_button.setEnabled(possible and not jobs and not self._busy)
        self.undo_button.setText(self.tr("Undoing…") if self._busy else self.tr("Undo this import…"))
        tip = self.tr("Takes the pictures out of the project again that this import brought.")
        if entry is not None and entry.undone is not None:
            tip = self.tr("This import is undone already.")
        self.undo_button.setToolTip(self.tr("Not while a job is running.") if jobs else tip)

    def _details(self, entry: ImportEntry) -> str:
        said = [", ".join(map(str, entry.sources))]
        if left_out(entry):
            why = reasons(entry)
            if len(why) > _REASONS + 1:
                why[_REASONS:] = [self.tr("{0} other reasons").format(len(why) - _REASONS)]
            said.append(self.tr("Left out – {0}").format("; ".join(why)))
        if entry.changed:
            said.append(self.tr("Files that had changed: {0}").format(human_number(entry.changed)))
        if entry.gone:
            said.append(self.tr("Files that were no longer there: {0}").format(human_number(entry.gone)))
        return "\n".join(said)

    # Making it

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        table.setAccessibleName(self.tr("Imports, newest first"))
        table.setStyleSheet("QTableView::item { padding: 0 8px; border: none; }")
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(_ROW)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)
        header.setSectionResizeMode(FROM, QHeaderView.ResizeMode.Stretch)
        return table

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self.undo_button)
        row.addStretch(1)
        for widget in (self._none, self.table, self.detail):
            self.body.addWidget(widget)
        self.body.addLayout(row)


def _undo(project: Project, number: int) -> int:
    """Undo an import; returns how many pictures left."""
    from trainer.catalog.unpacked import undo_import  # noqa: PLC0415 - seldom needed

    return undo_import(project, number).pictures
