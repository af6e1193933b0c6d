"""A dialog that has a command do something with pictures of a gallery: pages, how far it is and what came of it, buttons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.gallery.chosen import Chosen
from artclass_gui.list_jobs import ListJob
from artclass_gui.theme import GAP, ROOM, SMALL, WIDE
from artclass_gui.widgets.outcome_line import OutcomeLine
from trainer.events import Failed, Finished, TerminalEvent


class ListDialog(QDialog):
    """Stays open until the person has seen what came of it.

    Subclasses say with `show_result` what is shown at the end, with `stopped_words` what is said after a stop, and with
    `after` what else comes of an end, whichever it was.

    Args:
        context: The window's services.
        parent: Over which it opens.
        chosen: The pictures.
    """

    def __init__(self, context: Context, parent: QWidget, chosen: Chosen) -> None:
        super().__init__(parent)
        self._context = context
        self._job = ListJob(context, chosen, self)
        self.line = OutcomeLine()
        self._middle = QStackedWidget()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._job.said.connect(self.line.hear)
        self._job.ended.connect(self.end)

    def end(self, ending: TerminalEvent) -> None:
        """The command has ended: show its result, or say why there is none."""
        match ending:
            case Finished(result=result):
                self.show_result(result)
            case Failed():
                self.line.say(ending.sentence(), "bad")
            case _:
                self.line.say(self.stopped_words())
        self.after()

    def show_result(self, result: dict[str, Any]) -> None:
        """Show what came of it."""
        raise NotImplementedError

    def stopped_words(self) -> str:
        """What is said when it was stopped."""
        raise NotImplementedError

    def after(self) -> None:
        """It has ended, and that is said."""
        raise NotImplementedError

    def tell_refusal(self, refusal: str) -> None:
        """Say why nothing can be done with these choices; "": take back that it was said."""
        if refusal or self.line.said.property("role") == "warning":
            self.line.say(refusal, "warning" if refusal else "plain")

    def lay_out(self, pages: Sequence[QWidget], left: Sequence[QWidget], right: Sequence[QWidget]) -> None:
        """Put the pages above the line, and buttons below it, at the left and at the right."""
        for page in pages:
            self._middle.addWidget(page)
        buttons = QHBoxLayout()
        buttons.setSpacing(SMALL)
        for made in left:
            buttons.addWidget(made)
        buttons.addStretch(1)
        for made in right:
            buttons.addWidget(made)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, ROOM)
        column.setSpacing(GAP)
        column.addWidget(self._middle, 1)
        column.addWidget(self.line)
        column.addLayout(buttons)
