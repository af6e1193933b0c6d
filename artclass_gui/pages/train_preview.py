"""Some of one's own pictures as a training would vary them, beside the settings that say so."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QHideEvent, QImage, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.previewing import VariationPreview
from artclass_gui.theme import SMALL
from artclass_gui.widgets.text import heading, muted
from trainer import architectures
from trainer.config import TrainConfig
from trainer.varying import learns_from_pixels

_PALE = 0.4


class PreviewPanel(QWidget):
    """The sheet, and what it shows in words."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preview = VariationPreview(context, self)
        self.sheet = SheetView()
        self.words = muted("")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(heading(self.tr("What the network sees")))
        column.addWidget(self.words)
        column.addWidget(self.sheet)
        self._meaning = ""
        self.preview.waiting.connect(self._wait)
        self.preview.drawn.connect(self._draw)
        self.preview.failed.connect(self._fail)

    def show_settings(self, config: TrainConfig) -> None:
        """Show what becomes of pictures with these settings."""
        self._meaning = self._explained(config)
        self.preview.show(config)

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks."""
        super().showEvent(event)
        self.preview.set_watched(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks any more."""
        super().hideEvent(event)
        self.preview.set_watched(False)

    def _wait(self) -> None:
        self.words.setText(self.tr("Your pictures are being drawn…"))
        self.sheet.set_stale()

    def _draw(self, sheet: QImage) -> None:
        self.sheet.show_sheet(sheet)
        self.words.setText(self._meaning)
        self.sheet.setAccessibleDescription(self._meaning)

    def _fail(self, words: str) -> None:
        self.words.setText(words)
        self.sheet.show_sheet(QImage())

    def _explained(self, config: TrainConfig) -> str:
        if not config.augment:
            return self.tr("Each picture is learnt from as it is, every time.")
        if learns_from_pixels(config):
            return self.tr("At the left some of your pictures as they are; beside them as they may be learnt from.")
        title = architectures.find(config.architecture).title
        if not config.variation.mirror:
            return self.tr("{0} looks at each picture once, as it is, and keeps what it has seen.").format(title)
        return self.tr(
            "{0} looks at each picture once as it is and once mirrored, and keeps what it has seen: that is why it is "
            "so quick. Turning and zooming need a network that learns as a whole."
        ).format(title)


class SheetView(QWidget):
    """The sheet in its own size, or smaller where there is less room."""

    def __init__(self) -> None:
        super().__init__()
        self._sheet, self._stale = QImage(), False
        self.setAccessibleName(self.tr("Pictures as they are and varied"))

    @property
    def is_drawn(self) -> bool:
        """Whether there is a sheet."""
        return not self._sheet.isNull()

    def show_sheet(self, sheet: QImage) -> None:
        """Show another sheet; an empty one takes no room."""
        self._sheet, self._stale = sheet, False
        self._fit()
        self.update()

    def set_stale(self) -> None:
        """Another one is being drawn: pale until then."""
        self._stale = True
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as much height as the width asks for."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it at the left."""
        if not self.is_drawn:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setOpacity(_PALE if self._stale else 1.0)
        scale = self._scale()
        painter.drawImage(QRectF(0, 0, self._sheet.width() * scale, self._sheet.height() * scale), self._sheet)
        painter.end()

    def _scale(self) -> float:
        return min(1.0, self.width() / self._sheet.width())

    def _fit(self) -> None:
        self.setFixedHeight(round(self._sheet.height() * self._scale()) if self.is_drawn else 0)
