"""The last line of the Classify page: what is shown, how far the model is, and a button that holds it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from artclass_gui.pages.classify_session import ClassifySession
from artclass_gui.theme import GAP, Theme
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.elided import ElidedLabel
from artclass_gui.widgets.words import human_time

_STEPS = 1_000
_BAR = 160


class ProgressLine(QWidget):
    """Follows a session.

    Signals:
        hold_wanted(bool): The person wants it to pause, or to go on.
    """

    hold_wanted = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held = False
        self.summary = ElidedLabel("muted", Qt.TextElideMode.ElideRight)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(_BAR, 8)
        self.bar.setAccessibleName(self.tr("Progress of the classification"))
        self.hold_button = button(self.tr("Hold"), self._turn, "quiet", theme=theme, icon="pause")
        self.go_button = button(
            self.tr("Go on"),
            self._turn,
            "primary",
            theme=theme,
            icon="play",
            tip=self.tr("Classify the pictures that have no answer yet"),
        )
        self.hold_button.setToolTip(self.tr("Leave the processor to other programs for now; nothing is lost"))
        self._lay_out()

    def show_session(self, session: ClassifySession, words: str) -> None:
        """Show how far it is; ``words`` say it."""
        self._held = session.held
        going = session.state == "classifying"
        left = session.seconds_left
        if left is not None:
            words = self.tr("{0} · {1} left").format(words, human_time(left))
        if session.held and going:
            words = self.tr("{0} · held").format(words)
        self.summary.set_words(words)
        self.bar.setVisible(going or session.state == "listing")
        self.hold_button.setVisible(going and not session.held)
        self.go_button.setVisible(going and session.held)
        self._show_share(session)

    def _show_share(self, session: ClassifySession) -> None:
        total = session.classified + session.waiting
        if session.state == "listing" or not total:
            self.bar.setRange(0, 0)
            return
        self.bar.setRange(0, _STEPS)
        self.bar.setValue(session.classified * _STEPS // total)

    def _turn(self) -> None:
        self.hold_wanted.emit(not self._held)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.summary, 1)
        row.addWidget(self.bar, alignment=Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.hold_button)
        row.addWidget(self.go_button)
