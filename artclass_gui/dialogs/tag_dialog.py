"""Classes as keywords in XMP: written where photo managers read them, tried first if wanted, and read back from there."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.deciding import Decider, Turn
from artclass_gui.dialogs.list_dialog import ListDialog
from artclass_gui.dialogs.tag_choices import TagChoices
from artclass_gui.dialogs.tag_outcome import TagOutcome
from artclass_gui.gallery.chosen import Chosen
from artclass_gui.theme import ROOM
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.fitting import Scrolling, fit
from artclass_gui.widgets.text import muted
from artclass_gui.widgets.words import human_number, pictures
from trainer.catalog.records import Decision, LeftOut
from trainer.catalog.store import Catalog

_WIDTH, _HEIGHT = 640, 640


class TagDialog(ListDialog):
    """Writes, reads back or takes out keywords; it stays open until the person has seen what came of it.

    Args:
        context: The window's services.
        parent: Over which it opens.
        chosen: The pictures.

    Signals:
        rewritten(): Pictures themselves may have been written into: their files are no longer those that were classified.
    """

    rewritten = Signal()

    def __init__(self, context: Context, parent: QWidget, chosen: Chosen) -> None:
        super().__init__(context, parent, chosen)
        self._inside = False
        self._folder, self._count = chosen.folder, len(chosen.rows)
        self._found: dict[str, Any] | None = None
        self._refusals: tuple[LeftOut, ...] = ()
        self.choices = TagChoices(project_open=context.project.is_open, filing=chosen.filing)
        self.outcome = TagOutcome()
        theme = context.theme
        self.back_button = button(self.tr("Back"), self._go_back, theme=theme, icon="back")
        self.try_button = button(self.tr("Try it first"), lambda: self._start(dry=True), theme=theme, icon="search")
        self.go_button = button("", lambda: self._start(dry=False), "primary", theme=theme, icon="tag")
        self.label_button = button("", self._label, "primary", theme=theme, icon="check")
        self.cancel_button = button(self.tr("Cancel"), self._job.cancel, theme=theme, icon="cancel")
        self.close_button = button(self.tr("Close"), self.reject)
        self.setWindowTitle(self.tr("Keywords of {0}").format(pictures(self._count)))
        self._lay_out()
        self.choices.changed.connect(self._follow)
        self._follow()
        context.tasks.run(self, _find_exiftool, self.choices.allow_exiftool)

    def reject(self) -> None:
        """Close; what is being written stops where it is, and what was written stays."""
        self._job.cancel()
        super().reject()

    # What happens

    def _start(self, *, dry: bool) -> None:
        arguments = self.choices.arguments
        if dry and "--dry-run" not in arguments:
            arguments.append("--dry-run")
        self._inside = "--into-files" in arguments and "--dry-run" not in arguments
        self.line.say("")
        self._job.start(self._title(), arguments)
        self._follow()

    def _title(self) -> str:
        return self.tr("Reading keywords") if self.choices.action == "read" else self.tr("Writing keywords")

    def show_result(self, result: dict[str, Any]) -> None:
        """Show what was written, or found."""
        self._found = result
        self.outcome.show_result(result)
        self._middle.setCurrentIndex(1)

    def stopped_words(self) -> str:
        """What was written stays."""
        return self.tr("Stopped. What was written stays; the next time, only the rest is written.")

    def after(self) -> None:
        """Files may be others now, also where it was stopped."""
        if self._inside:
            self.rewritten.emit()
        self._follow()

    def _go_back(self) -> None:
        self._found, self._refusals = None, ()
        self.line.say("")
        self._middle.setCurrentIndex(0)
        self._follow()

    def _label(self) -> None:
        """Make labels of what was changed elsewhere: one step that can be undone, also when this dialog is gone."""
        assert self._found is not None
        labels: dict[str | Path, str | None] = {row["path"]: row["label"] for row in self._found["corrections"]}
        folder, number = self._folder, len(labels)

        def display(turn: Turn, decision: Decision | None) -> None:
            if turn == "made" and decision is not None:
                self._refusals = decision.left_out

        def work(catalog: Catalog) -> Decision | None:
            return catalog.label_each(labels, root=folder)

        decider = Decider(self._context, self.parent())  # undo needs it when this dialog is gone
        decider.decided.connect(self._labelled)
        decider.failed.connect(self._refused)
        self.label_button.setEnabled(False)
        name, said = _of_labelling(number)
        decider.decide(
            name, work, said, display=display, reword=lambda decision: _of_labelling(number - len(decision.left_out))
        )

    def _labelled(self, words: str) -> None:
        """Close; but where some were refused, that is to be seen first."""
        if not self._refusals:
            self.accept()
            return
        self.line.say(f"{words}\n{_refused_words(self._refusals)}", "warning")
        self._follow()

    def _refused(self, words: str) -> None:
        self.line.say(words, "bad")
        self.label_button.setEnabled(True)

    def _follow(self) -> None:
        busy, seen = self._job.busy, self._middle.currentIndex() == 1
        found = self._found or {}
        corrections = len(found.get("corrections", ()))
        tried = bool(found.get("dry_run")) and found.get("job") != "read"
        refusal = "" if seen else self.choices.refusal
        if not seen:
            self.tell_refusal(refusal)
        self.line.set_busy(busy)
        self.choices.setEnabled(not busy)
        self.back_button.setVisible(seen and not busy)
        self.try_button.setVisible(not seen and not busy and self.choices.action != "read")
        self.go_button.setVisible(not busy and (not seen or tried))
        self.go_button.setText(self._verb())
        for begins in (self.try_button, self.go_button):
            begins.setEnabled(not refusal)
        self.label_button.setVisible(seen and corrections > 0 and not self._refusals)
        self.label_button.setEnabled(True)
        self.label_button.setText(self.tr("Label {0}").format(pictures(corrections)))
        self.cancel_button.setVisible(busy)
        self.close_button.setVisible(not busy)

    def _verb(self) -> str:
        match self.choices.action:
            case "read":
                return self.tr("Look for changes")
            case "remove":
                return self.tr("Take keywords out")
            case _:
                return self.tr("Write keywords")

    # Making it

    def _lay_out(self) -> None:
        right = (self.close_button, self.cancel_button, self.try_button, self.label_button, self.go_button)
        self.lay_out((self._first(), self.outcome), (self.back_button,), right)
        self.go_button.setDefault(True)
        fit(self, _WIDTH, _HEIGHT)

    def _first(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ROOM)
        words = self.tr("Other programs find {0} by class then: as plain keywords, and in a tree below “ArtClass”.")
        column.addWidget(muted(words.format(pictures(self._count))))
        column.addWidget(self.choices)
        column.addStretch(1)
        return Scrolling(page)


def _tr(words: str) -> str:
    return QCoreApplication.translate("TagDialog", words)


def _of_labelling(number: int) -> tuple[str, str]:
    """What labelling so many pictures is called, and what is said when it is done."""
    count = pictures(number)
    name, said = _tr("Label {0} as in another program"), _tr("{0} labelled as in another program.")
    return name.format(count), said.format(count)


def _refused_words(refusals: Sequence[LeftOut]) -> str:
    """How many corrections were not applied, and why the first was not."""
    name, reason = Path(refusals[0].path).name, refusals[0].reason
    if len(refusals) == 1:
        return _tr("1 correction was not applied, for “{0}” {1}.").format(name, reason)
    words = _tr("{0} corrections were not applied. The first is “{1}”: it {2}.")
    return words.format(human_number(len(refusals)), name, reason)


def _find_exiftool() -> bool:
    """For a worker thread: a folder of programs may lie on a network."""
    return shutil.which("exiftool") is not None
