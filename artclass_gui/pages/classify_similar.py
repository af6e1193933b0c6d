"""Similar pictures: the gallery shows the nearest of one picture in order, and finds its way back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from artclass_gui.gallery import letters
from artclass_gui.gallery.place import Place
from artclass_gui.gallery.selection import Chosen
from artclass_gui.gallery.view import GalleryView
from artclass_gui.gallery.viewer import Viewer
from artclass_gui.theme import GAP, SMALL, Theme
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.elided import ElidedLabel
from artclass_gui.widgets.words import pictures
from trainer.events import Neighbours

_PATIENCE_MS = 250  # after which it is said that an answer is being waited for


class SimilarBar(QFrame):
    """Stands above the gallery while that shows what is like one picture.

    Args:
        theme: For its icon.
        view: The gallery; S asks there, and in the viewer.
        viewer: Its large view, which is closed when the answer comes.
        ask: Called with the row that is asked about.

    Signals:
        entered(), left(): The gallery is about to show similar pictures, or all of them again.
        unchosen(str): It was asked, and no picture is chosen to ask about; a sentence that says so.
    """

    entered = Signal()
    left = Signal()
    unchosen = Signal(str)

    def __init__(self, theme: Theme, view: GalleryView, viewer: Viewer, ask: Callable[[int], None]) -> None:
        super().__init__()
        self.setProperty("banner", "info")
        self.theme, self._view, self._viewer, self._ask = theme, view, viewer, ask
        self._asked = -1
        self._on = False
        self._before: tuple[Chosen, Place | None] | None = None
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._say_that_it_is_asked)
        self._icon = QLabel()
        self._words = ElidedLabel()
        self.back_button = button(self.tr("Back to all pictures"), self._go_back, theme=theme, icon="back", tip="Esc")
        self._lay_out()
        for watched in (view, viewer):
            watched.installEventFilter(self)
        theme.changed.connect(self._tint)
        self._tint()
        self.hide()

    @property
    def on(self) -> bool:
        """Whether the gallery shows similar pictures."""
        return self._on

    @property
    def words(self) -> str:
        """What it says."""
        return self._words.words

    def ask(self) -> None:
        """Ask what is like the picture that is shown large, or else the current one."""
        large, current = self._viewer.row, self._view.current_row()
        if large < 0 and self._view.images.position_of(current) < 0:
            self.unchosen.emit(self.tr("Choose a picture first: those most like it are shown then."))
            return
        row = large if large >= 0 else current
        self._asked = row
        self._patience.start()
        self._ask(row)

    def refuse(self) -> None:
        """There is no answer: what was asked is not waited for any more."""
        self._asked = -1
        self._patience.stop()
        self.setVisible(self._on)

    def take(self, answer: Neighbours) -> None:
        """Show an answer, if it is the one that was asked for last."""
        images = self._view.images
        row = images.find(answer.path)
        if row is None or row != self._asked:
            return
        self._asked = -1
        self._patience.stop()
        self._viewer.leave()
        if not self._on:
            self._on = True
            self._before = self._view.selection.now(), self._view.places.now()
            self.entered.emit()
        found = [near for item in answer.neighbours if (near := images.find(item.path)) is not None]
        self._say(images.row(row).name, len(found))
        self.show()
        images.set_given([row, *found], only=True)
        self._view.go_to(row)
        self._view.scrollToTop()
        self._view.setFocus()

    def leave(self) -> None:
        """Back to what was shown and chosen before, where it was; what is still asked is not wanted any more."""
        if not self._on:
            self.refuse()
            return
        self._forget()
        self._view.images.set_given(None)
        self.left.emit()
        if self._before is not None:
            chosen, place = self._before
            self._view.selection.bring_back(chosen)
            self._view.places.go_back(place)

    def forget(self) -> None:
        """The pictures are others: there is no way back."""
        self.refuse()
        if self._on:
            self._forget()
            self._view.images.set_given(None)

    def _go_back(self) -> None:
        self.leave()
        self._view.setFocus()

    def _forget(self) -> None:
        self._on = False
        self.refuse()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """S asks; Escape takes a question back, or in the gallery goes back to all pictures."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if letters.asks(event, letters.SIMILAR):
            self.ask()
            return True
        if event.key() != Qt.Key.Key_Escape:
            return False
        if self._asked >= 0:
            self.refuse()
            return watched is self._view
        if watched is self._view and self._on:
            self._go_back()
            return True
        return False

    def _say_that_it_is_asked(self) -> None:
        if self._asked >= 0 and not self._on:
            name = Path(self._view.images.row(self._asked).name).name
            self._words.set_words(self.tr("Looking for what is most like “{0}”…").format(name))
            self.show()

    def _say(self, name: str, count: int) -> None:
        name = Path(name).name
        if count:
            words = self.tr("Most like “{0}”, by what the model sees: {1}, the nearest first.")
        else:
            words = self.tr("No other picture has been compared with “{0}” yet.")
        self._words.set_words(words.format(name, pictures(count)))

    def _tint(self) -> None:
        self._icon.setPixmap(self.theme.pixmap("similar", 20, "info"))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP, SMALL, SMALL, SMALL)
        row.setSpacing(GAP)
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        row.addWidget(self.back_button)
