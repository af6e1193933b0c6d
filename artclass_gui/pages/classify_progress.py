"""The last line of the Classify page: what is shown, how far the model is, and a button that holds it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from artclass_gui.gallery.images_model import ImagesModel
from artclass_gui.pages.classify_session import ClassifySession
from artclass_gui.theme import GAP, SMALL, Theme
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.elided import ElidedLabel
from artclass_gui.widgets.words import human_number, human_time, pictures

_STEPS = 1_000
_BAR = 160
_BESIDE = 300  # pixels that it takes beside others, if it needs so much
_MOST_WIDTH = (1 << 24) - 1  # Qt's, for a widget that may be as wide as it is made


class ProgressLine(QWidget):
    """Follows a session.

    Signals:
        hold_wanted(bool): The person wants it to pause, or to go on.
    """

    hold_wanted = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held = self._low = False
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

    def set_low(self, low: bool) -> None:
        """Say whether the window is low: the line then stands beside others, and words have to do without the bar."""
        self._low = low
        side = Qt.AlignmentFlag.AlignRight if low else Qt.AlignmentFlag.AlignLeft
        self.summary.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        if low:
            self.bar.hide()
        self._fit()

    def show_session(self, session: ClassifySession, images: ImagesModel) -> None:
        """Show how far it is."""
        self._held = session.held
        going = session.answering
        self.summary.set_words(self._told(session, images), short=self._told(session, images, brief=True))
        self.bar.setVisible((going or session.state == "listing") and not self._low)
        self.hold_button.setVisible(going and not session.held)
        self.go_button.setVisible(going and session.held)
        self._show_share(session)
        self._fit()

    def _fit(self) -> None:
        """Beside others, take the room that the words need, and not much of what the others do."""
        needed = self.summary.fontMetrics().horizontalAdvance(self.summary.words) + SMALL
        shown = [button.sizeHint().width() for button in (self.hold_button, self.go_button) if not button.isHidden()]
        needed += sum(shown) + GAP * len(shown)
        self.setMinimumWidth(min(needed, _BESIDE) if self._low else 0)
        self.setMaximumWidth(needed if self._low else _MOST_WIDTH)

    def _told(self, session: ClassifySession, images: ImagesModel, *, brief: bool = False) -> str:
        words = self._words(session, images, brief=brief)
        if (left := session.seconds_left) is not None:
            words = self.tr("{0} · {1} left").format(words, human_time(left))
        if session.held and session.answering:
            words = self.tr("{0} · held").format(words)
        return words

    def _words(self, session: ClassifySession, images: ImagesModel, *, brief: bool) -> str:
        total = images.total
        if session.state == "listing":
            words = self.tr("Looking for pictures… {0} so far").format(human_number(total))
            if session.answering:
                words += " · " + self.tr("{0} classified").format(human_number(session.classified))
            return words
        if not session.waiting or (not session.classified and session.model is None):
            parts = [pictures(total)]
        else:
            parts = [self.tr("{0} of {1} classified").format(human_number(session.classified), pictures(total))]
        if images.shown != total:
            parts.insert(0, self.tr("{0} shown").format(human_number(images.shown)))
        if images.gone:
            parts.append(self.tr("{0} no longer there").format(human_number(images.gone)))
        if session.model is None and total:
            parts.append(self._what_to_do(images, brief=brief))
        return " · ".join([*parts, *self._how_quick(session)])

    def _what_to_do(self, images: ImagesModel, *, brief: bool) -> str:
        labelled = 0 if images.classes else images.listable
        if labelled:
            return self.tr("{0} labelled by you").format(human_number(labelled))
        if brief:
            return self.tr("choose a model")
        return self.tr("choose a model to classify them, or label them yourself")

    def _how_quick(self, session: ClassifySession) -> list[str]:
        """All counts, and the speed of the longest part."""
        if not session.settled or session.waiting:
            return []
        said = []
        kept = min(sum(settled.kept for settled in session.settled), session.classified)  # some were asked for twice
        if kept:
            said.append(self.tr("{0} classified before").format(human_number(kept)))
        speed = max(session.settled, key=lambda settled: settled.answered - settled.kept).images_per_second
        if speed is not None and speed >= 1:
            said.append(self.tr("{0} a second").format(human_number(round(speed))))
        return said

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
        self.setMinimumHeight(self.go_button.sizeHint().height())  # the gallery stays as high when the buttons go
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.summary, 1)
        row.addWidget(self.bar, alignment=Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.hold_button)
        row.addWidget(self.go_button)
