"""The queue on the Train page: what waits, in which order, and what each training came to."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.figures import accuracy_sentence
from artclass_gui.queueing import QueueModel
from artclass_gui.theme import GAP, SMALL, TINY, Theme
from artclass_gui.widgets.buttons import button, quiet_tool
from artclass_gui.widgets.card import Card
from artclass_gui.widgets.elided import ElidedLabel
from artclass_gui.widgets.text import muted
from trainer.running.queue import Item

_ICON = 18
_FIGURES = ("accuracy", "images", "interval")  # of validation: trainings of a night are not compared by test
_LOOKS = {
    "waiting": ("clock", "muted"),
    "running": ("play", "accent"),
    "finished": ("check", "good"),
    "failed": ("error", "bad"),
    "discarded": ("cancel", "muted"),
}


class QueuePanel(Card):
    """A row a training; hidden while the queue is empty.

    Signals:
        results_requested(str): The person wants to see the results of this run.
    """

    results_requested = Signal(str)

    def __init__(self, context: Context, queue: QueueModel, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._theme, self._queue = context.theme, queue
        self.heading.setText(self.tr("Queue"))
        self.setAccessibleName(self.tr("Queue of trainings"))
        self.sentence = muted("")
        self.start_button = button(
            self.tr("Start the queue"),
            queue.start,
            "primary",
            tip=self.tr("Train what waits, one after another; one that fails does not stop the next"),
        )
        self.pause_button = button(
            self.tr("Pause the queue"),
            self._pause,
            theme=self._theme,
            icon="pause",
            tip=self.tr("Keep what has been learnt, end, and free the memory; the queue can be started again"),
        )
        self.clear_button = button(
            self.tr("Clear what is over"), queue.clear, "quiet", tip=self.tr("Take out what has ended; its runs stay")
        )
        self.rows = QVBoxLayout()
        self._pausing = False
        self._lay_out()
        queue.changed.connect(self._show)
        context.jobs.started.connect(self._show)
        context.jobs.idle.connect(self._show)
        self._theme.changed.connect(self._show)
        self._show()

    def row(self, number: int) -> QueueRow:
        """The row of a training."""
        return next(row for row in self._rows() if row.item.number == number)

    def _pause(self) -> None:
        self._pausing = True
        self._queue.pause()
        self._show_state()

    def _rows(self) -> list[QueueRow]:
        places = (self.rows.itemAt(index) for index in range(self.rows.count()))
        widgets = (place.widget() for place in places if place is not None)
        return [widget for widget in widgets if isinstance(widget, QueueRow)]

    def _show(self, *_: object) -> None:
        if not self._queue.running:
            self._pausing = False
        self._show_rows()
        self._show_state()

    def _show_rows(self) -> None:
        focused = self._focused()
        for row in self._rows():
            self.rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        waiting = self._queue.state.waiting
        before: QWidget = self.start_button
        for item in self._queue.state.items:
            place = waiting.index(item) + 1 if item in waiting else 0
            row = QueueRow(self._theme, item, place, of=len(waiting))
            row.move_requested.connect(self._queue.move)
            row.remove_requested.connect(self._queue.remove)
            row.results_requested.connect(self.results_requested)
            self.rows.addWidget(row)
            row.show()
            for made in row.buttons.values():  # the Tab key comes to them here, not at the end of the page
                self.setTabOrder(before, made)
                before = made
        if focused is not None:
            self._focus_again(*focused)

    def _focused(self) -> tuple[int, int, str] | None:
        """The place, the training and the button that have the keyboard; None where something else has it."""
        widget = self.window().focusWidget()
        return next(
            (
                (place, row.item.number, name)
                for place, row in enumerate(self._rows())
                for name, made in row.buttons.items()
                if made is widget
            ),
            None,
        )

    def _focus_again(self, place: int, number: int, name: str) -> None:
        """Rows are made anew: the keyboard stays at the same training, or where that is gone, at the same place."""
        rows = self._rows()
        if not rows:
            return
        row = next((row for row in rows if row.item.number == number), rows[min(place, len(rows) - 1)])
        wanted = (name, *row.buttons)
        made = next((row.buttons[key] for key in wanted if key in row.buttons and row.buttons[key].isEnabled()), None)
        if made is not None:
            made.setFocus()

    def _show_state(self) -> None:
        state, running = self._queue.state, self._queue.running
        self.setVisible(bool(state.items))
        self.sentence.setText(self._words())
        self.start_button.setVisible(not running)
        self.start_button.setEnabled(bool(state.waiting))
        self.pause_button.setVisible(running)
        self.pause_button.setEnabled(not self._pausing)
        self.clear_button.setVisible(bool(state.over))

    def _words(self) -> str:
        state = self._queue.state
        if self._pausing:
            return self.tr("Pausing: what has been learnt is kept…")
        waiting, over = len(state.waiting), len(state.over)
        parts = []
        if waiting:
            parts.append(self.tr("1 training waits") if waiting == 1 else self.tr("{0} trainings wait").format(waiting))
        if over:
            parts.append(self.tr("1 is over") if over == 1 else self.tr("{0} are over").format(over))
        return " · ".join(parts)

    def _lay_out(self) -> None:
        self.body.removeWidget(self.heading)
        self.heading.show()
        words = QVBoxLayout()
        words.setSpacing(TINY)
        words.addWidget(self.heading)
        words.addWidget(self.sentence)
        top = QHBoxLayout()
        top.setSpacing(SMALL)
        top.addLayout(words, 1)
        for made in (self.clear_button, self.pause_button, self.start_button):
            top.addWidget(made, alignment=Qt.AlignmentFlag.AlignTop)
        self.rows.setSpacing(0)
        self.body.addLayout(top)
        self.body.addLayout(self.rows)


class PlanButton(QToolButton):
    """Opens the choice of settings while a training is under way, for one that waits in the queue."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setText(self.tr("Choose another training for the queue"))
        self.setAccessibleName(self.text())
        self.setCheckable(True)
        self.setProperty("kind", "quiet")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(16, 16))
        self.toggled.connect(self._tint)
        theme.changed.connect(self._tint)
        self._tint()

    def _tint(self) -> None:
        self.setIcon(self._theme.icon("chevron-down" if self.isChecked() else "chevron-right", "muted"))


class QueueRow(QFrame):
    """One training: its state, what it is, what it came to, and what can be done with it.

    Args:
        theme: For the icons.
        item: The training.
        place: Its place among those that wait, from 1; 0 where it does not wait.
        of: How many wait.

    Signals:
        move_requested(int, int): Number, and its new place among those that wait.
        remove_requested(int): Number.
        results_requested(str): The run whose results are wanted.
    """

    move_requested = Signal(int, int)
    remove_requested = Signal(int)
    results_requested = Signal(str)

    def __init__(self, theme: Theme, item: Item, place: int, *, of: int) -> None:
        super().__init__()
        self._theme = theme
        self.item = item
        self.title = ElidedLabel(elide=Qt.TextElideMode.ElideRight)
        self.title.set_words(item.title)
        self.outcome = ElidedLabel("bad" if item.state == "failed" else "muted", Qt.TextElideMode.ElideRight)
        self.outcome.set_words(self._words(place))
        self._icon = QLabel()
        icon, colour = _LOOKS[item.state]
        self._icon.setPixmap(theme.pixmap(icon, _ICON, colour))
        self.setAccessibleName(f"{item.title}. {self.outcome.words}")
        self.buttons: dict[str, QToolButton] = {}
        self._lay_out(place, of)

    def _words(self, place: int) -> str:
        match self.item.state:
            case "running":
                return self.tr("is being trained")
            case "waiting" if self.item.run:
                return self.tr("paused; goes on from where it was")
            case "waiting":
                return self.tr("is next") if place == 1 else self.tr("waits")
            case "finished" if self.item.result and "validation_interval" in self.item.result:
                accuracy, images, bounds = (self.item.result[f"validation_{name}"] for name in _FIGURES)
                return accuracy_sentence(accuracy, images, bounds, "validation")
            case "discarded":
                return self.tr("was ended before it had learnt anything")
        return self.item.outcome

    def _lay_out(self, place: int, of: int) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.outcome)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, SMALL, 0, SMALL)
        row.setSpacing(GAP)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        number = self.item.number
        if place:
            self._add(row, "arrow-up", self.tr("Train earlier"), lambda: self.move_requested.emit(number, place - 1))
            self._add(row, "arrow-down", self.tr("Train later"), lambda: self.move_requested.emit(number, place + 1))
            self.buttons["arrow-up"].setEnabled(place > 1)
            self.buttons["arrow-down"].setEnabled(place < of)
        if self.item.state == "finished" and self.item.run:
            run = self.item.run
            self._add(row, "results", self.tr("See results"), lambda: self.results_requested.emit(run))
        if self.item.state != "running":
            self._add(row, "close", self.tr("Take out of the queue"), lambda: self.remove_requested.emit(number))

    def _add(self, row: QHBoxLayout, icon: str, words: str, clicked: object) -> None:
        made = self.buttons[icon] = quiet_tool(words, clicked, name=f"{words}: {self.item.title}")
        made.setIcon(self._theme.icon(icon))
        row.addWidget(made)
