"""How a run stands that has no report, and the view of a log."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from artclass_gui.pages.results_details import RunDetails
from artclass_gui.project import RunState
from artclass_gui.theme import GAP, ROOM
from artclass_gui.widgets.card import Card
from artclass_gui.widgets.text import heading, muted, text


class UnfinishedView(QWidget):
    """How a run stands that has no report."""

    def __init__(self) -> None:
        super().__init__()
        self.sentence = text("")
        self.kept = muted("")
        card = Card(self.tr("No results"))
        self._card = card
        card.body.addWidget(self.sentence)
        card.body.addWidget(self.kept)
        self.log_name: QLabel = heading(self.tr("Last lines of the log"))
        self.log = log_view(self.log_name.text(), "")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GAP, ROOM, ROOM)
        column.setSpacing(GAP)
        column.addWidget(card)
        column.addWidget(self.log_name)
        column.addWidget(self.log, 1)
        self._rest = QWidget()
        column.addWidget(self._rest, 1)

    def show_run(self, state: RunState, details: RunDetails) -> None:
        """Say how this run ended and what can be done."""
        self._card.heading.setText(self._heading(state))
        self.sentence.setText(details.failure or self._words(state))
        self.kept.setText(self._kept(state, details))
        self.kept.setVisible(bool(self.kept.text()))
        tail = "\n".join(details.log.splitlines()[-12:])
        self.log.setPlainText(tail)
        failed = bool(tail) and state.state == "failed"
        self.log_name.setVisible(failed)
        self.log.setVisible(failed)
        self._rest.setVisible(not failed)

    def _heading(self, state: RunState) -> str:
        match state.state:
            case "running":
                return self.tr("Still training")
            case "failed":
                return self.tr("This run failed")
            case _:
                return self.tr("This run was not finished")

    def _words(self, state: RunState) -> str:
        match state.state:
            case "running":
                return self.tr("Its results appear here when it has ended. The Train page shows how far it is.")
            case "interrupted":
                return self.tr("It ended without a word: the computer or the program was switched off.")
            case "failed":
                return self.tr("The log says more.")
            case _ if state.stopped == "paused":
                return self.tr("It was paused before it had a result.")
            case _:
                return self.tr("It was stopped before it had a result.")

    def _kept(self, state: RunState, details: RunDetails) -> str:
        if state.state == "running":
            return ""
        if details.resumable:
            return self.tr("What it had learnt is kept: Resume goes on from there.")
        return self.tr("It cannot be resumed; it may be deleted.")


def log_view(name: str, nothing: str) -> QPlainTextEdit:
    """A field that shows lines as they were written; ``nothing`` is said where there are none."""
    view = QPlainTextEdit()
    view.setReadOnly(True)
    view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    view.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    view.setTabChangesFocus(True)
    view.setPlaceholderText(nothing)
    view.setAccessibleName(name)
    return view
