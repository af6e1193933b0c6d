"""Pictures sorted into folders: chosen, shown before anything is touched, done, and undone, also long after."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.dialogs.list_dialog import ListDialog
from artclass_gui.dialogs.sort_choices import SortChoices
from artclass_gui.dialogs.sort_earlier import SortEarlier
from artclass_gui.dialogs.sort_outcome import SortOutcome
from artclass_gui.gallery.chosen import Chosen
from artclass_gui.jobs.job import Job
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.fitting import Scrolling, fit
from artclass_gui.widgets.reveal import reveal
from artclass_gui.widgets.words import pictures
from trainer.events import TerminalEvent
from trainer.sorting import journal

_WIDTH, _HEIGHT = 880, 700
_CHOICES, _OUTCOME, _EARLIER = range(3)


class SortDialog(ListDialog):
    """Three pages: the choices, what would come or has come of them, and earlier sorts.

    Args:
        context: The window's services.
        parent: Over which it opens.
        chosen: The pictures.

    Signals:
        moved(): Files lie elsewhere now.
    """

    moved = Signal()

    def __init__(self, context: Context, parent: QWidget, chosen: Chosen) -> None:
        super().__init__(context, parent, chosen)
        self._later: Job | None = None  # undoes or goes on with a sort
        self._found: dict[str, Any] | None = None
        self._stopped = ""  # what to say if the job is stopped
        by_model = chosen.package is not None
        self.choices = SortChoices(chosen.folder, context.theme, by_model=by_model, filing=chosen.filing)
        self.outcome = SortOutcome()
        self.earlier = SortEarlier(context.theme)
        self._make_buttons()
        self.setWindowTitle(self.tr("Sort {0} into folders").format(pictures(len(chosen.rows))))
        self._lay_out()
        self.choices.changed.connect(self._follow)
        self.earlier.undo_wanted.connect(self.undo)
        self.earlier.resume_wanted.connect(lambda name: self._later_job("--resume", name))
        self._read_earlier()
        self._follow()

    @property
    def _busy(self) -> bool:
        return self._job.busy or self._later is not None

    def reject(self) -> None:
        """Close; what is under way stops between two pictures, and can be gone on with or undone."""
        self._cancel()
        super().reject()

    def undo(self, name: str) -> None:
        """Take a sort back."""
        self._later_job("--undo", name)

    # What happens

    def _try(self) -> None:
        self._start(dry=True)

    def _start(self, *, dry: bool) -> None:
        self.line.say("")
        self._found = None if dry else self._found
        self._stopped = self.tr("Stopped. Nothing has been touched.") if dry else self._half()
        arguments = self.choices.arguments + (["--dry-run"] if dry else [])
        self._job.start(self.tr("Sorting into folders"), arguments)
        self._follow()

    def _later_job(self, option: str, name: str) -> None:
        if self._busy:
            return
        self.line.say("")
        rest = self.tr("Stopped. Under “Earlier sorts” you can undo the rest.")
        self._stopped = rest if option == "--undo" else self._half()
        title = self.tr("Undoing a sort") if option == "--undo" else self.tr("Sorting into folders")
        self._later = self._context.jobs.start(title, ["sort", option, name])
        self._later.said.connect(self.line.hear)
        self._later.ended.connect(self._end_later)
        self._follow()

    def _half(self) -> str:
        return self.tr("Stopped. Under “Earlier sorts” you can go on with it, or undo it.")

    def _undo_found(self) -> None:
        if self._found is not None:
            self.undo(self._found["journal"])

    def _cancel(self) -> None:
        self._job.cancel()
        if self._later is not None:
            self._later.ask("cancel")

    def _end_later(self, ending: TerminalEvent) -> None:
        self._later = None
        self.end(ending)

    def stopped_words(self) -> str:
        """By what was stopped: a look, a sort or an undoing."""
        return self._stopped

    def after(self) -> None:
        """There may be another sort among the earlier ones."""
        self._read_earlier()
        self._follow()

    def show_result(self, result: dict[str, Any]) -> None:
        """Show what would go where, or what has gone there; those who show or know the files are told of it."""
        self._found = result
        self.outcome.show_result(result)
        self._middle.setCurrentIndex(_OUTCOME)
        if result["how"] == "move" and not result["dry_run"]:
            self.moved.emit()
        if result.get("labels_followed") and self._context.project.is_open:
            self._context.project.reload_catalog()

    def _go(self, page: int) -> None:
        self.line.say("")
        self._middle.setCurrentIndex(page)
        self._follow()

    def _read_earlier(self) -> None:
        self._context.tasks.run(self, journal.listed, self._show_earlier)

    def _show_earlier(self, sorts: list[journal.Summary]) -> None:
        self.earlier.show_sorts(sorts)
        broken = any(row.state == "unfinished" for row in sorts) and not self._busy
        if broken and self._middle.currentIndex() == _CHOICES and not self.line.said.text():
            self.line.say(
                self.tr("An earlier sort was broken off. Under “Earlier sorts” you can go on with it, or undo it.")
            )
            self._follow()

    def _follow(self) -> None:
        busy, page, found = self._busy, self._middle.currentIndex(), self._found or {}
        tried = bool(found.get("dry_run"))
        room = found.get("bytes_needed", 0) <= found.get("bytes_free", 0)
        refusal = self.choices.refusal if page == _CHOICES else ""
        if page == _CHOICES:
            self.tell_refusal(refusal)
        self.line.set_busy(busy)
        self._middle.setEnabled(not busy)
        self.earlier_button.setVisible(page != _EARLIER and not busy)
        self.back_button.setVisible(page != _CHOICES and not busy)
        self.try_button.setVisible(page == _CHOICES and not busy)
        self.try_button.setEnabled(not refusal)
        self.go_button.setVisible(page == _OUTCOME and tried and not busy)
        self.go_button.setEnabled(bool(found.get("planned")) and room)
        self.go_button.setText(self._verb().format(pictures(found.get("planned", 0))))
        undoable = page == _OUTCOME and not tried and found.get("job") != "undo" and bool(found.get("journal"))
        self.undo_button.setVisible(undoable and not busy)
        self.show_button.setVisible(undoable and not busy)
        self.cancel_button.setVisible(busy)
        self.close_button.setVisible(not busy)

    def _verb(self) -> str:
        match self.choices.how:
            case "copy":
                return self.tr("Copy {0}")
            case "move":
                return self.tr("Move {0}")
            case _:
                return self.tr("Link {0}")

    # Making it

    def _make_buttons(self) -> None:
        theme = self._context.theme
        self.earlier_button = button(self.tr("Earlier sorts"), lambda: self._go(_EARLIER), theme=theme, icon="clock")
        self.back_button = button(self.tr("Back"), lambda: self._go(_CHOICES), theme=theme, icon="back")
        self.try_button = button(self.tr("Show what would go where"), self._try, "primary", theme=theme, icon="search")
        self.go_button = button("", lambda: self._start(dry=False), "primary", theme=theme, icon="sort")
        self.undo_button = button(self.tr("Undo"), self._undo_found, theme=theme, icon="undo")
        self.show_button = button(self.tr("Show the folder"), self._reveal, theme=theme, icon="open-folder")
        self.cancel_button = button(self.tr("Stop"), self._cancel, theme=theme, icon="cancel")
        self.close_button = button(self.tr("Close"), self.reject)

    def _reveal(self) -> None:
        if self._found is not None:
            reveal(Path(self._found["into"]))

    def _lay_out(self) -> None:
        right = (
            self.show_button,
            self.undo_button,
            self.close_button,
            self.cancel_button,
            self.try_button,
            self.go_button,
        )
        self.lay_out((self._first(), self.outcome, self.earlier), (self.back_button, self.earlier_button), right)
        self.try_button.setDefault(True)
        fit(self, _WIDTH, _HEIGHT)

    def _first(self) -> QScrollArea:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.choices)
        column.addStretch(1)
        return Scrolling(page)
