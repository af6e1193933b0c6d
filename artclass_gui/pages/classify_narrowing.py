"""Further filters of the Classify page: how sure the model is, what the person says, what sets pictures apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QHBoxLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from artclass_gui.gallery.rows import Status
from artclass_gui.theme import GAP, ROOM, SMALL, Theme
from artclass_gui.widgets.buttons import Button, button
from artclass_gui.widgets.spin import inset
from artclass_gui.widgets.text import muted


@dataclass(frozen=True)
class Narrowing:
    """What the further filters let through, in the words of `gallery.order.Filter`; by default everything.

    ``least`` and ``most`` are confidences from 0 to 1; ``said`` is the class that the model says.
    """

    least: float | None = None
    most: float | None = None
    status: Status | None = None
    novel: bool | None = None
    seen: bool | None = None
    disagrees: bool | None = None
    labelled: bool | None = None
    said: str | None = None

    @property
    def count(self) -> int:
        """How many of them are on."""
        ranged = self.least is not None or self.most is not None
        others = (self.status, self.novel, self.seen, self.disagrees, self.labelled, self.said)
        return int(ranged) + sum(value is not None for value in others)


@dataclass(frozen=True)
class _Row:
    """A box to tick: what it says, and what it narrows down to."""

    words: str
    field: str
    value: object


def _rows() -> tuple[_Row, ...]:
    tr = QCoreApplication.translate
    place = "Narrowing"
    return (
        _Row(tr(place, "Classed otherwise than by me"), "disagrees", True),
        _Row(tr(place, "Labelled by me"), "labelled", True),
        _Row(tr(place, "Not labelled by me"), "labelled", False),
        _Row(tr(place, "Probably none of the classes"), "novel", True),
        _Row(tr(place, "Seen in training"), "seen", True),
        _Row(tr(place, "Not seen in training"), "seen", False),
        _Row(tr(place, "Not classified yet"), "status", "waiting"),
    )


class NarrowingButton(QWidget):
    """A button that opens the filters below it and says how many are on.

    Signals:
        changed(): Something else is let through.
    """

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.panel = NarrowingPanel(self)
        self.button: Button = button(self.tr("Filter"), self._open, theme=theme, icon="filter")
        self.button.setToolTip(self.tr("Show only pictures of some confidence, or that differ from your labels"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)
        self.panel.changed.connect(self._changed)

    @property
    def narrowing(self) -> Narrowing:
        """What is let through."""
        return self.panel.narrowing

    def clear(self) -> None:
        """Let everything through."""
        self.panel.choose(Narrowing())

    def choose(self, narrowing: Narrowing) -> None:
        """Let through what was let through before."""
        self.panel.choose(narrowing)

    def set_classes(self, classes: Sequence[str]) -> None:
        """Say what the model can say; nothing before there is one."""
        self.panel.set_classes(classes)

    def _open(self) -> None:
        self.panel.adjustSize()
        self.panel.move(self.mapToGlobal(QPoint(0, self.height() + SMALL)))
        self.panel.show()

    def _changed(self) -> None:
        count = self.narrowing.count
        self.button.setText(self.tr("Filter ({0})").format(count) if count else self.tr("Filter"))
        self.button.setAccessibleName(self.button.text())
        self.changed.emit()


class NarrowingPanel(QFrame):
    """The filters themselves; it closes by Escape or a click elsewhere.

    Signals:
        changed(): Something else is let through.
    """

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("card", "true")
        self.narrowing = Narrowing()
        self.least, self.most = self._spin(0, self.tr("At least so sure")), self._spin(100, self.tr("At most so sure"))
        self.said = QComboBox()
        self._of_said = QWidget()
        self.boxes: dict[tuple[str, object], QCheckBox] = {}
        self.clear_button: Button = button(self.tr("Show all"), self.clear, "quiet")
        self._lay_out()
        for spin in (self.least, self.most):
            spin.valueChanged.connect(self._read)
        self.said.currentIndexChanged.connect(self._read)
        self.set_classes(())

    def set_classes(self, classes: Sequence[str]) -> None:
        """Offer what the model can say; where it cannot say what was chosen, everything is let through."""
        wanted = [self.tr("any class"), *classes]
        if wanted == [self.said.itemText(place) for place in range(self.said.count())]:
            return
        with QSignalBlocker(self.said):
            self.said.clear()
            self.said.addItem(wanted[0], None)
            for name in classes:
                self.said.addItem(name, name)
            self.said.setCurrentIndex(max(0, self.said.findData(self.narrowing.said)))
        self._of_said.setVisible(bool(classes))
        self._read()

    def choose(self, narrowing: Narrowing) -> None:
        """Switch these on, and all others off."""
        for (field, value), box in self.boxes.items():
            box.setChecked(getattr(narrowing, field) == value)
        self.said.setCurrentIndex(max(0, self.said.findData(narrowing.said)))
        self.least.setValue(round(100 * (narrowing.least or 0)))
        self.most.setValue(round(100 * (1 if narrowing.most is None else narrowing.most)))

    def clear(self) -> None:
        """Let everything through."""
        self.choose(Narrowing())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _ticked(self, field: str, value: object, *, on: bool) -> None:
        for (other, of), box in self.boxes.items():
            if on and other == field and of != value:
                box.setChecked(False)  # both together would let nothing through
        self._read()

    def _read(self) -> None:
        least, most = self.least.value(), self.most.value()
        found = Narrowing(
            least=least / 100 if least > 0 else None,
            most=most / 100 if most < 100 else None,
            said=self.said.currentData(),
        )
        for (field, value), box in self.boxes.items():
            if box.isChecked():
                found = replace(found, **{field: value})  # type: ignore[arg-type]
        self.clear_button.setEnabled(found.count > 0)
        if found != self.narrowing:
            self.narrowing = found
            self.changed.emit()

    def _spin(self, value: int, name: str) -> QSpinBox:
        spin = inset(QSpinBox())
        spin.setRange(0, 100)
        spin.setSuffix(" %")
        spin.setValue(value)
        spin.setSingleStep(5)
        spin.setAccessibleName(name)
        return spin

    def _lay_out(self) -> None:
        between = QHBoxLayout()
        between.setSpacing(SMALL)
        between.addWidget(QLabel(self.tr("between")))
        between.addWidget(self.least)
        between.addWidget(QLabel(self.tr("and")))
        between.addWidget(self.most)
        between.addWidget(QLabel(self.tr("sure")))
        between.addStretch(1)
        said = QHBoxLayout(self._of_said)
        said.setContentsMargins(0, 0, 0, 0)
        said.setSpacing(SMALL)
        said.addWidget(QLabel(self.tr("and says")))
        said.addWidget(self.said, 1)
        self.said.setAccessibleName(self.tr("The model says"))
        self.said.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.said.setMinimumContentsLength(12)
        column = QVBoxLayout(self)
        column.setContentsMargins(ROOM, ROOM, ROOM, ROOM)
        column.setSpacing(GAP)
        column.addWidget(muted(self.tr("Show only pictures of which the model is")))
        column.addLayout(between)
        column.addWidget(self._of_said)
        column.addWidget(muted(self.tr("and only those that are")))
        for row in _rows():
            box = self.boxes[row.field, row.value] = QCheckBox(row.words)
            box.toggled.connect(lambda on, row=row: self._ticked(row.field, row.value, on=on))
            column.addWidget(box)
        column.addWidget(self.clear_button)
        self.clear_button.setEnabled(False)
