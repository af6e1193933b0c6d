"""What a training runs on: the device, and for a frozen network the engine that was measured to be the fastest."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.training import Training
from artclass_gui.widgets.text import muted


class EngineLine(QWidget):
    """A line of words; hidden until something is known."""

    def __init__(self, context: Context, training: Training, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._training = context, training
        self.words = muted("")
        self.words.setAccessibleName(self.tr("What it runs on"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words)
        for signal in (training.started, training.progressed, training.history_changed):
            signal.connect(self._show)
        self._show()

    def _show(self) -> None:
        history = self._training.history
        device = history.device if history is not None else None
        words = self.tr("On: {0}").format(device) if device else ""
        self.words.setText(words)
        self.setVisible(bool(words))
