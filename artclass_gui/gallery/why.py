"""“Why?” beside a large picture: which places of it speak for a class, drawn over it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.explaining import Explainer
from artclass_gui.gallery import heat, letters
from artclass_gui.gallery.view import GalleryView
from artclass_gui.gallery.viewer import Viewer
from artclass_gui.theme import ROOM, SMALL
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.text import muted, set_role
from artclass_gui.widgets.words import human_confidence
from trainer.events import Explained


class Why(QWidget):
    """Stands below what is known of the picture that a `Viewer` shows; W asks too, there and in the gallery.

    Signals:
        unchosen(str): W was pressed, and no picture is chosen to ask about; a sentence that says so.
        refused(str): W was pressed, and there is no model to ask; a sentence that says so.
    """

    unchosen = Signal(str)
    refused = Signal(str)

    def __init__(self, context: Context, view: GalleryView, viewer: Viewer) -> None:
        super().__init__()
        self._view, self._viewer = view, viewer
        self._run = self._absence = ""
        self._on = False
        self._label: str | None = None
        self._answer: Explained | None = None
        self._refusal = ""
        self._key = letters.key_words(letters.WHY, labelling=False)
        self.explainer = Explainer(context, self)
        self.ask_button = button("", self.toggle, theme=context.theme, icon="sparkle")
        self.other_button = button(self.tr("Ask about another class"), self._ask_other, "quiet")
        self.words = muted("")
        self._lay_out()
        self._connect()
        self._show()

    @property
    def on(self) -> bool:
        """Whether the person wants to see why."""
        return self._on

    def set_run(self, run: str, absence: str = "") -> None:
        """Say whose model is asked.

        Args:
            run: The name of a run's folder; empty for none.
            absence: Why there is none, and what to do, in a sentence for who presses W; without it W means nothing.
        """
        if run != self._run:
            self._run, self._on, self._refusal = run, False, ""
        self._absence = absence
        self.setVisible(bool(run))
        self._show()

    def follow_labelling(self, labelling: bool) -> None:
        """Say which keys ask: while letters label, W alone does not."""
        self._key = letters.key_words(letters.WHY, labelling=labelling)
        self._show()

    def toggle(self) -> None:
        """Show the heat map, or the plain picture again; after a refusal, ask anew."""
        self._on = not self._on or bool(self._refusal)
        self._label = None
        self._ask()

    def ask(self) -> None:
        """Show the heat map."""
        if not self._on:
            self.toggle()

    def open_and_ask(self) -> bool:
        """Show the gallery's current picture large with its heat map, or say what is missing; False: W means nothing here."""
        if not (self._run or self._absence):
            return False  # then letters look for a name
        row = self._view.current_row()
        if self._view.images.position_of(row) < 0:
            self.unchosen.emit(
                self.tr("Choose a picture first: its large view shows which places speak for its class.")
            )
        elif not self._run:
            self.refused.emit(self._absence)
        else:
            self._viewer.open(row)
            self.ask()
        return True

    def veil(self, path: str, image: QImage) -> QImage:
        """The picture with what is known of it, if that is wanted."""
        answer = self._answer
        return heat.over(image, answer.heat) if self._on and answer is not None and answer.path == path else image

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """W asks, wherever the focus is in the viewer; in the gallery, it opens the current picture and asks."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if not letters.asks(event, letters.WHY):
            return False
        if watched is self._view:
            return self.open_and_ask()
        if self._run:
            self.toggle()
        elif self._absence:
            self.refused.emit(self._absence)
        return True

    # What happens

    def _turn(self) -> None:
        self._label = None
        self._ask()

    def _ask(self) -> None:
        self._answer, self._refusal = None, ""
        if self._on and self._viewer.row >= 0 and self._run:
            self._say_that_it_is_asked()
            self.explainer.ask(self._run, self._path(), self._label)
        self._show()

    def _ask_other(self) -> None:
        self._label = self._other()
        self._ask()

    def _take(self, answer: Explained) -> None:
        if not self._on or answer.path != self._path():
            return
        self._answer = answer
        self._show()

    def _refuse(self, path: str, words: str) -> None:
        """Say why nothing is overlaid; a model that cannot be asked is not asked again about each picture that follows."""
        if self._on and path == self._path():
            self._on, self._refusal = self.explainer.ready, words
            self._show()

    def _path(self) -> str:
        return str(self._view.images.path(self._viewer.row)) if self._viewer.row >= 0 else ""

    # What is said

    def _show(self) -> None:
        """Follow what is known."""
        overlaid = self._on and not self._refusal
        words = self.tr("Plain picture ({0})") if overlaid else self.tr("Why? ({0})")
        self.ask_button.setText(words.format(self._key))
        self.ask_button.setAccessibleName(self.ask_button.text())
        self.words.setVisible(self._on or bool(self._refusal))
        if self._refusal:
            set_role(self.words, "warning")
            self.words.setText(self._refusal)
        elif self._answer is not None:
            set_role(self.words, "muted")
            self.words.setText(self._sentence(self._answer))
        other = self._other() if self._answer is not None else None
        self.other_button.setVisible(self._on and other is not None)
        if other is not None:
            words = self.tr("Ask about “{0}”").format(other)
            self.other_button.setText(words.replace("&", "&&"))
            self.other_button.setAccessibleName(words)
        self._viewer.refresh()

    def _say_that_it_is_asked(self) -> None:
        set_role(self.words, "muted")
        self.words.setText(
            self.tr("Looking…") if self.explainer.ready else self.tr("Looking… The first answer takes some seconds.")
        )

    def _sentence(self, answer: Explained) -> str:
        if not any(any(value > 0 for value in row) for row in answer.heat):
            return self.tr("No place of it speaks for “{0}” ({1}).").format(
                answer.label, human_confidence(answer.confidence)
            )
        return self.tr("The brighter a place, the more it speaks for “{0}” ({1}).").format(
            answer.label, human_confidence(answer.confidence)
        )

    def _other(self) -> str | None:
        """The class to ask about beside the one that is shown: the true one, or the predicted one again."""
        if self._viewer.row < 0:
            return None
        image = self._view.images.row(self._viewer.row)
        shown = self._answer.label if self._answer is not None else image.label
        return next((name for name in (image.truth, image.label) if name and name != shown), None)

    # Making it

    def _connect(self) -> None:
        self._viewer.veil = self.veil
        self._viewer.add_below(self)
        self._viewer.installEventFilter(self)
        self._view.installEventFilter(self)
        self._viewer.turned.connect(self._turn)
        self._viewer.closed.connect(self._show)
        self.explainer.explained.connect(self._take)
        self.explainer.refused.connect(self._refuse)

    def _lay_out(self) -> None:
        self.words.setAccessibleName(self.tr("Why"))
        column = QVBoxLayout(self)
        column.setContentsMargins(ROOM, SMALL, ROOM, ROOM)
        column.setSpacing(SMALL)
        column.addWidget(self.words)
        column.addWidget(self.other_button)
        column.addWidget(self.ask_button)
