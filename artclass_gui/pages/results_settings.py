"""With what a run was made, and what it took: settings, pictures, computer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from artclass_gui.figures import duration, percent
from artclass_gui.theme import GAP, ROOM, SMALL, WIDE
from artclass_gui.widgets.card import Card
from artclass_gui.widgets.text import muted, text
from artclass_gui.widgets.words import human_number, human_size, pictures
from trainer.config import TrainConfig
from trainer.measuring import comparing
from trainer.runs import Machine, Report

Row = tuple[str, str]


class SettingsView(QScrollArea):
    """Names and values, in three cards."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.settings = _Rows(self.tr("Settings"))
        self.pictures = _Rows(self.tr("Pictures"))
        self.cost = _Rows(self.tr("What it took"))
        self._lay_out()

    def show_run(self, config: TrainConfig | None, report: Report | None) -> None:
        """Show what is known of a run: the settings always, the rest when it is finished."""
        chosen = comparing.settings([config]) if config is not None else ()
        self.settings.set_rows([(row.name, row.values[0]) for row in chosen])
        self.pictures.set_rows(self._about_pictures(report) if report is not None else [])
        self.cost.set_rows(self._about_cost(report) if report is not None else [])

    def _about_pictures(self, report: Report) -> list[Row]:
        names = {
            "training": self.tr("Training"),
            "validation": self.tr("Validation"),
            "test": self.tr("Test"),
        }
        rows = [(name, pictures(report.images.get(split, 0))) for split, name in names.items()]
        if report.data is not None:
            rows.append((self.tr("Fingerprint"), report.data.fingerprint[:16]))
        return rows

    def _about_cost(self, report: Report) -> list[Row]:
        machine, told = report.machine or Machine(), report.estimate
        rows = [(self.tr("Time"), duration(report.wall_seconds))]
        if told is not None:
            words = self.tr("{0}, between {1} and {2}").format(
                duration(told.total), duration(told.low), duration(told.high)
            )
            rows.append((self.tr("Estimated beforehand"), words))
        rows += [
            (self.tr("Computed on"), report.device),
            (self.tr("Engine"), machine.engine or ""),
            (self.tr("Same class as TensorFlow"), self._agreement(machine)),
            (self.tr("Cores"), human_number(machine.cores) if machine.cores else ""),
            (self.tr("Most memory"), self._memory(machine.peak_memory_mb)),
            (self.tr("Energy of the processor"), self._energy(machine)),
            (self.tr("Made with"), self.tr("ArtClass {0}").format(report.version)),
        ]
        return [row for row in rows if row[1]]

    def _agreement(self, machine: Machine) -> str:
        if machine.agreement is None:
            return ""
        words = self.tr("on {0} of {1}")
        if machine.measured_earlier:
            words = self.tr("on {0} of {1}, compared on this computer before this run, perhaps not its own")
        return words.format(percent(machine.agreement), pictures(machine.compared))

    def _memory(self, number: float | None) -> str:
        return "" if number is None else human_size(round(number * 1e6))

    def _energy(self, machine: Machine) -> str:
        if machine.joules is None:
            return machine.energy_remark
        words = self.tr("{0} Wh, all programs of the computer together").format(f"{machine.joules / 3600:,.1f}")
        return f"{words}. {machine.energy_remark}".removesuffix(" ") if machine.energy_remark else words

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, GAP, ROOM, ROOM)
        column.setSpacing(ROOM)
        for rows in (self.settings, self.pictures, self.cost):
            column.addWidget(rows)
        column.addStretch(1)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)


class _Rows(Card):
    """Names in grey, their values beside them; hidden where there are none."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.rows: list[Row] = []
        self._place = QWidget()
        self.body.addWidget(self._place)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these."""
        self.rows = list(rows)
        self.setVisible(bool(rows))
        self.body.removeWidget(self._place)
        self._place.deleteLater()
        self._place = QWidget()
        grid = QGridLayout(self._place)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(WIDE)
        grid.setVerticalSpacing(SMALL)
        grid.setColumnStretch(1, 1)
        for number, (name, value) in enumerate(rows):
            label, shown = muted(name), text(value)
            label.setWordWrap(False)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            shown.setAccessibleName(name)
            grid.addWidget(label, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(shown, number, 1)
        self.body.addWidget(self._place)
