"""A report by class as one HTML file, or a contact sheet as a PDF: a few choices, a file, and it is made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.dialogs.report_choices import ReportChoices, SheetChoices
from artclass_gui.gallery.chosen import Chosen
from artclass_gui.list_jobs import ListJob
from artclass_gui.sheets.job import SheetJob
from artclass_gui.sheets.sizes import group_sizes
from artclass_gui.theme import GAP, ROOM, SMALL, WIDE
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.outcome_line import OutcomeLine
from artclass_gui.widgets.reveal import reveal
from artclass_gui.widgets.text import muted
from artclass_gui.widgets.words import human_number, pictures
from trainer.events import Event, Failed, Finished, Progress, TerminalEvent

_WIDTH = 520


class ReportMaker(QObject):
    """Makes a report with the command of that name, in a child process; `SheetMaker` has the same methods and signals.

    Attributes:
        choices: The widget to show.
        ending: Of the file.

    Signals:
        progressed(int, int): So many of so many pictures are on it.
        done(str): It is written; a sentence.
        failed(str): It could not be written; a sentence.
        stopped(): It was given up.
    """

    progressed = Signal(int, int)
    done = Signal(str)
    failed = Signal(str)
    stopped = Signal()

    ending = ".html"

    def __init__(self, context: Context, chosen: Chosen) -> None:
        super().__init__()
        self.choices = ReportChoices()
        self._job = ListJob(context, chosen, self)
        self._job.said.connect(self._hear)
        self._job.ended.connect(self._end)

    def words(self) -> tuple[str, str, str]:
        """The dialog's title, what the file is for, and what the file is called in a file dialog."""
        explanation = self.tr(
            "One file with small pictures of each class, how sure the model is of them, and your own labels. It opens in "
            "any browser, can be printed, and asks for nothing from the internet."
        )
        return self.tr("Report by class"), explanation, self.tr("Web page (*.html)")

    def make(self, path: Path) -> None:
        """Begin to make it."""
        words = ["report", "--output", str(path), "--title", self.choices.title.text().strip() or path.stem]
        self._job.start(self.tr("Making a report"), [*words, "--per-class", str(self.choices.most.value())])

    def cancel(self) -> None:
        """Give it up."""
        self._job.cancel()

    def _hear(self, event: Event) -> None:
        if isinstance(event, Progress) and event.total:
            self.progressed.emit(event.done, event.total)

    def _end(self, ending: TerminalEvent) -> None:
        match ending:
            case Finished(result=result):
                self.done.emit(self._outcome(result))
            case Failed():
                self.failed.emit(ending.sentence())
            case _:
                self.stopped.emit()

    def _outcome(self, result: dict[str, Any]) -> str:
        words = self.tr("The report shows {0} of {1}.").format(
            human_number(result["shown"]), pictures(result["pictures"])
        )
        if changed := result["changed"]:
            words += " " + self.tr(
                "Changed since being classified, and shown apart: {0}. Classify the folder again."
            ).format(pictures(changed))
        return words


class SheetMaker(QObject):
    """Makes a contact sheet, in a thread of the window; with the attributes and signals of `ReportMaker`."""

    progressed = Signal(int, int)
    done = Signal(str)
    failed = Signal(str)
    stopped = Signal()

    ending = ".pdf"

    def __init__(self, context: Context, chosen: Chosen) -> None:
        super().__init__()
        self.choices = SheetChoices(group_sizes(chosen.pictures, chosen.rows))
        self._job = SheetJob(context, chosen, self)
        self._job.progressed.connect(self.progressed)
        self._job.failed.connect(self.failed)
        self._job.stopped.connect(self.stopped)
        self._job.done.connect(self._end)

    def words(self) -> tuple[str, str, str]:
        """The dialog's title, what the file is for, and what the file is called in a file dialog."""
        explanation = self.tr("All pictures in columns, with their names and classes, as a PDF to print.")
        return self.tr("Contact sheet"), explanation, self.tr("PDF (*.pdf)")

    def make(self, path: Path) -> None:
        """Begin to make it."""
        names = {"novel": self.tr("Probably none of the classes"), "unreadable": self.tr("Cannot be read")}
        self._job.start(path, self.choices.sheet(path.stem), names)

    def cancel(self) -> None:
        """Give it up."""
        self._job.cancel()

    def _end(self, pages: int) -> None:
        words = self.tr("The contact sheet has 1 page.") if pages == 1 else self.tr("The contact sheet has {0} pages.")
        self.done.emit(words.format(human_number(pages)))


class ReportDialog(QDialog):
    """Asks for the choices and a file, and stays open until that is made.

    Args:
        context: The window's services.
        parent: Over which it opens.
        maker: What is made.
        chosen: The pictures; the name of their folder is proposed.
    """

    def __init__(self, context: Context, parent: QWidget, maker: ReportMaker | SheetMaker, chosen: Chosen) -> None:
        super().__init__(parent)
        maker.setParent(self)
        self.maker, self._folder, self._path = maker, chosen.folder, Path()
        title, explanation, self._kind = maker.words()
        self.line = OutcomeLine()
        theme = context.theme
        self.save_button = button(self.tr("Save as…"), self._ask, "primary", theme=theme, icon="save")
        self.cancel_button = button(self.tr("Cancel"), maker.cancel, theme=theme, icon="cancel")
        self.close_button = button(self.tr("Close"), self.reject)
        self.show_button = button(self.tr("Show the folder"), lambda: reveal(self._path), theme=theme, icon="reveal")
        self.open_button = button(self.tr("Open it"), self._open, "primary", theme=theme, icon="open-folder")
        self._busy = self._done = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("{0} of {1}").format(title, pictures(len(chosen.rows))))
        maker.choices.title.setText(chosen.folder.name)
        self._lay_out(explanation)
        self._connect()
        self._follow()

    def save(self, path: Path) -> None:
        """Make the file."""
        self._path, self._busy, self._done = path, True, False
        self.line.say("")
        self.maker.make(path)
        self._follow()

    def reject(self) -> None:
        """Close; what is being made is given up."""
        self.maker.cancel()
        super().reject()

    # What happens

    def _ask(self) -> None:
        place = self._folder.parent / f"{self._folder.name}{self.maker.ending}"
        dialog = QFileDialog(self, self.tr("Save as"), str(place), self._kind)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(self.maker.ending.removeprefix("."))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.save(Path(chosen)))
        dialog.open()

    def _made(self, words: str) -> None:
        self._busy, self._done = False, True
        self.line.say(words)
        self._follow()

    def _failed(self, words: str) -> None:
        self._busy = False
        self.line.say(words, "bad")
        self._follow()

    def _stopped(self) -> None:
        self._busy = False
        self.line.say(self.tr("Nothing was written."))
        self._follow()

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path)))

    def _follow(self) -> None:
        self.line.set_busy(self._busy)
        self.maker.choices.setEnabled(not self._busy)
        self.save_button.setVisible(not self._busy and not self._done)
        self.cancel_button.setVisible(self._busy)
        self.close_button.setVisible(not self._busy)
        self.show_button.setVisible(self._done)
        self.open_button.setVisible(self._done)

    # Making it

    def _connect(self) -> None:
        self.maker.progressed.connect(self.line.follow)
        self.maker.done.connect(self._made)
        self.maker.failed.connect(self._failed)
        self.maker.stopped.connect(self._stopped)
        self.maker.choices.changed.connect(self._choose_again)

    def _choose_again(self) -> None:
        """Something else is chosen: it can be saved anew."""
        self._done = False
        self._follow()

    def _lay_out(self, explanation: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self.show_button)
        row.addStretch(1)
        for made in (self.close_button, self.cancel_button, self.save_button, self.open_button):
            row.addWidget(made)
        self.save_button.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, ROOM)
        column.setSpacing(GAP)
        column.addWidget(muted(explanation))
        column.addWidget(self.maker.choices)
        column.addWidget(self.line)
        column.addStretch(1)
        column.addLayout(row)
        self.setMinimumWidth(_WIDTH)
