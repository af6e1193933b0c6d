"""Giving the chosen pictures of a gallery a class, leaving them out, or using them again: a bar, and keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QMenu, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.gallery.view import GalleryView
from artclass_gui.gallery.viewer import Viewer
from artclass_gui.theme import ROOM, SMALL, TINY
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.elided import ElidedLabel
from artclass_gui.widgets.text import muted
from artclass_gui.widgets.words import human_number

KEYS = 9  # classes that have a digit of their own
_DIGITS = tuple("123456789")
_LEAVE_OUT_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


def digit_of(event: QKeyEvent) -> int | None:
    """The digit from 1 to 9 that was typed; on some keyboards that takes Shift."""
    with_others = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
    return int(event.text()) if not with_others and event.text() in _DIGITS else None


class LabelBar(QWidget):
    """What can be done with the chosen pictures of a gallery, also by keys in the gallery and in its viewer.

    Signals:
        label_wanted(str): The chosen pictures are to have this class.
        leave_out_wanted(), use_again_wanted(): They are to be set aside, or to be used again.
    """

    label_wanted = Signal(str)
    leave_out_wanted = Signal()
    use_again_wanted = Signal()

    def __init__(self, context: Context, view: GalleryView, viewer: Viewer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view, self._viewer = view, viewer
        self._classes: tuple[str, ...] = ()
        self._set_aside = False
        theme = context.theme
        self.menu = QMenu(self)
        self.label_button = button(self.tr("Label as"), lambda: None, theme=theme, icon="tag")
        self.label_button.setMenu(self.menu)
        self.leave_out_button = button(
            self.tr("Leave out"), self.leave_out_wanted.emit, theme=theme, icon="eye-off", tip=self.tr("Del")
        )
        self.use_again_button = button(self.tr("Use again"), self.use_again_wanted.emit, theme=theme, icon="redo")
        self._chosen = ElidedLabel("muted", Qt.TextElideMode.ElideRight)
        self.legend = ElidedLabel("muted", Qt.TextElideMode.ElideRight)
        self._legend_of_viewer = muted("")
        self._legend_of_viewer.setContentsMargins(ROOM, 0, ROOM, ROOM)
        viewer.add_below(self._legend_of_viewer)
        viewer.give_digits_away()
        self._lay_out()
        for watched in (view, viewer):
            watched.installEventFilter(self)
        view.selection_changed.connect(self._follow_selection)
        view.images.order_changed.connect(self._enable)
        self.show_classes((), set_aside=False)
        self._follow_selection()

    def show_classes(self, classes: Sequence[str], *, set_aside: bool) -> None:
        """Offer these classes, the first nine by their digits.

        Args:
            classes: In their order.
            set_aside: Whether the gallery shows pictures that are set aside.
        """
        self._classes, self._set_aside = tuple(classes), set_aside
        self.menu.clear()
        for number, name in enumerate(self._classes, start=1):
            key = f"\t{number}" if number <= KEYS else ""
            action = self.menu.addAction(name.replace("&", "&&") + key)
            action.triggered.connect(lambda _=False, name=name: self.label_wanted.emit(name))
        if self._classes:
            self.menu.addSeparator()
        self.menu.addAction(self.tr("New class…"), self.ask_for_class)
        self.leave_out_button.setVisible(not set_aside)
        self.use_again_button.setVisible(set_aside)
        self.legend.set_words(self._keys_in_words())
        self._legend_of_viewer.setText("\n".join(self._keys()))
        self._enable()

    def ask_for_class(self) -> None:
        """Ask for the name of a new class and label the chosen pictures with it."""
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("New class"))
        dialog.setLabelText(self.tr("What is the class of {0} called?").format(self._words()))
        dialog.setOkButtonText(self.tr("Label"))
        dialog.textValueSelected.connect(self._label_new)
        dialog.open()

    def rows(self) -> list[int]:
        """The rows that are meant: the picture that is shown large, or the chosen ones."""
        return [self._viewer.row] if self._viewer.row >= 0 else self._view.selected_rows()

    def say(self, words: str) -> None:
        """Say what was done, until other pictures are chosen."""
        self._chosen.set_words(words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Digits label, Delete leaves out."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.isEnabled():
            return self._take_key(event)
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        digit = digit_of(event)
        if not self.rows():
            return False
        if digit is not None and digit <= len(self._classes):
            self.label_wanted.emit(self._classes[digit - 1])
        elif event.key() in _LEAVE_OUT_KEYS and not event.modifiers() and not self._set_aside:
            self.leave_out_wanted.emit()
        else:
            return False
        return True

    def _label_new(self, name: str) -> None:
        if name.strip():
            self.label_wanted.emit(name.strip())

    def _enable(self) -> None:
        for made in (self.label_button, self.leave_out_button, self.use_again_button):
            made.setEnabled(bool(self.rows()))

    def _follow_selection(self) -> None:
        self._enable()
        nothing = self.tr("Choose pictures to label them or leave them out.")
        self._chosen.set_words(self._words() if self.rows() else nothing)

    def _words(self) -> str:
        chosen = len(self.rows())
        return (
            self.tr("1 chosen picture") if chosen == 1 else self.tr("{0} chosen pictures").format(human_number(chosen))
        )

    def _keys_in_words(self) -> str:
        return self.tr("Keys: {0}").format(" · ".join(self._keys())) if self._keys() else ""

    def _keys(self) -> list[str]:
        keys = [f"{number} {name}" for number, name in enumerate(self._classes[:KEYS], start=1)]
        return keys if self._set_aside else [*keys, self.tr("Del leaves out")]

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        for made in (self.label_button, self.leave_out_button, self.use_again_button):
            row.addWidget(made)
        row.addWidget(self._chosen, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TINY)
        column.addLayout(row)
        column.addWidget(self.legend)
