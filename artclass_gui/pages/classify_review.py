"""Reviewing on the Classify page: a bar and keys that give pictures classes, and training with what was given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QInputDialog, QLineEdit, QMenu, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.gallery.class_keys import DIGITS, keys_of, letter_of
from artclass_gui.gallery.view import GalleryView
from artclass_gui.gallery.viewer import Viewer
from artclass_gui.pages.classify_training import TrainButton
from artclass_gui.reviewing import Reviewer
from artclass_gui.theme import ROOM, SMALL, TINY
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.elided import ElidedLabel
from artclass_gui.widgets.text import muted
from artclass_gui.widgets.words import human_number

if TYPE_CHECKING:
    from artclass_gui.pages.classify_models import ModelChoice

_NARROW = 800  # pixels of width below which the button says only how many there are
_LOOKED = 1_000  # chosen pictures that are looked at to see whether there is anything to take back
_TAKE_BACK = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_PLAIN = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier


class ReviewBar(QWidget):
    """What can be said about the chosen pictures of the Classify page's gallery, also by keys there and in its viewer.

    Digits always label. With the switch “Review” all letters do so too, or begin the name of a new class, and the next
    picture comes up after each. What letters ask for otherwise has Ctrl and Shift then.

    Signals:
        said(str), failed(str): What was done, or could not be; a sentence.
        train_wanted(object): As `Reviewer.train_wanted`.
        began(): Pictures are about to be labelled.
        labelled(): Pictures were labelled; whoever chooses the next one does so now. By default it is the following one.
    """

    said = Signal(str)
    failed = Signal(str)
    train_wanted = Signal(object)
    began = Signal()
    labelled = Signal()

    def __init__(self, context: Context, view: GalleryView, viewer: Viewer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._view, self._viewer = context, view, viewer
        self._classes: tuple[str, ...] | None = None
        self._low = False
        self._said_of = 0
        self._keys: dict[str, str] = {}
        self.reviewer = Reviewer(context, view.images, self)
        theme = context.theme
        self.menu = QMenu(self)
        self.review_button = button(
            self.tr("Review"),
            self._follow_switch,
            theme=theme,
            icon="check",
            tip=self.tr(
                "The most useful pictures first; letters label as well as digits, and the next picture comes up after "
                "each. Other letters begin the name of a new class. Meanwhile Ctrl+Shift with C, S or W compares, shows "
                "similar pictures, or why."
            ),
        )
        self.review_button.setCheckable(True)
        self.label_button = button(self.tr("Label as"), lambda: None, theme=theme, icon="tag")
        self.label_button.setMenu(self.menu)
        self.back_button = button(self._of_back(), self.take_back, theme=theme, icon="undo")
        self.back_button.setToolTip(self.tr("{0} (Del)").format(self._of_back()))
        self.back_button.setAccessibleName(self._of_back())
        self.stop_button = button(self.tr("Stop"), self.reviewer.stop, theme=theme, icon="stop")
        self.stop_button.hide()
        self.train_button = TrainButton(theme)
        self.train_button.clicked.connect(self.reviewer.train)
        self._chosen = ElidedLabel("muted", Qt.TextElideMode.ElideRight)
        self.legend = ElidedLabel("muted", Qt.TextElideMode.ElideRight)
        self._legend_of_viewer = muted("")
        self._legend_of_viewer.setContentsMargins(ROOM, 0, ROOM, ROOM)
        self._lay_out()
        self._connect()
        self._show()
        self._follow_selection()

    # What the page says

    def set_low(self, low: bool) -> None:
        """Say whether the window is low: the keys are then listed only while reviewing, and words are left out."""
        if low != self._low:
            self._low = low
            self.back_button.setText("" if low else self._of_back())
            self._show_legend()

    def add_beside(self, widget: QWidget) -> None:
        """Let something stand at the end of the line."""
        self._row.addWidget(widget)

    def set_folder(self, folder: Path | None) -> None:
        """Say which folder is open; call `listed` once its pictures are known."""
        self.reviewer.set_folder(folder)

    def listed(self) -> None:
        """The pictures are listed, or others have come: read which of them the person has labelled."""
        self.reviewer.read()

    def set_model(self, model: ModelChoice | None) -> None:
        """Say which model classifies; None: there is none, and classes are made by typing their names."""
        run = model.arguments[-1] if model is not None and model.run else ""
        self.reviewer.set_model(model.classes if model is not None else (), run)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say less on the button where there is little room."""
        super().resizeEvent(event)
        self._show_training()

    # What the person does

    def rows(self) -> list[int]:
        """The rows that are meant: the picture that is shown large, or the chosen ones."""
        return [self._viewer.row] if self._viewer.row >= 0 else self._view.selected_rows()

    def take_back(self) -> None:
        """Take back the person's own labels of the chosen pictures."""
        self._label(None)

    def ask_for_class(self, start: str = "") -> None:
        """Ask for the name of a class and label the chosen pictures with it.

        Args:
            start: What was typed of it already.
        """
        dialog = QInputDialog(self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("New class"))
        dialog.setLabelText(self.tr("What is the class of {0} called?").format(self._words(len(self.rows()))))
        dialog.setOkButtonText(self.tr("Label"))
        dialog.setTextValue(start)
        dialog.textValueSelected.connect(self._label_typed)
        dialog.open()
        line = dialog.findChild(QLineEdit)
        if isinstance(line, QLineEdit):
            names = QCompleter(self.reviewer.classes, dialog)
            names.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            line.setCompleter(names)
            line.end(False)  # behind what was typed, which the dialog has selected

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Digits label, in a review letters too; Delete takes the own label back."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.isEnabled():
            return self._take_key(event)
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        key = event.text().casefold()
        if event.modifiers() & ~_PLAIN:
            return False
        if self.review_button.isChecked() and key.isalpha():
            self._take_letter(event)
        elif self.rows() and event.key() in _TAKE_BACK:
            self.take_back()
        elif self.rows() and key in DIGITS and key in self._keys:
            self._label(self._keys[key])
        else:
            return False
        return True

    def _take_letter(self, event: QKeyEvent) -> None:
        """A letter labels, or else begins the name of a new class; with Shift it always begins one."""
        known = self._keys.get(event.text().casefold())
        if not self.rows():
            self._chosen.set_words(self.tr("Choose pictures first: in a review, letters label them."))
        elif known is None or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.ask_for_class(event.text())
        else:
            self._label(known)

    def _label_typed(self, name: str) -> None:
        if name.strip():
            self._label(name.strip())

    def _label(self, label: str | None) -> None:
        rows = self.rows()
        if not rows:
            return
        self.began.emit()
        self.reviewer.label(rows, label)
        if self.review_button.isChecked() and label is not None and self._context.project.is_open:
            self._go_on(rows)

    def _go_on(self, rows: Sequence[int]) -> None:
        """Go to the picture behind those that were labelled; one that cannot be read cannot be labelled."""
        images = self._view.images
        last = max((images.position_of(row) for row in rows), default=-1)
        behind = range(last + 1, images.shown)
        goal = next((place for place in behind if images.row(images.row_at(place)).status != "unreadable"), last)
        if self._viewer.row >= 0:
            self._viewer.step(goal - last)
        else:
            self._view.selection.go(max(goal, 0))
        self.labelled.emit()

    def _follow_switch(self) -> None:
        """Begin with the first picture where none is chosen."""
        if self.review_button.isChecked() and not self.rows():
            self._view.selection.go(0)
        self._view.setFocus()
        self._show_legend()

    def _ask_for_project(self) -> None:
        from artclass_gui.dialogs.project_place import ProjectPlaceDialog  # noqa: PLC0415 - seldom

        rows = self.rows()
        folder = self.reviewer.folder or Path(self._view.images.path(rows[0])).parent
        dialog = ProjectPlaceDialog(self._context, folder, self.window())
        dialog.chosen.connect(lambda place, create: self._use_project(place, rows, create=create))
        dialog.rejected.connect(self.reviewer.drop)
        dialog.open()

    def _use_project(self, place: Path, rows: Sequence[int], *, create: bool) -> None:
        """Label what was waiting for a project, and go on as after any other label."""
        self.reviewer.use_project(place, create=create)
        if self.review_button.isChecked() and self._context.project.is_open:
            self._go_on(rows)

    # What is shown

    def _show(self) -> None:
        if self.reviewer.classes != self._classes:
            self._classes = self.reviewer.classes
            self._offer(self._classes)
            self._show_legend()
        self._show_training()
        self._enable()

    def _offer(self, classes: Sequence[str]) -> None:
        self._keys = keys_of(classes)
        self.menu.clear()
        for place, name in enumerate(classes):
            key = f"\t{DIGITS[place]}" if place < len(DIGITS) else ""
            action = self.menu.addAction(name.replace("&", "&&") + key)
            action.triggered.connect(lambda _=False, name=name: self._label(name))
        if classes:
            self.menu.addSeparator()
        self.menu.addAction(self.tr("New class…"), self.ask_for_class)

    def _show_legend(self) -> None:
        unneeded = self._low and bool(self.reviewer.classes) and not self.review_button.isChecked()
        self.legend.setVisible(not unneeded)
        if not self.reviewer.classes:
            words = (
                self.tr("There are no classes yet. Type the name of the class of what is chosen.")
                if self.review_button.isChecked()
                else self.tr(
                    "There are no classes yet. Choose pictures, press “Review” and type the name of their class."
                )
            )
            self.legend.set_words(words)
            self._legend_of_viewer.setText(words)
            return
        keys, words = self._legend(), self.tr("Keys: {0}")
        usual = [self.tr("Del takes back"), self.tr("Ctrl+Z undoes")]  # as everywhere
        self.legend.set_words(words.format(" · ".join([*keys, *usual])), short=words.format(" · ".join(keys)))
        together = [words.replace(" ", "\N{NO-BREAK SPACE}", 1) for words in (*keys, *usual)]
        self._legend_of_viewer.setText((" · " if self._low else "\n").join(together))

    def _legend(self) -> list[str]:
        """The keys of the classes."""
        reviewing, lines = self.review_button.isChecked(), []
        for place, name in enumerate(self.reviewer.classes):
            letter = letter_of(self._keys, name).upper() if reviewing else ""
            keys = "/".join(filter(None, (DIGITS[place : place + 1], letter)))
            if keys:
                lines.append(f"{keys} {name}")
        if reviewing:
            lines.append(self.tr("Shift + letter new class"))
        return lines

    def _show_training(self) -> None:
        again, short = self.reviewer.config is not None, self.width() < _NARROW
        self.train_button.show_count(self.reviewer.corrections, again=again, short=short)

    def _enable(self) -> None:
        rows = self.rows()
        self.label_button.setEnabled(bool(rows))
        images = self._view.images
        self.back_button.setEnabled(any(self.reviewer.own(images.path(row)) is not None for row in rows[:_LOOKED]))

    def _follow_order(self) -> None:
        """Some that were chosen may not be shown any more, and others again."""
        if len(self.rows()) == self._said_of:
            self._enable()
        else:
            self._follow_selection()

    def _follow_selection(self) -> None:
        """Say how many are chosen, in place of what was done with those of before."""
        rows = self.rows()
        self._said_of = len(rows)
        if rows:
            self._chosen.set_words(self._words(len(rows)))
        else:
            self._chosen.set_words(self.tr("Choose pictures to label them."), short=self.tr("None chosen"))
        self._enable()

    def _of_back(self) -> str:
        return self.tr("Take my label back")

    def _words(self, chosen: int) -> str:
        return (
            self.tr("1 chosen picture") if chosen == 1 else self.tr("{0} chosen pictures").format(human_number(chosen))
        )

    # Set up

    def _connect(self) -> None:
        view, viewer, reviewer = self._view, self._viewer, self.reviewer
        viewer.add_below(self._legend_of_viewer)
        viewer.give_digits_away()
        for watched in (view, viewer):
            watched.installEventFilter(self)
        view.selection_changed.connect(self._follow_selection)
        view.images.order_changed.connect(self._follow_order)
        reviewer.changed.connect(self._show)
        reviewer.said.connect(self._tell)
        reviewer.progressed.connect(self._show_progress)
        reviewer.failed.connect(self._fail)
        reviewer.project_wanted.connect(self._ask_for_project)
        reviewer.train_wanted.connect(self.train_wanted)

    def _show_progress(self, done: int, total: int) -> None:
        self.stop_button.setVisible(done < total)
        words = self.tr("Looking at the pictures that are labelled: {0} of {1}")
        self._chosen.set_words(words.format(human_number(done), human_number(total)))

    def _fail(self, words: str) -> None:
        self.stop_button.hide()
        self.failed.emit(words)

    def _tell(self, words: str) -> None:
        self.stop_button.hide()
        self._chosen.set_words(words)
        self.said.emit(words)

    def _lay_out(self) -> None:
        self._row = row = QHBoxLayout()
        row.setSpacing(SMALL)
        for made in (self.review_button, self.label_button, self.back_button):
            row.addWidget(made)
        row.addWidget(self._chosen, 1)
        row.addWidget(self.stop_button)
        row.addWidget(self.train_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TINY)
        column.addLayout(row)
        column.addWidget(self.legend)
