"""The health of the dataset: a button that checks it, and what the last check has found."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from PySide6.QtCore import QDateTime, Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from artclass_gui.checking import Checker
from artclass_gui.context import Context
from artclass_gui.deciding import Decider
from artclass_gui.doctor_state import DoctorState
from artclass_gui.jobs.job import Job
from artclass_gui.pages.dataset_findings import FindingCard, WellCard
from artclass_gui.theme import GAP, ROOM, SMALL, TINY
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.empty_state import EmptyState
from artclass_gui.widgets.job_strip import JobStrip
from artclass_gui.widgets.region import Region
from artclass_gui.widgets.text import heading, muted, text
from artclass_gui.widgets.words import human_moment, human_number, listed, pictures
from trainer.doctor.records import Health, Level


class HealthPart(Region):
    """The tab of the dataset's health.

    Signals:
        way_wanted(Way): The person wants to go where a finding is put right.
    """

    way_wanted = Signal(object)

    def __init__(self, context: Context, checker: Checker, decider: Decider, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._checker = context, checker
        self._health: Health | None = None
        self._touched = False
        self._level: Level = "good"
        self.cards: list[FindingCard] = []
        self.strip = JobStrip()
        self._sign, self._title, self._when = QLabel(), heading(""), muted("")
        self._outdated = text("", "warning")
        theme = context.theme
        self.check_button = button(self.tr("Check now"), checker.start, "primary", theme=theme, icon="health")
        self.save_button = button(self.tr("Save report…"), self.save_report, theme=theme, icon="save")
        self.cancel_button = button(self.tr("Cancel"), checker.cancel)
        self.cancel_button.setAccessibleName(self.tr("Cancel the check"))
        self._empty = self._make_empty()
        self._lay_out()
        self._connect(decider)
        self.show_doctor(DoctorState())

    @property
    def headline(self) -> str:
        """What is said in short."""
        return self._title.text()

    @property
    def is_outdated(self) -> bool:
        """Whether it is said that the dataset has changed since the check."""
        return not self._outdated.isHidden()

    def show_doctor(self, state: DoctorState) -> None:
        """Show the last report, if there is one."""
        if state.health != self._health:
            self._health = state.health
            self._touched = False
            self._show_findings()
        self._show_outdated(outdated=state.outdated or self._touched)
        self._stack.setCurrentIndex(0 if self._health is not None else 1)

    def save_report(self) -> None:
        """Ask where to, check once more, and write the report there as one file."""
        project = self._context.project.project
        if project is None:
            return
        dialog = QFileDialog(self, self.tr("Save the health report"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("Web pages (*.html)"))
        dialog.setDefaultSuffix("html")
        dialog.selectFile(self.tr("Health of {0}").format(project.name) + ".html")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self._checker.start(report=Path(name)))
        dialog.open()

    # Inside

    def _show_findings(self) -> None:
        self._clear()
        health = self._health
        if health is None:
            return
        counts = Counter(finding.level for finding in health.findings)
        self._level = next((level for level in ("bad", "warning") if counts[level]), "good")
        self._title.setText(self._headline(counts))
        moment = QDateTime.fromString(health.made, Qt.DateFormat.ISODate).toLocalTime()
        self._when.setText(self.tr("Checked on {0}: {1}").format(human_moment(moment), pictures(health.pictures)))
        shortcuts = {shortcut.words: shortcut for shortcut in health.shortcuts}
        for finding in health.findings:
            if finding.level != "good":
                card = FindingCard(self._context.theme, finding, shortcuts.get(finding.words), self.way_wanted.emit)
                self.cards.append(card)
                self._list.insertWidget(self._list.count() - 1, card)
        well = [finding for finding in health.findings if finding.level == "good"]
        if well:
            self._list.insertWidget(self._list.count() - 1, WellCard(self._context.theme, well))
        self._tint()

    def _clear(self) -> None:
        self.cards.clear()
        while self._list.count() > 1:
            item = self._list.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _headline(self, counts: Counter[Level]) -> str:
        names: list[tuple[Level, str, str]] = [
            ("bad", self.tr("1 serious problem"), self.tr("{0} serious problems")),
            ("warning", self.tr("1 warning"), self.tr("{0} warnings")),
        ]
        said = [
            (one if counts[level] == 1 else many).format(human_number(counts[level]))
            for level, one, many in names
            if counts[level]
        ]
        if said:
            return listed(said)
        notes = counts["note"]
        if not notes:
            return self.tr("All is well")
        words = (
            self.tr("All is well; 1 thing is worth knowing")
            if notes == 1
            else self.tr("All is well; {0} things are worth knowing")
        )
        return words.format(human_number(notes))

    def _show_outdated(self, *, outdated: bool) -> None:
        self._outdated.setVisible(outdated and self._health is not None)

    def _decided(self) -> None:
        self._touched = True
        self._show_outdated(outdated=True)

    def _started(self, job: Job) -> None:
        self.strip.follow(job)
        self._enable()

    def _ended(self) -> None:
        self._touched = False
        self._enable()

    def _enable(self) -> None:
        importing = self._context.jobs.of_kind("import") is not None
        possible = not self._checker.busy and not importing
        for made in (self.check_button, self.save_button, *self._empty.buttons):
            made.setEnabled(possible)
            made.setToolTip(self.tr("Not while pictures are being imported.") if importing else "")

    def _connect(self, decider: Decider) -> None:
        self._checker.started.connect(self._started)
        self._checker.ended.connect(self._ended)
        decider.decided.connect(self._decided)
        self._context.jobs.changed.connect(self._enable)
        self._context.theme.changed.connect(self._tint)

    def _tint(self) -> None:
        icons = {"bad": ("error", "bad"), "warning": ("warning", "warn")}
        icon, colour = icons.get(self._level, ("check", "good"))
        self._sign.setPixmap(self._context.theme.pixmap(icon, 32, colour))

    # Making it

    def _make_empty(self) -> EmptyState:
        return EmptyState(
            self._context.theme,
            "health",
            self.tr("Not checked yet"),
            self.tr(
                "A check looks for broken and blank pictures, copies, doubtful labels, and for anything but the art "
                "that gives a class away. It changes nothing."
            ),
            [(self.tr("Check now"), self._checker.start, True)],
        )

    def _lay_out(self) -> None:
        self._outdated.setText(self.tr("The dataset has changed since then. Check it again for new figures."))
        self.strip.add_button(self.cancel_button)
        words = QVBoxLayout()
        words.setSpacing(TINY)
        for label in (self._title, self._when, self._outdated):
            words.addWidget(label)
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        for made in (self.save_button, self.check_button):
            head.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(head)
        column.addWidget(self._make_list(), 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(full)
        self._stack.addWidget(self._empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, ROOM, 0, 0)
        outer.setSpacing(GAP)
        outer.addWidget(self.strip)
        outer.addWidget(self._stack, 1)

    def _make_list(self) -> QScrollArea:
        inner = QWidget()
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 0, SMALL, 0)
        self._list.setSpacing(SMALL)
        self._list.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        area.setAccessibleName(self.tr("What the check has found"))
        return area
